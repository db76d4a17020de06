"""HTTP side of the message gateway.

``POST /messages`` with ``Idempotency-Key``: 201 the first time, 200 with ``Idempotent-Replayed: true`` when repeated,
409 for the same key with another body. ``GET /messages/{key}``, ``GET /messages?to=&after=&limit=``.
Fault modes meet ``POST /messages`` only, so that a sender can look up what became of its message.
"""

import re
import time
from hashlib import sha256
from typing import Annotated
from uuid import uuid4

from fastapi import FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from simulators import http
from simulators.faults import OK, Faults
from simulators.message_gateway.ledger import Ledger, Message

MODES = (
    OK,
    "500",
    "429",
    "hang",
    "reset",
    "garbage",
    "wrong_schema",
    "executed_then_timeout",
    "executed_then_500",
    "executed_then_reset",
    "ignores_our_key",
)
"""`garbage` is not executed (a broken proxy in between); `wrong_schema` and everything named executed is."""

_NOT_EXECUTED = ("500", "429", "hang", "reset", "garbage")
_PHONE = re.compile(r"^\+?[0-9]{5,15}$")


class NewMessage(BaseModel):
    """A message to hand over. `to`: telephone number in international form."""

    model_config = ConfigDict(extra="forbid")
    to: str = Field(max_length=20)
    text: str = Field(min_length=1, max_length=2000)
    reference: str = Field(default="", max_length=100)


def create_app(ledger: Ledger, faults: Faults) -> FastAPI:
    """The gateway over an open ledger."""
    app = FastAPI(title="Message gateway", docs_url=None, redoc_url=None)
    http.add_admin(app, faults)

    @app.post("/messages", response_model=None)
    async def post(
        body: NewMessage, request: Request, idempotency_key: Annotated[str, Header(min_length=1, max_length=200)]
    ) -> Response:
        mode = faults.take()
        if mode in _NOT_EXECUTED:
            return await _broken(mode, request, faults.retry_after)
        answer = _take(ledger, body, idempotency_key, str(uuid4()) if mode == "ignores_our_key" else idempotency_key)
        if mode not in (OK, "ignores_our_key"):
            return await _broken(mode, request, faults.retry_after)
        return answer

    @app.get("/messages/{key:path}")
    async def look_up(key: str) -> dict[str, object]:
        message = ledger.by_key.get(key)
        if message is None:
            raise HTTPException(404, "no message under this key")
        return _shown(message)

    @app.get("/messages")
    async def inbox(
        to: str | None = None, after: str | None = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100
    ) -> dict[str, object]:
        found = [message for message in ledger.messages if to is None or message.to == to]
        if after is not None:
            places = [place for place, message in enumerate(found) if message.id == after]
            found = found[places[0] + 1 :] if places else []
        return {"messages": [_shown(message) for message in found[:limit]], "more": len(found) > limit}

    return app


def _take(ledger: Ledger, body: NewMessage, offered: str, key: str) -> Response:
    """Takes a message under `key`, or finds the one that lies there."""
    if not _PHONE.match(body.to):
        return JSONResponse({"code": "bad_number", "detail": "not a telephone number"}, 422)
    digest = sha256(body.model_dump_json().encode()).hexdigest()
    known = ledger.by_key.get(key)
    if known is not None and known.body_hash != digest:
        return JSONResponse({"code": "key_reused", "detail": "same key, other message"}, 409)
    message = known or _accepted(ledger, body, key, offered, digest)
    headers = {"Idempotent-Replayed": "true"} if known else {}
    return JSONResponse(_shown(message), 200 if known else 201, headers)


def _accepted(ledger: Ledger, body: NewMessage, key: str, offered: str, digest: str) -> Message:
    message = Message(
        id=f"m{len(ledger.messages) + 1}",
        key=key,
        offered_key=offered,
        to=body.to,
        text=body.text,
        reference=body.reference,
        body_hash=digest,
        accepted_at=time.time_ns() // 1000,
    )
    ledger.accept(message)
    return message


async def _broken(mode: str, request: Request, retry_after: int) -> Response:
    """The answer, or the lack of one, that a fault gives."""
    match mode:
        case "500" | "executed_then_500":
            return JSONResponse({"detail": "internal error"}, 500)
        case "429":
            return JSONResponse({"detail": "too many requests"}, 429, {"Retry-After": str(retry_after)})
        case "garbage":
            return Response(b"\x1f\x8b\x00\xff<html>\x00{{{", 200, media_type="application/json")
        case "wrong_schema":
            return JSONResponse({"result": {"errcode": 0, "errmsg": "ok"}}, 200)
        case "reset" | "executed_then_reset":
            http.reset(request)
        case _:
            await http.hang(request)
    return Response(status_code=500)  # nobody is there to read it


def _shown(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "key": message.key,
        "to": message.to,
        "text": message.text,
        "reference": message.reference,
        "accepted_at": message.accepted_at,
    }

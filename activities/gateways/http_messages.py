"""Text messages through an HTTP gateway (短信网关): the same key until it answers, and a look-up after a time-out."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx2

from activities.gateways.errors import PermanentGatewayError, RetryableGatewayError, UnknownOutcomeError
from activities.gateways.letter import Letter

_ANSWER_LIMIT = 65_536
"""Bytes of an answer that are read; a longer one is not this gateway's."""
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_WAIT_FOR_OPERATOR = 60


@dataclass(frozen=True, slots=True)
class HttpMessageGateway:
    """One gateway. `base` is its address, `timeout` in seconds bounds one whole call, slow answers included."""

    client: httpx2.AsyncClient
    base: str
    timeout: float = 10.0

    @property
    def asks_until_answered(self) -> bool:
        return True

    async def send(self, letter: Letter, *, repeated: bool) -> str:
        """Hands one message over under the letter's key and answers the gateway's id of it."""
        if repeated:
            found = await self.look_up(letter.key)
            if found is not None:
                return found
        body = {"to": letter.to, "text": letter.text, "reference": letter.reference}
        try:
            status, headers, answer = await self._call("POST", "/messages", body, {"Idempotency-Key": letter.key})
        except _NEVER_SENT as error:
            raise RetryableGatewayError("gateway_unreachable", type(error).__name__) from error
        except (httpx2.RequestError, TimeoutError) as error:
            return await self._settle(letter.key, type(error).__name__)
        if status in (200, 201):
            accepted = _id_of(answer)
            return accepted if accepted is not None else await self._settle(letter.key, "unreadable")
        if status in (408, 409, 425) or status >= 500:
            return await self._settle(letter.key, str(status))
        raise _refusal(status, headers, answer)

    async def look_up(self, key: str) -> str | None:
        """The gateway's id of the message under `key`, None if it has none. Raises UnknownOutcomeError."""
        try:
            status, _, answer = await self._call("GET", f"/messages/{quote(key, safe='')}")
        except (httpx2.RequestError, TimeoutError) as error:
            raise UnknownOutcomeError("look_up_failed", type(error).__name__) from error
        if status == 404:
            return None
        found = _id_of(answer) if status == 200 else None
        if found is None:
            raise UnknownOutcomeError("look_up_failed", str(status))
        return found

    async def _settle(self, key: str, why: str) -> str:
        # "Executed, then timed out" is the normal failure: ask before anyone sends again.
        found = await self.look_up(key)
        if found is None:
            raise UnknownOutcomeError("gateway_no_answer", why)
        return found

    async def _call(
        self, method: str, path: str, body: dict[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, httpx2.Headers, Any]:
        async with asyncio.timeout(self.timeout):
            async with self.client.stream(
                method, self.base.rstrip("/") + path, json=body, headers=headers, timeout=self.timeout
            ) as response:
                content = b""
                async for part in response.aiter_bytes():
                    content += part
                    if len(content) > _ANSWER_LIMIT:
                        return response.status_code, response.headers, None
                return response.status_code, response.headers, _decoded(content)


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _id_of(answer: Any) -> str | None:
    """The id in an answer that has the agreed shape."""
    if isinstance(answer, dict) and isinstance(answer.get("id"), str) and "key" in answer:
        return str(answer["id"])
    return None


def _refusal(status: int, headers: httpx2.Headers, answer: Any) -> PermanentGatewayError | RetryableGatewayError:
    if status == 429:
        return RetryableGatewayError("gateway_busy", "429", _retry_after(headers.get("Retry-After")))
    if status in (401, 403, 407) or status < 400:
        # Not this message's fault: an operator has to mend the access, and then everything goes out.
        return RetryableGatewayError("gateway_access", str(status), _WAIT_FOR_OPERATOR)
    code = answer.get("code") if isinstance(answer, dict) else None
    return PermanentGatewayError("gateway_refused", f"{status} {str(code)[:60]}" if code else str(status))


def _retry_after(value: str | None) -> int | None:
    """Seconds from a Retry-After header: a count or a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return min(int(value), 86_400)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0, min(int((moment - datetime.now(UTC)).total_seconds()), 86_400))

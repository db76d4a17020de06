"""What the simulators' HTTP sides share: serving, the admin endpoint for faults, cutting a connection."""

import asyncio
import socket
import struct
from typing import Any, cast

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from uvicorn.protocols.http.h11_impl import H11Protocol

from simulators.faults import OK, Faults

TRANSPORT = "simulators.transport"


class FaultOrder(BaseModel):
    """Body of ``PUT /admin/fault``."""

    model_config = ConfigDict(extra="forbid")
    mode: str
    times: int | None = Field(default=None, ge=1, description="requests that meet it; absent: until cleared")
    retry_after: int = Field(default=1, ge=0, le=3600, description="seconds")


def add_admin(app: FastAPI, faults: Faults) -> None:
    """``GET``, ``PUT`` and ``DELETE /admin/fault``, and ``GET /health``."""

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/admin/fault")
    async def shown() -> dict[str, object]:
        return faults.shown()

    @app.put("/admin/fault")
    async def order(body: FaultOrder) -> dict[str, object]:
        try:
            faults.set(body.mode, body.times, body.retry_after)
        except ValueError as error:
            raise HTTPException(422, str(error)) from None
        return faults.shown()

    @app.delete("/admin/fault")
    async def clear() -> dict[str, object]:
        faults.set(OK)
        return faults.shown()


class OpenConnection(H11Protocol):
    """An HTTP connection that lets the application cut it, which ASGI does not offer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "extensions": {TRANSPORT: transport}}, receive, send)

        self.app = with_transport


def reset(request: Request) -> None:
    """Cuts the connection with a TCP reset instead of an answer."""
    transport = cast(asyncio.Transport, request.scope["extensions"][TRANSPORT])
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def hang(request: Request) -> None:
    """Says nothing until the caller has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """A server on `host`:`port` whose shutdown does not wait for callers that are kept hanging."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=OpenConnection,
        loop="asyncio",
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)

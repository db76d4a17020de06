"""Answers that no gateway of ours would give: endless, dripping, elsewhere, or none at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest

from activities.gateways.errors import (
    GatewayError,
    PermanentGatewayError,
    RetryableGatewayError,
    UnknownOutcomeError,
)
from activities.gateways.http_messages import HttpMessageGateway
from activities.gateways.letter import Letter

LETTER = Letter("TS1:0:1", "customer:x", "+8613800138000", "s", "t", "zh-CN", "TS1")
Speaker = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def says(answer: bytes) -> Speaker:
    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return speak


def status(line: str, *headers: str, body: str = "") -> Speaker:
    head = "\r\n".join([f"HTTP/1.1 {line}", f"content-length: {len(body)}", "connection: close", *headers])
    return says(f"{head}\r\n\r\n{body}".encode())


async def endless(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def dripping(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def gateway(speak: Speaker) -> AsyncIterator[HttpMessageGateway]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await speak(reader, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # our client has left
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with httpx2.AsyncClient(trust_env=False, follow_redirects=False) as client:
        try:
            yield HttpMessageGateway(client, f"http://127.0.0.1:{port}", timeout=0.5)
        finally:
            server.close()


UNKNOWN = [
    pytest.param(endless, id="endless"),
    pytest.param(dripping, id="dripping"),
    pytest.param(says(b""), id="silent close"),
    pytest.param(says(b"SSH-2.0-OpenSSH_9\r\n"), id="not HTTP"),
    pytest.param(says(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"), id="torn"),
    pytest.param(status("200 OK", body="[" * 5000), id="deep nesting"),
    pytest.param(status("200 OK", body='{"errcode": 0}'), id="other schema"),
    pytest.param(status("200 OK", body='{"id": 7, "key": "x"}'), id="wrong type"),
    pytest.param(status("200 OK", "content-encoding: gzip", body="nonsense"), id="broken encoding"),
    pytest.param(status("503 Unavailable"), id="503"),
    pytest.param(status("409 Conflict"), id="409"),
]
REFUSED = [
    pytest.param(status("302 Found", "location: http://127.0.0.1:1/"), RetryableGatewayError, 60, id="redirect"),
    pytest.param(status("401 Unauthorized"), RetryableGatewayError, 60, id="401"),
    pytest.param(status("429 Busy", "retry-after: 7"), RetryableGatewayError, 7, id="429"),
    pytest.param(status("429 Busy", "retry-after: soon"), RetryableGatewayError, None, id="429 unreadable"),
    pytest.param(
        status("429 Busy", "retry-after: Thu, 01 Jan 2026 00:00:00 GMT"), RetryableGatewayError, 0, id="429 date"
    ),
    pytest.param(status("400 Bad"), PermanentGatewayError, None, id="400"),
    pytest.param(status("410 Gone"), PermanentGatewayError, None, id="410"),
]


@pytest.mark.parametrize("speak", UNKNOWN)
async def test_answer_that_cannot_be_read_leaves_the_outcome_unknown(speak: Speaker) -> None:
    async with gateway(speak) as sender:
        with pytest.raises(UnknownOutcomeError):
            await sender.send(LETTER, repeated=False)
        with pytest.raises(UnknownOutcomeError):
            await sender.send(LETTER, repeated=True)


@pytest.mark.parametrize(("speak", "kind", "wait"), REFUSED)
async def test_answer_that_can_be_read_says_whether_to_try_again(
    speak: Speaker, kind: type[GatewayError], wait: int | None
) -> None:
    async with gateway(speak) as sender:
        with pytest.raises(kind) as refused:
            await sender.send(LETTER, repeated=False)
    assert getattr(refused.value, "retry_after", None) == wait


async def test_gateway_that_is_not_there_has_certainly_not_accepted() -> None:
    async with gateway(endless) as sender:
        base = sender.base
    async with httpx2.AsyncClient(trust_env=False) as client:
        with pytest.raises(RetryableGatewayError) as refused:
            await HttpMessageGateway(client, base, 0.5).send(LETTER, repeated=False)
    assert refused.value.code == "gateway_unreachable"

"""A client of HTTP/1.1 that costs next to nothing (最小客户端), so that two cores are spent on what is measured."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4


@dataclass(slots=True)
class Connection:
    """One connection kept open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    @classmethod
    async def open(cls, port: int, host: str = "127.0.0.1") -> Self:
        reader, writer = await asyncio.open_connection(host, port)
        return cls(reader, writer, f"{host}:{port}")

    async def post(self, path: str, token: str, body: dict[str, Any], if_match: int | None = None) -> dict[str, Any]:
        """Sends one command under a key of its own; whatever is not 2xx ends the bench."""
        data = json.dumps(body, ensure_ascii=False).encode()
        matched = f'If-Match: "{if_match}"\r\n' if if_match is not None else ""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {uuid4().hex}\r\n{matched}Content-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        self.writer.write(head.encode() + data)
        answered = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        status = int(answered[9:12])
        length = int(answered.partition("content-length:")[2].partition("\r\n")[0])
        text = await self.reader.readexactly(length)
        if status not in (200, 201):
            raise RuntimeError(f"POST {path} was answered {status}: {text.decode()[:500]}")
        answer: dict[str, Any] = json.loads(text)
        return answer

    def close(self) -> None:
        """Closes the connection."""
        self.writer.close()

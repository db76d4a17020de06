"""What never becomes a request (无法解析的连接): answered as a problem too, and bounded."""

import json
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.language import ZH
from api.middleware import SECURITY_HEADERS
from api.problems import MEDIA_TYPE, ProblemError, body_of

UNFINISHED_LIMIT = 64 * 1024
"""Bytes of headers without an end; what is complete is judged by the smaller limit of the shell."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with our words where it would answer in plain text, and a limit on headers in the making."""

    unfinished = 0
    in_headers = True

    def on_message_begin(self) -> None:
        """A request begins."""
        self.unfinished, self.in_headers = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its headers are there; a body has limits of its own."""
        self.in_headers = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Some bytes of it."""
        super().data_received(data)
        if self.in_headers and not self.transport.is_closing():
            self.unfinished += len(data)
            if self.unfinished > UNFINISHED_LIMIT:
                self._refuse("headers_too_large")

    def send_400_response(self, msg: str) -> None:
        """Not HTTP."""
        self._refuse("bad_request")

    def _refuse(self, code: str) -> None:
        body: dict[str, Any] = body_of(ProblemError(code), ZH)
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {
            **SECURITY_HEADERS,
            "content-type": MEDIA_TYPE,
            "content-length": str(len(content)),
            "connection": "close",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(STATUS_LINE[body["status"]] + lines.encode() + b"\r\n" + content)
        self.transport.close()

"""Answers (应答): JSON without a second validation; the types of the shapes are checked before the process starts."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

JSON = "application/json"


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`body` as JSON. Chinese stays readable."""
    return Response(to_json(body), status, dict(headers or {}), JSON)


def plain(text: str) -> Response:
    """Plain text for the eye."""
    return Response(text.encode(), 200, None, "text/plain; charset=utf-8")


def wants_text(request: Request) -> bool:
    """Whether the caller asks for plain text rather than JSON."""
    return request.headers.get("accept", "").strip().lower().startswith("text/plain")

"""Reading a request's body (正文): bounded, UTF-8, JSON, one flat object; everything else is a typed 4xx."""

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

from api.problems import FieldError, ProblemError

BODY_LIMIT = 64 * 1024
"""Bytes of a request's body."""
DRAINED = 1024 * 1024
"""Bytes read and thrown away of a body that is too large, so that its sender comes to hear so."""
DEPTH_LIMIT = 8
"""Levels of nesting; the deepest body of this API has two."""


async def read_json(request: Request) -> dict[str, Any]:
    """The body as one JSON object. Raises ProblemError for anything else."""
    _check_media_type(request)
    raw = await _read(request)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise ProblemError("body_not_utf8") from None
    try:
        body = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise ProblemError("json_too_deep", limit=DEPTH_LIMIT) from None
    except ValueError:
        raise ProblemError("malformed_json") from None
    if not isinstance(body, dict):
        raise ProblemError("malformed_json")
    if text.count("{") + text.count("[") > DEPTH_LIMIT:
        _check_depth(body, 1)
    if "\\u" in text:  # only an escape can smuggle in NUL or half a surrogate pair
        _check_text(body, "")
    return body


def _check_media_type(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if media_type != "application/json" or encoding != "identity":
        raise ProblemError("unsupported_media_type")


async def _read(request: Request) -> bytes:
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:12]) > BODY_LIMIT:
        raise ProblemError("body_too_large", limit=BODY_LIMIT)
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= BODY_LIMIT:
                chunks.append(chunk)
            elif size > DRAINED:
                break
    except ClientDisconnect:
        raise ProblemError("bad_request") from None
    if size > BODY_LIMIT:
        raise ProblemError("body_too_large", limit=BODY_LIMIT, headers={"connection": "close"})
    return b"".join(chunks)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check_depth(value: Any, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise ProblemError("json_too_deep", limit=DEPTH_LIMIT)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _check_depth(item, depth + 1)


def _check_text(value: Any, at: str) -> None:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ProblemError("invalid_fields", errors=(FieldError("unreadable_text", at),))
    elif isinstance(value, dict):
        for key, item in value.items():
            here = f"{at}/{escape(key)}"
            _check_text(key, here)
            _check_text(item, here)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_text(item, f"{at}/{index}")


def escape(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901), without what cannot be written in an answer."""
    return key.encode("utf-8", "replace").decode().replace("~", "~0").replace("/", "~1")[:200]

"""Pages by key (游标分页): `next` names the last row seen; no page is skipped or doubled when rows come and go."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from sqlalchemy import ColumnElement, tuple_

from api.instants import read
from api.problems import ProblemError

PAGE = 50
LARGEST_PAGE = 200

Code = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_.:-]+$")]
CaseNo = Annotated[str, Path(max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")]
RowId = Annotated[str, Path(max_length=80, pattern=r"^[A-Za-z0-9_.:-]+$")]


def _instant(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError("not_rfc3339")
    return read(value.replace(" ", "+"))  # a plus sign that was not escaped in the address


InstantParam = Annotated[int, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]


class Page(BaseModel):
    """Parameters of every list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)
    cursor: str | None = Field(None, max_length=300, pattern=r"^[A-Za-z0-9_-]+$")


def write_cursor(values: Sequence[int | str]) -> str:
    """A cursor that names a row by its sort key."""
    text = json.dumps(list(values), separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, *types: type) -> list[Any]:
    """The sort key in a cursor. Raises ProblemError `invalid_cursor` unless it has just these types."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise ProblemError("invalid_cursor") from None
    if not isinstance(values, list) or [type(value) for value in values] != list(types):
        raise ProblemError("invalid_cursor")
    if any(isinstance(value, str) and ("\x00" in value or not value.isprintable()) for value in values):
        raise ProblemError("invalid_cursor")
    if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values):
        raise ProblemError("invalid_cursor")
    return values


def after(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that follow in ascending order."""
    return tuple_(*columns) > tuple_(*values)


def before(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that follow in descending order."""
    return tuple_(*columns) < tuple_(*values)

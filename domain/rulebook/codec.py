"""Rulebook dataclasses as plain JSON data and back, without loss (编解码).

Only str, int, bool, lists and maps occur; a field at its default is left out, so a new field with a default changes no
hash and no running plan. The plan of every case passes here: coders are made once per type.
"""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.content import canonical_text

T = TypeVar("T")
Coder = Callable[[Any], Any]


def to_data(value: Any) -> Any:
    """Plain data of a dataclass, or of a tuple of them. TypeError for anything JSON cannot hold exactly."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        encoded = ((name, getattr(value, name), default) for name, default in _defaults(type(value)))
        return {name: to_data(field) for name, field, default in encoded if default is MISSING or field != default}
    raise TypeError(f"no plain data for {type(value).__name__}")


def from_data(kind: type[T], data: Any) -> T:
    """The value of type `kind` that `to_data` wrote. ValueError for fields or enum values amiss."""
    decode: Coder | None = _decoder(kind)  # type: ignore[arg-type]
    result: T = data if decode is None else decode(data)
    return result


def to_text(value: Any) -> str:
    """`to_data` as JSON with sorted keys: one text for one content."""
    return canonical_text(to_data(value))


def from_text(kind: type[T], text: str) -> T:
    """Reads what `to_text` wrote."""
    return from_data(kind, json.loads(text))


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


@cache
def _decoder(kind: Any) -> Coder | None:
    """How to read `kind`; None where the data already is the value."""
    if kind in (str, int, bool, NoneType):
        return None
    if kind is Decimal:
        return Decimal
    if get_origin(kind) in (Union, UnionType):
        (inner,) = (part for part in get_args(kind) if part is not NoneType)
        return _optional(_decoder(inner))
    if get_origin(kind) is tuple:
        item, _ = get_args(kind)
        return _sequence(_decoder(item))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"no decoder for {kind!r}")


def _optional(inner: Coder | None) -> Coder | None:
    return None if inner is None else lambda data: None if data is None else inner(data)


def _sequence(item: Coder | None) -> Coder:
    return tuple if item is None else lambda data: tuple([item(part) for part in data])


def _enum(kind: type[StrEnum]) -> Coder:
    members = {member.value: member for member in kind}

    def decode(data: str) -> StrEnum:
        try:
            return members[data]
        except KeyError:
            raise ValueError(f"{kind.__name__} has no {data!r}") from None

    return decode


def _record(kind: type) -> Coder:
    hints = get_type_hints(kind)
    decoders = [(field.name, _decoder(hints[field.name])) for field in fields(kind)]
    nested = [(name, decoder) for name, decoder in decoders if decoder is not None]

    def decode(data: dict[str, Any]) -> Any:
        values = dict(data)
        for name, decoder in nested:
            if name in values:
                values[name] = decoder(values[name])
        try:
            return kind(**values)
        except TypeError as error:
            raise ValueError(f"{kind.__name__}: {error}") from None

    return decode

"""The canonical text of an event and the hash chain over it (哈希链).

Canonical: keys sorted, no spaces, UTF-8, values only str, int, bool and lists or maps of them. A field that is
None or at its default is left out, so a new optional field changes no old case.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""Head of a chain without events."""

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Mapping[str, Any]) -> str:
    """One text for one value. Raises ValueError (`not_canonical`) for floats, None, NUL or foreign types."""
    _check(value)
    return _ENCODER.encode(value)


def link(previous: str, text: str) -> str:
    """Hash of an event whose predecessor has the hash `previous`."""
    return sha256((previous + text).encode()).hexdigest()


def chain(previous: str, texts: Iterable[str]) -> str:
    """Head of the chain after `texts`."""
    for text in texts:
        previous = link(previous, text)
    return previous


def digest(value: Mapping[str, Any]) -> str:
    """Content hash of a plain value, independent of the order of its keys."""
    return sha256(canonical(value).encode()).hexdigest()


def _check(value: object) -> None:
    """By exact type first: in a workflow's sandbox `isinstance` costs ten times as much, and every event comes here."""
    kind = type(value)
    if kind is str:
        _check_text(value)  # type: ignore[arg-type]
    elif kind is int or kind is bool:
        return
    elif kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str and not isinstance(key, str):
                raise ValueError("not_canonical: key is not text")
            _check(item)
    elif kind is list or kind is tuple:
        for item in value:  # type: ignore[attr-defined]
            _check(item)
    else:
        _check_other(value)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ValueError("not_canonical: NUL in text")


def _check_other(value: object) -> None:
    """Subclasses, such as an enum's members, and other kinds of maps."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, Mapping):
        _check(dict(value))
    elif isinstance(value, (list, tuple)):
        _check(list(value))
    elif not isinstance(value, int):  # None and float are refused
        raise ValueError(f"not_canonical: {type(value).__name__}")

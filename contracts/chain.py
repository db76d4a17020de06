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


def canonical(value: Mapping[str, Any]) -> str:
    """One text for one value. Raises ValueError (`not_canonical`) for floats, None, NUL or foreign types."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


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
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("not_canonical: NUL in text")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError("not_canonical: key is not text")
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif not isinstance(value, int):  # bool is an int; None and float are refused
        raise ValueError(f"not_canonical: {type(value).__name__}")

"""Editing a good rulebook in tests: TOML to data, an edit by path, and back to TOML in another layout."""

import copy
import json
import tomllib
from typing import Any

from rulebooks.shelf import HERE

GOOD = (HERE / "daoyi.toml").read_text(encoding="utf-8")
DELETE = object()


def data() -> dict[str, Any]:
    """daoyi as plain data, free to be edited."""
    return copy.deepcopy(_DATA)


_DATA = tomllib.loads(GOOD)


def edited(path: str, value: Any) -> dict[str, Any]:
    """daoyi with one value set or, with DELETE, removed."""
    result = data()
    *way, last = path.split(".")
    table = result
    for name in way:
        table = table.setdefault(name, {})
    if value is DELETE:
        del table[last]
    else:
        table[last] = value
    return result


def dumps(table: dict[str, Any], *, backwards: bool = False) -> str:
    """TOML with every value inline, optionally with every table's keys in reverse order."""
    return "".join(f"{name} = {_inline(value, backwards)}\n" for name, value in _items(table, backwards))


def _items(table: dict[str, Any], backwards: bool) -> list[tuple[str, Any]]:
    return list(reversed(table.items())) if backwards else list(table.items())


def _inline(value: Any, backwards: bool) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_inline(item, backwards)}" for name, item in _items(value, backwards)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item, backwards) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)

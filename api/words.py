"""Names in both languages (双语名称) of what no rulebook names, read once from `words.toml`."""

import tomllib
from pathlib import Path
from typing import Any

from typing_extensions import TypedDict

from domain.rulebook.text import Text

_TABLES: dict[str, dict[str, Text]] = {
    table: {key: Text(**names) for key, names in rows.items()}
    for table, rows in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
}


class Named(TypedDict):
    """An id and its name in both languages."""

    id: str
    zh: str
    en: str


def text(table: str, key: str) -> Text:
    """The name of `key` in a table of `words.toml`; the key itself where a newer release names something new."""
    return _TABLES[table].get(key) or Text(zh=key, en=key)


def named(key: str, name: Text) -> Named:
    """An id with its name."""
    return {"id": key, "zh": name.zh, "en": name.en}


def named_in(table: str, key: str) -> Named:
    """An id with its name from `words.toml`."""
    return named(key, text(table, key))


def table(name: str) -> dict[str, Text]:
    """A whole table, for tests and the console."""
    return _TABLES[name]


def rule_name(find: Any, key: str) -> Named:
    """An id with the name its rulebook gives it; `find` is a lookup that raises KeyError."""
    try:
        return named(key, find(key).name)
    except KeyError:
        return named(key, Text(zh=key, en=key))

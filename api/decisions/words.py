"""Names and values in words (裁定的文字): facts by our own table, codes by what the rulebook calls them."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.decision.facts import LISTS
from domain.decision.ground import Ground
from domain.rulebook.book import POLICIES, Rulebook
from domain.rulebook.policies.common import Rule
from domain.rulebook.text import Text

_TABLES: dict[str, dict[str, Text]] = {
    table: {key: Text(**names) for key, names in rows.items()}
    for table, rows in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
}
_NAMED = ("lists", "roles", "departments", *POLICIES)
"""Parts of a rulebook whose entries a decision may speak of."""
_SEGMENT = re.compile(r"[A-Za-z_]\w*|\[\d+\]")


def text(table: str, key: str) -> Text:
    """The words for `key` in a table of `words.toml`; the key itself where there are none."""
    return _TABLES[table].get(key) or Text(zh=key, en=key)


def has(table: str, key: str) -> bool:
    """Whether there are words for `key`."""
    return key in _TABLES[table]


def tables() -> tuple[str, ...]:
    """The tables of `words.toml`."""
    return tuple(_TABLES)


def table(name: str) -> dict[str, Text]:
    """A whole table."""
    return _TABLES[name]


def say(table: str, key: str, lang: str) -> str:
    """`text` in one language."""
    return text(table, key).in_language(lang)


def fact_name(name: str) -> Text:
    """``购买日`` / ``purchased on`` of "unit.purchased_on"; ``凭证1印章`` / ``paper 1: seal`` of "papers.0.seal"."""
    group, _, rest = name.partition(".")
    number, _, field = rest.partition(".")
    if group not in LISTS or not number.isdecimal():
        return text("facts", name)
    owner = text("lists", group)
    n = int(number) + 1
    zh, en = owner.zh.format(n=n), owner.en.format(n=n)
    if not field:
        return Text(zh=zh, en=en)
    what, _, key = field.partition(".")
    named = text("facts", f"{group}.{what}")
    if not key:
        return Text(zh=f"{zh}{named.zh}", en=f"{en}: {named.en}")
    counted = text("terms", key)
    return Text(zh=f"{zh}{named.zh} {counted.zh}", en=f"{en}: {named.en} {counted.en}")


class Names:
    """What one rulebook calls things."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        entries = [entry for part in _NAMED for entry in _entries(getattr(book, part))]
        self._things = _unambiguous(entry for entry in entries if not isinstance(entry, Rule))
        self._rules = self._things | _unambiguous(entry for entry in entries if isinstance(entry, Rule))

    def code(self, code: str) -> Text:
        """What the rulebook calls `code`, a rule or a thing; else our own word, else the code itself."""
        return self._rules.get(code) or text("terms", code)

    def at(self, path: str) -> Text | None:
        """The name of the innermost entry on a path that has one: "warranty.coverage.battery.months" is the
        battery's."""
        found: Text | None = None
        place: Any = self.book
        for segment in _SEGMENT.findall(path):
            place = _entry(place, segment)
            if place is None:
                return found
            name = getattr(place, "name", None)
            found = name if isinstance(name, Text) else found
        return found

    def answer(self, name: str) -> Text:
        """An answer's name: ours, or the rulebook's for what it speaks of ("damage.human_damage", "K1.share")."""
        parts = [self._part(part) for part in name.split(".")]
        return Text(zh="：".join(part.zh for part in parts), en=": ".join(part.en for part in parts))

    def _part(self, part: str) -> Text:
        if part in self._rules:
            return self._rules[part]
        return text("answers", part) if has("answers", part) else Text(zh=part, en=part.replace("_", " "))

    def value(self, value: Any, lang: str, *, rules: bool = False) -> str:
        """A value of a fact, a step or an answer, in words. `rules`: codes may be those of rules."""
        if value is None:
            return say("heads", "unknown", lang)
        if isinstance(value, bool):
            return say("heads", "yes" if value else "no", lang)
        if isinstance(value, tuple):
            parts = [self.value(part, lang, rules=rules) for part in value]
            return say("heads", "list", lang).join(parts) or say("heads", "none", lang)
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, date):
            return value.isoformat()
        code = value.value if isinstance(value, StrEnum) else str(value)
        name = self.code(code) if rules else self._things.get(code) or text("terms", code)
        return name.in_language(lang)


_names: dict[str, Names] = {}


def names_of(ground: Ground) -> Names:
    """The names of a rulebook, gathered once."""
    found = _names.get(ground.rulebook_hash)
    if found is None:
        found = _names[ground.rulebook_hash] = Names(ground.book)
    return found


def _entry(place: Any, segment: str) -> Any:
    if segment.startswith("["):
        n = int(segment[1:-1])
        return place[n] if isinstance(place, tuple) and n < len(place) else None
    if isinstance(place, tuple):
        return next((item for item in place if getattr(item, "id", None) == segment), None)
    return getattr(place, segment, None)


def _unambiguous(entries: Iterable[Any]) -> dict[str, Text]:
    """Names by id, without ids that name two things."""
    found: dict[str, dict[tuple[str, str], Text]] = {}
    for entry in entries:
        found.setdefault(entry.id, {})[entry.name.zh, entry.name.en] = entry.name
    return {code: next(iter(names.values())) for code, names in found.items() if len(names) == 1}


def _entries(value: Any) -> Iterator[Any]:
    """Everything with an id and a name in a part of a rulebook."""
    if isinstance(value, tuple):
        for item in value:
            yield from _entries(item)
    elif is_dataclass(value) and not isinstance(value, type):
        if isinstance(getattr(value, "id", None), str) and isinstance(getattr(value, "name", None), Text):
            yield value
        for each in fields(value):
            yield from _entries(getattr(value, each.name))

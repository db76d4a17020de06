"""Random facts for a rulebook, near its own boundaries (随机事实)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.decision.facts import LISTS, vocabulary
from tests.policies.oracle.raw import Data

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
_KNOWN = 0.9
"""How likely a fact is known."""


def strings(data: Any) -> Iterator[str]:
    """Every text of a rulebook's data, keys of tables included."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)
    elif isinstance(data, str):
        yield data


def tables(data: Any, name: str) -> Iterator[Any]:
    """Every value that stands under a key of this name."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == name:
                yield value
            yield from tables(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from tables(value, name)


class Dice:
    """Draws facts for a rulebook: codes that it speaks of, numbers and days at and beside its bounds."""

    def __init__(self, book: Data, rng: random.Random) -> None:
        self.book, self.rng = book, rng
        self.codes = self._codes()
        self.amounts = sorted({value for value in tables(book, "amount") if isinstance(value, int)} | {0, 1})
        self.days = sorted({value for value in tables(book, "days") if isinstance(value, int)} | {1})
        months = [value for value in (*tables(book, "months"), *tables(book, "plus_months")) if isinstance(value, int)]
        bands = [part for value in tables(book, "months_at_most") for part in value]
        self.months = sorted({*months, *bands, 12})
        self.read = {text for text in strings(book) if text in vocabulary()}
        self.items = [item for table in tables(book, "items") if isinstance(table, dict) for item in table]

    def _codes(self) -> dict[str, list[str]]:
        """For each fact that predicates compare with codes, those codes."""
        found: dict[str, list[str]] = {}
        for when in tables(self.book, "when"):
            for predicate in when:
                if "values" in predicate:
                    found.setdefault(predicate["fact"], []).extend(predicate["values"])
        return found

    def facts(self, groups: tuple[str, ...]) -> Data:
        """Facts of the single groups that this rulebook reads."""
        made: Data = {}
        anchor = self.day()
        for name, kind in vocabulary().items():
            group, _, field = name.partition(".")
            if group in LISTS or group not in groups or self.rng.random() > _KNOWN:
                continue
            if name in self.read or name in self.codes or group == "findings":
                made.setdefault(group, {})[field] = self.value(name, kind, anchor)
        return made

    def value(self, name: str, kind: Any, anchor: date) -> Any:
        """One fact as JSON has it."""
        if kind is date:
            return self.near(anchor).isoformat()
        if kind is bool:
            return self.rng.random() < 0.5
        if kind is int:
            return max(0, self.rng.choice([*self.amounts, *self.months]) + self.rng.randint(-1, 1))
        if kind is Decimal:
            return f"{self.rng.randint(0, 2_000_000) / 100:.2f}"
        if kind is str:
            return self.rng.choice([*self.codes.get(name, []), "other"])
        return self.rng.sample(self.items, self.rng.randint(0, len(self.items))) if self.items else []

    def day(self) -> date:
        """Any day."""
        return FIRST + timedelta(days=self.rng.randrange((date(2025, 6, 30) - FIRST).days))

    def near(self, anchor: date) -> date:
        """The anchor, or a day at or beside one of the rulebook's terms after it."""
        if self.rng.random() < 0.3:
            return anchor
        if self.rng.random() < 0.5:
            after = timedelta(days=self.rng.choice(self.days) + self.rng.randint(-2, 3))
        else:
            after = timedelta(days=int(self.rng.choice(self.months) * 30.4375) + self.rng.randint(-3, 4))
        return min(max(anchor + after, FIRST), LAST)

"""The values that facts may take for a rulebook (取值): each code and another, yes, no, each bound and its neighbours.

A value is as typed facts have it; None is "not known".
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.decision.facts import kind_of, vocabulary
from domain.time.calendar import Calendar
from tests.policies.oracle.raw import Data, later, rolled, unnumbered
from tests.policies.oracle.worlds import FIRST, LAST, strings, tables

START = date(2023, 1, 31)
"""Anchor of all terms where everything is tried. Three months later is a day of rest, one month later a short month."""
_NEAR = (-1, 0, 1)
Term = tuple[int | None, int | None, str]
"""Days, or months, and how the last day rolls."""


class Pool:
    """Values by fact. `book` is plain data; codes, items and terms come from the predicates of `chapters`."""

    def __init__(self, book: Data, calendar: Calendar, chapters: tuple[str, ...], codes: dict[str, list[Any]]) -> None:
        self.calendar = calendar
        self.codes: dict[str, list[Any]] = {name: list(values) for name, values in codes.items()}
        self.numbers: dict[str, set[int]] = {}
        self.terms: dict[str, list[Term]] = {}
        self.items: dict[str, list[str]] = {}
        for when in tables({chapter: book[chapter] for chapter in chapters if chapter in book}, "when"):
            for predicate in when:
                self._read(book, predicate)
        texts = set(strings({chapter: book[chapter] for chapter in chapters if chapter in book}))
        self.known = tuple([name for name in vocabulary() if name in texts | {*self.codes, *self.items}])

    def _read(self, book: Data, predicate: Data) -> None:
        test, fact = predicate["is"], predicate.get("fact", "")
        if test in ("one_of", "none_of") and fact not in self.codes:
            self.codes[fact] = []
        if test in ("one_of", "none_of"):
            self.codes[fact] += [value for value in predicate["values"] if value not in self.codes[fact]]
        elif "amount" in predicate:
            self.numbers.setdefault(fact, set()).add(predicate["amount"])
        elif test in ("within", "longer_than"):
            term = (predicate.get("days"), predicate.get("months"), predicate.get("roll", "none"))
            self.terms.setdefault(fact, []).append(term)
        elif test in ("failed_repairs", "long_repair"):
            term = (predicate.get("days"), predicate.get("months"), predicate.get("roll", "none"))
            fact = "repairs.confirmed_present_on" if test == "failed_repairs" else "repairs.completed_on"
            self.terms.setdefault(fact, []).append(term)
        elif test in ("not_after", "before"):
            self.terms.setdefault(fact, []).append((0, None, "none"))
        elif test in ("checklist", "none_present", "some_present"):
            default = "findings.passed" if test == "checklist" else "findings.present"
            self.items.setdefault(fact or default, []).extend(book["lists"][predicate["list"]]["items"])

    def every(self, name: str) -> list[Any]:
        """One value of each kind."""
        bare, kind = unnumbered(name), kind_of(name)
        if kind is date:
            days = {START, *(day + timedelta(n) for day in self._bounds(bare, START) for n in _NEAR)}
            return [None, *sorted(days)]
        if kind is int:
            numbers = {*self.numbers.get(bare, ()), 1}
            return [None, *sorted({number + n for number in numbers for n in _NEAR if number + n >= 0})]
        if kind is bool:
            return [None, True, False]
        if kind is str:
            return [None, *self.codes.get(bare, []), "other"]
        if kind is Decimal:
            return [None, Decimal("0.05"), Decimal("100.00")]
        items = list(dict.fromkeys(self.items.get(bare, [])))
        return [None, (), tuple(items), *[tuple(each for each in items if each != left) for left in items],
                *[(each,) for each in items]]  # fmt: skip

    def _bounds(self, bare: str, start: date) -> Iterator[date]:
        for days, months, roll in self.terms.get(bare, []):
            yield rolled(later(start, days=days, months_=months), roll, self.calendar)

    def draw(self, name: str, rng: random.Random, start: date, known: float = 0.9) -> Any:
        """Any value, mostly known; days at or beside a term after `start`, or anywhere."""
        if rng.random() > known:
            return None
        bare, kind = unnumbered(name), kind_of(name)
        if kind is date:
            bounds = list(self._bounds(bare, start))
            if not bounds:
                return start + timedelta(rng.choice((0, 0, 0, 1, 30)))
            return min(max(rng.choice([start, *bounds]) + timedelta(rng.choice(_NEAR)), FIRST), LAST)
        if kind is Decimal:
            return Decimal(rng.randint(0, 200_000)).scaleb(-2)
        if kind not in (int, bool, str):
            items = list(dict.fromkeys(self.items.get(bare, [])))
            return tuple(rng.sample(items, rng.choice((0, len(items), rng.randint(0, len(items))))))
        return rng.choice(self.every(name)[1:])


def as_json(chosen: dict[str, Any], lengths: dict[str, int] | None = None) -> Data:
    """Facts by name as JSON has them; lists have as many objects as `lengths` says."""
    made: Data = {group: [{} for _ in range(number)] for group, number in (lengths or {}).items()}
    for name, value in chosen.items():
        if value is None:
            continue
        group, _, field = name.partition(".")
        if field[:1].isdigit():
            number, _, field = field.partition(".")
            made[group][int(number)][field] = _plain(value)
        else:
            made.setdefault(group, {})[field] = _plain(value)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return list(value) if isinstance(value, tuple) else value

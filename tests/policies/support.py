"""What the tests of the policies share (政策测试公用)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from domain.content import content_hash
from domain.decision.check import check
from domain.decision.decision import Decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground, ground
from domain.decision.reading import read_facts
from domain.rulebook.book import Rulebook
from domain.rulebook.codec import to_data
from rulebooks.calendars import load_calendar
from rulebooks.load import load
from rulebooks.shelf import HERE

AS_OF = date(2026, 12, 31)
"""Late enough for every case's facts."""

Decide = Callable[[Ground, Facts, date], Decision]


@cache
def ground_of(name: str) -> Ground:
    """A rulebook of ours, by name, with its calendar."""
    return ground_on(load(HERE / f"{name}.toml"))


def ground_on(book: Rulebook) -> Ground:
    """Any rulebook, with its calendar."""
    loaded = load_calendar(book.calendar, book.windows, book.quiet)
    return ground(book, loaded.calendar, content_hash(to_data(book)), loaded.hash)


def with_chapter(name: str, chapter: str, **values: Any) -> Ground:
    """A rulebook of ours with other values in one chapter: another reading."""
    book = ground_of(name).book
    return ground_on(replace(book, **{chapter: replace(getattr(book, chapter), **values)}))


def decide(fn: Decide, on: str | Ground, facts: Mapping[str, Any], as_of: date = AS_OF) -> Decision:
    """Decides from plain facts, as they come in JSON; the checker has to agree with every step."""
    ground, read = ground_of(on) if isinstance(on, str) else on, read_facts(facts, as_of)
    made = fn(ground, read, as_of)
    assert check(made, ground, read) == ()
    return made

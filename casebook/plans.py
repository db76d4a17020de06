"""The plan of a case (方案): rulebook and calendar as pinned at acceptance, stored once per content."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from casebook.book import single_statements
from casebook.errors import CasebookError
from contracts.case import CalendarSlice, CasePlan
from contracts.chain import digest
from domain.content import canonical_text
from domain.rulebook.book import Rulebook
from domain.rulebook.codec import from_text, to_text
from domain.time.calendar import Calendar
from domain.time.instants import Instant
from rulebooks.calendars import load_calendar
from rulebooks.shelf import Published, shelf

KEPT = 500


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan under its content hash, with its text as stored and its rulebook slice decoded."""

    hash: str
    content: str
    plan: CasePlan
    book: Rulebook


_read: "OrderedDict[str, StoredPlan]" = OrderedDict()


def published(name: str) -> Published:
    """The rulebook of that name as it is published now. Raises CasebookError (rulebook_unknown)."""
    try:
        return shelf()[name]
    except KeyError:
        raise CasebookError("rulebook_unknown", params={"name": name}) from None


def civil_date_at(rulebook: str, instant: Instant) -> date:
    """The civil date of an instant in the rulebook's zone."""
    return _calendar(rulebook)[0].date_of(instant)


def plan_at(rulebook: str, accepted: Instant) -> StoredPlan:
    """The plan of a complaint accepted at that instant. Days begin with the month before, for back-dated acts."""
    day = civil_date_at(rulebook, accepted)
    months = day.year * 12 + day.month - 2
    return _plan(rulebook, date(months // 12, months % 12 + 1, 1))


@cache
def _calendar(rulebook: str) -> tuple[Calendar, str]:
    book = published(rulebook).book
    loaded = load_calendar(book.calendar, book.windows, book.quiet)
    return loaded.calendar, loaded.hash


@cache
def _plan(rulebook: str, first: date) -> StoredPlan:
    source = published(rulebook)
    if source.book.complaint is None:
        raise CasebookError("rulebook_unknown", params={"name": rulebook})
    calendar, calendar_hash = _calendar(rulebook)
    part = calendar.slice(first)
    plan = CasePlan(
        rulebook=source.book.name,
        version=source.book.version,
        rulebook_hash=source.hash,
        calendar_hash=calendar_hash,
        calendar=CalendarSlice(
            offset_minutes=part.offset_minutes,
            first_day=part.first_day.isoformat(),
            days=part.days,
            known_until=part.known_until.isoformat(),
            statutory=list(part.statutory),
            windows=[(window.opens, window.closes) for window in part.windows],
            quiet=[(window.opens, window.closes) for window in part.quiet],
        ),
        book=to_text(source.book.complaint_slice()),
    )
    data = plan.model_dump(mode="json")
    content = canonical_text(data)
    return StoredPlan(digest(_without_none(data)), content, plan, source.book)


def _without_none(value: object) -> dict[str, object]:
    """The same data without None values, which a canonical text does not hold."""
    cleaned: dict[str, object] = json.loads(json.dumps(value), object_pairs_hook=_drop_none)
    return cleaned


def _drop_none(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {key: value for key, value in pairs if value is not None}


async def stored_plan(engine: AsyncEngine, plan_hash: str) -> StoredPlan:
    """The plan with that hash. Plans never change, so each is read once per process."""
    found = _read.get(plan_hash)
    if found is None:
        async with single_statements(engine) as connection:
            row = await connection.execute(text("select content from plans where hash = :hash"), {"hash": plan_hash})
            content = str(row.scalar_one())
        plan = CasePlan.model_validate_json(content)
        found = _read[plan_hash] = StoredPlan(plan_hash, content, plan, from_text(Rulebook, plan.book))
        if len(_read) > KEPT:
            _read.popitem(last=False)
    return found

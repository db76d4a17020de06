"""Why a term ends when it ends (期限的推导), day by day, as data: words are put to it elsewhere.

The deadline is the one of clocks.py; the steps are read off the calendar's days one after the other, and so are a
second opinion on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.time.calendar import Calendar, DayKind
from domain.time.clocks import add_months, due
from domain.time.instants import Instant
from domain.time.term import Clock, Roll, Term

_DAY = timedelta(days=1)


class NoteCode(StrEnum):
    """Why a day was counted or not (计数理由)."""

    START_DAY = "start_day"  # the event's own day is not counted [G-4]
    WORKING_DAY = "working_day"
    MAKEUP_DAY = "makeup_day"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CALENDAR_DAY = "calendar_day"
    SAME_DAY = "same_day"
    CORRESPONDING_DAY = "corresponding_day"
    LAST_OF_MONTH = "last_of_month"  # the month has no corresponding day [G-9]
    ROLLED_OVER = "rolled_over"  # a last day that is a rest day, or a rest day after it [G-6]
    ROLLED_TO = "rolled_to"
    WORKING_TIME = "working_time"
    OUTSIDE_HOURS = "outside_hours"  # a working day on which no working time was left, or none was needed
    CLOCK_TIME = "clock_time"


@dataclass(frozen=True)
class Step:
    """One day, or one stretch of working hours, of a derivation (推导步骤).

    `n` = counted so far: days, months, or microseconds for the two hour clocks. `since`, `until`: the stretch that an
    hour clock counted. `provisional`: no notice speaks of this day.
    """

    day: date
    kind: DayKind
    counted: bool
    note_code: NoteCode
    n: int
    provisional: bool = False
    since: Instant | None = None
    until: Instant | None = None


@dataclass(frozen=True)
class Derivation:
    """A deadline with its reasons (期限推导)."""

    term: Term
    start: Instant
    due: Instant
    provisional: bool
    steps: tuple[Step, ...]


_BY_KIND = {
    DayKind.WORKING: NoteCode.WORKING_DAY,
    DayKind.MAKEUP: NoteCode.MAKEUP_DAY,
    DayKind.WEEKEND: NoteCode.WEEKEND,
    DayKind.HOLIDAY: NoteCode.HOLIDAY,
}


def explain(term: Term, start: Instant, calendar: Calendar) -> Derivation:
    """The deadline of `due(term, start, calendar)` and every day that was counted or skipped on the way to it."""
    deadline = due(term, start, calendar)
    first, end = calendar.date_of(start), calendar.date_of(deadline.due - 1)
    if term.clock is Clock.WORKING_DAYS:
        steps = _working_days(first, end, calendar)
    elif term.clock is Clock.WORKING_HOURS:
        steps = _working_hours(start, deadline.due, _days(first, end), calendar)
    elif term.clock is Clock.CLOCK_HOURS:
        steps = _clock_hours(start, deadline.due, _days(first, end), calendar)
    else:
        steps = _civil_days(term, first, end, calendar)
    known = (replace(step, provisional=not calendar.is_known(step.day)) for step in steps)
    return Derivation(term, start, deadline.due, deadline.provisional, tuple(known))


def _working_days(first: date, end: date, calendar: Calendar) -> Iterator[Step]:
    yield Step(first, calendar.kind(first), False, NoteCode.START_DAY, 0)
    n = 0
    for day in _days(first + _DAY, end):
        kind = calendar.kind(day)
        works = calendar.is_working(day)
        n += works
        yield Step(day, kind, works, _BY_KIND[kind], n)


def _working_hours(start: Instant, end: Instant, days: Iterator[date], calendar: Calendar) -> Iterator[Step]:
    n = 0
    for day in days:
        kind = calendar.kind(day)
        if not calendar.is_working(day):
            yield Step(day, kind, False, _BY_KIND[kind], n)
            continue
        before = n
        for window in calendar.windows:
            since = max(start, calendar.at(day, window.opens))
            until = min(end, calendar.at(day, window.closes))
            if since < until:
                n += until - since
                yield Step(day, kind, True, NoteCode.WORKING_TIME, n, since=since, until=until)
        if n == before:
            yield Step(day, kind, False, NoteCode.OUTSIDE_HOURS, n)


def _clock_hours(start: Instant, end: Instant, days: Iterator[date], calendar: Calendar) -> Iterator[Step]:
    for day in days:
        since, until = max(start, calendar.at(day, 0)), min(end, calendar.at(day, 24 * 60))
        yield Step(day, calendar.kind(day), True, NoteCode.CLOCK_TIME, until - start, since=since, until=until)


def _civil_days(term: Term, first: date, end: date, calendar: Calendar) -> Iterator[Step]:
    """Calendar days, same day, months; and the roll of any of them."""
    if term.clock is Clock.SAME_DAY:
        last = first
        yield Step(first, calendar.kind(first), True, NoteCode.SAME_DAY, 0)
    else:
        yield Step(first, calendar.kind(first), False, NoteCode.START_DAY, 0)
        if term.clock is Clock.CALENDAR_DAYS:
            last = first + term.amount * _DAY
            for n, day in enumerate(_days(first + _DAY, last), 1):
                yield Step(day, calendar.kind(day), True, NoteCode.CALENDAR_DAY, n)
        else:
            last = add_months(first, term.amount)
            note = NoteCode.CORRESPONDING_DAY if last.day == first.day else NoteCode.LAST_OF_MONTH
            yield Step(last, calendar.kind(last), True, note, term.amount)
    if term.roll is Roll.NONE:
        return
    for day in _days(last, end) if end > last else ():
        note = NoteCode.ROLLED_TO if day == end else NoteCode.ROLLED_OVER
        yield Step(day, calendar.kind(day), day == end, note, term.amount)


def _days(first: date, last: date) -> Iterator[date]:
    """Civil days from `first` to `last`, both included."""
    for n in range((last - first).days + 1):
        yield first + n * _DAY

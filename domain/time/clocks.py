"""When a term ends (期限的计算): one function for the workflow, the explanation, the what-if and the re-plan.

The day of the event is not counted [G-4]; an act is in time iff its instant is before `due` [G-5]; an answer that
hangs on a day no notice speaks of is provisional [G-3]. No walking: see worktime.py. The derivation is in explain.py.
Days are named by the instant of their midnight.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.time.calendar import Calendar
from domain.time.instants import DAY, MINUTE, Instant
from domain.time.term import Clock, DayEnd, Roll, Term
from domain.time.worktime import OffTheEdge, WorkTime

# Looked up once: an enum's member costs as much as the arithmetic around it.
_WORKING_DAYS, _WORKING_HOURS, _CLOCK_HOURS = Clock.WORKING_DAYS, Clock.WORKING_HOURS, Clock.CLOCK_HOURS
_MIDNIGHT = DayEnd.MIDNIGHT


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a term (截止时刻): `due` is exclusive, an act is in time iff t < due.

    `provisional`: it hangs on a day that no notice speaks of yet, and is computed again when one does.
    """

    due: Instant
    provisional: bool


_shared = lru_cache(maxsize=4096)(Deadline)
"""Ends of days repeat, and a frozen value can be shared: a look-up is three times as fast as a new one."""


def due(term: Term, start: Instant, calendar: Calendar) -> Deadline:
    """When `term`, running from the event at `start`, ends. Never fails for want of a calendar. [G-1 ... G-9]"""
    clock = term.clock
    if clock is _WORKING_DAYS:
        return after_working_days(start, term.amount, calendar, term.day_end)
    if clock is _WORKING_HOURS:
        return after_working_time(start, term.amount * MINUTE, calendar)
    if clock is _CLOCK_HOURS:
        return Deadline(start + term.amount * MINUTE, False)
    if clock is Clock.MONTHS:
        last = calendar.at(add_months(calendar.date_of(start), term.amount), 0)
    else:
        last = _midnight(start, calendar) + term.amount * DAY
    return on_day(last, start, calendar, term.day_end, term.roll)


def after_working_days(start: Instant, n: int, calendar: Calendar, day_end: DayEnd = _MIDNIGHT) -> Deadline:
    """The end of the n-th working day (n >= 1) after the day of `start`. [G-2, G-4, G-5]"""
    work = calendar.worktime
    try:
        last = work.working_day_after(start, n)
    except OffTheEdge:
        last = _far(calendar, start, lambda wide: wide.working_day_after(start, n))
    end = last + DAY if day_end is _MIDNIGHT else _close(last, start, work)
    return _shared(end, end > work.known_to or start + DAY < work.known_from)


def after_working_time(start: Instant, amount: int, calendar: Calendar) -> Deadline:
    """The instant at which `amount` microseconds (> 0) of working time after `start` have passed. [G-7]

    Outside working hours the clock stands: a start in the night begins at the next opening. What would end at an
    opening ends at the close before it.
    """
    work = calendar.worktime
    try:
        end = work.reach(work.elapsed(start) + amount)
    except OffTheEdge:
        end = _far(calendar, start, lambda wide: wide.reach(wide.elapsed(start) + amount))
    return Deadline(end, end > work.known_to or start < work.known_from)


def on_day(last: Instant, start: Instant, calendar: Calendar, day_end: DayEnd, roll: Roll) -> Deadline:
    """The end of the day `last`, or of the working day to which it rolls. [G-5, G-6]

    Provisional only if it rolls: without, a day ends whatever kind of day it is.
    """
    work = calendar.worktime
    provisional = False
    if roll is Roll.NEXT_WORKING_DAY:
        asked, last = last, _first_working_day(last, calendar)
        provisional = last >= work.known_to or asked < work.known_from
    return Deadline(last + DAY if day_end is _MIDNIGHT else _close(last, start, work), provisional)


def later(limit: Instant, by: Term, calendar: Calendar) -> Deadline:
    """A deadline extended (延期): `by` counted from the last day, or the last instant, before the limit `limit`.

    Three working days more than "until Wednesday 24:00" are Thursday, Friday and Monday.
    """
    ends_at_instant = by.clock is _WORKING_HOURS or by.clock is _CLOCK_HOURS
    return due(by, limit if ends_at_instant else limit - 1, calendar)


def business_time(since: Instant, until: Instant, calendar: Calendar) -> int:
    """Working time between two instants in microseconds, 0 if they are in the other order."""
    until = max(since, until)
    try:
        work = calendar.worktime
        return work.elapsed(until) - work.elapsed(since)
    except OffTheEdge:
        wide = calendar.wider(since, until)
        return wide.elapsed(until) - wide.elapsed(since)


def working_days_between(since: date, until: date, calendar: Calendar) -> int:
    """Working days after `since` and up to `until` inclusive: `since` is not counted. [G-4]"""
    first, last = calendar.at(since, 0), calendar.at(max(since, until), 0)
    try:
        return calendar.worktime.working_days_between(first, last)
    except OffTheEdge:
        return calendar.wider(first, last).working_days_between(first, last)


def end_of_day(d: date, calendar: Calendar) -> Instant:
    """24:00 of a civil day, which is 00:00 of the following one. [G-5]"""
    return calendar.at(d, 24 * 60)


def add_months(d: date, months: int) -> date:
    """The corresponding day so many months later, or the last day of that month if it has none. [G-9]"""
    year, month = divmod(d.year * 12 + d.month - 1 + months, 12)
    month += 1
    return date(year, month, min(d.day, monthrange(year, month)[1]))


def _midnight(instant: Instant, calendar: Calendar) -> Instant:
    """The midnight with which the civil day of `instant` begins."""
    return instant - (instant + calendar.offset_minutes * MINUTE) % DAY


def _first_working_day(day: Instant, calendar: Calendar) -> Instant:
    """The day itself or the first working day after it."""
    try:
        return calendar.worktime.working_day_after(day - DAY, 1)
    except OffTheEdge:
        return _far(calendar, day, lambda wide: wide.working_day_after(day - DAY, 1))


def _far(calendar: Calendar, start: Instant, ask: Callable[[WorkTime], Instant]) -> Instant:
    """The same question to ever wider stretches from `start` on, until it is answered."""
    reach = DAY
    while True:
        try:
            return ask(calendar.wider(start, start + reach))
        except OffTheEdge:
            reach += reach


def _close(day: Instant, start: Instant, work: WorkTime) -> Instant:
    """Close of business, or 24:00 for what begins after close: no term ends before it begins."""
    close = day + work.spans[-1][1]
    return close if start < close else day + DAY

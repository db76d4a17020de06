"""A deadline paused and resumed (暂停与恢复) in the time of its own clock.

What is kept at the pause is what the clock still had to count: working days, working time, clock time or calendar
days. Wall minutes are never added to a business deadline, so a resumed one never ends in the night.
The day of the resumption stands for the day of the pause: paused and resumed on one day, nothing moves.
"""

from dataclasses import dataclass

from domain.time.calendar import Calendar
from domain.time.clocks import (
    Deadline,
    after_working_days,
    after_working_time,
    business_time,
    on_day,
    working_days_between,
)
from domain.time.errors import TimeRuleError
from domain.time.instants import DAY, Instant
from domain.time.term import Clock, DayEnd, Roll, Term


@dataclass(frozen=True)
class Remainder:
    """What a paused clock still has to count (剩余期限).

    `amount` is microseconds for the two hour clocks, else whole days after the day of the pause, 0 on the last day;
    `clock` is never MONTHS or SAME_DAY: what is left of those is calendar days.
    """

    clock: Clock
    amount: int
    day_end: DayEnd
    roll: Roll


def pause(term: Term, due: Instant, at: Instant, calendar: Calendar) -> Remainder:
    """What `term`, due at `due`, has left at `at`. Raises TimeRuleError `already_due` from `due` on."""
    if at >= due:
        raise TimeRuleError("already_due", "a deadline that has passed cannot be paused")
    if term.clock is Clock.CLOCK_HOURS:
        return Remainder(term.clock, due - at, term.day_end, term.roll)
    if term.clock is Clock.WORKING_HOURS:
        return Remainder(term.clock, business_time(at, due, calendar), term.day_end, term.roll)
    today, last = calendar.date_of(at), calendar.date_of(due - 1)
    if term.clock is Clock.WORKING_DAYS:
        return Remainder(term.clock, working_days_between(today, last, calendar), term.day_end, term.roll)
    return Remainder(Clock.CALENDAR_DAYS, (last - today).days, term.day_end, term.roll)


def resume(rest: Remainder, at: Instant, calendar: Calendar) -> Deadline:
    """The new end of a paused term, resumed at `at`."""
    if rest.clock is Clock.CLOCK_HOURS:
        return Deadline(at + rest.amount, False)
    if rest.clock is Clock.WORKING_HOURS:
        # An extension may have moved the end into the night; with no working time left it ends as work begins.
        return after_working_time(at, max(rest.amount, 1), calendar)
    if rest.clock is Clock.WORKING_DAYS and rest.amount:
        return after_working_days(at, rest.amount, calendar, rest.day_end)
    last = calendar.at(calendar.date_of(at), 0) + rest.amount * DAY
    roll = Roll.NEXT_WORKING_DAY if rest.clock is Clock.WORKING_DAYS else rest.roll
    return on_day(last, at, calendar, rest.day_end, roll)

"""One term counted many times (批量计算): for lists, re-planning and what-if over thousands of cases."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from domain.time.calendar import Calendar
from domain.time.clocks import Deadline, after_working_time, due
from domain.time.instants import DAY, MINUTE, Instant
from domain.time.term import Clock, Term

Counter: TypeAlias = Callable[[Instant], Deadline]


def counter(term: Term, calendar: Calendar) -> Counter:
    """The function `start -> due(term, start, calendar)`, made once: same answers, a fraction of the time.

    Working days depend on the day of the start only, so every day of the calendar is answered beforehand.
    """
    if term.clock is Clock.WORKING_HOURS:
        return partial(_working_time, calendar, term.amount * MINUTE)
    if term.clock is not Clock.WORKING_DAYS:
        return partial(due, term, calendar=calendar)
    origin, size = calendar.worktime.origin, len(calendar.days)
    answers = [due(term, origin + day * DAY, calendar) for day in range(size)]

    def count(start: Instant) -> Deadline:
        day = (start - origin) // DAY
        return answers[day] if 0 <= day < size else due(term, start, calendar)

    return count


def _working_time(calendar: Calendar, amount: int, start: Instant) -> Deadline:
    return after_working_time(start, amount, calendar)

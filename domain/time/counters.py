"""One term counted many times (批量计算): for lists, re-planning and what-if over thousands of cases.

The end of a term is a simple function of its start: for working days one value per day, for working hours a few
straight pieces per day. Both are made once and looked up afterwards; all the knowledge is in `due`, which makes them.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from domain.time.calendar import Calendar
from domain.time.clocks import Deadline, due
from domain.time.instants import DAY, MINUTE, Instant
from domain.time.term import Clock, Term
from domain.time.worktime import WorkTime

Counter: TypeAlias = Callable[[Instant], Deadline]
_Piece: TypeAlias = tuple[Instant, Deadline | None, int, bool]
"""Up to and with this start: this one deadline; or, if None, the start and so much more, provisional or not."""


def counter(term: Term, calendar: Calendar) -> Counter:
    """The function `start -> due(term, start, calendar)`, made once: same answers, a fraction of the time."""
    if term.clock is Clock.WORKING_DAYS:
        return _by_day(term, calendar)
    if term.clock is Clock.WORKING_HOURS:
        return _by_piece(term, calendar)
    return partial(due, term, calendar=calendar)


def _by_day(term: Term, calendar: Calendar) -> Counter:
    """Working days: every start of one day has the same end."""
    origin = calendar.worktime.origin
    answers = {day: due(term, origin + day * DAY, calendar) for day in range(len(calendar.days))}

    def count(start: Instant) -> Deadline:
        return answers.get((start - origin) // DAY) or due(term, start, calendar)

    return count


def _by_piece(term: Term, calendar: Calendar) -> Counter:
    """Working hours: outside of hours the end stands still, within them it moves with the start.

    At a close the end jumps to the next opening, just after the start that meets the close: so pieces, and here days
    too, are open at the left and closed at the right. A day's pieces are made when it is first asked for.
    """
    origin = calendar.worktime.origin
    edges = _edges(calendar.worktime, term.amount * MINUTE)
    pieces: dict[int, tuple[_Piece, ...]] = dict.fromkeys(range(len(calendar.days)), ())

    def count(start: Instant) -> Deadline:
        day = (start - origin - 1) // DAY
        if day not in pieces:
            return due(term, start, calendar)
        for until, fixed, shift, provisional in pieces[day] or made(day):
            if start <= until:
                return fixed or Deadline(start + shift, provisional)
        raise AssertionError("unreachable: the last piece ends with the day")

    def made(day: int) -> tuple[_Piece, ...]:
        midnight = origin + day * DAY
        bounds = [midnight, *(midnight + edge for edge in edges)]
        pieces[day] = tuple(piece(since, until) for since, until in pairwise(bounds))
        return pieces[day]

    def piece(since: Instant, until: Instant) -> _Piece:
        first, last = due(term, since + 1, calendar), due(term, until, calendar)
        return until, last if first == last else None, last.due - until, last.provisional

    return count


def _edges(work: WorkTime, amount: int) -> list[int]:
    """Times of day, up to 24:00, at which the end may begin or cease to move, or jump: openings, closes, and the
    starts whose end is a close."""
    edges, passed = {DAY}, 0
    for opens, closes in work.spans:
        edges.update((opens, closes))
        passed += closes - opens
        before = (passed - amount) % work.per_day
        for other, end in work.spans:
            edges.add(min(max(other, other + before), end))  # of other spans: an opening or a close, as above
            before -= end - other
    return sorted(edges)

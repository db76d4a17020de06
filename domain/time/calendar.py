"""The working calendar (工作日历): which day works, which rests, and up to which day an official notice says so.

One letter a day. Make-up days (调休上班) work although they fall on a weekend; rest days of a holiday rest although
they fall on a Monday. Outside the days that a notice speaks of, the provisional rule answers (weekends and the
statutory days of fixed date), and every answer that used it says *provisional*. [G-1, G-2, G-3]
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import accumulate

from domain.time.errors import TimeRuleError
from domain.time.instants import DAY, MINUTE, Instant, civil_date, epoch_day
from domain.time.worktime import WorkTime

_WORKS = "WM"
_MINUTES_A_DAY = 24 * 60
_BLOCK = 1000
"""Days that are summed together: whole blocks, so that neighbours share one table."""


class DayKind(StrEnum):
    """Kind of a civil day (日类): its letter in a calendar's `days`."""

    WORKING = "W"
    WEEKEND = "E"
    HOLIDAY = "H"
    MAKEUP = "M"


@dataclass(frozen=True)
class Window:
    """A stretch of every civil day (时段), in minutes from its midnight; `closes` is exclusive, at most 1440."""

    opens: int
    closes: int


@dataclass(frozen=True)
class Calendar:
    """A company's calendar (日历), a plain value: two equal calendars give equal answers for ever.

    `offset_minutes` is the civil zone, a fixed offset; `days` holds one DayKind letter per day from `first_day`;
    `known_until` is the last day an official notice speaks of; `statutory` ("MM-DD") serves days outside `days`.
    `windows` are the working hours, several a day in order; `quiet` the hours in which nobody is disturbed.
    Raises TimeRuleError at construction for anything that could not be counted with.
    """

    offset_minutes: int
    first_day: date
    days: str
    known_until: date
    statutory: tuple[str, ...]
    windows: tuple[Window, ...]
    quiet: tuple[Window, ...]

    def __post_init__(self) -> None:
        if strange := self.days.translate({ord(kind): None for kind in DayKind}):
            raise TimeRuleError("unknown_day_kind", f"{strange[0]!r} is none of W, E, H, M")
        if (self.known_until - self.first_day).days >= len(self.days):
            raise TimeRuleError("known_past_days", f"known until {self.known_until}, but `days` ends before")
        _check("windows", self.windows)
        _check("quiet", self.quiet)
        if not self.windows:
            raise TimeRuleError("no_windows", "a calendar needs working hours")
        if sum(w.closes - w.opens for w in self.quiet) == _MINUTES_A_DAY:
            raise TimeRuleError("quiet_all_day", "quiet hours leave no minute of the day")

    def kind(self, d: date) -> DayKind:
        """What this day is, by notice or by the provisional rule: `is_known` tells which."""
        index = (d - self.first_day).days
        if 0 <= index < len(self.days):
            return DayKind(self.days[index])
        if d.strftime("%m-%d") in self.statutory:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if d.weekday() >= 5 else DayKind.WORKING

    def is_working(self, d: date) -> bool:
        """Whether work is done on this day: working days and make-up days."""
        return self.kind(d) in _WORKS

    def is_known(self, d: date) -> bool:
        """Whether an official notice speaks of this day."""
        return self.first_day <= d <= self.known_until

    def date_of(self, instant: Instant) -> date:
        """The civil date in this calendar's zone."""
        return civil_date((instant + self.offset_minutes * MINUTE) // DAY)

    def at(self, d: date, minute: int) -> Instant:
        """The instant of a minute of a civil day: 0 is its midnight, 1440 the next one."""
        return epoch_day(d) * DAY + (minute - self.offset_minutes) * MINUTE

    def slice(self, first: date) -> "Calendar":
        """The same calendar without the days before `first`: shorter `days`, same answers from `first` on."""
        gone = (first - self.first_day).days
        return replace(self, first_day=first, days=self.days[gone:]) if gone > 0 else self

    @cached_property
    def worktime(self) -> WorkTime:
        """Prefix sums over `days`, built once, for arithmetic without walking."""
        return _sums(self, self.days, epoch_day(self.first_day))

    def wider(self, since: Instant, until: Instant) -> WorkTime:
        """Prefix sums that span the days of these instants, inside `days` or not."""
        zone, block = self.offset_minutes * MINUTE, _BLOCK * DAY
        return _widened(self, (since + zone) // block, (until + zone + block) // block)


def _sums(calendar: Calendar, letters: str, first: int) -> WorkTime:
    """Prefix sums over the day letters from the epoch day `first` on."""
    zone = calendar.offset_minutes * MINUTE
    return WorkTime(
        origin=first * DAY - zone,
        passed=list(accumulate((letter in _WORKS for letter in letters), initial=0)),
        working=[day * DAY - zone for day, letter in enumerate(letters, first) if letter in _WORKS],
        known_from=epoch_day(calendar.first_day) * DAY - zone,
        known_to=(epoch_day(calendar.known_until) + 1) * DAY - zone,
        spans=tuple((window.opens * MINUTE, window.closes * MINUTE) for window in calendar.windows),
        per_day=sum(window.closes - window.opens for window in calendar.windows) * MINUTE,
    )


@lru_cache(maxsize=32)
def _widened(calendar: Calendar, first: int, end: int) -> WorkTime:
    """Prefix sums over the blocks from `first` to before `end`, by notice or by the provisional rule."""
    days = range(first * _BLOCK, end * _BLOCK)
    return _sums(calendar, "".join(calendar.kind(civil_date(day)) for day in days), days.start)


def _check(name: str, windows: tuple[Window, ...]) -> None:
    """Windows must lie in the day, in order, apart."""
    end = 0
    for window in windows:
        if not end <= window.opens < window.closes <= _MINUTES_A_DAY:
            raise TimeRuleError("bad_window", f"{name}: {window.opens}-{window.closes} is empty, overlaps or unordered")
        end = window.closes

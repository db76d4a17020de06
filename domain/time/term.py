"""A term (期限) as a manual states one: so much of a clock, where its last day ends, and whether it rolls."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.time.errors import TimeRuleError


class Clock(StrEnum):
    """The six ways to count (计时方式). [G-2, G-7, G-8, G-9]"""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CLOCK_HOURS = "clock_hours"
    CALENDAR_DAYS = "calendar_days"
    SAME_DAY = "same_day"
    MONTHS = "months"


class DayEnd(StrEnum):
    """Where the last day ends (截止时点): at 24:00, or when business closes. [G-5]"""

    MIDNIGHT = "24:00"
    CLOSE_OF_BUSINESS = "close_of_business"


class Roll(StrEnum):
    """Whether a last day that is a rest day moves to the next working day (顺延). [G-6]"""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


_HOUR_CLOCKS = (Clock.WORKING_HOURS, Clock.CLOCK_HOURS)
_MOST = {  # a century: nothing a manual says comes near, and no date overflows
    Clock.WORKING_DAYS: 25_000,
    Clock.WORKING_HOURS: 25_000 * 24 * 60,
    Clock.CLOCK_HOURS: 36_525 * 24 * 60,
    Clock.CALENDAR_DAYS: 36_525,
    Clock.MONTHS: 1_200,
}
_UNITS = {
    "working day": (Clock.WORKING_DAYS, 1),
    "working hour": (Clock.WORKING_HOURS, 60),
    "working minute": (Clock.WORKING_HOURS, 1),
    "clock hour": (Clock.CLOCK_HOURS, 60),
    "clock minute": (Clock.CLOCK_HOURS, 1),
    "calendar day": (Clock.CALENDAR_DAYS, 1),
    "month": (Clock.MONTHS, 1),
}
_TO_CLOSE = "to close of business"
_ROLLING = "rolling to next working day"
_AMOUNT = re.compile(r"([1-9][0-9]{0,8}) ([a-z]+(?: [a-z]+)?)")


@dataclass(frozen=True)
class Term:
    """A term (期限). `amount` is days, months, or minutes for the two hour clocks; 0 for SAME_DAY only.

    Raises TimeRuleError `amount_out_of_range`; `day_end_without_effect` for a clock that ends at an instant, not with
    a day; `roll_without_effect` for a clock that cannot end on a rest day, or runs through rest days by nature.
    """

    clock: Clock
    amount: int
    day_end: DayEnd = DayEnd.MIDNIGHT
    roll: Roll = Roll.NONE

    def __post_init__(self) -> None:
        least, most = (0, 0) if self.clock is Clock.SAME_DAY else (1, _MOST[self.clock])
        if not least <= self.amount <= most:
            raise TimeRuleError("amount_out_of_range", f"{self.clock}: {self.amount} is not in {least}..{most}")
        if self.day_end is not DayEnd.MIDNIGHT and self.clock in _HOUR_CLOCKS:
            raise TimeRuleError("day_end_without_effect", f"{self.clock} ends at an instant")
        if self.roll is not Roll.NONE and self.clock in (*_HOUR_CLOCKS, Clock.WORKING_DAYS):
            raise TimeRuleError("roll_without_effect", f"{self.clock} never rolls")

    @classmethod
    def parse(cls, text: str) -> "Term":
        """Reads "3 working days", "90 working minutes", "24 clock hours", "5 calendar days", "same day", "3 months".

        After a comma: "to close of business", "rolling to next working day". Raises TimeRuleError `bad_term`.
        """
        head, *rest = text.split(", ")
        if any(words not in (_TO_CLOSE, _ROLLING) for words in rest) or len({*rest}) < len(rest):
            raise TimeRuleError("bad_term", f"{text!r}: what follows a comma is unknown or said twice")
        day_end = DayEnd.CLOSE_OF_BUSINESS if _TO_CLOSE in rest else DayEnd.MIDNIGHT
        roll = Roll.NEXT_WORKING_DAY if _ROLLING in rest else Roll.NONE
        if head == "same day":
            return cls(Clock.SAME_DAY, 0, day_end, roll)
        read = _AMOUNT.fullmatch(head)
        unit = _UNITS.get(read[2].removesuffix("s")) if read else None
        if read is None or unit is None:
            raise TimeRuleError("bad_term", f"{text!r} is not an amount and a unit such as '3 working days'")
        return cls(unit[0], int(read[1]) * unit[1], day_end, roll)

    def __str__(self) -> str:
        """The text that `parse` reads back to an equal term."""
        parts = [self._head()]
        if self.day_end is DayEnd.CLOSE_OF_BUSINESS:
            parts.append(_TO_CLOSE)
        if self.roll is Roll.NEXT_WORKING_DAY:
            parts.append(_ROLLING)
        return ", ".join(parts)

    def _head(self) -> str:
        """Amount and the largest unit that divides it."""
        if self.clock is Clock.SAME_DAY:
            return "same day"
        fitting = ((u, size) for u, (clock, size) in _UNITS.items() if clock is self.clock and self.amount % size == 0)
        unit, size = next(fitting)
        n = self.amount // size
        return f"{n} {unit}" if n == 1 else f"{n} {unit}s"

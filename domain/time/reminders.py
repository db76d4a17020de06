"""When to remind on the last day (临期提醒): at opening, or some time before close. [G-5]"""

import re
from dataclasses import dataclass

from domain.time.calendar import Calendar
from domain.time.clocks import Deadline
from domain.time.errors import TimeRuleError
from domain.time.instants import MINUTE, Instant, civil_date, epoch_day

_BEFORE = re.compile(r"([1-9][0-9]{0,3}) minutes before close")
_OPENING = "opening of last day"


@dataclass(frozen=True)
class ReminderRule:
    """One reminder (提醒规则): so many minutes before close of business of the last day, or None: at its opening."""

    minutes_before_close: int | None = None

    @classmethod
    def parse(cls, text: str) -> "ReminderRule":
        """Reads "opening of last day" or "120 minutes before close". Raises TimeRuleError `bad_reminder`."""
        if text == _OPENING:
            return OPENING_OF_LAST_DAY
        if read := _BEFORE.fullmatch(text):
            return cls(int(read[1]))
        raise TimeRuleError("bad_reminder", f"{text!r} is neither '{_OPENING}' nor '120 minutes before close'")

    def __str__(self) -> str:
        return _OPENING if self.minutes_before_close is None else f"{self.minutes_before_close} minutes before close"


OPENING_OF_LAST_DAY = ReminderRule()


def remind_at(rule: ReminderRule, deadline: Deadline, calendar: Calendar) -> Instant:
    """The instant of a reminder, always before the deadline and not before opening.

    The last day is the last working day whose opening lies before the deadline: on a rest day nobody would read it.
    A deadline before close of business counts as the close, and no reminder comes before the day's opening.
    It may lie before the term's start; then there is nothing left to remind of.
    """
    due = deadline.due
    opens, closes = calendar.windows[0].opens, calendar.windows[-1].closes
    day = epoch_day(calendar.date_of(due))
    while not calendar.is_working(civil_date(day)) or calendar.at(civil_date(day), opens) >= due:
        day -= 1
    last_day = civil_date(day)
    opening = calendar.at(last_day, opens)
    if rule.minutes_before_close is None:
        return opening
    close = min(calendar.at(last_day, closes), due)
    return max(opening, close - rule.minutes_before_close * MINUTE)

"""Instants and terms as people say them (时间的说法), in the calendar's civil time."""

from datetime import timedelta

from domain.time.instants import Instant, to_datetime
from domain.time.term import Clock, DayEnd, Roll, Term

_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_UNITS_ZH = {
    Clock.WORKING_DAYS: "个工作日",
    Clock.CALENDAR_DAYS: "个自然日",
    Clock.MONTHS: "个月",
}


def spoken_instant(instant: Instant, offset_minutes: int, language: str, *, limit: bool = False) -> str:
    """An instant to the minute. `limit`: it ends a term, so midnight is 24:00 of the day before, not 00:00."""
    moment = to_datetime(instant, offset_minutes)
    clock = f"{moment:%H:%M}"
    if limit and clock == "00:00":
        moment, clock = moment - timedelta(days=1), "24:00"
    if language == "en":
        day = f"{_DAYS_EN[moment.weekday()]}, {moment.day} {_MONTHS_EN[moment.month - 1]} {moment.year}"
        return f"{clock} on {day}"
    return f"{moment.year}年{moment.month}月{moment.day}日（星期{_DAYS_ZH[moment.weekday()]}）{clock}"


def spoken_term(text: str, language: str) -> str:
    """A term such as "3 working days": English as the rulebook writes it, or in Chinese."""
    if language == "en":
        return text
    term = Term.parse(text)
    if term.clock is Clock.SAME_DAY:
        head = "当日"
    elif term.clock in _UNITS_ZH:
        head = f"{term.amount}{_UNITS_ZH[term.clock]}"
    else:
        kind = "个工作" if term.clock is Clock.WORKING_HOURS else ""
        whole, rest = divmod(term.amount, 60)
        head = f"{term.amount}{kind}分钟" if rest else f"{whole}{kind}小时"
    if term.day_end is DayEnd.CLOSE_OF_BUSINESS:
        head += "（至下班时）"
    if term.roll is Roll.NEXT_WORKING_DAY:
        head += "（遇休息日顺延）"
    return head


def shorten(words: str, most: int) -> str:
    """At most `most` characters, on one line: for a text message."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"

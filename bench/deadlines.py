"""Deadline arithmetic against the packages people use (期限计算对比): `python -m bench.deadlines`, under 30 seconds.

Two questions: the third working day after an event, and two working hours after it (TEST-CAL, 09:00-18:00). A peer gets
an aware datetime, as an application has, and answers in its own type; numpy and pandas also get their own types, which
is the least they can cost. Ours gets an instant and answers with a Deadline: instant and whether it is provisional.
Peers that can be told of make-up days are, and must give the same answers; chinesecalendar and holidays know them.
Bar: the compiled term (`counter`) at least 5 times as fast as the best peer. What compiling costs is printed too.
"""

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import perf_counter_ns
from typing import Any

import businesstimedelta
import chinese_calendar
import holidays
import numpy as np
import pandas as pd

from domain.time.calendar import Window
from domain.time.clocks import due
from domain.time.counters import counter
from domain.time.instants import from_datetime, to_datetime
from domain.time.term import Term
from rulebooks.calendars import load_calendar

BAR = 5
OPENS, CLOSES = time(9), time(18)
DAY, TWO_HOURS = timedelta(days=1), timedelta(hours=2)
CHINA = load_calendar("cn", (Window(9 * 60, 18 * 60),), ()).calendar
REST = [d for d in (CHINA.first_day + n * DAY for n in range(1096)) if not CHINA.is_working(d)]
ALL_WEEK = "1111111"  # so that numpy and pandas can know make-up days: every rest day is listed as a holiday
NUMPY = np.busdaycalendar(weekmask=ALL_WEEK, holidays=np.array(REST, dtype="datetime64[D]"))
HOLIDAYS = holidays.country_holidays("CN", years=[2024, 2025, 2026])


@dataclass(frozen=True)
class Contender:
    """One way to ask: `prepare` makes its question from an aware datetime, `read` the civil answer of its result."""

    name: str
    ask: Callable[[Any], Any]
    prepare: Callable[[datetime], Any]
    read: Callable[[Any], datetime]
    calls: int
    ours: bool = False


def same(x: Any) -> Any:
    """The question as it is."""
    return x


def naive(start: datetime) -> datetime:
    """businesstimedelta counts civil time best without a zone."""
    return start.replace(tzinfo=None)


def civil(answer: datetime) -> datetime:
    """Its answer, which it calls UTC."""
    return answer.replace(tzinfo=SAMPLES[0].tzinfo)


def end_of(day: Any) -> datetime:
    """24:00 of a day in whatever type a peer calls one."""
    return datetime.combine(pd.Timestamp(day).date() + DAY, time(), tzinfo=SAMPLES[0].tzinfo)


def read_ours(answer: Any) -> datetime:
    """Civil time of a Deadline."""
    return to_datetime(answer.due, 480)


def read_pandas(answer: Any) -> datetime:
    """pandas says next opening where we say close: the same moment of working time, but a night later to a customer."""
    civil: datetime = answer.to_pydatetime()
    if civil.time() != OPENS:
        return civil
    day = civil.date() - DAY
    while not CHINA.is_working(day):
        day -= DAY
    return datetime.combine(day, CLOSES, civil.tzinfo)


def samples(n: int) -> list[datetime]:
    """Events at any minute of 2024-2026, the last weeks left out: their answers would be provisional."""
    chosen = random.Random(5)
    first = to_datetime(CHINA.at(CHINA.first_day, 0), 480)
    return [first + timedelta(minutes=chosen.randrange(1075 * 24 * 60)) for _ in range(n)]


SAMPLES = samples(1000)


def three_days() -> list[Contender]:
    """The third working day."""
    term = Term.parse("3 working days")
    compiled = counter(term, CHINA)
    custom_day = pd.offsets.CustomBusinessDay(3, weekmask=ALL_WEEK, holidays=REST)
    rules = business_rules()
    delta = businesstimedelta.BusinessTimeDelta(rules, hours=27)
    return [
        Contender("ours: counter(term, calendar)", compiled, from_datetime, read_ours, 1000, ours=True),
        Contender("ours: due", lambda t: due(term, t, CHINA), from_datetime, read_ours, 1000, ours=True),
        Contender("numpy, datetime64 in and out", numpy_days, lambda t: np.datetime64(t.date()), end_of, 1000),
        Contender("numpy, from a datetime", lambda t: numpy_days(t.date()), same, end_of, 1000),
        Contender("pandas", lambda t: t + custom_day, lambda t: pd.Timestamp(t.date()), end_of, 300),
        Contender("holidays", lambda t: HOLIDAYS.get_nth_working_day(t, 3), same, end_of, 300),
        Contender("chinesecalendar", lambda t: chinese_days(t.date(), 3), same, end_of, 30),
        Contender("businesstimedelta", lambda t: datetime.combine(t.date(), CLOSES) + delta, naive, end_of, 100),
    ]  # fmt: skip


def two_hours() -> list[Contender]:
    """Two working hours."""
    term = Term.parse("2 working hours")
    compiled = counter(term, CHINA)
    custom_hour = pd.offsets.CustomBusinessHour(2, weekmask=ALL_WEEK, holidays=REST, start=OPENS, end=CLOSES)
    delta = businesstimedelta.BusinessTimeDelta(business_rules(), hours=2)
    return [
        Contender("ours: counter(term, calendar)", compiled, from_datetime, read_ours, 1000, ours=True),
        Contender("ours: due", lambda t: due(term, t, CHINA), from_datetime, read_ours, 1000, ours=True),
        Contender("numpy, by hand", by_hand(numpy_works, numpy_next), same, same, 1000),
        Contender("pandas", lambda t: t + custom_hour, pd.Timestamp, read_pandas, 300),
        Contender("holidays, by hand", by_hand(HOLIDAYS.is_working_day, holidays_next), same, same, 300),
        Contender("chinesecalendar, by hand", by_hand(chinese_calendar.is_workday, chinese_next), same, same, 100),
        Contender("businesstimedelta", lambda t: t + delta, naive, civil, 100),
    ]


def numpy_days(day: Any) -> Any:
    """`roll` says what a start on a rest day means: the day counts from the working day before it."""
    return np.busday_offset(day, 3, roll="backward", busdaycal=NUMPY)


def numpy_works(day: date) -> bool:
    return bool(np.is_busday(day, busdaycal=NUMPY))


def numpy_next(day: date) -> date:
    following = np.busday_offset(day, 1, roll="backward", busdaycal=NUMPY).item()
    assert isinstance(following, date)
    return following


def holidays_next(day: date) -> date:
    following: date = HOLIDAYS.get_nth_working_day(day, 1)
    return following


def chinese_next(day: date) -> date:
    return chinese_days(day, 1)


def chinese_days(day: date, n: int) -> date:
    """From a rest day it counts the first working day as none, so one less is asked."""
    found: date = chinese_calendar.find_workday(n if chinese_calendar.is_workday(day) else n - 1, day)
    return found


def by_hand(works: Callable[[date], bool], following: Callable[[date], date]) -> Callable[[datetime], datetime]:
    """What one writes over a package that knows days but no hours: one window, and at most one night in between."""

    def two_hours_after(start: datetime) -> datetime:
        day, clock = start.date(), start.timetz().replace(tzinfo=None)
        if clock >= CLOSES or not works(day):
            return datetime.combine(following(day), OPENS, start.tzinfo) + TWO_HOURS
        begin = start if clock > OPENS else datetime.combine(day, OPENS, start.tzinfo)
        over = begin + TWO_HOURS - datetime.combine(day, CLOSES, start.tzinfo)
        if over <= timedelta():
            return begin + TWO_HOURS
        return datetime.combine(following(day), OPENS, start.tzinfo) + over

    return two_hours_after


def business_rules() -> Any:
    """Every day works except those listed, so that make-up days are known."""
    every_day = businesstimedelta.WorkDayRule(start_time=OPENS, end_time=CLOSES, working_days=list(range(7)))
    return businesstimedelta.Rules([every_day, businesstimedelta.HolidayRule(dict.fromkeys(REST, "rest"))])


def nanoseconds(ask: Callable[[Any], Any], questions: Sequence[Any]) -> float:
    """Best of seven passes, per call."""
    best = float("inf")
    for _ in range(7):
        began = perf_counter_ns()
        for question in questions:
            ask(question)
        best = min(best, perf_counter_ns() - began)
    return best / len(questions)


def run(title: str, contenders: list[Contender]) -> float:
    """Checks the answers, measures, prints; gives back best peer / best of ours."""
    truth = [contenders[0].read(contenders[0].ask(contenders[0].prepare(t))) for t in SAMPLES]
    for each in contenders:
        for start, expected in zip(SAMPLES[: each.calls], truth, strict=False):
            answer = each.read(each.ask(each.prepare(start)))
            assert answer == expected, f"{each.name}: {start} gives {answer}, not {expected}"
    taken = {each.name: nanoseconds(each.ask, [each.prepare(t) for t in SAMPLES[: each.calls]]) for each in contenders}
    best_peer = min(taken[each.name] for each in contenders if not each.ours)
    best_ours = min(taken[each.name] for each in contenders if each.ours)
    print(f"\n{title}: {len(SAMPLES)} events, answers equal")
    for each in contenders:
        time_taken = taken[each.name]
        ratio = (
            f"best peer / this {best_peer / time_taken:6.1f}"
            if each.ours
            else f"x best of ours {time_taken / best_ours:8.1f}"
        )
        print(f"  {each.name:<32} {time_taken:>12,.0f} ns   {ratio}")
    return best_peer / best_ours


def measure() -> list[tuple[str, float]]:
    """Measures and prints; each question with best peer / best of ours."""
    ratios = [
        ("+3 working days", run("+3 working days", three_days())),
        ("+2 working hours", run("+2 working hours", two_hours())),
    ]
    for text in ("3 working days", "2 working hours"):
        taken = nanoseconds(lambda text: counter(Term.parse(text), CHINA), [text])
        print(f"\ncompiling '{text}': {taken / 1e6:.2f} ms, once per term and calendar", end="")
    print()
    return ratios


def main() -> int:
    """Exit code 1 if the bar is missed."""
    ratios = measure()
    for question, ratio in ratios:
        print(f"{question}: {ratio:.1f} times the best peer (bar {BAR})")
    return 0 if min(ratio for _, ratio in ratios) >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())

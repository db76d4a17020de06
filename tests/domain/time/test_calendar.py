"""What a calendar says of a day: by notice inside of its days, by the provisional rule around them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.time.calendar import Calendar, DayKind, Window
from domain.time.clocks import business_time, due
from domain.time.errors import TimeRuleError
from domain.time.instants import HOUR
from domain.time.term import Term
from tests.domain.time.china import CHINA, at
from tests.support.clause import clause

DESK = (Window(9 * 60, 18 * 60),)
WEEKEND = Calendar(8 * 60, date(2026, 3, 14), "MH", date(2026, 3, 15), ("03-17",), DESK, ())
"""One notice of two days: a make-up Saturday, a holiday on Sunday."""


@clause("G-1", "G-2")
@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-03-12", DayKind.WORKING),
        ("2026-03-13", DayKind.WORKING),
        ("2026-03-14", DayKind.MAKEUP),
        ("2026-03-15", DayKind.HOLIDAY),
        ("2026-03-16", DayKind.WORKING),
        ("2026-03-17", DayKind.HOLIDAY),
        ("2026-03-20", DayKind.WORKING),
        ("2026-03-21", DayKind.WEEKEND),
        ("2026-03-22", DayKind.WEEKEND),
    ],
)
def test_a_day_is_what_the_notice_says_and_around_it_what_the_provisional_rule_says(day: str, kind: DayKind) -> None:
    asked = date.fromisoformat(day)
    assert WEEKEND.kind(asked) is kind
    assert WEEKEND.is_working(asked) == (kind in (DayKind.WORKING, DayKind.MAKEUP))


@clause("G-3")
def test_a_notice_speaks_of_its_first_day_and_its_last_and_of_none_around_them() -> None:
    known = [day for day in range(12, 18) if WEEKEND.is_known(date(2026, 3, day))]
    assert known == [14, 15]


@clause("G-3")
@pytest.mark.parametrize(
    ("term", "start", "provisional"),
    [
        ("2 working hours", "2026-03-14 10:00", False),
        ("2 working hours", "2026-03-14 16:00", False),
        ("2 working hours", "2026-03-14 17:00", True),
        ("1 working minute", "2026-03-14 00:00", False),
        ("2 working hours", "2026-03-13 17:00", True),
        ("1 working day", "2026-03-12 23:59", True),
        ("1 working day", "2026-03-13 00:00", False),
        ("1 working day", "2026-03-14 10:00", True),
        ("same day, rolling to next working day", "2026-03-13 10:00", True),
        ("same day, rolling to next working day", "2026-03-14 10:00", False),
        ("same day, rolling to next working day", "2026-03-15 10:00", True),
        ("same day, rolling to next working day", "2026-03-16 10:00", True),
    ],
)
def test_an_answer_is_provisional_from_the_first_day_no_notice_speaks_of(
    term: str, start: str, provisional: bool
) -> None:
    assert due(Term.parse(term), at(start), WEEKEND).provisional is provisional


def test_days_that_are_known_must_have_their_letters() -> None:
    replace(WEEKEND, known_until=date(2026, 3, 15))
    replace(WEEKEND, days="", known_until=date(2026, 3, 13))
    for days, known_until in (("MH", date(2026, 3, 16)), ("", date(2026, 3, 14))):
        with pytest.raises(TimeRuleError) as refused:
            replace(WEEKEND, days=days, known_until=known_until)
        assert refused.value.code == "known_past_days"


def test_windows_may_touch_and_fill_the_day() -> None:
    touching = replace(WEEKEND, windows=(Window(0, 720), Window(720, 1440)))
    assert business_time(at("2026-03-14"), at("2026-03-15"), touching) == 24 * HOUR
    assert replace(WEEKEND, quiet=(Window(0, 1439),)).quiet[0].closes == 1439


def test_a_slice_begins_with_its_first_day() -> None:
    assert WEEKEND.slice(date(2026, 3, 14)) is WEEKEND
    cut = WEEKEND.slice(date(2026, 3, 15))
    assert (cut.first_day, cut.days) == (date(2026, 3, 15), "H")
    assert WEEKEND.slice(date(2026, 3, 20)).days == ""


@pytest.mark.parametrize("year", [1971, 2019, 2027, 2029, 2032])
def test_every_week_far_from_the_notices_is_counted_alike(year: int) -> None:
    for week in range(52):
        monday = date(year, 1, 1) - timedelta(date(year, 1, 1).weekday()) + timedelta(7 * week)
        opening, days = CHINA.at(monday, 9 * 60), [monday + timedelta(day) for day in range(7)]
        worked = sum(9 for day in days if CHINA.is_working(day))
        assert business_time(opening, opening + 7 * 24 * HOUR, CHINA) == worked * HOUR

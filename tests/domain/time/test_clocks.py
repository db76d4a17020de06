"""Golden cases: the dates of the catalogue's acceptance cases, counted by hand there."""

from dataclasses import replace
from datetime import date

import pytest

from domain.time.calendar import Calendar, Window
from domain.time.clocks import (
    add_months,
    business_time,
    due,
    end_of_day,
    later,
    working_days_between,
)
from domain.time.counters import counter
from domain.time.instants import HOUR, MINUTE
from domain.time.term import Clock, Term
from tests.domain.time.china import CHINA, LUNCH, at, civil
from tests.support.clause import clause


def ends(term: str, start: str, calendar: Calendar = CHINA) -> str:
    """Civil time of the exclusive end; both ways to ask must agree."""
    parsed = Term.parse(term)
    answer = due(parsed, at(start), calendar)
    assert counter(parsed, calendar)(at(start)) == answer
    return civil(answer.due)


@clause("AC-S0-01", "G-2", "G-4", "G-5")
def test_five_working_days_over_spring_festival_count_the_makeup_saturday() -> None:
    assert ends("5 working days", "2026-02-12 10:00") == "2026-02-27 00:00"


@clause("AC-S0-02", "G-13")
@pytest.mark.parametrize(
    ("slip", "end"), [("2026-02-13 15:00", "2026-02-26 00:00"), ("2026-02-25", "2026-03-01 00:00")]
)
def test_department_clock_starts_with_its_own_slip(slip: str, end: str) -> None:
    assert ends("3 working days", slip) == end


@clause("AC-S0-03", "AC-S0-04", "AC-S0-06", "AC-S0-07", "AC-S1-02", "AC-S1-03", "AC-S1-13", "AC-S4-03")
@pytest.mark.parametrize(
    ("term", "start", "last_day"),
    [
        ("5 working days", "2026-03-09", "2026-03-16"),
        ("3 working days", "2026-03-18 17:00", "2026-03-23"),
        ("10 working days", "2026-05-12", "2026-05-26"),
        ("5 working days", "2026-05-26", "2026-06-02"),
        ("5 working days", "2026-06-10", "2026-06-17"),
        ("2 working days", "2026-09-18 17:40", "2026-09-21"),
        ("3 working days", "2026-04-28", "2026-05-06"),
        ("2 working days", "2026-07-10", "2026-07-14"),
        ("3 working days", "2026-06-18", "2026-06-24"),
    ],
)
def test_working_days_of_the_acceptance_cases(term: str, start: str, last_day: str) -> None:
    assert due(Term.parse(term), at(start), CHINA).due == end_of_day(date.fromisoformat(last_day), CHINA)


@clause("AC-S0-12", "G-6")
def test_fifteen_days_roll_only_when_the_last_day_is_a_rest_day() -> None:
    assert ends("15 calendar days, rolling to next working day", "2026-05-06") == "2026-05-22 00:00"
    assert ends("15 calendar days, rolling to next working day", "2026-05-01") == "2026-05-19 00:00"
    assert ends("15 calendar days", "2026-05-01") == "2026-05-17 00:00"


@clause("AC-S0-16", "AC-S0-22", "AC-S3-01", "G-9")
@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        ("12 months, rolling to next working day", "2025-04-06", "2026-04-08 00:00"),
        ("12 months, rolling to next working day", "2024-02-29", "2025-03-01 00:00"),
        ("1 month, rolling to next working day", "2026-01-31", "2026-03-01 00:00"),
        ("6 months, rolling to next working day", "2025-11-30", "2026-06-02 00:00"),
        ("3 months, rolling to next working day", "2025-11-30", "2026-03-01 00:00"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(term: str, start: str, end: str) -> None:
    assert ends(term, start) == end


@clause("AC-S2-01", "G-7")
@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [("2026-10-12 16:30", 2, "2026-10-13 09:30"), ("2026-10-13 09:30", 2, "2026-10-13 11:30"),
     ("2026-10-14 17:00", 2, "2026-10-15 10:00"), ("2026-10-15 10:00", 2, "2026-10-15 12:00")],
)  # fmt: skip
def test_working_hours_run_in_working_hours_only(start: str, hours: int, end: str) -> None:
    assert ends(f"{hours} working hours", start) == end


@clause("G-7")
def test_working_hours_asked_at_rest_begin_at_the_next_opening() -> None:
    assert ends("2 working hours", "2026-10-12 20:00") == "2026-10-13 11:00"
    assert ends("2 working hours", "2026-02-15 12:00") == "2026-02-24 11:00"
    assert ends("2 working hours", "2026-02-28 08:00") == "2026-02-28 11:00", "a make-up Saturday has working hours"


@clause("G-7")
def test_working_hours_that_would_end_at_opening_end_at_the_close_before() -> None:
    assert ends("2 working hours", "2026-10-12 16:00") == "2026-10-12 18:00"
    assert ends("2 working hours", "2026-10-12 10:00", LUNCH) == "2026-10-12 12:00"
    assert ends("121 working minutes", "2026-10-12 10:00", LUNCH) == "2026-10-12 13:01"


@clause("AC-S1-01", "AC-S2-03", "AC-S3-10", "G-7")
@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [("2026-09-18 17:30", 24, "2026-09-19 17:30"), ("2026-12-30 20:00", 24, "2026-12-31 20:00"),
     ("2026-04-02 15:00", 48, "2026-04-04 15:00"), ("2026-03-06 22:00", 36, "2026-03-08 10:00")],
)  # fmt: skip
def test_clock_hours_run_through_nights_and_rest_days(start: str, hours: int, end: str) -> None:
    assert ends(f"{hours} clock hours", start) == end


@clause("AC-S0-18", "AC-S3-12", "G-8")
def test_same_day_ends_at_midnight_even_when_it_begins_one_minute_before() -> None:
    assert ends("same day", "2026-04-08 16:20") == "2026-04-09 00:00"
    assert ends("same day", "2026-04-08 23:59") == "2026-04-09 00:00"
    assert ends("same day, rolling to next working day", "2026-04-05 12:00") == "2026-04-08 00:00"


@clause("G-5")
def test_close_of_business_ends_the_last_day_unless_it_began_later() -> None:
    assert ends("3 working days, to close of business", "2026-02-13 15:00") == "2026-02-25 18:00"
    assert ends("same day, to close of business", "2026-04-08 16:20") == "2026-04-08 18:00"
    assert ends("same day, to close of business", "2026-04-08 18:00") == "2026-04-09 00:00"


@clause("AC-S0-13", "AC-S2-08")
def test_calendar_days_count_rest_days() -> None:
    assert ends("60 calendar days", "2026-03-01") == "2026-05-01 00:00"
    assert ends("3 calendar days", "2026-04-03") == "2026-04-07 00:00"


@clause("G-1")
def test_the_civil_day_is_that_of_china_not_of_utc() -> None:
    assert ends("1 working day", "2026-03-11 07:59") == ends("1 working day", "2026-03-11 08:00") == "2026-03-13 00:00"


@clause("G-3")
def test_a_term_into_an_unpublished_year_is_provisional_and_never_fails() -> None:
    crossing = due(Term.parse("3 working days"), at("2026-12-30 10:00"), CHINA)
    assert (civil(crossing.due), crossing.provisional) == ("2027-01-06 00:00", True)
    assert not due(Term.parse("1 working day"), at("2026-12-30 10:00"), CHINA).provisional
    assert due(Term.parse("2 working hours"), at("2026-12-31 17:00"), CHINA).provisional
    assert not due(Term.parse("30 calendar days"), at("2026-12-30"), CHINA).provisional, "no day's kind was asked"
    assert due(Term.parse("30 calendar days, rolling to next working day"), at("2026-12-30"), CHINA).provisional


@clause("G-3")
def test_past_the_last_file_the_fixed_statutory_days_rest() -> None:
    answer = due(Term.parse("3 working days"), at("2035-09-28"), CHINA)
    assert (civil(answer.due), answer.provisional) == ("2035-10-09 00:00", True), "1-3 October, then a weekend"
    assert due(Term.parse("25000 working days"), at("2026-01-01"), CHINA).provisional
    assert due(Term.parse("9000 working hours"), at("2030-06-01"), CHINA).provisional


@clause("G-3")
def test_days_before_the_first_notice_are_provisional_too() -> None:
    answer = due(Term.parse("1 working day"), at("2023-06-02"), CHINA)
    assert (civil(answer.due), answer.provisional) == ("2023-06-06 00:00", True)
    just_before = due(Term.parse("1 working day"), at("2023-12-27 10:00"), CHINA)
    assert (civil(just_before.due), just_before.provisional) == ("2023-12-29 00:00", True)
    assert not due(Term.parse("1 working day"), at("2023-12-31"), CHINA).provisional, "it asks 2024-01-01 and 02 only"


@clause("G-6")
@pytest.mark.parametrize(
    ("start", "end"),
    [("2031-03-12", "2031-03-13"), ("2031-03-15", "2031-03-18"), ("2032-12-20", "2032-12-21"),
     ("2032-12-21", "2032-12-22"), ("2019-06-14", "2019-06-15"), ("2019-06-15", "2019-06-18")],
)  # fmt: skip
def test_a_last_day_far_away_rolls_by_the_provisional_rule(start: str, end: str) -> None:
    assert ends("same day, rolling to next working day", f"{start} 10:00") == f"{end} 00:00"


@clause("G-13")
def test_extension_counts_on_from_the_last_day() -> None:
    wednesday = end_of_day(date(2026, 2, 11), CHINA)
    assert civil(later(wednesday, Term.parse("3 working days"), CHINA).due) == "2026-02-15 00:00"
    assert civil(later(wednesday, Term.parse("2 working hours"), CHINA).due) == "2026-02-12 11:00"
    assert civil(later(wednesday, Term.parse("12 clock hours"), CHINA).due) == "2026-02-12 12:00"
    assert civil(later(wednesday, Term.parse("1 month"), CHINA).due) == "2026-03-12 00:00"


def test_business_time_leaves_out_nights_and_rest_days() -> None:
    assert business_time(at("2026-02-14 17:00"), at("2026-02-24 10:00"), CHINA) == 2 * HOUR
    assert business_time(at("2026-02-24 10:00"), at("2026-02-14 17:00"), CHINA) == 0
    assert business_time(at("2030-12-31 17:00"), at("2031-01-02 10:00"), CHINA) == 2 * HOUR


def test_business_time_far_away_knows_the_zone() -> None:
    # Provisional days come in blocks of 1000 civil days; 2022-01-08 and 2032-12-21 begin one.
    assert business_time(at("2032-12-20 17:00"), at("2032-12-21 07:00"), CHINA) == HOUR
    west = replace(CHINA, offset_minutes=-210)
    friday_night = west.at(date(2022, 1, 7), 21 * 60)
    assert business_time(friday_night, friday_night + 61 * HOUR, west) == HOUR


@clause("G-7")
def test_a_desk_that_never_closes_counts_from_midnight() -> None:
    always = replace(CHINA, windows=(Window(0, 24 * 60),))
    assert ends("24 working hours", "2026-03-13 00:00", always) == "2026-03-14 00:00"
    assert ends("24 working hours", "2026-03-13 00:01", always) == "2026-03-16 00:01"


def test_working_days_between_leaves_out_the_first_day() -> None:
    assert working_days_between(date(2026, 2, 12), date(2026, 2, 26), CHINA) == 5
    assert working_days_between(date(2026, 2, 26), date(2026, 2, 12), CHINA) == 0
    assert working_days_between(date(2030, 12, 31), date(2031, 1, 3), CHINA) == 2


def test_months_of_plain_dates() -> None:
    assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert add_months(date(2024, 12, 31), 2) == date(2025, 2, 28)


def test_microseconds_are_kept() -> None:
    start = at("2026-10-12 16:30") + 1
    assert due(Term(Clock.WORKING_HOURS, 120), start, CHINA).due == at("2026-10-13 09:30") + 1
    assert due(Term(Clock.CLOCK_HOURS, 1), start, CHINA).due == start + MINUTE

"""The derivation of a deadline, day by day."""

from dataclasses import replace
from datetime import date

from domain.time.calendar import DayKind, Window
from domain.time.explain import NoteCode, Step, explain
from domain.time.instants import HOUR, MINUTE
from domain.time.term import Term
from tests.domain.time.china import CHINA, at
from tests.support.clause import clause


@clause("AC-S0-01", "G-2", "G-4")
def test_five_working_days_over_spring_festival_name_every_day() -> None:
    steps = explain(Term.parse("5 working days"), at("2026-02-12 10:00"), CHINA).steps
    assert [(step.day.strftime("%m-%d"), step.note_code, step.n) for step in steps if step.counted] == [
        ("02-13", NoteCode.WORKING_DAY, 1),
        ("02-14", NoteCode.MAKEUP_DAY, 2),
        ("02-24", NoteCode.WORKING_DAY, 3),
        ("02-25", NoteCode.WORKING_DAY, 4),
        ("02-26", NoteCode.WORKING_DAY, 5),
    ]
    assert steps[0] == Step(date(2026, 2, 12), DayKind.WORKING, False, NoteCode.START_DAY, 0)
    assert {step.note_code for step in steps[3:12]} == {NoteCode.HOLIDAY}
    assert [step.day.day for step in steps[3:12]] == list(range(15, 24))


@clause("AC-S2-01", "G-7")
def test_working_hours_show_the_stretches_that_were_counted() -> None:
    steps = explain(Term.parse("2 working hours"), at("2026-10-12 16:30"), CHINA).steps
    assert [(step.since, step.until, step.n) for step in steps] == [
        (at("2026-10-12 16:30"), at("2026-10-12 18:00"), 3 * HOUR // 2),
        (at("2026-10-13 09:00"), at("2026-10-13 09:30"), 2 * HOUR),
    ]


def test_a_start_after_close_shows_that_the_day_had_nothing_left() -> None:
    steps = explain(Term.parse("1 working hour"), at("2026-10-16 20:00"), CHINA).steps
    assert [step.note_code for step in steps] == [
        NoteCode.OUTSIDE_HOURS,
        NoteCode.WEEKEND,
        NoteCode.WEEKEND,
        NoteCode.WORKING_TIME,
    ]


@clause("AC-S0-16", "G-6", "G-9")
def test_a_roll_shows_the_rest_day_and_where_it_rolled() -> None:
    steps = explain(Term.parse("12 months, rolling to next working day"), at("2025-04-06"), CHINA).steps
    assert [(step.day.isoformat(), step.counted, step.note_code) for step in steps] == [
        ("2025-04-06", False, NoteCode.START_DAY),
        ("2026-04-06", True, NoteCode.CORRESPONDING_DAY),
        ("2026-04-06", False, NoteCode.ROLLED_OVER),
        ("2026-04-07", True, NoteCode.ROLLED_TO),
    ]


@clause("G-9")
def test_a_month_without_the_day_says_so() -> None:
    assert explain(Term.parse("1 month"), at("2026-01-31"), CHINA).steps[-1].note_code is NoteCode.LAST_OF_MONTH


@clause("G-3")
def test_days_that_no_notice_speaks_of_are_marked() -> None:
    why = explain(Term.parse("3 working days"), at("2026-12-30 10:00"), CHINA)
    assert why.provisional
    assert [(step.day.isoformat(), step.provisional) for step in why.steps if step.counted] == [
        ("2026-12-31", False),
        ("2027-01-04", True),
        ("2027-01-05", True),
    ]


@clause("G-7", "G-8")
def test_clock_hours_and_same_day_are_explained_too() -> None:
    hours = explain(Term.parse("24 clock hours"), at("2026-09-18 17:30"), CHINA).steps
    assert [(step.note_code, step.n) for step in hours] == [
        (NoteCode.CLOCK_TIME, 13 * HOUR // 2),
        (NoteCode.CLOCK_TIME, 24 * HOUR),
    ]
    (today,) = explain(Term.parse("same day"), at("2026-04-08 16:20"), CHINA).steps
    assert (today.day, today.counted, today.note_code) == (date(2026, 4, 8), True, NoteCode.SAME_DAY)


def test_a_start_at_the_very_close_has_no_working_time_left() -> None:
    steps = explain(Term.parse("1 working hour"), at("2026-10-13 18:00"), CHINA).steps
    assert steps == (
        Step(date(2026, 10, 13), DayKind.WORKING, False, NoteCode.OUTSIDE_HOURS, 0),
        Step(
            date(2026, 10, 14), DayKind.WORKING, True, NoteCode.WORKING_TIME, HOUR,
            since=at("2026-10-14 09:00"), until=at("2026-10-14 10:00"),
        ),
    )  # fmt: skip


def test_a_rest_day_among_working_hours_counts_nothing() -> None:
    _, saturday, sunday, monday = explain(Term.parse("1 working hour"), at("2026-10-16 17:30"), CHINA).steps
    assert saturday == Step(date(2026, 10, 17), DayKind.WEEKEND, False, NoteCode.WEEKEND, HOUR // 2)
    assert sunday == Step(date(2026, 10, 18), DayKind.WEEKEND, False, NoteCode.WEEKEND, HOUR // 2)
    assert (monday.counted, monday.n) == (True, HOUR)


@clause("G-7")
def test_a_term_that_ends_a_microsecond_after_midnight_ends_on_that_day() -> None:
    always = replace(CHINA, windows=(Window(0, 24 * 60),))
    steps = explain(Term.parse("1 working minute"), at("2026-10-12 23:59") + 1, always).steps
    assert [step.day.day for step in steps] == [12, 13]
    assert steps[-1].n == MINUTE


@clause("G-8", "G-9")
def test_days_and_months_are_numbered_as_they_are_counted() -> None:
    (today,) = explain(Term.parse("same day, rolling to next working day"), at("2026-04-08 16:20"), CHINA).steps
    assert today == Step(date(2026, 4, 8), DayKind.WORKING, True, NoteCode.SAME_DAY, 0)
    assert explain(Term.parse("2 calendar days"), at("2026-04-08"), CHINA).steps == (
        Step(date(2026, 4, 8), DayKind.WORKING, False, NoteCode.START_DAY, 0),
        Step(date(2026, 4, 9), DayKind.WORKING, True, NoteCode.CALENDAR_DAY, 1),
        Step(date(2026, 4, 10), DayKind.WORKING, True, NoteCode.CALENDAR_DAY, 2),
    )
    assert explain(Term.parse("2 months"), at("2026-04-08"), CHINA).steps == (
        Step(date(2026, 4, 8), DayKind.WORKING, False, NoteCode.START_DAY, 0),
        Step(date(2026, 6, 8), DayKind.WORKING, True, NoteCode.CORRESPONDING_DAY, 2),
    )


@clause("G-6")
def test_a_day_that_rolls_is_not_counted_until_it_has_rolled() -> None:
    assert explain(Term.parse("same day, rolling to next working day"), at("2026-04-05 12:00"), CHINA).steps == (
        Step(date(2026, 4, 5), DayKind.HOLIDAY, True, NoteCode.SAME_DAY, 0),
        Step(date(2026, 4, 5), DayKind.HOLIDAY, False, NoteCode.ROLLED_OVER, 0),
        Step(date(2026, 4, 6), DayKind.HOLIDAY, False, NoteCode.ROLLED_OVER, 0),
        Step(date(2026, 4, 7), DayKind.WORKING, True, NoteCode.ROLLED_TO, 0),
    )


def test_clock_hours_are_counted_day_by_day() -> None:
    assert explain(Term.parse("24 clock hours"), at("2026-09-18 17:30"), CHINA).steps == (
        Step(
            date(2026, 9, 18), DayKind.WORKING, True, NoteCode.CLOCK_TIME, 13 * HOUR // 2,
            since=at("2026-09-18 17:30"), until=at("2026-09-19"),
        ),
        Step(
            date(2026, 9, 19), DayKind.WEEKEND, True, NoteCode.CLOCK_TIME, 24 * HOUR,
            since=at("2026-09-19"), until=at("2026-09-19 17:30"),
        ),
    )  # fmt: skip

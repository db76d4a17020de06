"""The stretch of counted days answers up to its edges, and says so when an answer lies past them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.time.calendar import Calendar, Window
from domain.time.clocks import business_time, due, later
from domain.time.counters import counter
from domain.time.instants import HOUR, MINUTE, from_datetime, to_datetime
from domain.time.pauses import Remainder, pause, resume
from domain.time.term import Clock, DayEnd, Roll, Term
from domain.time.worktime import OffTheEdge, WorkTime
from tests.domain.time.china import CHINA, LUNCH, at, civil
from tests.support.clause import clause

DESK = (Window(9 * 60, 18 * 60),)
DAYS = Calendar(8 * 60, date(2026, 3, 12), "WWEEW", date(2026, 3, 16), (), DESK, ())
"""Five days and no more: Thursday to Monday."""
ALWAYS = Calendar(8 * 60, date(2026, 3, 12), "WWWWW", date(2026, 3, 16), (), (Window(0, 24 * 60),), ())
"""A desk that never closes."""
COUNTED = DAYS.worktime


def test_the_working_day_after_the_day_before_the_stretch_is_its_first() -> None:
    assert COUNTED.working_day_after(at("2026-03-11 23:00"), 1) == at("2026-03-12")
    assert COUNTED.working_day_after(at("2026-03-13 23:00"), 1) == at("2026-03-16")


def test_days_between_reach_from_the_day_before_the_stretch_to_its_last() -> None:
    assert COUNTED.working_days_between(at("2026-03-11"), at("2026-03-16")) == 3
    assert COUNTED.working_days_between(at("2026-03-12"), at("2026-03-15")) == 1


def test_time_elapses_from_the_first_midnight_to_the_last_minute() -> None:
    assert COUNTED.elapsed(at("2026-03-12")) == 0
    assert COUNTED.elapsed(at("2026-03-12 10:00")) == HOUR
    assert COUNTED.elapsed(at("2026-03-16 23:59")) == 27 * HOUR


def test_all_working_time_of_the_stretch_can_be_reached() -> None:
    assert civil(COUNTED.reach(27 * HOUR)) == "2026-03-16 18:00"


@pytest.mark.parametrize(
    "ask",
    [
        lambda work: work.working_day_after(at("2026-03-10 23:59"), 1),
        lambda work: work.working_day_after(at("2026-03-16"), 1),
        lambda work: work.working_day_after(at("2026-03-17"), 1),
        lambda work: work.working_days_between(at("2026-03-10"), at("2026-03-12")),
        lambda work: work.working_days_between(at("2026-03-12"), at("2026-03-17")),
        lambda work: work.elapsed(at("2026-03-12") - 1),
        lambda work: work.elapsed(at("2026-03-17")),
        lambda work: work.reach(27 * HOUR + 1),
        lambda work: work.reach(37 * HOUR),
    ],
)
def test_past_the_stretch_there_is_no_answer(ask: Callable[[WorkTime], int]) -> None:
    with pytest.raises(OffTheEdge):
        ask(COUNTED)


@clause("G-7")
def test_a_microsecond_past_a_close_is_a_microsecond_past_the_next_opening() -> None:
    two_hours = Term.parse("2 working hours")
    for start, end in (("2026-10-12 10:00", "2026-10-12 13:00"), ("2026-10-12 16:00", "2026-10-13 09:00")):
        for answer in (due(two_hours, at(start) + 1, LUNCH), counter(two_hours, LUNCH)(at(start) + 1)):
            assert answer.due == at(end) + 1


@clause("G-3", "G-7")
def test_the_last_known_midnight_is_known() -> None:
    day = Term.parse("24 working hours")
    for ask in (lambda start: due(day, start, ALWAYS), counter(day, ALWAYS)):
        assert (civil(ask(at("2026-03-16")).due), ask(at("2026-03-16")).provisional) == ("2026-03-17 00:00", False)
        assert ask(at("2026-03-16") + 1).provisional
        assert (civil(ask(at("2026-03-12")).due), ask(at("2026-03-12")).provisional) == ("2026-03-13 00:00", False)
        assert ask(at("2026-03-12") - 1).provisional


@clause("G-3", "G-7")
@pytest.mark.parametrize(
    ("term", "start", "end", "provisional"),
    [
        ("1 working hour", "2026-03-11 20:00", "2026-03-12 10:00", True),
        ("1 working hour", "2026-03-12 00:00", "2026-03-12 10:00", False),
        ("1 working hour", "2026-03-16 17:00", "2026-03-16 18:00", False),
        ("1 working hour", "2026-03-16 17:30", "2026-03-17 09:30", True),
        ("1 working hour", "2026-03-17 00:00", "2026-03-17 10:00", True),
        ("1 working hour", "2026-03-17 10:00", "2026-03-17 11:00", True),
        ("1 working day", "2026-03-11 20:00", "2026-03-13 00:00", False),
        ("1 working day", "2026-03-16 20:00", "2026-03-18 00:00", True),
        ("1 working day", "2026-03-17 00:00", "2026-03-19 00:00", True),
        ("1 working day", "2026-03-10 23:00", "2026-03-12 00:00", True),
    ],
)
def test_a_compiled_term_answers_around_the_edges_of_the_calendar(
    term: str, start: str, end: str, provisional: bool
) -> None:
    parsed = Term.parse(term)
    for answer in (due(parsed, at(start), DAYS), counter(parsed, DAYS)(at(start))):
        assert (civil(answer.due), answer.provisional) == (end, provisional)


@clause("G-7")
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-12 08:00", "2026-10-12 13:30"),
        ("2026-10-12 09:00", "2026-10-12 13:30"),
        ("2026-10-12 10:15", "2026-10-12 14:45"),
        ("2026-10-12 11:00", "2026-10-12 15:30"),
        ("2026-10-12 12:00", "2026-10-12 16:30"),
        ("2026-10-12 12:30", "2026-10-12 16:30"),
        ("2026-10-12 14:30", "2026-10-12 18:00"),
        ("2026-10-12 14:31", "2026-10-13 09:01"),
        ("2026-10-12 18:00", "2026-10-13 13:30"),
    ],
)
def test_a_compiled_term_answers_at_every_bend_of_a_desk_with_a_lunch_break(start: str, end: str) -> None:
    parsed = Term.parse("210 working minutes")
    assert civil(due(parsed, at(start), LUNCH).due) == civil(counter(parsed, LUNCH)(at(start)).due) == end
    a_little_later = counter(parsed, LUNCH)(at(start) + 1)
    assert a_little_later == due(parsed, at(start) + 1, LUNCH)


@clause("G-7")
def test_a_compiled_term_of_more_than_a_day_bends_where_its_end_meets_a_close() -> None:
    parsed = Term.parse("19 working hours")  # two days of eight hours, and three
    compiled = counter(parsed, LUNCH)
    assert civil(compiled(at("2026-10-12 09:00")).due) == "2026-10-14 12:00"
    assert civil(compiled(at("2026-10-12 09:01")).due) == "2026-10-14 13:01"
    assert civil(compiled(at("2026-10-12 15:00")).due) == "2026-10-14 18:00"
    assert civil(compiled(at("2026-10-12 15:01")).due) == "2026-10-15 09:01"


@clause("G-13")
def test_a_limit_just_after_midnight_lies_on_its_own_day() -> None:
    thursday = at("2026-03-12") + 1
    assert civil(later(thursday, Term.parse("1 calendar day"), CHINA).due) == "2026-03-14 00:00"
    assert civil(later(thursday - 1, Term.parse("1 calendar day"), CHINA).due) == "2026-03-13 00:00"
    term = Term.parse("3 working days")
    assert pause(term, thursday, at("2026-03-11 10:00"), CHINA).amount == 1
    assert pause(term, thursday - 1, at("2026-03-11 10:00"), CHINA).amount == 0


def test_a_pause_with_no_working_time_left_ends_as_work_begins() -> None:
    rest = Remainder(Clock.WORKING_HOURS, 0, DayEnd.MIDNIGHT, Roll.NONE)
    assert resume(rest, at("2026-03-12 20:00"), CHINA).due == at("2026-03-13 09:00") + 1


@clause("G-3")
def test_clock_hours_hang_on_no_calendar_and_are_never_provisional() -> None:
    rest = Remainder(Clock.CLOCK_HOURS, 3 * HOUR, DayEnd.MIDNIGHT, Roll.NONE)
    resumed = resume(rest, at("2031-03-12 20:00"), CHINA)
    assert (civil(resumed.due), resumed.provisional) == ("2031-03-12 23:00", False)
    asked = due(Term.parse("3 clock hours"), at("2031-03-12 20:00"), CHINA)
    assert (civil(asked.due), asked.provisional) == ("2031-03-12 23:00", False)


def test_no_business_time_passes_in_no_time() -> None:
    assert business_time(at("2026-03-12 10:00"), at("2026-03-12 10:00"), CHINA) == 0
    assert business_time(at("2031-03-12 10:00"), at("2031-03-11 10:00"), CHINA) == 0


def test_an_instant_is_shown_in_utc_unless_a_zone_is_named() -> None:
    assert to_datetime(MINUTE).utcoffset() == timedelta(0)
    assert to_datetime(MINUTE).isoformat() == "1970-01-01T00:01:00+00:00"
    assert to_datetime(0, 480).isoformat() == "1970-01-01T08:00:00+08:00"
    assert from_datetime(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000


@pytest.mark.parametrize("term", ["3 working days", "2 working hours"])
def test_a_compiled_term_looks_up_what_it_has_once_made(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = counter(Term.parse(term), CHINA)
    first, last = compiled(at("2026-03-11 10:00")), compiled(at("2026-03-12 00:00"))

    def refuse(*_: object) -> None:
        raise AssertionError("it was counted again")

    monkeypatch.setattr("domain.time.counters.due", refuse)
    assert (compiled(at("2026-03-11 10:00")), compiled(at("2026-03-12 00:00"))) == (first, last)

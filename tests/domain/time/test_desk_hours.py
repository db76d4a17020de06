"""Quiet hours, reminders, pauses: what people at a desk notice of time."""

import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.time.calendar import Calendar, Window
from domain.time.clocks import Deadline, due
from domain.time.errors import TimeRuleError
from domain.time.instants import from_datetime
from domain.time.pauses import pause, resume
from domain.time.quiet import allowed_from
from domain.time.reminders import OPENING_OF_LAST_DAY, ReminderRule, remind_at
from domain.time.term import Term
from tests.domain.time.china import CHINA, at, civil
from tests.support.clause import clause


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [("2026-03-11 20:59", "2026-03-11 20:59"), ("2026-03-11 21:00", "2026-03-12 08:00"),
     ("2026-03-12 00:00", "2026-03-12 08:00"), ("2026-03-12 08:00", "2026-03-12 08:00")],
)  # fmt: skip
def test_a_notice_at_night_waits_for_the_morning(asked: str, allowed: str) -> None:
    assert civil(allowed_from(at(asked), CHINA)) == allowed


@clause("G-5")
def test_reminders_come_at_opening_and_two_hours_before_close_of_the_last_day() -> None:
    deadline = due(Term.parse("5 working days"), at("2026-02-12 10:00"), CHINA)
    assert civil(remind_at(OPENING_OF_LAST_DAY, deadline, CHINA)) == "2026-02-26 09:00"
    assert civil(remind_at(ReminderRule(120), deadline, CHINA)) == "2026-02-26 16:00"


@clause("G-5", "AC-S3-10")
@pytest.mark.parametrize(
    ("end", "opening", "before"),
    [
        ("2026-04-04 15:00", "2026-04-03 09:00", "2026-04-03 16:00"),  # a rest day: on the last working day before it
        ("2026-10-13 09:30", "2026-10-13 09:00", "2026-10-13 09:00"),  # soon after opening
        ("2026-10-13 09:00", "2026-10-12 09:00", "2026-10-12 16:00"),  # at opening: too late to remind that day
        ("2026-10-13 15:00", "2026-10-13 09:00", "2026-10-13 13:00"),  # before close: the deadline is the close
    ],
)
def test_a_reminder_is_never_too_late_to_act_on(end: str, opening: str, before: str) -> None:
    deadline = Deadline(at(end), False)
    assert civil(remind_at(OPENING_OF_LAST_DAY, deadline, CHINA)) == opening
    assert civil(remind_at(ReminderRule(120), deadline, CHINA)) == before


def test_reminder_rules_read_back_and_nothing_else_is_read() -> None:
    for rule in (OPENING_OF_LAST_DAY, ReminderRule(120)):
        assert ReminderRule.parse(str(rule)) == rule
    with pytest.raises(TimeRuleError) as refused:
        ReminderRule.parse("tomorrow")
    assert refused.value.code == "bad_reminder"


@pytest.mark.parametrize(
    ("term", "start", "paused", "resumed", "end"),
    [
        ("2 working hours", "2026-10-12 16:00", "2026-10-12 17:00", "2026-10-12 22:00", "2026-10-13 10:00"),
        ("2 working hours", "2026-10-12 16:00", "2026-10-12 17:00", "2026-10-16 17:30", "2026-10-19 09:30"),
        ("3 working days", "2026-03-09 10:00", "2026-03-10 11:00", "2026-03-19 15:00", "2026-03-24 00:00"),
        ("3 working days", "2026-03-09 10:00", "2026-03-12 11:00", "2026-03-14 15:00", "2026-03-17 00:00"),
        ("3 working days", "2026-03-09 10:00", "2026-03-12 11:00", "2026-03-17 15:00", "2026-03-18 00:00"),
        ("24 clock hours", "2026-03-09 10:00", "2026-03-10 09:00", "2026-03-14 12:00", "2026-03-14 13:00"),
        ("5 calendar days", "2026-03-09 10:00", "2026-03-11 11:00", "2026-03-20 15:00", "2026-03-24 00:00"),
        ("1 month", "2026-03-09 10:00", "2026-04-08 11:00", "2026-04-20 15:00", "2026-04-22 00:00"),
        ("same day", "2026-03-09 10:00", "2026-03-09 11:00", "2026-03-11 15:00", "2026-03-12 00:00"),
    ],
)
def test_a_pause_keeps_what_the_clock_still_had_to_count(
    term: str, start: str, paused: str, resumed: str, end: str
) -> None:
    parsed = Term.parse(term)
    rest = pause(parsed, due(parsed, at(start), CHINA).due, at(paused), CHINA)
    assert civil(resume(rest, at(resumed), CHINA).due) == end


def test_what_is_past_due_cannot_be_paused() -> None:
    with pytest.raises(TimeRuleError) as refused:
        pause(Term.parse("same day"), at("2026-03-10"), at("2026-03-10"), CHINA)
    assert refused.value.code == "already_due"


@clause("G-3")
def test_a_clock_resumed_into_an_unpublished_year_is_provisional() -> None:
    term = Term.parse("3 working days")
    rest = pause(term, due(term, at("2026-12-01"), CHINA).due, at("2026-12-02"), CHINA)
    assert resume(rest, at("2026-12-31 12:00"), CHINA).provisional


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days": "WXW"}, "unknown_day_kind"),
        ({"known_until": date(2040, 1, 1)}, "known_past_days"),
        ({"windows": ()}, "no_windows"),
        ({"windows": (Window(540, 540),)}, "bad_window"),
        ({"windows": (Window(540, 720), Window(700, 800))}, "bad_window"),
        ({"windows": (Window(540, 1441),)}, "bad_window"),
        ({"quiet": (Window(0, 600), Window(600, 1440))}, "quiet_all_day"),
    ],
)
def test_a_calendar_that_cannot_be_counted_with_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(TimeRuleError) as refused:
        replace(CHINA, **change)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_calendar_is_a_plain_value() -> None:
    twin = Calendar(
        CHINA.offset_minutes,
        CHINA.first_day,
        CHINA.days,
        CHINA.known_until,
        CHINA.statutory,
        CHINA.windows,
        CHINA.quiet,
    )
    due(Term.parse("3 working days"), at("2026-03-09"), CHINA)
    assert (twin, hash(twin)) == (CHINA, hash(CHINA))
    assert CHINA.slice(CHINA.first_day - timedelta(1)) is CHINA


def test_a_datetime_without_a_zone_is_no_instant() -> None:
    with pytest.raises(TimeRuleError) as refused:
        from_datetime(datetime(2026, 3, 9, 10))  # noqa: DTZ001  that is the point
    assert refused.value.code == "naive_datetime"
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)  # noqa: S301  our own bytes

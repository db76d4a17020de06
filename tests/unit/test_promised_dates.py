"""The date promised with a solution, as the limit for carrying it out."""

from datetime import date

from domain.time.calendar import Calendar, Window
from domain.time.instants import DAY
from rulebooks.calendars import load_calendar
from tests.support.clause import clause
from workflows.procedures.dates import carried_out_by, civil_day

CALENDAR: Calendar = load_calendar("cn", (Window(540, 1080),), ()).calendar


def noon(day: str) -> int:
    return CALENDAR.at(date.fromisoformat(day), 720)


@clause("S0-6.5")
def test_promised_day_counts_until_its_end() -> None:
    assert carried_out_by("2026-03-16", "2026-03-10", noon("2026-03-12"), CALENDAR) == noon("2026-03-16") + DAY // 2
    assert carried_out_by("2026-03-16", "2026-03-10", noon("2026-03-16"), CALENDAR) == noon("2026-03-16") + DAY // 2


@clause("S0-6.5")
def test_consent_after_the_promised_day_gives_the_department_the_days_it_asked_for() -> None:
    assert carried_out_by("2026-03-16", "2026-03-10", noon("2026-03-19"), CALENDAR) == noon("2026-03-25") + DAY // 2


def test_the_civil_day_is_the_calendars() -> None:
    assert civil_day(CALENDAR.at(date(2026, 3, 10), 0), CALENDAR) == "2026-03-10"
    assert civil_day(CALENDAR.at(date(2026, 3, 10), 0) - 1, CALENDAR) == "2026-03-09"

"""The calendars of China against their notices and two packages, and what a bad file is told."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from domain.rulebook.errors import RulebookError
from domain.time.calendar import DayKind, Window
from domain.time.errors import TimeRuleError
from rulebooks.calendars import CALENDARS, load_calendar, regions
from tests.support.clause import clause

HOURS = (Window(540, 1080),)
CN = load_calendar("cn", HOURS, ())
DAYS = [date(2024, 1, 1) + timedelta(n) for n in range(1096)]


@clause("G-2")
def test_every_day_of_2024_to_2026_agrees_with_chinesecalendar_and_holidays() -> None:
    package = holidays.country_holidays("CN", years=[2024, 2025, 2026])
    ours = {day: CN.calendar.is_working(day) for day in DAYS}
    assert ours == {day: chinese_calendar.is_workday(day) for day in DAYS}
    assert ours == {day: package.is_working_day(day) for day in DAYS}


@clause("G-2")
@pytest.mark.parametrize(
    ("year", "makeup"),
    [
        (2024, "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"),
        (2025, "01-26 02-08 04-27 09-28 10-11"),
        (2026, "01-04 02-14 02-28 05-09 09-20 10-10"),
    ],
)
def test_makeup_days_are_those_of_the_notice(year: int, makeup: str) -> None:
    days = [day for day in DAYS if day.year == year and CN.calendar.kind(day) is DayKind.MAKEUP]
    assert " ".join(day.strftime("%m-%d") for day in days) == makeup


@clause("G-2")
def test_every_published_year_cites_its_notice() -> None:
    cited = {year.year: (year.notice.number, year.notice.issued) for year in CN.years if year.notice}
    assert cited == {
        2024: ("国办发明电〔2023〕7号", date(2023, 10, 25)),
        2025: ("国办发明电〔2024〕12号", date(2024, 11, 12)),
        2026: ("国办发明电〔2025〕7号", date(2025, 11, 4)),
    }
    assert CN.calendar.known_until == date(2026, 12, 31)


@clause("G-2")
def test_every_rest_span_and_makeup_day_has_a_name_in_two_languages() -> None:
    makeup = CN.holiday(date(2026, 2, 14))
    assert makeup is not None
    assert (makeup.name.zh, makeup.name.en) == ("春节", "Spring Festival")
    assert makeup == CN.holiday(date(2026, 2, 23))
    assert CN.holiday(date(2026, 2, 24)) is None
    for day in DAYS:
        assert (CN.holiday(day) is not None) == (CN.calendar.kind(day) in (DayKind.HOLIDAY, DayKind.MAKEUP))


@clause("G-3")
@pytest.mark.parametrize("year", [2027, 2028, 2029, 2030])
def test_a_provisional_year_rests_on_its_thirteen_statutory_days_only(year: int) -> None:
    known = holidays.country_holidays("CN", years=year)
    statutory = {day for day, name in known.items() if "observed" not in name}
    days = [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    assert {day for day in days if CN.calendar.kind(day) is DayKind.HOLIDAY} == statutory
    assert not any(CN.calendar.kind(day) is DayKind.MAKEUP or CN.calendar.is_known(day) for day in days)
    assert len(statutory) == (12 if year == 2028 else 13), "in 2028 Mid-Autumn is 3 October"


@clause("G-3")
def test_past_the_files_the_fixed_days_of_the_regulation_rest() -> None:
    assert CN.calendar.kind(date(2031, 10, 1)) is DayKind.HOLIDAY
    assert CN.calendar.kind(date(2031, 10, 4)) is DayKind.WEEKEND
    assert CN.calendar.kind(date(2031, 10, 6)) is DayKind.WORKING
    assert (CN.regulation.number, CN.regulation.issued) == ("国务院令第795号", date(2024, 11, 10))


def _copy(tmp_path: Path) -> Path:
    shutil.copytree(CALENDARS / "cn", tmp_path / "cn")
    return tmp_path


def test_the_hash_follows_the_content_not_the_layout(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    file = root / "cn" / "2026.toml"
    file.write_text("# another comment\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_calendar("cn", (Window(0, 60),), (), root).hash == CN.hash
    file.write_text(file.read_text(encoding="utf-8").replace("makeup = [2026-01-04]\n", ""), encoding="utf-8")
    assert load_calendar("cn", HOURS, (), root).hash != CN.hash


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "key"),
    [
        ("2026.toml", "year = 2026", "year = 2025", "year_of_other_file", "year"),
        ("2026.toml", "year = 2026", "year = ", "toml_invalid", ""),
        ("2026.toml", "year = 2026", 'year = "2026"', "wrong_type", "year"),
        ("2026.toml", "published", "perhaps", "unknown_status", "status"),
        ("2026.toml", "published", "provisional", "provisional_with_notice", "notice"),
        ("2027.toml", "provisional\"", "published\"", "missing", "notice"),
        ("2026.toml", 'number = "国办发明电〔2025〕7号"', "", "missing", "notice.number"),
        ("2026.toml", 'number = "国办发明电〔2025〕7号"', 'number = ""', "empty", "notice.number"),
        ("2026.toml", "first = 2026-01-01", "first = 2025-12-31", "day_of_other_year", "holiday[0].first"),
        ("2026.toml", "last = 2026-02-23", "last = 2026-02-13", "span_reversed", "holiday[1].last"),
        ("2026.toml", "makeup = [2026-01-04]", "makeup = [2026-01-05]", "makeup_on_weekday", "holiday[0].makeup"),
        ("2026.toml", "makeup = [2026-01-04]", "makeup = [2026-01-03]", "day_said_twice", "holiday[0]"),
        ("2026.toml", "makeup = [2026-01-04]", "make_up = [2026-01-04]", "unknown_key", "holiday[0].make_up"),
        ("2026.toml", 'en = "Spring Festival"', 'fr = "Fête"', "missing", "holiday[1].name.en"),
        ("2027.toml", "last = 2027-01-01", "last = 2027-01-01\nmakeup = [2027-01-03]", "provisional_with_makeup",
         "holiday[0].makeup"),
        ("region.toml", "+08:00", "8", "bad_offset", "utc_offset"),
        ("region.toml", "05-02", "02-30x", "bad_day", "statutory[1].days"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_file_and_key(tmp_path: Path, file: str, old: str, new: str, code: str, key: str) -> None:
    root = _copy(tmp_path)
    path = root / "cn" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load_calendar("cn", HOURS, (), root)
    assert (refused.value.code, refused.value.file, refused.value.key) == (code, f"cn/{file}", key)


def test_years_must_follow_each_other(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    (root / "cn" / "2025.toml").unlink()
    with pytest.raises(RulebookError) as refused:
        load_calendar("cn", HOURS, (), root)
    assert (refused.value.code, refused.value.file) == ("year_missing", "cn/2026.toml")


def test_an_unknown_region_and_bad_hours_are_refused() -> None:
    assert regions() == ("cn",)
    with pytest.raises(RulebookError) as unknown:
        load_calendar("../cn", HOURS, ())
    assert unknown.value.code == "calendar_unknown"
    with pytest.raises(TimeRuleError) as hours:
        load_calendar("cn", (), ())
    assert hours.value.code == "no_windows"

"""From TOML to the working calendar (读取工作日历): every year with the notice it comes from.

`calendars/<region>/region.toml` holds what every year shares, `calendars/<region>/YYYY.toml` the rest spans and make-up
days of one year. A file that could be misread is refused with RulebookError, which names the file and the key.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from domain.rulebook.errors import RulebookError
from domain.time.calendar import Calendar, DayKind, Window
from rulebooks.calendar_files import CalendarFile, Holiday, Notice, YearSource, read_year

CALENDARS = Path(__file__).parent / "calendars"
_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")
_FIXED_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_USUAL_WEEK = (DayKind.WORKING,) * 5 + (DayKind.WEEKEND,) * 2


@dataclass(frozen=True)
class LoadedCalendar:
    """A calendar with its sources (已载入的日历).

    `regulation` is what the provisional years follow. `hash` is the sha256 of `content`, the canonical JSON of the
    region's files. Working and quiet hours are not in it: they are the rulebook's, which has a hash of its own.
    """

    calendar: Calendar
    hash: str
    years: tuple[YearSource, ...]
    region: str
    regulation: Notice
    content: str = field(repr=False)

    def holiday(self, d: date) -> Holiday | None:
        """The holiday to which a rest day or a make-up day belongs, None for any other day."""
        every = (holiday for year in self.years for holiday in year.holidays)
        return next((holiday for holiday in every if holiday.first <= d <= holiday.last or d in holiday.makeup), None)


def regions(root: Path = CALENDARS) -> tuple[str, ...]:
    """The regions that have a calendar."""
    return tuple(sorted(path.parent.name for path in root.glob("*/region.toml")))


def load_calendar(
    region: str, windows: tuple[Window, ...], quiet: tuple[Window, ...], root: Path = CALENDARS
) -> LoadedCalendar:
    """The calendar of a region with a company's working and quiet hours.

    Raises RulebookError for an unknown region or a bad file, TimeRuleError for bad working or quiet hours.
    """
    if region not in regions(root):
        raise RulebookError("calendar_unknown", key="calendar", region=region)
    common = CalendarFile(root, f"{region}/region.toml")
    common.only(common.data, "", "region utc_offset name regulation statutory")
    files = [CalendarFile(root, f"{region}/{path.name}") for path in sorted((root / region).glob("[0-9]*.toml"))]
    years = tuple(read_year(file) for file in files)
    _check_sequence(common, files, years)
    calendar = Calendar(
        offset_minutes=_offset(common),
        first_day=date(years[0].year, 1, 1),
        days="".join(_letters(file, year) for file, year in zip(files, years, strict=True)),
        known_until=date(max(year.year for year in years if not year.provisional), 12, 31),
        statutory=tuple(sorted(_statutory(common))),
        windows=windows,
        quiet=quiet,
    )
    data = {file.name: file.data for file in (common, *files)}
    content = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=date.isoformat)
    digest = hashlib.sha256(content.encode()).hexdigest()
    return LoadedCalendar(calendar, digest, years, region, common.notice("regulation"), content)


def _offset(file: CalendarFile) -> int:
    """Minutes east of UTC."""
    read = _OFFSET.fullmatch(file.get(file.data, str, "utc_offset"))
    if read is None:
        raise file.error("bad_offset", "utc_offset")
    return int(f"{read[1]}1") * (int(read[2]) * 60 + int(read[3]))


def _statutory(file: CalendarFile) -> Iterator[str]:
    """The statutory days of fixed date, "MM-DD"."""
    for n, entry in enumerate(file.get(file.data, list, "statutory")):
        key = f"statutory[{n}]"
        file.only(entry, key, "name days")
        for day in file.get(entry, list, "days", key):
            if not isinstance(day, str) or not _FIXED_DAY.fullmatch(day):
                raise file.error("bad_day", f"{key}.days", day=str(day))
            yield day


def _letters(file: CalendarFile, year: YearSource) -> str:
    """One letter per day of the year. A day that is said twice is refused."""
    new_year = date(year.year, 1, 1)
    days = [new_year + timedelta(n) for n in range((date(year.year + 1, 1, 1) - new_year).days)]
    said: dict[date, DayKind] = {}
    for n, holiday in enumerate(year.holidays):
        rest = [(day, DayKind.HOLIDAY) for day in days if holiday.first <= day <= holiday.last]
        for day, kind in (*rest, *((day, DayKind.MAKEUP) for day in holiday.makeup)):
            if day in said:
                raise file.error("day_said_twice", f"holiday[{n}]", day=str(day))
            said[day] = kind
    return "".join(said.get(day, _USUAL_WEEK[day.weekday()]) for day in days)


def _check_sequence(common: CalendarFile, files: list[CalendarFile], years: tuple[YearSource, ...]) -> None:
    """There is a published year, years follow each other, and none is published after a provisional one."""
    if not years or years[0].provisional:
        raise common.error("no_published_year")
    for file, before, year in zip(files[1:], years, years[1:], strict=False):
        if year.year != before.year + 1:
            raise file.error("year_missing", "year", after=str(before.year))
        if before.provisional and not year.provisional:
            raise file.error("published_after_provisional", "status")

"""``/v1/calendars`` (工作日历)."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response
from typing_extensions import TypedDict

from api import words
from api.answers import answer
from api.caller import Authenticated, Caller
from api.paging import RowId
from api.problems import ProblemError
from api.rulebooks.service import published_for
from api.words import Named
from rulebooks.calendar_files import YearSource
from rulebooks.calendars import LoadedCalendar, load_calendar, regions

router = APIRouter(prefix="/v1/calendars", tags=["calendars"])


class NoticeOut(TypedDict):
    """The official notice that a year comes from."""

    issuer: str
    number: str
    title: str
    issued: str


class YearSummary(TypedDict):
    """A year of a calendar; without a notice it is provisional."""

    year: int
    provisional: bool
    notice: NoticeOut | None
    href: str


class RegionOut(TypedDict):
    """A region's calendar. `hash`: sha256 of its files."""

    region: str
    hash: str
    known_until: str
    years: list[YearSummary]


class CalendarList(TypedDict):
    """The calendars that this installation has."""

    items: list[RegionOut]


class HolidayOut(TypedDict):
    """A rest span, both days included, and its make-up working days."""

    id: str
    name: dict[str, str]
    first: str
    last: str
    makeup: list[str]


class DayOut(TypedDict):
    """One day: W working, E weekend, H holiday, M make-up working day."""

    day: str
    kind: Named
    working: bool
    provisional: bool


class YearOut(YearSummary):
    """A year day by day."""

    region: str
    working_days: int
    holidays: list[HolidayOut]
    days: list[DayOut]


@router.get("", summary="Calendars and their sources", responses={200: {"model": CalendarList}})
async def list_calendars(caller: Authenticated) -> Response:
    """Every region with its years and the notices they come from."""
    return answer(CalendarList(items=[_region(_load(caller, region)) for region in regions()]))


@router.get("/{region}/{year}", summary="One year, day by day", responses={200: {"model": YearOut}})
async def get_year(caller: Authenticated, region: RowId, year: Annotated[int, Path(ge=2000, le=2099)]) -> Response:
    """A year that no notice speaks of yet is answered by the provisional rule, and says so."""
    if region not in regions():
        raise ProblemError("not_found")
    loaded = _load(caller, region)
    if year < loaded.calendar.first_day.year:
        raise ProblemError("not_found")
    return answer(_year(loaded, year))


def _load(caller: Caller, region: str) -> LoadedCalendar:
    book = published_for(caller).book
    return load_calendar(region, book.windows, book.quiet)


def _region(loaded: LoadedCalendar) -> RegionOut:
    return {
        "region": loaded.region,
        "hash": loaded.hash,
        "known_until": loaded.calendar.known_until.isoformat(),
        "years": [_summary(loaded.region, source.year, source) for source in loaded.years],
    }


def _summary(region: str, year: int, source: YearSource | None) -> YearSummary:
    notice = source.notice if source else None
    return {
        "year": year,
        "provisional": notice is None,
        "notice": {
            "issuer": notice.issuer,
            "number": notice.number,
            "title": notice.title,
            "issued": notice.issued.isoformat(),
        }
        if notice
        else None,
        "href": f"/v1/calendars/{region}/{year}",
    }


def _year(loaded: LoadedCalendar, year: int) -> YearOut:
    source = next((item for item in loaded.years if item.year == year), None)
    first = date(year, 1, 1)
    days = [_day(loaded, first + timedelta(n)) for n in range((date(year + 1, 1, 1) - first).days)]
    holidays: list[HolidayOut] = [
        {
            "id": holiday.id,
            "name": {"zh": holiday.name.zh, "en": holiday.name.en},
            "first": holiday.first.isoformat(),
            "last": holiday.last.isoformat(),
            "makeup": [day.isoformat() for day in holiday.makeup],
        }
        for holiday in (source.holidays if source else ())
    ]
    return {
        **_summary(loaded.region, year, source),
        "region": loaded.region,
        "working_days": sum(day["working"] for day in days),
        "holidays": holidays,
        "days": days,
    }


def _day(loaded: LoadedCalendar, day: date) -> DayOut:
    calendar = loaded.calendar
    return {
        "day": day.isoformat(),
        "kind": words.named_in("days", calendar.kind(day)),
        "working": calendar.is_working(day),
        "provisional": not calendar.is_known(day),
    }

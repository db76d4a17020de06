"""The files of a calendar, read value by value (日历文件的读取): what could be misread is refused by file and key."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from domain.rulebook.errors import RulebookError
from domain.rulebook.text import Text


@dataclass(frozen=True)
class Notice:
    """The official notice or regulation that a calendar follows (放假通知)."""

    issuer: str
    number: str
    title: str
    issued: date


@dataclass(frozen=True)
class Holiday:
    """A rest span and its make-up days (假期与调休), both ends of the span included."""

    id: str
    name: Text
    first: date
    last: date
    makeup: tuple[date, ...]


@dataclass(frozen=True)
class YearSource:
    """One year of a calendar (年历来源). `notice` is None for a provisional year: none has been issued."""

    year: int
    notice: Notice | None
    holidays: tuple[Holiday, ...]

    @property
    def provisional(self) -> bool:
        """Whether only the statutory days known in advance stand here."""
        return self.notice is None


class CalendarFile:
    """A TOML file whose every complaint names the file and the key (日历文件). Raises RulebookError."""

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        try:
            self.data = tomllib.loads((root / name).read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise self.error("toml_invalid", detail=str(error)) from None

    def error(self, code: str, key: str = "", **message: str) -> RulebookError:
        """The complaint, to be raised."""
        return RulebookError(code, file=self.name, key=key, clause="", **message)

    def only(self, table: Any, key: str, names: str) -> None:
        """Refuses what is no table, and a key in it that nothing reads."""
        if not isinstance(table, dict):
            raise self.error("wrong_type", key, expected="table")
        for name in table:
            if name not in names.split():
                raise self.error("unknown_key", _path(key, name))

    def get(self, table: Any, kind: type, name: str, key: str = "") -> Any:
        """The value `name` of a table: there, of exactly this type, not empty."""
        if name not in table:
            raise self.error("missing", _path(key, name))
        if type(table[name]) is not kind:
            raise self.error("wrong_type", _path(key, name), expected=kind.__name__)
        if table[name] in ("", [], {}):
            raise self.error("empty", _path(key, name))
        return table[name]

    def notice(self, key: str) -> Notice:
        """The table of a notice or regulation."""
        table = self.get(self.data, dict, key)
        self.only(table, key, "issuer number title issued")
        issuer, number, title = (self.get(table, str, name, key) for name in ("issuer", "number", "title"))
        return Notice(issuer, number, title, self.get(table, date, "issued", key))


def read_year(file: CalendarFile) -> YearSource:
    """The year of a file `YYYY.toml`."""
    data = file.data
    file.only(data, "", "year status notice holiday")
    year = file.get(data, int, "year")
    if Path(file.name).stem != f"{year:04}":
        raise file.error("year_of_other_file", "year", year=str(year))
    status = file.get(data, str, "status")
    if status not in ("published", "provisional"):
        raise file.error("unknown_status", "status", status=status)
    if status == "provisional" and "notice" in data:
        raise file.error("provisional_with_notice", "notice")
    notice = file.notice("notice") if status == "published" else None
    tables = file.get(data, list, "holiday")
    holidays = tuple(_holiday(file, table, f"holiday[{n}]", year) for n, table in enumerate(tables))
    for n, holiday in enumerate(holidays):
        if notice is None and holiday.makeup:
            raise file.error("provisional_with_makeup", f"holiday[{n}].makeup")
    return YearSource(year, notice, holidays)


def _holiday(file: CalendarFile, table: Any, key: str, year: int) -> Holiday:
    file.only(table, key, "id name first last makeup")
    first, last = (file.get(table, date, name, key) for name in ("first", "last"))
    makeup = tuple(file.get(table, list, "makeup", key)) if "makeup" in table else ()
    for name, day in (("first", first), ("last", last), *(("makeup", day) for day in makeup)):
        if type(day) is not date or day.year != year:
            raise file.error("day_of_other_year", _path(key, name), day=str(day))
        if name == "makeup" and day.weekday() < 5:
            raise file.error("makeup_on_weekday", _path(key, name), day=str(day))
    if last < first:
        raise file.error("span_reversed", _path(key, "last"))
    name = file.get(table, dict, "name", key)
    words = Text(zh=file.get(name, str, "zh", f"{key}.name"), en=file.get(name, str, "en", f"{key}.name"))
    return Holiday(file.get(table, str, "id", key), words, first, last, makeup)


def _path(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name

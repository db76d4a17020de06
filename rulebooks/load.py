"""From TOML to the typed rulebook (读取规则手册); every problem of a file is collected, none hides another.

A table whose entries have ids is keyed by them. Wherever a value stands, ``{ value = …, source = "default", reading =
"B", clause = "…", note = { zh, en } }`` may stand instead and says why it is so; a table may say so of itself.
"""

import re
import tomllib
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from domain.rulebook.book import Rulebook, Source, SourceKind
from domain.rulebook.errors import InvalidRulebookError, RulebookError
from domain.rulebook.ladder import Reminder
from domain.rulebook.text import Text
from domain.time.calendar import Window
from domain.time.errors import TimeRuleError
from domain.time.reminders import ReminderRule
from domain.time.term import Term

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_WINDOW = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_DECIMAL = re.compile(r"(0|[1-9]\d{0,9})(\.\d{1,2})?")
_WHY = ("source", "reading", "note")
_BAD: Any = object()
"""Stands for a value that could not be read; the problem is already noted."""


def load(path: Path) -> Rulebook:
    """The rulebook in a file. Raises InvalidRulebookError with all that is wrong in it."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, file: str) -> Rulebook:
    """The rulebook in a TOML text; `file` is named in errors."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidRulebookError((RulebookError("toml_invalid", file=file, detail=str(error)),)) from None
    return of_data(data, file)


def of_data(data: dict[str, Any], file: str) -> Rulebook:
    """The rulebook in what a TOML text holds."""
    reader = _Reader(file, str(data.get("manual", "")))
    book = reader.record(Rulebook, data, "", "")
    if reader.problems:
        raise InvalidRulebookError(tuple(reader.problems))
    result: Rulebook = replace(book, sources=tuple(sorted(reader.sources, key=lambda source: source.key)))
    return result


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def clause_order(clause: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts clauses as the manual counts: S0-6.2 before S0-6.10."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", clause))


class _Reader:
    """Walks types and data together; notes problems and the sources of values on its way."""

    def __init__(self, file: str, manual: str) -> None:
        self.file = file
        self.clause_pattern = re.compile(rf"({re.escape(manual)}-[0-9A-Za-z.]+|G-\d+|SM-\d+)") if manual else None
        self.problems: list[RulebookError] = []
        self.sources: list[Source] = []

    def bad(self, code: str, key: str, clause: str, **message: str | int) -> Any:
        self.problems.append(RulebookError(code, file=self.file, key=key, clause=clause, **message))
        return _BAD

    def read(self, kind: Any, data: Any, key: str, clause: str) -> Any:
        """A value of type `kind`, or _BAD."""
        if isinstance(data, dict) and "unset" in data:
            return self.unset(kind, data, key, clause)
        if isinstance(data, dict) and "value" in data:
            clause = self.clause_of(data, key, clause)
            for name in data.keys() - {"value", "clause", *_WHY}:
                self.bad("unknown_key", f"{key}.{name}", clause)
            self.explain(data, key, clause, always=True)
            data = data["value"]
        if get_origin(kind) in (Union, UnionType):
            (kind,) = (part for part in get_args(kind) if part is not NoneType)
        if get_origin(kind) is tuple:
            return self.several(get_args(kind)[0], data, key, clause)
        if kind in (Term, Window, Reminder):
            return self.written(kind, data, key, clause)
        if is_dataclass(kind) and isinstance(kind, type):
            if not isinstance(data, dict):
                return self.bad("wrong_type", key, clause, expected="table")
            return self.record(kind, data, key, clause)
        return self.scalar(kind, data, key, clause)

    def unset(self, kind: Any, data: dict[str, Any], key: str, clause: str) -> Any:
        """``{ unset = "config" }``: the manual gives no value; None stands there, and a source says so."""
        clause = self.clause_of(data, key, clause)
        for name in data.keys() - {"unset", "clause", "note"}:
            self.bad("unknown_key", f"{key}.{name}", clause)
        if data["unset"] != "config":
            return self.bad("not_one_of", f"{key}.unset", clause, known="config")
        if NoneType not in get_args(kind):
            return self.bad("must_be_set", key, clause)
        note = self.read(Text, data["note"], f"{key}.note", clause) if "note" in data else None
        if note is not _BAD:
            self.sources.append(Source(key=key, clause=clause, kind=SourceKind.UNSET, note=note))
        return None

    def scalar(self, kind: type, data: Any, key: str, clause: str) -> Any:
        if kind is Decimal:
            return self.decimal(data, key, clause)
        if issubclass(kind, StrEnum):
            members = {member.value: member for member in kind}
            known = members.get(data, _BAD) if isinstance(data, str) else _BAD
            return known if known is not _BAD else self.bad("not_one_of", key, clause, known=", ".join(members))
        if type(data) is not kind:
            return self.bad("wrong_type", key, clause, expected=kind.__name__)
        if data == "":
            return self.bad("empty", key, clause)
        return data

    def decimal(self, data: Any, key: str, clause: str) -> Any:
        """Money and rates are text: "500.00". A float has lost its cents already."""
        if not isinstance(data, str) or not _DECIMAL.fullmatch(data):
            return self.bad("wrong_type", key, clause, expected='decimal text such as "500.00"')
        return Decimal(data)

    def written(self, kind: type, data: Any, key: str, clause: str) -> Any:
        """Values with a notation of their own: "3 working days", "09:00-12:00"."""
        if not isinstance(data, str):
            return self.bad("wrong_type", key, clause, expected="str")
        try:
            if kind is Term:
                return Term.parse(data)
            if kind is Reminder:
                return Reminder(rule=ReminderRule.parse(data))
        except TimeRuleError as error:
            return self.bad("term_invalid", key, clause, written=data, detail=error.detail)
        match = _WINDOW.fullmatch(data)
        opens, closes = (int(h) * 60 + int(m) for h, m in (match.group(1, 2), match.group(3, 4))) if match else (0, 0)
        if not opens < closes <= 24 * 60:
            return self.bad("window_invalid", key, clause, written=data)
        return Window(opens, closes)

    def several(self, item: Any, data: Any, key: str, clause: str) -> Any:
        keyed = is_dataclass(item) and isinstance(item, type) and "id" in _hints(item)
        if not keyed:
            if not isinstance(data, list):
                return self.bad("wrong_type", key, clause, expected="list")
            read = [self.read(item, part, f"{key}[{n}]", clause) for n, part in enumerate(data)]
            return _BAD if any(part is _BAD for part in read) else tuple(read)
        if not isinstance(data, dict):
            return self.bad("wrong_type", key, clause, expected="table")
        read = []
        for name, part in data.items():
            if not _ID.fullmatch(name):
                read.append(self.bad("id_invalid", f"{key}.{name}", clause))
            elif not isinstance(part, dict):
                read.append(self.bad("wrong_type", f"{key}.{name}", clause, expected="table"))
            else:
                read.append(self.record(item, part, f"{key}.{name}", clause, id=name))
        if any(part is _BAD for part in read):
            return _BAD
        return tuple(sorted(read, key=lambda part: (clause_order(getattr(part, "clause", "")), part.id)))

    def record(self, kind: type, data: dict[str, Any], key: str, clause: str, **given: str) -> Any:
        """A dataclass from a table; `given` are the fields that the table's own key supplies."""
        clause = self.clause_of(data, key, clause)
        values: dict[str, Any] = dict(given)
        known = [field for field in fields(kind) if field.name not in given and field.name != "sources"]
        names = {field.name.rstrip("_") for field in known}
        prefix = f"{key}." if key else ""
        for name in data:
            if name not in names and name not in _WHY:
                self.bad("unknown_key", f"{prefix}{name}", clause)
        self.explain(data, key, clause, always=False)
        for field in known:
            name = field.name.rstrip("_")  # `is` cannot be a name in Python
            path = f"{prefix}{name}"
            if name in data:
                values[field.name] = self.read(_hints(kind)[field.name], data[name], path, clause)
            elif field.default is MISSING:
                values[field.name] = self.bad("missing_key", path, clause)
        return _BAD if any(value is _BAD for value in values.values()) else kind(**values)

    def clause_of(self, data: dict[str, Any], key: str, outer: str) -> str:
        """The clause of this table; checked to belong to the manual or to the conventions all manuals share."""
        clause = data.get("clause", outer)
        if not isinstance(clause, str):
            return outer
        if "clause" in data and self.clause_pattern and not self.clause_pattern.fullmatch(clause):
            self.bad("clause_foreign", f"{key}.clause", clause)
        return clause

    def explain(self, data: dict[str, Any], key: str, clause: str, *, always: bool) -> None:
        """Notes why a value is what it is. A default or a reading must be explained in both languages."""
        if not always and not any(name in data for name in _WHY):
            return
        reading = data.get("reading")
        kind = self.scalar(SourceKind, data.get("source", "reading" if reading else "manual"), f"{key}.source", clause)
        note = self.read(Text, data["note"], f"{key}.note", clause) if "note" in data else None
        if reading is not None:
            reading = self.scalar(str, reading, f"{key}.reading", clause)
        unnamed = note is not None and "source" not in data and reading is None
        unexplained = kind is not SourceKind.MANUAL and note is None
        if unnamed or unexplained or (reading is None) == (kind is SourceKind.READING):
            self.bad("source_unexplained", key, clause)
        elif not any(part is _BAD for part in (kind, note, reading)):
            self.sources.append(Source(key=key, clause=clause, kind=kind, reading=reading, note=note))

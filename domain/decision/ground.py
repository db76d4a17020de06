"""What decisions stand on (裁定依据): a rulebook and a calendar with the hashes of both, looked up once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from domain.rulebook.book import POLICIES, Rulebook
from domain.time.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Ground:
    """A rulebook in force. `clauses` has the clause of every value that policies read, by its path."""

    book: Rulebook
    calendar: Calendar
    rulebook_hash: str
    calendar_hash: str
    clauses: Mapping[str, str] = field(default_factory=dict)


def ground(book: Rulebook, calendar: Calendar, rulebook_hash: str, calendar_hash: str) -> Ground:
    """Made once per rulebook and calendar."""
    own = {source.key: source.clause for source in book.sources}
    parts = [(name, getattr(book, name)) for name in ("lists", *POLICIES)]
    clauses = {path: clause for name, part in parts for path, clause in _clauses(part, name, "", own)}
    return Ground(book, calendar, rulebook_hash, calendar_hash, clauses)


def _clauses(value: Any, path: str, clause: str, own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Of this value and all that lies in it: its own clause, else that of the rule it stands in."""
    clause = own.get(path) or getattr(value, "clause", None) or clause
    if clause:
        yield path, clause
    if isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _clauses(item, f"{path}.{item.id}" if hasattr(item, "id") else f"{path}[{n}]", clause, own)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _clauses(getattr(value, each.name), f"{path}.{each.name.rstrip('_')}", clause, own)

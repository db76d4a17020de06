"""What decisions stand on (裁定依据): a rulebook and a calendar with the hashes of both, looked up once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.rulebook.book import Rulebook
from domain.time.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Ground:
    """A rulebook in force. `clauses` has the clause of every value that has one of its own, by its path."""

    book: Rulebook
    calendar: Calendar
    rulebook_hash: str
    calendar_hash: str
    clauses: Mapping[str, str] = field(default_factory=dict)


def ground(book: Rulebook, calendar: Calendar, rulebook_hash: str, calendar_hash: str) -> Ground:
    """Made once per rulebook and calendar."""
    clauses = {source.key: source.clause for source in book.sources}
    return Ground(book, calendar, rulebook_hash, calendar_hash, clauses)

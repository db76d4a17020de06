"""What decisions stand on (裁定依据), made once per rulebook and kept as long as the process."""

from domain.decision.ground import Ground, ground
from rulebooks.calendars import load_calendar
from rulebooks.shelf import Published

_made: dict[str, Ground] = {}


def ground_of(published: Published) -> Ground:
    """The rulebook with its calendar and the hashes of both."""
    found = _made.get(published.hash)
    if found is None:
        book = published.book
        loaded = load_calendar(book.calendar, book.windows, book.quiet)
        found = _made[published.hash] = ground(book, loaded.calendar, published.hash, loaded.hash)
    return found

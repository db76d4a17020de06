"""The calendar in a plan (日历切片), read: the kit counts by it, and the API explains by it."""

from datetime import date

from contracts.case import CalendarSlice
from domain.time.calendar import Calendar, Window


def calendar_of(piece: CalendarSlice) -> Calendar:
    """The calendar that a plan carries."""
    return Calendar(
        offset_minutes=piece.offset_minutes,
        first_day=date.fromisoformat(piece.first_day),
        days=piece.days,
        known_until=date.fromisoformat(piece.known_until),
        statutory=tuple(piece.statutory),
        windows=tuple(Window(opens, closes) for opens, closes in piece.windows),
        quiet=tuple(Window(opens, closes) for opens, closes in piece.quiet),
    )

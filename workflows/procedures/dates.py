"""Dates that people promise, as deadlines."""

from datetime import date

from domain.time.calendar import Calendar
from domain.time.clocks import end_of_day


def end_of(day: str, calendar: Calendar) -> int:
    """The exclusive limit of an ISO civil date: met until 24:00 of that day (G-5)."""
    return end_of_day(date.fromisoformat(day), calendar)

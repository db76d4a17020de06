"""Dates that people promise, as deadlines."""

from datetime import date

from domain.time.calendar import Calendar
from domain.time.clocks import end_of_day


def civil_day(instant: int, calendar: Calendar) -> str:
    """The ISO civil date of a case instant."""
    return calendar.date_of(instant).isoformat()


def carried_out_by(promised_on: str, replied_on: str, consented_at: int, calendar: Calendar) -> int:
    """The exclusive limit for what was promised with a reply: met until 24:00 of that day (G-5).

    If the customer consents only after the promised day, the department has as many days from the consent as it asked
    for with its reply: without consent it could not begin (S0-6.5).
    """
    promised, consented = date.fromisoformat(promised_on), calendar.date_of(consented_at)
    if promised < consented:
        promised = consented + (promised - date.fromisoformat(replied_on))
    return end_of_day(promised, calendar)

"""A slow second opinion on limits: Python dates and the chinesecalendar package, nothing of the engine's."""

from datetime import date, datetime, time, timedelta, timezone

import chinese_calendar

ZONE = timezone(timedelta(hours=8))
OPENS, CLOSES = time(9), time(18)
QUIET_UNTIL, QUIET_FROM = time(8), time(21)
EPOCH = datetime(1970, 1, 1, 8, tzinfo=ZONE)


def civil(instant: int) -> datetime:
    """The civil instant in China."""
    return EPOCH + timedelta(microseconds=instant)


def micros(at: datetime) -> int:
    """Back to microseconds UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)


def midnight_after(day: date) -> int:
    """The end of a civil day: 00:00 of the next."""
    return micros(datetime.combine(day + timedelta(days=1), time(0), ZONE))


def limit(term: str, start: int) -> int:
    """The limit of "3 working days", "4 working hours" or "15 calendar days, rolling to next working day"."""
    amount, kind = int(term.split()[0]), term.split(maxsplit=1)[1]
    if kind.startswith("working hour"):
        return _hours(amount, civil(start))
    day = civil(start).date()
    if kind.startswith("working day"):
        while amount:
            day += timedelta(days=1)
            amount -= chinese_calendar.is_workday(day)
        return midnight_after(day)
    assert kind.startswith("calendar day"), term
    day += timedelta(days=amount)
    while "rolling" in kind and not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    return midnight_after(day)


def _hours(amount: int, at: datetime) -> int:
    left = timedelta(hours=amount)
    while True:
        opens, closes = (datetime.combine(at.date(), clock, ZONE) for clock in (OPENS, CLOSES))
        if chinese_calendar.is_workday(at.date()) and at < closes:
            at = max(at, opens)
            if at + left <= closes:
                return micros(at + left)
            left -= closes - at
        at = datetime.combine(at.date() + timedelta(days=1), time(0), ZONE)


def audible(instant: int) -> int:
    """The first instant at or after this one outside quiet hours."""
    at = civil(instant)
    if at.time() >= QUIET_FROM:
        return micros(datetime.combine(at.date() + timedelta(days=1), QUIET_UNTIL, ZONE))
    if at.time() < QUIET_UNTIL:
        return micros(datetime.combine(at.date(), QUIET_UNTIL, ZONE))
    return instant

"""The calendar of China for tests: TEST-CAL hours 09:00-18:00, quiet from 21:00 to 08:00."""

from datetime import datetime, timedelta, timezone

from domain.time.calendar import Window
from domain.time.instants import Instant, from_datetime, to_datetime
from rulebooks.calendars import load_calendar

QUIET = (Window(0, 8 * 60), Window(21 * 60, 24 * 60))
LOADED = load_calendar("cn", (Window(9 * 60, 18 * 60),), QUIET)
CHINA = LOADED.calendar
LUNCH = load_calendar("cn", (Window(9 * 60, 12 * 60), Window(13 * 60, 18 * 60)), QUIET).calendar
ZONE = timezone(timedelta(hours=8))


def at(text: str) -> Instant:
    """The instant of "2026-02-12 10:00" or "2026-02-12" in China."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=ZONE))


def civil(instant: Instant) -> str:
    """The civil time of an instant in China, as `at` reads it."""
    return to_datetime(instant, 480).strftime("%Y-%m-%d %H:%M")

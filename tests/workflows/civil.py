"""Civil instants of China as tests write them: "2026-02-13 15:00"."""

from datetime import datetime, timedelta, timezone

from domain.time.instants import from_datetime, to_datetime

CHINA = timezone(timedelta(hours=8))
CHINA_MINUTES = 480


def instant(text: str) -> int:
    """Microseconds UTC of a civil instant, with seconds and fractions if given."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=CHINA))


def civil(at: int) -> str:
    """The civil minute of an instant."""
    return to_datetime(at, CHINA_MINUTES).strftime("%Y-%m-%d %H:%M")

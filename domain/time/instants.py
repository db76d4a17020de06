"""Instants (时刻): whole microseconds since 1970-01-01T00:00Z, and epoch days, the civil days since 1970-01-01.

Integers compare and add exactly, cost nothing to store and are the same in every replay.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeAlias

from domain.time.errors import TimeRuleError

Instant: TypeAlias = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)


def from_datetime(d: datetime) -> Instant:
    """The instant of an aware datetime, exact. Raises TimeRuleError `naive_datetime`, a ValueError, without a zone."""
    if d.utcoffset() is None:
        raise TimeRuleError("naive_datetime", f"{d.isoformat()} has no UTC offset")
    return (d - _EPOCH) // _MICROSECOND


def to_datetime(i: Instant, offset_minutes: int = 0) -> datetime:
    """The aware datetime of an instant, at a fixed offset from UTC in minutes (China: 480)."""
    zone = timezone(timedelta(minutes=offset_minutes))
    return (_EPOCH + i * _MICROSECOND).astimezone(zone)


def epoch_day(d: date) -> int:
    """Days from 1970-01-01 to a civil date."""
    return d.toordinal() - _EPOCH_ORDINAL


def civil_date(day: int) -> date:
    """The civil date of an epoch day."""
    return date.fromordinal(day + _EPOCH_ORDINAL)

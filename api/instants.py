"""Instants on the wire (时刻): RFC 3339 with offset, China's by default; microseconds UTC inside."""

import re
from datetime import datetime, timedelta, timezone

from domain.time.instants import Instant, from_datetime

CHINA = timezone(timedelta(hours=8))
EARLIEST = from_datetime(datetime(2000, 1, 1, tzinfo=CHINA))
LATEST = from_datetime(datetime(2100, 1, 1, tzinfo=CHINA))
"""Instants outside these are typing errors, not dates of a case."""

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_ZERO = datetime(1970, 1, 1, 8, tzinfo=CHINA)


def write(instant: Instant) -> str:
    """``2026-02-12T09:30:00+08:00``; microseconds only where there are any."""
    return (_ZERO + timedelta(microseconds=instant)).isoformat()


def write_or_none(instant: Instant | None) -> str | None:
    """`write`, and None for None."""
    return None if instant is None else write(instant)


def read(text: str) -> Instant:
    """Reads RFC 3339 with an offset. Raises ValueError for anything else and for years outside 2000-2099."""
    if len(text) > 40 or _RFC3339.fullmatch(text) is None:
        raise ValueError("not_rfc3339")
    instant = from_datetime(datetime.fromisoformat(text))
    if not EARLIEST <= instant < LATEST:
        raise ValueError("instant_out_of_range")
    return instant

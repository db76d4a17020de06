"""Quiet hours (免打扰时段): notices wait, deadlines do not."""

from domain.time.calendar import Calendar
from domain.time.instants import DAY, MINUTE, Instant


def allowed_from(instant: Instant, calendar: Calendar) -> Instant:
    """The first instant at or after `instant` outside the quiet hours. A Calendar never is quiet all day."""
    zone = calendar.offset_minutes * MINUTE
    while True:
        clock = (instant + zone) % DAY
        for window in calendar.quiet:
            if window.opens * MINUTE <= clock < window.closes * MINUTE:
                instant += window.closes * MINUTE - clock
                break
        else:
            return instant

"""Crash points (崩溃点): where chaos tests let a process kill itself, as a power cut would.

`TUOSHAN_CRASH_AT=after_accept:3` (a field of Settings, refused in production) ends the process with SIGKILL when it
passes that point for the third time.
"""

import os
import signal
from typing import Final

AFTER_ACCEPT: Final = "after_accept"
"""The command is committed, its case has not been asked."""
BEFORE_STORE: Final = "before_store"
"""The case has answered, nothing of its answer is written."""
DURING_STORE: Final = "during_store"
"""The rows are written: not committed yet, or nobody has been told."""

_left: dict[str, int] = {}


def arm(setting: str) -> None:
    """Sets what `Settings.crash_at` says: nothing when it is empty."""
    if setting:
        point, _, count = setting.partition(":")
        _left[point] = int(count or "1")


def armed(point: str) -> bool:
    """Whether this process is to die at the point: a shortcut that does not pass it is not taken then."""
    return point in _left


def reached(point: str) -> None:
    """Called where a process passes the point."""
    if point not in _left:
        return
    _left[point] -= 1
    if _left[point] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)

"""Faults that a simulator can be told to have at run time (故障注入)."""

from dataclasses import dataclass

OK = "ok"


@dataclass(slots=True)
class Faults:
    """The fault that the next requests meet: `times` of them, or all until cleared (None)."""

    known: tuple[str, ...]
    mode: str = OK
    times: int | None = None
    retry_after: int = 1
    """Seconds that a 429 asks to wait."""
    met: int = 0
    """Requests that have met a fault since the start of the process."""

    def set(self, mode: str, times: int | None = None, retry_after: int = 1) -> None:
        """Raises ValueError for a mode that this simulator does not have or a count below one."""
        if mode not in self.known:
            raise ValueError(f"unknown mode, known are: {', '.join(self.known)}")
        if times is not None and times < 1:
            raise ValueError("times must be at least 1")
        self.mode, self.times, self.retry_after = mode, times, retry_after

    def take(self) -> str:
        """The mode for one request; counts it."""
        mode = self.mode
        if mode != OK:
            self.met += 1
            if self.times is not None:
                self.times -= 1
                if self.times == 0:
                    self.mode, self.times = OK, None
        return mode

    def shown(self) -> dict[str, object]:
        return {
            "mode": self.mode,
            "times": self.times,
            "retry_after": self.retry_after,
            "met": self.met,
            "known": self.known,
        }

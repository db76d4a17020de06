"""How often one caller may ask (限流): a token bucket per person and process, kept in memory."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from api.problems import ProblemError

KEPT = 10_000
"""Buckets kept; the longest unused goes first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` requests on the long run, `burst` at once."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Rates of one process. An integration files for many people through one token, so a person's is generous."""

    person: Rate = Rate(300, 600)
    anonymous: Rate = Rate(20, 40)


@dataclass(slots=True)
class Buckets:
    """The buckets of one process, by key."""

    levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, key: str, rate: Rate) -> None:
        """Takes one. Raises ProblemError `rate_limited` if the bucket is empty."""
        now = time.monotonic()
        level, since = self.levels.pop(key, (float(rate.burst), now))
        level = min(level + (now - since) * rate.per_second, rate.burst)
        self.levels[key] = (level - 1 if level >= 1 else level, now)
        if len(self.levels) > KEPT:
            self.levels.popitem(last=False)
        if level < 1:
            raise ProblemError("rate_limited", retry_after=max(1, round((1 - level) / rate.per_second)))

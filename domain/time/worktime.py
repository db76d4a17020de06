"""Working time as a number line (工作时间轴): prefix sums, so that no question needs a walk over days.

The n-th working day after an instant, and the instant at which so much working time has passed, are two list look-ups
and a few integer operations each.
"""

from dataclasses import dataclass

from domain.time.instants import DAY, Instant


class OffTheEdge(LookupError):
    """The answer lies outside this stretch of days: ask a wider one. Never leaves domain.time."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkTime:
    """A stretch of civil days, counted. A day is named by the instant of its midnight.

    `origin` = the first day; `passed[i]` = working days before the i-th day (one entry more than days);
    `working[k]` = the k-th working day; `known_from`, `known_to` = the stretch that notices speak of, end exclusive;
    `spans` = working hours of a day as (opens, closes) in microseconds; `per_day` = their sum.
    """

    origin: Instant
    passed: list[int]
    working: list[Instant]
    known_from: Instant
    known_to: Instant
    spans: tuple[tuple[int, int], ...]
    per_day: int

    def working_day_after(self, instant: Instant, n: int) -> Instant:
        """The n-th working day (n >= 1) strictly after the day of `instant`. Raises OffTheEdge."""
        tomorrow = (instant - self.origin) // DAY + 1
        if tomorrow < 0:
            raise OffTheEdge
        try:
            return self.working[self.passed[tomorrow] + n - 1]
        except IndexError:
            raise OffTheEdge from None

    def working_days_between(self, since: Instant, until: Instant) -> int:
        """Working days after the day of `since`, up to and with the day of `until`. Raises OffTheEdge."""
        first, end = (since - self.origin) // DAY + 1, (until - self.origin) // DAY + 1
        if first < 0 or end >= len(self.passed):
            raise OffTheEdge
        return self.passed[end] - self.passed[first]

    def elapsed(self, instant: Instant) -> int:
        """Working time from the origin to `instant`, in microseconds. Raises OffTheEdge."""
        day, clock = divmod(instant - self.origin, DAY)
        if day < 0:
            raise OffTheEdge
        passed = self.passed
        try:
            works = passed[day + 1] > passed[day]
        except IndexError:
            raise OffTheEdge from None
        worked = passed[day] * self.per_day
        if works:
            for opens, closes in self.spans:
                if clock <= opens:
                    break
                worked += (clock if clock < closes else closes) - opens  # noqa: FURB136  min() costs a call
        return worked

    def reach(self, elapsed: int) -> Instant:
        """The first instant at which that much working time (> 0) has passed: a close, never the next opening.

        Raises OffTheEdge.
        """
        day, rest = divmod(elapsed - 1, self.per_day)
        if day >= len(self.working):
            raise OffTheEdge
        instant = self.working[day] + 1
        for opens, closes in self.spans:
            if rest < closes - opens:
                return instant + opens + rest
            rest -= closes - opens
        raise AssertionError("unreachable: rest < per_day, the sum of all spans")

"""The slow oracle: every clock counted by walking minute by minute over civil time, as one would with a finger.

It shares no code with domain.time: naive datetimes of the civil zone, a dictionary of day kinds, and loops.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass
class Finger:
    """A wall calendar: kinds of the days that someone has marked, working and quiet minutes of a day."""

    marked: dict[date, str]
    known: set[date]
    fixed_rest: set[tuple[int, int]]
    working_minutes: set[int]
    quiet_minutes: set[int]

    def works(self, day: date) -> bool:
        if day in self.marked:
            return self.marked[day] in "WM"
        return day.weekday() < 5 and (day.month, day.day) not in self.fixed_rest

    def open_at(self, t: datetime) -> bool:
        return self.works(t.date()) and t.hour * 60 + t.minute in self.working_minutes

    def unsure(self, first: date, last: date) -> bool:
        """Whether any of these days is one that no notice speaks of."""
        while first <= last:
            if first not in self.known:
                return True
            first += DAY
        return False

    def end(self, last: date, start: datetime, close_of_business: bool) -> datetime:
        """The first minute that is too late."""
        t = datetime.combine(last, datetime.min.time()) + DAY
        if close_of_business:
            at_close = t
            while ((at_close - MINUTE).hour * 60 + (at_close - MINUTE).minute) not in self.working_minutes:
                at_close -= MINUTE
            if at_close > start:
                return at_close
        return t

    def working_days(self, start: datetime, n: int, close: bool) -> tuple[datetime, bool]:
        t, today = start, start.date()
        while n:
            t += MINUTE
            if t.date() != today:
                today = t.date()
                n -= self.works(today)
        return self.end(today, start, close), self.unsure(start.date() + DAY, today)

    def working_hours(self, start: datetime, minutes: int) -> tuple[datetime, bool]:
        t = start
        while minutes:
            minutes -= self.open_at(t)
            t += MINUTE
        return t, self.unsure(start.date(), (t - MINUTE).date())

    def clock_hours(self, start: datetime, minutes: int) -> tuple[datetime, bool]:
        t = start
        while minutes:
            minutes -= 1
            t += MINUTE
        return t, False

    def calendar_days(self, start: datetime, n: int, close: bool, roll: bool) -> tuple[datetime, bool]:
        t, today = start, start.date()
        while n:
            t += MINUTE
            if t.date() != today:
                today, n = t.date(), n - 1
        return self.rolled(today, start, close, roll)

    def months(self, start: datetime, n: int, close: bool, roll: bool) -> tuple[datetime, bool]:
        """Walks on to the wanted month, then to the corresponding day, or stops where the month stops."""
        day = start.date()
        while n:
            before, day = day, day + DAY
            n -= before.month != day.month
        if start.date().day != day.day or day == start.date():
            while day.day < start.date().day and (day + DAY).month == day.month:
                day += DAY
        return self.rolled(day, start, close, roll)

    def rolled(self, asked: date, start: datetime, close: bool, roll: bool) -> tuple[datetime, bool]:
        last = asked
        while roll and not self.works(last):
            last += DAY
        return self.end(last, start, close), roll and self.unsure(asked, last)

    def open_minutes(self, since: datetime, until: datetime) -> int:
        n = 0
        while since < until:
            n += self.open_at(since)
            since += MINUTE
        return n

    def allowed_from(self, t: datetime) -> datetime:
        while t.hour * 60 + t.minute in self.quiet_minutes:
            t += MINUTE
        return t

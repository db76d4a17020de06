"""Raw rulebook data and raw facts as an oracle reads them: dicts as TOML and JSON give them, and days one by one."""

import calendar as months
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.decision.facts import vocabulary
from domain.time.calendar import Calendar

Data = dict[str, Any]
DAY = timedelta(days=1)
DATES = frozenset(name for name, kind in vocabulary().items() if kind is date)
DECIMALS = frozenset(name for name, kind in vocabulary().items() if kind is Decimal)


def plain(value: Any) -> Any:
    """A value of the TOML without its reasons; None for one that is not set."""
    if isinstance(value, dict) and "value" in value:
        return plain(value["value"])
    if isinstance(value, dict) and "unset" in value:
        return None
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value


class Facts:
    """Facts from their JSON, by dotted name; dates and decimals read."""

    def __init__(self, data: Data, dates: frozenset[str] = DATES, decimals: frozenset[str] = DECIMALS) -> None:
        self.data, self._dates, self._decimals = data, dates, decimals

    def get(self, name: str) -> Any:
        """The value, None if it is not known."""
        inner: Any = self.data
        for part in name.split("."):
            if isinstance(inner, list):
                inner = inner[int(part)] if int(part) < len(inner) else None
            else:
                inner = inner.get(part) if isinstance(inner, dict) else None
            if inner is None:
                return None
        bare = unnumbered(name)
        if bare in self._dates:
            return date.fromisoformat(inner)
        return Decimal(inner) if bare in self._decimals else inner

    def length(self, group: str) -> int | None:
        """How many objects a list has; None if nobody spoke of it."""
        return len(self.data[group]) if group in self.data else None


def unnumbered(name: str) -> str:
    """A fact's name in the vocabulary: "papers.altered" for "papers.0.altered"."""
    return ".".join(part for part in name.split(".") if not part.isdigit())


def later(day: date, *, days: int | None = None, months_: int | None = None) -> date:
    """`days` later, one by one; or the corresponding day, or the last of the month."""
    if months_ is None:
        for _ in range(days or 0):
            day += DAY
        return day
    year, month = day.year, day.month
    for _ in range(months_):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def rolled(day: date, how: str, calendar: Calendar) -> date:
    """The first working day from `day` on, if it rolls for the customer."""
    while how == "customer" and calendar.kind(day) not in ("W", "M"):
        day += DAY
    return day


def all_of(truths: list[bool | None]) -> bool | None:
    """False if one is, else unknown if one is."""
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def any_of(truths: list[bool | None]) -> bool | None:
    """True if one is, else unknown if one is."""
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False


def opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth

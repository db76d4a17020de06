"""The plan of a case (方案): rulebook and calendar as pinned at acceptance, read once from the input."""

from dataclasses import dataclass
from datetime import date

from contracts.case import CalendarSlice, CasePlan
from domain.rulebook.book import Rulebook
from domain.rulebook.codec import from_text
from domain.rulebook.complaint import ComplaintChapter
from domain.time.calendar import Calendar, Window
from domain.time.clocks import Deadline, due
from domain.time.term import Term


@dataclass(frozen=True, slots=True)
class Plan:
    """Rules and days that govern this case."""

    book: Rulebook
    calendar: Calendar

    @property
    def chapter(self) -> ComplaintChapter:
        """The chapter that governs this case type; a plan always has it."""
        assert self.book.complaint is not None  # noqa: S101 - loading the plan has checked it
        return self.book.complaint

    def due(self, term: Term, start: int) -> Deadline:
        """Limit of `term` counted from the case instant `start`."""
        return due(term, start, self.calendar)


def calendar_of(data: CalendarSlice) -> Calendar:
    """The calendar that a plan carries."""
    return Calendar(
        offset_minutes=data.offset_minutes,
        first_day=date.fromisoformat(data.first_day),
        days=data.days,
        known_until=date.fromisoformat(data.known_until),
        statutory=tuple(data.statutory),
        windows=tuple(Window(opens, closes) for opens, closes in data.windows),
        quiet=tuple(Window(opens, closes) for opens, closes in data.quiet),
    )


_KEPT = 50
_read: dict[tuple[str, str, str], tuple[CasePlan, Plan]] = {}
"""Plans as read, shared by the cases of a process. Only whole equality counts, so a case gets what its input says."""


def read_plan(plan: CasePlan) -> Plan:
    """Decodes the plan; raises the domain's typed errors if it is not one."""
    key = (plan.rulebook_hash, plan.calendar_hash, plan.calendar.first_day)
    kept = _read.get(key)
    if kept is not None and kept[0] == plan:
        return kept[1]
    read = Plan(from_text(Rulebook, plan.book), calendar_of(plan.calendar))
    if len(_read) >= _KEPT:
        _read.clear()
    _read[key] = (plan, read)
    return read

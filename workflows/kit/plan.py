"""The plan of a case (方案): rulebook and calendar as pinned at acceptance, read once from the input."""

from dataclasses import dataclass, field

from contracts.calendar_slice import calendar_of
from contracts.case import CasePlan
from domain.rulebook.book import Rulebook
from domain.rulebook.codec import from_text
from domain.rulebook.complaint import ComplaintChapter
from domain.time.calendar import Calendar
from domain.time.clocks import Deadline
from domain.time.counters import Counter, counter
from domain.time.term import Term


@dataclass(frozen=True, slots=True)
class Plan:
    """Rules and days that govern this case."""

    book: Rulebook
    calendar: Calendar
    _counters: dict[Term, Counter] = field(default_factory=dict)
    """Compiled terms: a plan is shared by the cases of a process, and counts the same few terms over and over."""

    @property
    def chapter(self) -> ComplaintChapter:
        """The chapter that governs this case type; a plan always has it."""
        assert self.book.complaint is not None  # noqa: S101 - loading the plan has checked it
        return self.book.complaint

    def due(self, term: Term, start: int) -> Deadline:
        """Limit of `term` counted from the case instant `start`."""
        count = self._counters.get(term)
        if count is None:
            count = self._counters[term] = counter(term, self.calendar)
        return count(start)


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

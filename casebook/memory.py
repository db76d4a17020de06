"""What a process has just stored of its cases (记忆): saves a look at the next form for the same case.

It decides nothing. A form goes in on it only while the case's row still stands there, and is never refused by it.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from casebook.case_ref import CaseRef
from contracts.view import CaseView
from domain.time.instants import Instant

KEPT = 2_000


@dataclass(slots=True)
class Remembered:
    """A case as this process has left it. `view` is folded in place: whoever holds this holds it alone."""

    case: CaseRef
    view: CaseView
    stored_at: Instant
    """The case's clock, read off the database when it was stored."""
    since: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> Instant:
        """The case's clock carried on. Never by this machine's wall clock, which may be wrong."""
        return self.stored_at + int((time.monotonic() - self.since) * 1_000_000)


class Memory:
    """The cases that were stored last, by case number."""

    def __init__(self, kept: int = KEPT) -> None:
        self._cases: OrderedDict[str, Remembered] = OrderedDict()
        self._kept = kept

    def take(self, case_no: str) -> Remembered | None:
        """Takes a case out: it is forgotten unless it is kept again."""
        return self._cases.pop(case_no, None)

    def keep(self, case: CaseRef, view: CaseView, head: str, stored_at: Instant) -> None:
        """Remembers a case that was stored just now. `case` is its row as it was before, `view` as it is now."""
        now = replace(case, revision=view.revision, head=head, closed_at=view.closed_at, sealed_at=view.sealed_at)
        self._cases[case.case_no] = Remembered(now, view, stored_at)
        self._cases.move_to_end(case.case_no)
        if len(self._cases) > self._kept:
            self._cases.popitem(last=False)

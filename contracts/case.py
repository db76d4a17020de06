"""What a case's workflow starts with, carries over a resume, and ends with."""

from typing import Any

from pydantic import Field

from contracts.commands import Message


class CalendarSlice(Message):
    """The days this case can need, one letter per day, and the provisional rule past them (`domain.time.calendar`)."""

    offset_minutes: int
    first_day: str
    days: str
    known_until: str
    statutory: list[str] = Field(default_factory=list)
    windows: list[tuple[int, int]]
    quiet: list[tuple[int, int]] = Field(default_factory=list)


class CasePlan(Message):
    """Rulebook (规则手册) and calendar as pinned into one case at acceptance.

    `book` is the slice as `domain.rulebook.codec.to_text` writes it: one text is a tenth of the memory of its tree.
    """

    rulebook: str
    version: str
    rulebook_hash: str
    calendar_hash: str
    calendar: CalendarSlice
    book: str


class Carried(Message):
    """What goes over a resume: the folded view, the last events as text, and what the table is known to hold.

    `counters` number the ids to come; `memory` is what the procedure remembers between its rounds; `anchor` is the
    case instant from which the next term counts, `moment` that of the last act as judged (another one if the act was
    back-dated), `doc` the document with the words of the form taken last.
    """

    view: dict[str, Any]
    events: list[str]
    first_event: int
    head_before: str
    covered: int
    counters: dict[str, int] = Field(default_factory=dict)
    memory: dict[str, Any] = Field(default_factory=dict)
    anchor: int
    moment: int | None = None
    doc: str | None = None


class CaseInput(Message):
    """Input of every case's workflow. `offset` (microseconds) is the case clock minus the server's; zero in production.

    `rehearsal` marks a case played on virtual time. `resume_always` makes each resume point resume, for tests.
    """

    case_no: str
    company: str
    plan: CasePlan
    epoch: int = 0
    offset: int = 0
    rehearsal: bool = False
    resume_always: bool = False
    carried: Carried | None = None


class CaseOutcome(Message):
    """How the case ended."""

    outcome: str
    revision: int
    head: str

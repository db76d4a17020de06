"""What the invariants are asked about: one case's events, its rulebook, and what its callers were told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.events import Event, from_text
from contracts.view import CaseView, fold
from domain.rulebook.book import Rulebook
from domain.rulebook.complaint import ComplaintChapter

OVER = ("task_answered", "task_dropped", "promise_kept", "promise_dropped")


@dataclass(slots=True)
class Record:
    """`told`: per command asked, its id and the code it was refused with, or None if it was acknowledged."""

    texts: Sequence[str]
    head: str
    book: Rulebook
    version: str
    told: Sequence[tuple[str, str | None]] = ()
    events: list[Event] = field(init=False)

    def __post_init__(self) -> None:
        self.events = [from_text(text) for text in self.texts]

    @property
    def chapter(self) -> ComplaintChapter:
        """The chapter that governs."""
        assert self.book.complaint is not None
        return self.book.complaint

    def named(self, *names: str) -> list[Event]:
        """Events of these names."""
        return [event for event in self.events if event.name in names]

    def after(self, event: Event) -> list[Event]:
        """What came later in the list."""
        return [later for later in self.events if later.seq > event.seq]

    def opened(self) -> dict[str, Event]:
        """Openings of tasks and promises, by id."""
        return {subject_of(event): event for event in self.named("task_opened", "promise_opened")}

    def over(self, subject: str) -> Event | None:
        """The end of a task or promise."""
        return next((event for event in self.named(*OVER) if subject_of(event) == subject), None)

    def views(self) -> list[CaseView]:
        """The case at the end and before each command: the points at which it stood still."""
        still = [event.seq - 1 for event in self.events if event.command is not None and event.seq > 1]
        return [_at(self.events[:revision]) for revision in [*still, len(self.events)]]

    @property
    def horizon(self) -> int:
        """The last instant that the events speak of."""
        return max(max(event.at, event.fired_at or 0) for event in self.events)


def _at(events: Sequence[Event]) -> CaseView:
    view = CaseView(case_no="", company="")
    for event in events:
        fold(view, event)
    return view


def subject_of(event: Event) -> str:
    """The task, promise or other subject an event speaks of."""
    data = event.data
    return str(data.get("subject") or data.get("task") or data.get("promise") or data.get("offer") or "")

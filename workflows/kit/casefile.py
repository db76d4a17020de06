"""The case file (案卷): events, their hash chain, the view folded from them. Only `record` changes it."""

from typing import Any

from contracts.case import CaseInput
from contracts.chain import GENESIS, canonical, link
from contracts.commands import EVENTS_CARRIED, EVENTS_PER_PAGE, Command, Receipt
from contracts.events import Event, as_plain, from_text
from contracts.view import CaseView, fold, from_plain
from domain.rulebook.procedure import ENGINE_ROLE


class CaseFile:
    """Keeps the events of this run and the last ones before it, oldest first."""

    def __init__(self, case: CaseInput) -> None:
        self.case_no, self.epoch = case.case_no, case.epoch
        self.view = CaseView(case_no=case.case_no, company=case.company)
        self.covered = 0
        """Highest revision that a receipt or `project` has handed out."""
        self._first = 1
        self._texts: list[str] = []
        self._heads = [GENESIS]
        self._commands: dict[str, int] = {}
        if case.carried is not None:
            self._restore(case)

    def _restore(self, case: CaseInput) -> None:
        carried = case.carried
        assert carried is not None  # noqa: S101 - the caller looked
        self.view, self.covered = from_plain(carried.view), carried.covered
        self._first, self._heads = carried.first_event, [carried.head_before]
        for text in carried.events:
            self._keep(text, from_text(text).command, self._first + len(self._texts))

    @property
    def revision(self) -> int:
        """Sequence number of the last event; 0 before the intake."""
        return self.view.revision

    @property
    def head(self) -> str:
        """Chain head at `revision`."""
        return self._heads[-1]

    def record(
        self, name: str, at: int, *, command: Command | None = None, fired_at: int | None = None, **data: Any
    ) -> None:
        """Appends one event. `data` fields that are None are left out; instants are integer microseconds."""
        actor = command.actor if command else None
        event = Event(
            seq=self.revision + 1,
            name=name,
            at=at,
            actor=actor.id if actor else ENGINE_ROLE,
            role=actor.role if actor else ENGINE_ROLE,
            department=actor.department if actor else None,
            command=command.id if command else None,
            fired_at=fired_at,
            data={key: value for key, value in data.items() if value is not None},
        )
        text = canonical(as_plain(event))
        fold(self.view, event)
        self._keep(text, event.command, event.seq)

    def _keep(self, text: str, command: str | None, seq: int) -> None:
        self._texts.append(text)
        self._heads.append(link(self._heads[-1], text))
        if command is not None:
            self._commands[command] = seq

    def knows(self, command_id: str) -> bool:
        """Whether an event bears this command's id."""
        return command_id in self._commands

    def head_at(self, revision: int) -> str | None:
        """Chain head at an earlier revision, or None when that lies before what the case carries."""
        index = revision - self._first + 1
        return self._heads[index] if 0 <= index < len(self._heads) else None

    def receipt(self, since: int, now: int, limit: int = EVENTS_PER_PAGE) -> Receipt:
        """Events after `since` (or after the oldest that the case still carries), at most `limit`."""
        start = max(since - self._first + 1, 0)
        events = self._texts[start : start + limit]
        first = self._first + start
        last = first + len(events) - 1
        return Receipt(
            case_no=self.case_no,
            epoch=self.epoch,
            first=first,
            events=events,
            revision=last,
            head=self._heads[last - self._first + 1],
            latest=self.revision,
            now=now,
        )

    def last_events(self) -> tuple[int, str, list[str]]:
        """What a resume carries: number of the first carried event, the head before it, the texts."""
        texts = self._texts[-EVENTS_CARRIED:]
        skipped = len(self._texts) - len(texts)
        return self._first + skipped, self._heads[skipped], texts

"""The agenda (日程): what is to happen at which instant, read off the view and the plan, never kept beside them.

A running deadline owes, in order: its reminders, its breach, rung 1; an escalation that nobody acknowledges owes the
next rung of its ladder; an offer with a limit owes its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.view import BREACH, CaseView, DeadlineView, EscalationView
from domain.rulebook.ladder import Ladder, Reminder
from domain.time.clocks import Deadline
from domain.time.quiet import allowed_from
from domain.time.reminders import remind_at
from workflows.kit.plan import Plan

REMIND, BREACHES, RUNG, EXPIRES = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something due. Items fire in the order of these fields."""

    at: int
    subject: str
    kind: int
    number: int = 0
    ladder: str = ""
    cause: str = BREACH


class Agenda:
    """Computes the items of one case; reminders are computed once per deadline."""

    def __init__(self, view: CaseView, plan: Plan) -> None:
        self._view, self._plan = view, plan
        self._reminders: dict[tuple[str, int], list[int]] = {}
        self._found: Item | None = None
        self._found_at = -1
        """The view's revision at which `_found` was looked up: without an event nothing on the agenda changes."""

    def nearest(self) -> Item | None:
        """The item that is due first, or None when nothing is to happen by itself."""
        if self._found_at != self._view.revision:
            self._found, self._found_at = min(self._items(), default=None), self._view.revision
        return self._found

    def _items(self) -> Iterator[Item]:
        for task in self._view.tasks.values():
            if task.deadline is not None:
                yield from self._of_deadline(task.id, task.opened_at, task.deadline)
        for promise in self._view.promises.values():
            yield from self._of_deadline(promise.id, promise.opened_at, promise.deadline)
        for escalation in self._view.escalations.values():
            yield from self._of_escalation(escalation)
        for offer in self._view.offers.values():
            if offer.until is not None:
                yield Item(offer.until, offer.id, EXPIRES)

    def _of_deadline(self, subject: str, opened_at: int, deadline: DeadlineView) -> Iterator[Item]:
        if deadline.breached:
            ladder = self.ladder_of(subject)
            if ladder is not None and deadline.rungs == 0:
                yield Item(self._rung_at(deadline.due), subject, RUNG, 1, ladder.id)
            return
        for number, at in enumerate(self._reminders_of(subject, deadline), start=1):
            if number > deadline.reminders and at > opened_at:
                yield Item(at, subject, REMIND, number)
                break
        if deadline.binding:
            yield Item(deadline.due, subject, BREACHES)

    def _of_escalation(self, escalation: EscalationView) -> Iterator[Item]:
        waits = escalation.acknowledge_by
        if waits is None or escalation.acknowledged or escalation.superseded:
            return
        ladder = self._plan.chapter.ladder(escalation.ladder)
        if escalation.rung < len(ladder.rungs):
            yield Item(self._rung_at(waits), escalation.subject, RUNG, escalation.rung + 1, ladder.id, escalation.cause)

    def _rung_at(self, instant: int) -> int:
        """A rung waits for the end of quiet hours, unless the case is a major incident (重大投诉)."""
        return instant if self._view.major else allowed_from(instant, self._plan.calendar)

    def _reminders_of(self, subject: str, deadline: DeadlineView) -> list[int]:
        key = (subject, deadline.due)
        if key not in self._reminders:
            limit = Deadline(deadline.due, deadline.provisional)
            instants = [remind_at(item.rule, limit, self._plan.calendar) for item in self._rules(subject)]
            self._reminders[key] = sorted(at for at in instants if at < deadline.due)
        return self._reminders[key]

    def _rules(self, subject: str) -> tuple[Reminder, ...]:
        if subject in self._view.tasks:
            return self._plan.chapter.step(self._view.tasks[subject].step).reminders
        return self._plan.chapter.promise(self._view.promises[subject].rule).reminders

    def ladder_of(self, subject: str) -> Ladder | None:
        """The ladder that a breach of this task or promise climbs."""
        chapter = self._plan.chapter
        if subject in self._view.tasks:
            ladder = chapter.step(self._view.tasks[subject].step).ladder
            return chapter.ladder(ladder) if ladder else None
        return chapter.ladder(chapter.promise(self._view.promises[subject].rule).ladder)

"""What is owed and offered (待办、承诺、可选动作): tasks, promises and offers, opened, taken and closed as events."""

from typing import Any

from temporalio import workflow

from contracts import events as ev
from contracts.commands import Command
from contracts.forms import Form
from contracts.view import DeadlineView
from domain.rulebook.complaint import StepRule
from domain.time.term import Term
from workflows.kit.casefile import CaseFile
from workflows.kit.clock import CaseClock
from workflows.kit.ids import Ids
from workflows.kit.patches import ASKED_LATER
from workflows.kit.plan import Plan
from workflows.kit.refusals import decode
from workflows.kit.tray import Tray


class Owed:
    """Tasks, promises and offers of one case. `anchor` is the case instant from which the next term counts."""

    def __init__(self, file: CaseFile, plan: Plan, clock: CaseClock, tray: Tray, ids: Ids, anchor: int) -> None:
        self._file, self._plan, self._clock, self._tray, self._ids = file, plan, clock, tray, ids
        self.anchor = anchor
        self.last_doc: str | None = None
        """The document with the words of the form taken last."""
        self.on_file: list[str] = []
        """Ids of the forms filed in this case, each once, in order of the first."""

    def open_task(self, rule: StepRule, deadline: DeadlineView | None, role: str | None) -> str:
        """Opens the task of a step for `role`, or for whom the step names."""
        task = self._ids.next("t")
        self._file.record(
            ev.TASK_OPENED,
            self._clock.moment,
            task=task,
            step=rule.id,
            forms=list(rule.forms),
            role=role or rule.role,
            department=self._file.view.department if rule.of_department else None,
            clause=rule.clause,
            round=self._file.view.round,
            deadline=as_event(deadline),
        )
        return task

    def take_answer(self, task_id: str) -> Form:
        """Takes the form that lies for a task, which closes the task and keeps the promises that wait for its step."""
        task, command = self._file.view.tasks[task_id], self._tray.take(task_id)
        judged = self._judge(command, task.opened_at)
        limit = task.deadline
        late = limit is not None and limit.binding and judged >= limit.due
        self._file.record(ev.TASK_ANSWERED, judged, command=command, task=task_id, late=late or None, **_filed(command))
        for promise in list(self._file.view.promises.values()):
            if task.step in self._plan.chapter.promise(promise.rule).kept_by:
                late = judged >= promise.deadline.due
                self._file.record(ev.PROMISE_KEPT, judged, promise=promise.id, by=task_id, late=late or None)
        return decode(command)

    def drop_task(self, task: str, why: str) -> None:
        """Closes a task without an answer."""
        self._tray.drop(task)
        self._file.record(ev.TASK_DROPPED, self._clock.moment, task=task, why=why)

    def open_promise(self, rule_id: str) -> None:
        """Makes a promise to the customer, counted from `anchor`. An older one of the same rule lapses."""
        rule = self._plan.chapter.promise(rule_id)
        for promise in [p for p in self._file.view.promises.values() if p.rule == rule_id]:
            self._file.record(ev.PROMISE_DROPPED, self._clock.moment, promise=promise.id, why="made_anew")
        self._file.record(
            ev.PROMISE_OPENED,
            self._clock.moment,
            promise=self._ids.next("p"),
            rule=rule_id,
            role=rule.owner,
            clause=rule.clause,
            round=self._file.view.round,
            deadline=as_event(self.limit(rule.clause, rule.term)),
        )

    def open_offer(self, rule_id: str, window: Term | None = None) -> str:
        """Opens a form that may come and that nobody owes, until `window` from `anchor` is over."""
        rule = self._plan.chapter.offer(rule_id)
        offer = self._ids.next("o")
        self._file.record(
            ev.OFFER_OPENED,
            self._clock.moment,
            offer=offer,
            kind=rule_id,
            form=rule.form,
            role=rule.role,
            department=self._file.view.department if rule.of_department else None,
            clause=rule.clause,
            until=self._end_of(window) if window else None,
        )
        return offer

    def _end_of(self, window: Term) -> int:
        """The end of `window` from `anchor`; from now if that is over, as with a limit."""
        end = self._plan.due(window, self.anchor).due
        return self._plan.due(window, self._clock.moment).due if self.over_before_asked(end) else end

    def over_before_asked(self, limit: int) -> bool:
        """Whether a limit counted from `anchor` is over by the time of the asking: then it counts from `moment`."""
        return limit <= self._clock.moment and workflow.patched(ASKED_LATER)

    def take_offer(self, offer_id: str, *, reopens: bool = False) -> Form:
        """Takes the form that lies for an offer; `reopens` a case that was closed."""
        offer, command = self._file.view.offers[offer_id], self._tray.take(offer_id)
        judged = self._judge(command, offer.opened_at)
        self._file.record(
            ev.OFFER_TAKEN, judged, command=command, offer=offer_id, reopens=reopens or None, **_filed(command)
        )
        return decode(command)

    def close_offer(self, offer: str, why: str) -> None:
        """Closes an offer that nobody took up."""
        self._tray.drop(offer)
        if offer in self._file.view.offers:
            self._file.record(ev.OFFER_CLOSED, self._clock.moment, offer=offer, why=why)

    def drop_all(self, why: str) -> None:
        """The case closes: nothing is owed, offered or promised any more."""
        view = self._file.view
        for task in list(view.tasks):
            self.drop_task(task, why)
        for offer in list(view.offers):
            self.close_offer(offer, why)
        for promise in list(view.promises):
            self._file.record(ev.PROMISE_DROPPED, self._clock.moment, promise=promise, why=why)

    def limit(self, clause: str, term: Term, *, binding: bool = True) -> DeadlineView:
        """The deadline of `term` from `anchor`; from now if that is over: nobody is late before they are asked."""
        start = self.anchor
        found = self._plan.due(term, start)
        if found.due <= self._clock.moment:
            start = self._clock.moment
            found = self._plan.due(term, start)
        return DeadlineView(clause, start, found.due, str(term), provisional=found.provisional, binding=binding)

    def _judge(self, command: Command, opened_at: int) -> int:
        """The instant by which the act is judged; what the filer says (`occurred_at`) anchors the next term."""
        judged = max(self._clock.judged(command.received_at), opened_at)
        self._clock.moment, self.anchor = judged, command.occurred_at or judged
        self.last_doc = command.doc
        if command.form is not None and command.form not in self.on_file:
            self.on_file.append(command.form)
        return judged


def _filed(command: Command) -> dict[str, Any]:
    """A form as an event carries it: decision fields and a reference to the words."""
    return {
        "form": command.form,
        "fields": command.fields or None,
        "doc": command.doc,
        "occurred_at": command.occurred_at,
    }


def as_event(deadline: DeadlineView | None) -> dict[str, Any] | None:
    """A deadline as an event carries it: without defaults, before anything has fired."""
    if deadline is None:
        return None
    plain: dict[str, Any] = {"clause": deadline.clause, "start": deadline.start, "due": deadline.due}
    if deadline.term is not None:
        plain["term"] = deadline.term
    if deadline.provisional:
        plain["provisional"] = True
    if not deadline.binding:
        plain["binding"] = False
    return plain

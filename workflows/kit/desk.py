"""The desk (办公桌): the procedure's only tool. It asks for forms, makes promises, opens offers, tells, closes."""

from typing import Any

from temporalio import workflow

from contracts import events as ev
from contracts.case import CaseInput
from contracts.forms import Form
from contracts.view import CaseView, DeadlineView
from domain.rulebook.complaint import ComplaintChapter
from domain.rulebook.notices import Trigger
from domain.time.term import Term
from workflows.kit.casefile import CaseFile
from workflows.kit.clock import CaseClock
from workflows.kit.ids import Ids
from workflows.kit.ladder import Ladders
from workflows.kit.messages import Messages
from workflows.kit.notices import Announcer
from workflows.kit.owed import Owed
from workflows.kit.patches import RUNG_SEEN
from workflows.kit.plan import read_plan
from workflows.kit.refusals import Checker
from workflows.kit.tray import INTAKE, Tray
from workflows.kit.waiting import Waiting

ON_FILE = "on_file"
"""Where a resume carries the ids of the forms filed so far."""


class Desk:
    """One case's desk. `memory` is what the procedure remembers from round to round; it outlives a resume."""

    def __init__(self, case: CaseInput) -> None:
        carried = case.carried
        anchor = carried.anchor if carried else 0
        self.case, self.plan, self.file = case, read_plan(case.plan), CaseFile(case)
        self.memory: dict[str, Any] = dict(carried.memory) if carried else {}
        self.ids = Ids(case.case_no, dict(carried.counters) if carried else {})
        self.tray, self.waiting = Tray(), Waiting()
        self._announcer = Announcer(self.file, self.plan)
        self._ladders = Ladders(self.file, self.plan, self.ids, self._announcer)
        self.clock = CaseClock(case.case_no, case.offset, self._ladders.agenda, self._ladders.fire, self.tray.moving)
        self._announcer.clock = self.clock
        self.owed = Owed(self.file, self.plan, self.clock, self.tray, self.ids, anchor)
        if carried is not None:
            self.clock.moment, self.owed.last_doc = carried.moment or anchor, carried.doc
        self.owed.on_file.extend(self.memory.pop(ON_FILE, []))
        checker = Checker(self.file, self.plan, self.clock, self.tray)
        self.messages = Messages(self.file, self.clock, self.tray, self.waiting, checker)

    @property
    def view(self) -> CaseView:
        """The case as it stands. To be read only: `CaseFile.record` changes it."""
        return self.file.view

    @property
    def rules(self) -> ComplaintChapter:
        """The chapter of the rulebook that governs this case."""
        return self.plan.chapter

    @property
    def anchor(self) -> int:
        """The case instant from which the next term counts: when the last act was done."""
        return self.owed.anchor

    def over_before_asked(self, limit: int) -> bool:
        """Whether a limit counted from `anchor` is over by the time of the asking: then it counts from `moment`."""
        return self.owed.over_before_asked(limit)

    @property
    def moment(self) -> int:
        """The case instant of what happens now: when the last act was filed, however long before it was done."""
        return self.clock.moment

    @property
    def resumed(self) -> bool:
        """Whether this run goes on with a case that an earlier run began."""
        return self.case.carried is not None

    async def intake(self, case_type: str) -> None:
        """Waits for the form that opens the case: before it there is no event, no task, no timer."""
        await self.waiting.until(lambda: self.tray.holds(INTAKE))
        command, plan = self.tray.take(INTAKE), self.case.plan
        self.owed.anchor = command.occurred_at or self.clock.moment
        self.owed.last_doc = command.doc
        self.owed.on_file.append(command.form or "")
        self.file.record(
            ev.OPENED,
            self.clock.moment,
            command=command,
            case_type=case_type,
            doc=command.doc,
            occurred_at=command.occurred_at,
            rehearsal=self.case.rehearsal or None,
            rulebook=plan.rulebook,
            version=plan.version,
            rulebook_hash=plan.rulebook_hash,
            calendar_hash=plan.calendar_hash,
            **command.fields,
        )

    def enter(self, state: str, **scalars: Any) -> None:
        """Enters a state of the case, with the scalars of the view that change with it."""
        told = {"round": self.view.round, "proposal": self.view.proposal, **scalars}
        self.file.record(ev.STATE_ENTERED, self.clock.moment, state=state, **told)

    async def ask(
        self, step: str, *, term: Term | None = None, due: int | None = None, role: str | None = None
    ) -> Form:
        """Opens the task of `step`, waits for its form and returns it."""
        return await self.answer(self.open_task(step, term=term, due=due, role=role))

    def open_task(
        self,
        step: str,
        *,
        term: Term | None = None,
        due: int | None = None,
        role: str | None = None,
        tell: Trigger | None = None,
    ) -> str:
        """Opens the task of `step` and tells who owes it, by the step's notice or by what `tell` names instead.

        The deadline is `due`, or `term` from `anchor`, or the step's own term from `anchor`, or none.
        """
        rule = self.rules.step(step)
        term = term or rule.term
        deadline: DeadlineView | None = None
        if due is not None:
            deadline = DeadlineView(rule.clause, self.anchor, due, binding=rule.binding)
        elif term is not None:
            deadline = self.owed.limit(rule.clause, term, binding=rule.binding)
        task = self.owed.open_task(rule, deadline, role)
        if tell is not None:
            self.announce(tell, about=task)
        elif rule.notice is not None:
            self._announcer.send(self.plan.book.notice(rule.notice), about=task, doc=self.owed.last_doc)
        return task

    async def answer(self, task: str, *, offer: str | None = None) -> Form:
        """Waits for the form of an open task; or for that of `offer`, open meanwhile, which then closes the task."""
        keys = [task] if offer is None else [task, offer]
        await self.waiting.until(lambda: self.tray.first(*keys) is not None)
        if offer is not None and self.tray.first(*keys) == offer:
            form = self.owed.take_offer(offer)
            self.owed.drop_task(task, "offer_taken")
            return form
        form = self.owed.take_answer(task)
        if offer is not None:
            self.owed.close_offer(offer, "step_answered")
        return form

    def due_of(self, task: str) -> int | None:
        """The limit of an open task."""
        deadline = self.view.tasks[task].deadline
        return deadline.due if deadline is not None else None

    def promise(self, rule: str) -> None:
        """Promises the customer something, counted from `anchor`."""
        self.owed.open_promise(rule)

    def promised(self, rule: str) -> str | None:
        """The open promise of a rule."""
        return next((promise.id for promise in self.view.promises.values() if promise.rule == rule), None)

    async def offered(self, offer: str) -> bool:
        """Waits until someone takes the offer up (the form then lies in the tray), or until it is over."""
        await self.waiting.until(lambda: self.tray.holds(offer) or offer not in self.view.offers)
        return self.tray.holds(offer)

    def announce(self, trigger: Trigger, *, about: str | None = None, doc: str | None = None) -> None:
        """Tells whom the rulebook names for this occurrence; `doc` defaults to the words of the last form."""
        self._announcer(trigger, about=about, doc=doc or self.owed.last_doc)

    def escalate(self, subject: str, ladder: str, cause: str) -> None:
        """Fires the first rung of a ladder without a breach, because a rule says so."""
        moment, acted = self.clock.moment, self.clock.acted_at()
        fired_at = acted if acted != moment and workflow.patched(RUNG_SEEN) else None
        self._ladders.climb(subject, self.rules.ladder(ladder), 1, cause, moment, fired_at)

    def close(self, outcome: str, state: str) -> None:
        """Closes the case: the outcome is recorded, clocks end, what is still open is dropped."""
        self.owed.drop_all(state)
        self.file.record(
            ev.CLOSED,
            self.clock.moment,
            outcome=outcome,
            state=state,
            round=self.view.round,
            callbacks_round=self.view.callbacks_round,
            callbacks_total=self.view.callbacks_total,
        )

"""The scenario driver: plays one complaint in virtual time, in the words of the manual.

    case = await Case.open(stage, "2026-02-12 10:00")
    await case.at("2026-02-13 15:00")
    await case.file("investigation_report", substantiated=True, department="engineering")

`at` drives the case's own clock to a civil instant, and everything done afterwards is received exactly then, so a
timeline never depends on the wall clock. Words stay outside: a form carries its decision fields and a document's id.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from casebook.plans import plan_at
from contracts.case import CaseInput, CaseOutcome, CasePlan
from contracts.commands import ActorRef, Command, CommandKind, Receipt, Refusal
from contracts.names import COMPLAINT, EVENTS, INTERVENE, SUBMIT
from contracts.view import CaseView, OfferView, TaskView
from domain.time.instants import from_datetime
from tests.workflows.civil import instant
from tests.workflows.journal import Journal
from tests.workflows.stage import Stage
from tests.workflows.timeline import Timeline

PATIENCE = 60
"""Real seconds after which something is taken to hang."""

SEALED = "sealed"
"""What the casebook makes of a case that runs no more."""

SERVICE = ActorRef(id="li", role="customer_service")
AGENT = ActorRef(id="cai", role="callback_agent")
SUPERVISOR = ActorRef(id="zhao", role="supervisor", supervisor=True)
LEADER = ActorRef(id="chen", role="leader", supervisor=True)
PEOPLE = {actor.role: actor for actor in (SERVICE, AGENT, SUPERVISOR, LEADER)}


def head_of(department: str) -> ActorRef:
    """Who answers for a responsible department."""
    return ActorRef(id=f"{department}.head", role="responsible_department", department=department)


@dataclass(frozen=True, slots=True)
class Ask:
    """One command as it was sent, and what came back: a receipt, or a refusal."""

    command: Command
    receipt: Receipt | None
    refusal: Refusal | None


@dataclass(slots=True)
class Case:
    """One complaint on the stage."""

    stage: Stage
    handle: WorkflowHandle[Any, Any]
    case: CaseInput
    now: int
    """The instant last driven to."""
    journal: Journal
    asks: list[Ask] = field(default_factory=list)

    @classmethod
    def raise_(
        cls, stage: Stage, start: str, case_no: str = "TS20260212-000001", plan: CasePlan | None = None
    ) -> "Case":
        """A case whose clock will stand at `start` when it opens; nothing is sent yet."""
        at = instant(start)
        case = CaseInput(
            case_no=case_no,
            company="daoyi",
            plan=plan or plan_at("daoyi", at).plan,
            offset=at - from_datetime(datetime.now(UTC)),
            rehearsal=True,
            resume_always=stage.resume_always,
        )
        workflow_id = f"complaint/{case_no}/{uuid4()}"
        journal = stage.journal(workflow_id, case_no)
        return cls(stage, stage.client.get_workflow_handle(workflow_id), case, at, journal)

    @classmethod
    async def open(
        cls,
        stage: Stage,
        start: str,
        *,
        case_no: str = "TS20260212-000001",
        plan: CasePlan | None = None,
        occurred_at: str | None = None,
        **record: Any,
    ) -> "Case":
        """Opens a complaint, by phone unless told otherwise."""
        case = cls.raise_(stage, start, case_no, plan)
        fields = {"channel": "phone", **record}
        await case.send(case.command("open", SERVICE, "complaint_record", fields, occurred_at=occurred_at))
        return case

    def command(
        self,
        kind: CommandKind,
        actor: ActorRef,
        form: str,
        fields: dict[str, Any],
        *,
        target: str | None = None,
        occurred_at: str | None = None,
        received_at: int | None = None,
    ) -> Command:
        """The next command, received now."""
        number = len(self.asks) + 1
        return Command(
            id=f"command-{number}",
            kind=kind,
            actor=actor,
            received_at=self.now if received_at is None else received_at,
            known=self.journal.known if kind != "open" else None,
            target=target,
            form=form,
            fields=fields,
            doc=f"doc-{number}",
            occurred_at=instant(occurred_at) if occurred_at else None,
        )

    async def send(self, command: Command) -> Ask:
        """Sends a command, stores its receipt, and keeps both; a refusal is an answer like any other."""
        async with asyncio.timeout(PATIENCE):
            try:
                answer = Ask(command, await self._ask(command), None)
            except WorkflowUpdateFailedError as failed:
                cause = failed.cause
                assert isinstance(cause, ApplicationError)
                assert cause.details, f"{cause.type}: {cause.message}"
                refusal = Refusal.model_validate(cause.details[0])
                assert refusal.code == cause.type
                answer = Ask(command, None, refusal)
            except RPCError as gone:
                if gone.status != RPCStatusCode.NOT_FOUND:
                    raise
                answer = Ask(command, None, Refusal(code=SEALED))
        self.asks.append(answer)
        if answer.receipt is not None:
            self.journal.store(answer.receipt)
        return answer

    async def _ask(self, command: Command) -> Receipt:
        update = INTERVENE if command.kind in ("withdraw", "acknowledge") else SUBMIT
        if command.kind != "open":
            receipt: Receipt = await self.handle.execute_update(update, command, id=command.id, result_type=Receipt)
            return receipt
        client: Client = self.stage.client
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            COMPLAINT,
            self.case,
            id=self.handle.id,
            task_queue=self.stage.queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        opened: Receipt = await client.execute_update_with_start_workflow(
            update, command, start_workflow_operation=start, id=command.id, result_type=Receipt
        )
        return opened

    async def at(self, civil: str) -> None:
        """Drives the case's clock to a civil instant; everything due before it fires on the way."""
        await self.settle()
        self.now = instant(civil)
        async with asyncio.timeout(PATIENCE):
            virtual = from_datetime(await self.stage.skipper.get_current_time(self.handle)) + self.case.offset
            if self.now > virtual:
                await self.stage.skipper.fast_forward(self.handle, (self.now - virtual) / 1_000_000 + 0.001)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Fetches what no receipt has brought yet. A sealed case answers from its history."""
        while True:
            try:
                page = await self.handle.query(EVENTS, len(self.journal.texts), result_type=Receipt)
            except RPCError as early:
                if early.status != RPCStatusCode.FAILED_PRECONDITION:
                    raise
                await asyncio.sleep(0.02)  # just resumed: the new run has no workflow task yet
                continue
            self.journal.store(page)
            if len(self.journal.texts) >= page.latest:
                return

    async def file(
        self, form: str, *, by: ActorRef | None = None, occurred_at: str | None = None, **fields: Any
    ) -> Receipt:
        """Files the form that is owed or offered now, by whoever owes it unless `by` says otherwise."""
        answer = await self.try_file(form, by=by, occurred_at=occurred_at, **fields)
        assert answer.receipt is not None, answer.refusal
        return answer.receipt

    async def refused(self, code: str, form: str, **given: Any) -> None:
        """Files a form that the case must refuse with this code."""
        answer = await self.try_file(form, **given)
        refusal = answer.refusal
        found = (refusal.detail or refusal.code) if refusal is not None else "taken"
        assert found == code, f"{form}: {found}, not {code}"

    async def try_file(
        self,
        form: str,
        *,
        by: ActorRef | None = None,
        target: str | None = None,
        occurred_at: str | None = None,
        **fields: Any,
    ) -> Ask:
        """Files a form and answers what came back."""
        await self.settle()
        owed = self.place(form)
        target = target or (owed.id if owed is not None else self.first())
        command = self.command("form", by or self.who(owed), form, fields, target=target, occurred_at=occurred_at)
        return await self.send(command)

    async def withdraw(self, by: ActorRef = SERVICE) -> Ask:
        """The customer withdraws."""
        await self.settle()
        return await self.send(self.command("withdraw", by, "withdrawal", {}))

    async def acknowledge(self, by: ActorRef = SUPERVISOR) -> Ask:
        """Acknowledges the newest escalation to that person's role."""
        await self.settle()
        target = [item.id for item in self.view.escalations.values() if item.to == by.role][-1]
        return await self.send(self.command("acknowledge", by, "acknowledgement", {}, target=target))

    async def settle(self) -> None:
        """After a resume the next run's first task may not have been done yet."""
        if self.stage.resume_always and self.asks:
            async with asyncio.timeout(PATIENCE):
                await self.catch_up()

    def place(self, form: str) -> TaskView | OfferView | None:
        """The open task or offer that asks for this form."""
        found: list[TaskView | OfferView] = [task for task in self.view.tasks.values() if form in task.forms]
        found += [offer for offer in self.view.offers.values() if offer.form == form]
        return found[0] if found else None

    def first(self) -> str:
        """The task that is open, for a form that does not belong there."""
        return next(iter([*self.view.tasks, *self.view.offers]), f"{self.case.case_no}.t999")

    def who(self, owed: TaskView | OfferView | None) -> ActorRef:
        """Who owes it."""
        if owed is None:
            return SERVICE
        return head_of(owed.department) if owed.department else PEOPLE[owed.role]

    async def sealed(self) -> CaseOutcome:
        """Waits for the end of the workflow."""
        async with asyncio.timeout(PATIENCE):
            end: CaseOutcome = CaseOutcome.model_validate(await self.handle.result())
            await self.catch_up()
        assert (end.revision, end.head) == (len(self.journal.texts), self.journal.heads[-1])
        return end

    @property
    def view(self) -> CaseView:
        """The case as the table would show it."""
        return self.journal.view

    @property
    def timeline(self) -> Timeline:
        """What has happened so far."""
        return Timeline(self.journal.texts)

    @property
    def head(self) -> str:
        """Chain head of what has happened so far."""
        return self.journal.heads[-1]

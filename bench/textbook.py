"""The textbook style (教科书写法) of the same ten steps: a durable workflow as the guides teach to write one.

A timer for each reminder and each limit, an activity for each projection, an activity for each notice. Rules, calendar,
event log, tables and SQL are ours, so that only the style differs: what a step stores and whom it tells is the same.
Projection and notices of one step run side by side, which is the most that this style allows.
"""

import asyncio
from datetime import date, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from contracts import events as ev
from contracts.case import CaseInput
from contracts.commands import Command
from contracts.names import SUBMIT
from domain.rulebook.complaint import StepRule
from domain.time.clocks import Deadline, end_of_day
from domain.time.quiet import allowed_from
from domain.time.reminders import remind_at
from domain.time.term import Term
from workflows.kit.casefile import CaseFile
from workflows.kit.plan import read_plan
from workflows.kit.refusals import decode

NAME, PROJECT, NOTIFY = "bench_textbook", "bench_textbook_project", "bench_textbook_notify"
LIMIT = timedelta(seconds=30)
ORDER = (
    "investigate",
    "reply",
    "tell_solution",
    "consent",
    "carry_out",
    "callback",
    "callback",
    "callback",
    "callback",
)
STATES = {"reply": "with_department", "tell_solution": "awaiting_consent", "carry_out": "implementing"}
TOLD = {"reply": "N4", "tell_solution": "N5", "callback": "N7"}


@workflow.defn(name=NAME)
class Textbook:
    """One complaint that takes the ten steps of `bench.steps`."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        self.case, self.plan, self.file = case, read_plan(case.plan), CaseFile(case)
        self.timers: dict[str, list[asyncio.Task[None]]] = {}
        self.notices: list[dict[str, Any]] = []
        self.step, self.anchor, self.promised_on = -1, 0, ""

    @workflow.run
    async def run(self, case: CaseInput) -> None:
        await workflow.wait_condition(lambda: self.step == len(ORDER) and workflow.all_handlers_finished())

    @workflow.update(name=SUBMIT)
    async def submit(self, command: Command) -> int:
        """Takes a form, then stores and tells before it answers."""
        self.anchor = command.received_at
        if command.kind == "open":
            self.open(command)
        else:
            self.take(command)
        self.step += 1
        if self.step < len(ORDER):
            self.ask(ORDER[self.step])
        else:
            self.close()
        await self.publish()
        return self.file.revision

    @submit.validator
    def check(self, command: Command) -> None:
        if command.kind == "form" and command.target not in self.file.view.tasks:
            raise ApplicationError("task_not_open", type="task_not_open")

    def open(self, command: Command) -> None:
        """The record, and the promise of an answer."""
        chapter, file = self.plan.chapter, self.file
        file.record(
            ev.OPENED,
            self.anchor,
            command=command,
            case_type="complaint",
            doc=command.doc,
            rulebook=self.case.plan.rulebook,
            version=self.case.plan.version,
            rulebook_hash=self.case.plan.rulebook_hash,
            calendar_hash=self.case.plan.calendar_hash,
            **command.fields,
        )
        rule, promise = chapter.promise("answer"), f"{self.case.case_no}.p1"
        file.record(ev.STATE_ENTERED, self.anchor, state="registered", round=1, proposal=0)
        deadline = self.limit(rule.clause, rule.term)
        head: dict[str, Any] = {
            "promise": promise,
            "rule": rule.id,
            "role": rule.owner,
            "clause": rule.clause,
            "round": 1,
        }
        file.record(ev.PROMISE_OPENED, self.anchor, **head, deadline=deadline)
        self.arm(promise, [item.rule for item in rule.reminders], deadline, binding=True)
        self.tell("N1", {"kind": "customer"}, promise)
        file.record(ev.STATE_ENTERED, self.anchor, state="investigating", round=1, proposal=0)

    def take(self, command: Command) -> None:
        """Closes the task that the form answers."""
        file, task = self.file, self.file.view.tasks[command.target or ""]
        form: Any = decode(command)
        answered: dict[str, Any] = {
            "task": task.id,
            "form": command.form,
            "fields": command.fields or None,
            "doc": command.doc,
        }
        file.record(ev.TASK_ANSWERED, self.anchor, command=command, **answered)
        self.disarm(task.id)
        if task.step == "investigate":
            told = {"complaint_type": file.view.complaint_type, "department": form.department}
            file.record(ev.STATE_ENTERED, self.anchor, state="investigating", round=1, proposal=0, **told)
        if task.step == "reply":
            self.promised_on = form.promised_on
        if task.step == "tell_solution":
            for promise in list(file.view.promises):
                file.record(ev.PROMISE_KEPT, self.anchor, promise=promise, by=task.id)
                self.disarm(promise)
        if task.step == "callback" and form.reached:
            self.called_back()
        if task.step in TOLD and (task.step != "callback" or form.reached):
            to = {"N4": {"kind": "role", "id": "customer_service"}, "N5": {"kind": "customer"}}
            department = {"kind": "department", "id": file.view.department or ""}
            self.tell(TOLD[task.step], to.get(TOLD[task.step], department), None, command.doc)

    def called_back(self) -> None:
        view = self.file.view
        counts: dict[str, Any] = {
            "callbacks_round": view.callbacks_round + 1,
            "callbacks_total": view.callbacks_total + 1,
        }
        self.file.record(ev.STATE_ENTERED, self.anchor, state="awaiting_callback", round=1, proposal=1, **counts)

    def ask(self, step: str) -> None:
        """Opens the task of a step and arms its timers."""
        rule, view = self.plan.chapter.step(step), self.file.view
        state = STATES.get(step)
        if step == "callback" and view.state != "awaiting_callback":
            state = "awaiting_callback"
        if state:
            self.file.record(ev.STATE_ENTERED, self.anchor, state=state, round=1, proposal=1)
        task = f"{self.case.case_no}.t{self.step + 1}"
        deadline = self.deadline_of(rule)
        department = view.department if rule.of_department else None
        head: dict[str, Any] = {
            "task": task,
            "step": step,
            "forms": list(rule.forms),
            "role": rule.role,
            "department": department,
        }
        self.file.record(ev.TASK_OPENED, self.anchor, **head, clause=rule.clause, round=1, deadline=deadline)
        self.arm(task, [item.rule for item in rule.reminders], deadline, binding=rule.binding)
        owner = {"kind": "department", "id": department} if department else {"kind": "role", "id": rule.role}
        self.tell(rule.notice or "task_assigned", owner, task)

    def deadline_of(self, rule: StepRule) -> dict[str, Any]:
        if rule.term is not None:
            return self.limit(rule.clause, rule.term)
        if rule.id == "carry_out":
            day = date.fromisoformat(self.promised_on)
            return {"clause": rule.clause, "start": self.anchor, "due": end_of_day(day, self.plan.calendar)}
        policy = self.plan.chapter.callback_for(self.file.view.complaint_type or "")
        return self.limit(rule.clause, policy.first)

    def limit(self, clause: str, term: Term) -> dict[str, Any]:
        due = self.plan.due(term, self.anchor)
        return {"clause": clause, "start": self.anchor, "due": due.due, "term": str(term)}

    def close(self) -> None:
        """The end: outcome, seal, and the customer told."""
        view = self.file.view
        counts: dict[str, Any] = {"callbacks_round": view.callbacks_round, "callbacks_total": view.callbacks_total}
        self.file.record(ev.CLOSED, self.anchor, outcome="satisfied", state="closed_satisfied", round=1, **counts)
        self.tell("closed", {"kind": "customer"}, None)
        self.file.record(ev.SEALED, self.anchor)

    def arm(self, subject: str, reminders: list[Any], deadline: dict[str, Any], *, binding: bool) -> None:
        """One timer per reminder, and one for the limit if missing it has a consequence."""
        due = Deadline(deadline["due"], provisional=False)
        instants = [("reminder", remind_at(rule, due, self.plan.calendar)) for rule in reminders]
        if binding:
            instants.append(("breach", due.due))
        now = workflow.time_ns() // 1000
        waits = [self.wait(subject, rule, at - now) for rule, at in instants if at > now]
        self.timers[subject] = [asyncio.create_task(wait) for wait in waits]

    async def wait(self, subject: str, rule: str, microseconds: int) -> None:
        await workflow.sleep(timedelta(microseconds=microseconds))
        name = ev.BREACHED if rule == "breach" else ev.REMINDED
        self.file.record(name, workflow.time_ns() // 1000, subject=subject, reminder=1)
        self.tell(rule, {"kind": "role", "id": "customer_service"}, subject)
        await self.publish()

    def disarm(self, subject: str) -> None:
        for timer in self.timers.pop(subject, []):
            timer.cancel()

    def tell(self, rule_id: str, to: dict[str, str], about: str | None, doc: str | None = None) -> None:
        """Notes a notice; an activity of its own puts it into the outbox."""
        rule = self.plan.book.notice(rule_id)
        key = f"{self.case.case_no}:{self.file.revision}:{len(self.notices)}"
        head = {"id": key, "case_no": self.case.case_no, "company": self.case.company, "rule": rule.id}
        told = {"template": rule.template, "channel": rule.channel, "to_kind": to["kind"], "to_id": to.get("id")}
        not_before = allowed_from(self.anchor, self.plan.calendar)
        self.notices.append({**head, **told, "about": about, "doc": doc, "not_before": not_before})

    async def publish(self) -> None:
        """Stores what is new and puts the notices into the outbox."""
        receipt = self.file.receipt(self.file.covered, workflow.time_ns() // 1000)
        self.file.covered, notices = receipt.revision, self.notices
        self.notices = []
        await asyncio.gather(
            workflow.execute_activity(PROJECT, receipt, start_to_close_timeout=LIMIT),
            *(workflow.execute_activity(NOTIFY, notice, start_to_close_timeout=LIMIT) for notice in notices),
        )

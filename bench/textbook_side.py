"""What stands around the textbook workflow: its two activities, and how a command gets to it (no receipt to store)."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from bench import textbook
from casebook.accept import Acting, acting, check_key, draft, insert, insert_intake, prior
from casebook.answers import Answer
from casebook.asking import command_of
from casebook.book import Casebook, single_statements, transaction
from casebook.customers import Customer, customer_row
from casebook.people import Person
from casebook.plans import civil_date_at, plan_at, stored_plan
from casebook.store import store
from casebook.targets import load_target, who_acts
from contracts.case import CaseInput
from contracts.chain import GENESIS
from contracts.commands import Receipt
from contracts.forms import ComplaintRecord, Form, split
from contracts.names import SUBMIT

_NOTICE = text("""
    insert into notices (id, case_no, company, rule, template, channel, to_kind, to_id, about, params, doc, not_before,
                         rehearsal, status, next_try_at, created_at)
    values (:id, :case_no, :company, :rule, :template, :channel, :to_kind, :to_id, :about, '{}', :doc, :not_before,
            false, 'pending', :not_before, instant_now()) on conflict do nothing
""")


@dataclass(frozen=True, slots=True)
class Activities:
    """Both activities, bound to one process's database."""

    engine: AsyncEngine
    client: Client

    @activity.defn(name=textbook.PROJECT)
    async def project(self, receipt: Receipt) -> None:
        """The same store as ours: events, rows, and the answer of the command that an event bears."""
        await store(self.engine, self.client, receipt)

    @activity.defn(name=textbook.NOTIFY)
    async def notify(self, notice: dict[str, Any]) -> None:
        """One row of the outbox."""
        async with transaction(self.engine) as connection:
            await connection.execute(_NOTICE, notice)


async def open_complaint(
    book: Casebook, person: Person, key: str, record: ComplaintRecord, customer: Customer
) -> Answer:
    """Accepts the intake as ours does (same statement, same rows), and starts the textbook workflow with it."""
    check_key(key)
    fields, words = split(record)
    body = {"record": record.model_dump(mode="json"), "customer": customer.model_dump(mode="json")}
    row = draft(person, key, "open", body, form=record.FORM, fields=fields)
    async with single_statements(book.engine) as connection:
        now, _ = await prior(connection, person.company, key)
    plan = plan_at(book.rulebook_of(person.company), now)
    row = acting(row, Acting(person.roles[0]))
    today = civil_date_at(plan.plan.rulebook, now)
    who = customer_row(customer, person.company, row["id"], book.phone_key) or {}
    case = {"prefix": f"TX{today:%Y%m%d}-", "case_type": "textbook", "plan_hash": plan.hash, "customer": who["id"]}
    case |= {name: who[name] for name in ("name", "phone", "phone_hash", "phone_masked", "address")}
    case |= {"rulebook": plan.plan.rulebook, "version": plan.plan.version, "channel": record.channel, "major": False}
    case |= {"complaint_type": record.complaint_type, "case_department": record.department, "head": GENESIS}
    accepted = await insert_intake(book, row, words, {**case, "offset": 0, "rehearsal": False, "resume_always": False})
    assert accepted is not None
    case_no = str(accepted["case_no"])
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        textbook.NAME,
        CaseInput(case_no=case_no, company=person.company, plan=plan.plan),
        id=f"textbook/{case_no}",
        task_queue=book.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
    )
    command = command_of(accepted, accepted["fields"], None)
    revision = await book.client.execute_update_with_start_workflow(
        SUBMIT, command, start_workflow_operation=start, id=command.id, result_type=int
    )
    return Answer("done", case_no, command.id, revision)


async def file_form(book: Casebook, person: Person, key: str, target: str, revision: int | None, form: Form) -> Answer:
    """Accepts a form as ours does, and hands it to the textbook workflow."""
    check_key(key)
    fields, words = split(form)
    body = {"target": target, "revision": revision, "form": form.FORM, "fields": fields, "words": words}
    row = draft(person, key, "form", body, form=form.FORM, fields=fields) | {"target": target}
    _, found = await load_target(book, person.company, key, target)
    assert found is not None
    assert found.open
    plan = await stored_plan(book.engine, found.case.plan_hash)
    row |= {"target_revision": revision, "case_no": found.case.case_no}
    accepted = await insert(book, acting(row, who_acts(person, found, plan)), words)
    assert accepted is not None
    command = command_of(accepted, accepted["fields"], found.case.known)
    handle = book.client.get_workflow_handle(f"textbook/{found.case.case_no}")
    reached = await handle.execute_update(SUBMIT, command, id=command.id, result_type=int)
    return Answer("done", found.case.case_no, command.id, reached)


def new_key() -> str:
    """An idempotency key."""
    return uuid4().hex

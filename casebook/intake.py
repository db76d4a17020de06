"""Opening a complaint (投诉受理): customer, number, case row and command in one transaction, then the case itself."""

from datetime import date

from sqlalchemy import text

from casebook.accept import Acting, Row, acting, check_key, draft, first_answer, insert_intake, prior
from casebook.answers import Answer
from casebook.book import Casebook, one_of_few, single_statements
from casebook.case_ref import CaseRef
from casebook.customers import Customer, customer_row
from casebook.drive import drive, drive_again
from casebook.errors import CasebookError
from casebook.people import Person
from casebook.plans import StoredPlan, civil_date_at, plan_at
from contracts.chain import GENESIS
from contracts.checks import problems
from contracts.forms import ComplaintRecord, split
from contracts.names import CASE_NUMBER_PREFIXES, COMPLAINT, workflow_id
from contracts.view import CaseView
from domain.time.instants import Instant

_KEEP_PLAN = text("insert into plans (hash, content) values (:hash, :content) on conflict do nothing")


async def open_complaint(
    book: Casebook,
    person: Person,
    key: str,
    record: ComplaintRecord,
    customer: Customer,
    *,
    occurred_at: Instant | None = None,
    rehearsal_start: Instant | None = None,
    resume_always: bool = False,
) -> Answer:
    """Opens a complaint. `rehearsal_start` plays it on a clock of its own, beginning at that instant.

    Answers done, or accepted while its case has not answered yet; both are durable. Raises CasebookError:
    idempotency_key_invalid, idempotency_key_reused, still_running, forbidden, invalid_fields, database_unavailable.
    """
    check_key(key)
    fields, words = split(record)
    body: Row = {"record": record.model_dump(mode="json"), "customer": customer.model_dump(mode="json")}
    body |= {"occurred_at": occurred_at, "rehearsal_start": rehearsal_start, "resume_always": resume_always}
    row = draft(person, key, "open", body, form=record.FORM, fields=fields, occurred_at=occurred_at)
    async with single_statements(book.engine) as connection:
        now, first = await prior(connection, person.company, key)
    if first is not None:
        return await _again(book, row, first)
    offset = 0 if rehearsal_start is None else rehearsal_start - now
    plan = plan_at(book.rulebook_of(person.company), now + offset)
    today = civil_date_at(plan.plan.rulebook, now + offset)
    row = acting(row, _acting(person, plan))
    _check(record, plan, today)
    values = _case_row(book, row, customer, record, plan, today)
    values |= {"offset": offset, "rehearsal": rehearsal_start is not None, "resume_always": resume_always}
    await _keep_plan(book, plan)
    accepted = await insert_intake(book, row, words, values)
    if accepted is None:  # another request with this key was quicker
        async with single_statements(book.engine) as connection:
            _, first = await prior(connection, person.company, key)
        return await _again(book, row, first or {})
    case = CaseRef(
        case_no=accepted["case_no"],
        company=person.company,
        workflow_id=workflow_id(COMPLAINT, accepted["case_no"]),
        plan_hash=plan.hash,
        revision=0,
        head=GENESIS,
        epoch=0,
        input_offset=offset,
        rehearsal=rehearsal_start is not None,
        resume_always=resume_always,
        frozen=None,
        closed_at=None,
        sealed_at=None,
    )
    async with one_of_few(book, case.case_no):
        return await drive(book, accepted, case, CaseView(case_no=case.case_no, company=case.company))


async def _again(book: Casebook, row: Row, first: Row) -> Answer:
    """A retry: the first answer, or another try for it when nobody is asking just now."""
    answer = first_answer(row, first)
    if answer is not None:
        return answer
    return await drive_again(book, first)


def _acting(person: Person, plan: StoredPlan) -> Acting:
    """Whoever holds the role that writes the record, or a supervisor."""
    chapter = plan.book.complaint
    assert chapter is not None  # noqa: S101 - `plan_at` has looked
    if chapter.intake.role in person.roles:
        return Acting(chapter.intake.role, supervisor=person.supervisor)
    ruling = next((role.id for role in plan.book.roles if role.supervisor and role.id in person.roles), None)
    if ruling is None:
        raise CasebookError("forbidden", clause=chapter.intake.clause)
    return Acting(ruling, supervisor=True)


def _check(record: ComplaintRecord, plan: StoredPlan, today: date) -> None:
    for problem in problems(record, plan.book, None, today):
        raise CasebookError(problem.code, pointer=problem.pointer, clause=problem.clause)


def _case_row(
    book: Casebook, row: Row, customer: Customer, record: ComplaintRecord, plan: StoredPlan, today: date
) -> Row:
    who = customer_row(customer, row["company"], row["id"], book.phone_key) or {}
    return {
        "prefix": f"{CASE_NUMBER_PREFIXES[COMPLAINT]}{today:%Y%m%d}-",
        "case_type": COMPLAINT,
        "plan_hash": plan.hash,
        "rulebook": plan.plan.rulebook,
        "version": plan.plan.version,
        "customer": who.get("id"),
        **{name: who.get(name) for name in ("name", "phone", "phone_hash", "phone_masked", "address")},
        "channel": record.channel,
        "complaint_type": record.complaint_type,
        "case_department": record.department,
        "major": record.major,
        "head": GENESIS,
    }


async def _keep_plan(book: Casebook, plan: StoredPlan) -> None:
    """Stores the plan, once per process and content."""
    if plan.hash not in book.plans:
        async with single_statements(book.engine) as connection:
            await connection.execute(_KEEP_PLAN, {"hash": plan.hash, "content": plan.content})
        book.plans.add(plan.hash)

"""Filing forms (填报): for a task or an offer, to withdraw, to acknowledge. All go the same way."""

from casebook.accept import Row, acting, check_key, draft, first_answer, insert, insert_standing, prior
from casebook.answers import RETRY_SECONDS, Answer
from casebook.book import ASKS_PER_CASE, Casebook, one_of_few, single_statements
from casebook.drive import drive, drive_again, drive_in_turn
from casebook.errors import CasebookError
from casebook.people import Person
from casebook.plans import StoredPlan, stored_plan
from casebook.rehearsal import read_clock
from casebook.targets import NOT_OPEN, Target, load_target, recall, sort_of, who_acts
from contracts.checks import problems
from contracts.commands import Refusal
from contracts.forms import Acknowledgement, Form, Withdrawal, split
from domain.time.instants import Instant, to_datetime


async def file_form(
    book: Casebook,
    person: Person,
    key: str,
    target: str,
    revision: int | None,
    form: Form,
    occurred_at: Instant | None = None,
) -> Answer:
    """Files a form for a task (naming its `revision`) or an offer.

    Raises CasebookError before anything is written: idempotency_key_invalid, idempotency_key_reused, still_running,
    not_found, forbidden, precondition_required, case_frozen, too_many_asks, database_unavailable.
    """
    if sort_of(target) not in "to":
        raise CasebookError("not_found")
    return await _file(book, person, key, "form", target, revision, form, occurred_at)


async def withdraw(
    book: Casebook, person: Person, key: str, case_no: str, revision: int | None, form: Withdrawal
) -> Answer:
    """The customer withdraws the complaint (撤诉). `revision` is the case's."""
    if sort_of(case_no) != "c":
        raise CasebookError("not_found")
    return await _file(book, person, key, "withdraw", case_no, revision, form, None)


async def acknowledge(book: Casebook, person: Person, key: str, escalation: str, form: Acknowledgement) -> Answer:
    """The addressee of an escalation has seen it (确认升级)."""
    if sort_of(escalation) != "e":
        raise CasebookError("not_found")
    return await _file(book, person, key, "acknowledge", escalation, None, form, None)


async def _file(
    book: Casebook,
    person: Person,
    key: str,
    kind: str,
    target: str,
    revision: int | None,
    form: Form,
    occurred_at: Instant | None,
) -> Answer:
    check_key(key)
    fields, words = split(form)
    body: Row = {"target": target, "revision": revision, "form": form.FORM, "occurred_at": occurred_at}
    row = draft(person, key, kind, {**body, "fields": fields, "words": words}, form=form.FORM, fields=fields)
    row |= {"target": target, "target_revision": revision, "occurred_at": occurred_at}
    recalled = recall(book, person.company, target)
    if recalled is not None:
        answer = await _accept_recalled(book, person, row, words, form, recalled)
        if answer is not None:
            return answer
    first, found = await load_target(book, person.company, key, target)
    if first is not None:
        return await _again(book, row, first)
    if found is None:
        raise CasebookError("not_found")
    row["case_no"] = found.case.case_no
    async with one_of_few(book, found.case.case_no):
        return await _accept(book, person, row, words, form, found)


async def _accept(book: Casebook, person: Person, row: Row, words: dict[str, str], form: Form, found: Target) -> Answer:
    plan = await stored_plan(book.engine, found.case.plan_hash)
    row, refusal = _judged(person, row, form, found, plan)
    if found.case.rehearsal and refusal is None:
        await read_clock(book, found.case.case_no, found.case.workflow_id)
    accepted = await insert(book, row, words, refusal)
    if accepted is None:  # another request with this key was quicker, or the case has just been frozen
        async with single_statements(book.engine) as connection:
            _, first = await prior(connection, row["company"], row["key"])
        if first is None:
            raise CasebookError("case_frozen", retry_after=RETRY_SECONDS)
        return await _again(book, row, first)
    if refusal is not None:
        return Answer("refused", row["case_no"], row["id"], refusal.revision, refusal)
    return await _drive(book, accepted, found)


async def _accept_recalled(
    book: Casebook, person: Person, row: Row, words: dict[str, str], form: Form, recalled: Target
) -> Answer | None:
    """The same without a look at the table. None if only a look can tell: nothing has happened then."""
    case = recalled.case
    plan = await stored_plan(book.engine, case.plan_hash)
    try:
        row, refusal = _judged(person, {**row, "case_no": case.case_no}, form, recalled, plan)
    except CasebookError:
        return None
    if refusal is not None or book.asks[case.case_no] >= ASKS_PER_CASE:
        return None
    async with one_of_few(book, case.case_no):
        accepted = await insert_standing(book, row, words, case)
        return None if accepted is None else await _drive(book, accepted, recalled)


def _judged(person: Person, row: Row, form: Form, found: Target, plan: StoredPlan) -> tuple[Row, Refusal | None]:
    """The row with who acts, and what speaks against the form for ever. Raises CasebookError for what may pass."""
    row = acting(row, who_acts(person, found, plan))
    if found.case.frozen is not None:
        raise CasebookError("case_frozen", retry_after=RETRY_SECONDS)
    if row["target_revision"] is None and found.sort in "tc":
        raise CasebookError("precondition_required")
    return row, _refusal(row, form, found, plan)


async def _drive(book: Casebook, accepted: Row, found: Target) -> Answer:
    if accepted["follows"]:
        return await drive_in_turn(book, accepted, found.case)
    return await drive(book, accepted, found.case, found.view)


async def _again(book: Casebook, row: Row, first: Row) -> Answer:
    """A retry: the first answer, or another try for it when nobody is asking just now."""
    answer = first_answer(row, first)
    if answer is not None:
        return answer
    return await drive_again(book, first)


def _refusal(row: Row, form: Form, target: Target, plan: StoredPlan) -> Refusal | None:
    """What can be refused for ever by the table alone: its rows only move forward, so the case would say the same."""

    def because(
        code: str, pointer: str | None = None, clause: str = target.clause, detail: str | None = None
    ) -> Refusal:
        case = target.case
        return Refusal(code=code, detail=detail, pointer=pointer, clause=clause, revision=case.revision, head=case.head)

    if not target.open:
        return because(NOT_OPEN[target.sort])
    given = row["target_revision"]
    if given is not None and target.revision is not None and given < target.revision:
        return because("stale_revision")
    if form.FORM not in target.forms:
        return because("wrong_form")
    today = to_datetime(target.now, plan.plan.calendar.offset_minutes).date()
    for problem in problems(form, plan.book, target.view, today):
        return because("invalid_fields", problem.pointer, problem.clause, problem.code)
    return None

"""What is refused, and what stays of it: the command and its refusal, nothing else."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from casebook.book import Casebook
from casebook.customers import Customer
from casebook.errors import CasebookError
from casebook.forms import acknowledge, file_form, withdraw
from casebook.intake import open_complaint
from contracts.forms import Acknowledgement, CompletionReport, DepartmentReply, Form, Withdrawal
from tests.casebook.conftest import person
from tests.casebook.test_accept import RECORD, REPORT, one, opened

pytestmark = pytest.mark.usefixtures("worker")
COUNTED = ("cases", "events", "tasks", "notices", "documents", "customers", "commands", "offers", "deadlines")


async def counts(book: Casebook) -> dict[str, Any]:
    return {name: await one(book, f"select count(*) from {name}") for name in COUNTED}  # noqa: S608


async def case_of(book: Casebook) -> str:
    return str((await opened(book)).case_no)


@pytest.mark.parametrize(
    ("revision", "form", "code", "pointer", "detail"),
    [
        (0, REPORT, "stale_revision", None, None),
        (1, CompletionReport(work_done="x"), "wrong_form", None, None),
        (1, REPORT.model_copy(update={"department": "kitchen"}), "invalid_fields", "/department", "unknown_department"),
        (
            1,
            REPORT.model_copy(update={"complaint_type": "no"}),
            "invalid_fields",
            "/complaint_type",
            "unknown_complaint_type",
        ),
        (1, REPORT.model_copy(update={"department": None}), "invalid_fields", "/department", "department_required"),
    ],
)
async def test_a_refused_form_leaves_the_command_and_its_refusal_only(
    book: Casebook, revision: int, form: Form, code: str, pointer: str | None, detail: str | None
) -> None:
    case_no, key = await case_of(book), str(uuid4())
    before = await counts(book)
    answer = await file_form(book, person(book, "agent"), key, f"{case_no}.t1", revision, form)
    assert answer.status == "refused"
    assert answer.refusal is not None
    assert (answer.refusal.code, answer.refusal.pointer, answer.refusal.detail) == (code, pointer, detail)
    assert await counts(book) == {**before, "commands": before["commands"] + 1}
    again = await file_form(book, person(book, "agent"), key, f"{case_no}.t1", revision, form)
    assert (again.refusal, again.replayed) == (answer.refusal, True)


@pytest.mark.parametrize(
    ("who", "company", "part", "code"),
    [
        ("stranger", "other", ".t1", "not_found"),
        ("agent", "daoyi", ".t99", "not_found"),
        ("agent", "daoyi", ".x1", "not_found"),
        ("agent", "daoyi", "", "not_found"),
        ("callback", "daoyi", ".t1", "forbidden"),
        ("quality", "daoyi", ".t1", "forbidden"),
    ],
)
async def test_a_form_of_someone_who_may_not_see_or_file_it_leaves_nothing(
    book: Casebook, who: str, company: str, part: str, code: str
) -> None:
    case_no = await case_of(book)
    before = await counts(book)
    with pytest.raises(CasebookError, match=code):
        await file_form(book, person(book, who, company), str(uuid4()), case_no + part, 1, REPORT)
    assert await counts(book) == before


async def test_a_supervisor_may_file_for_whoever_owes(book: Casebook) -> None:
    case_no = await case_of(book)
    answer = await file_form(book, person(book, "supervisor"), str(uuid4()), f"{case_no}.t1", 1, REPORT)
    assert answer.status == "done"
    event = await one(book, "select text from events where case_no = :c and name = 'task_answered'", c=case_no)
    assert '"actor":"supervisor"' in str(event)
    assert '"role":"supervisor"' in str(event)


async def test_a_department_files_only_what_is_owed_by_it(book: Casebook) -> None:
    case_no = await case_of(book)
    await file_form(book, person(book, "agent"), str(uuid4()), f"{case_no}.t1", 1, REPORT)
    reply = DepartmentReply(promised_on="2099-01-01", reply="x", solution="y")
    with pytest.raises(CasebookError, match="forbidden"):
        await file_form(book, person(book, "quality"), str(uuid4()), f"{case_no}.t2", 1, reply)
    answer = await file_form(book, person(book, "engineering"), str(uuid4()), f"{case_no}.t2", 1, reply)
    assert (answer.refusal.code if answer.refusal else None) == "invalid_fields"


async def test_a_task_names_its_revision(book: Casebook) -> None:
    case_no = await case_of(book)
    with pytest.raises(CasebookError, match="precondition_required"):
        await file_form(book, person(book, "agent"), str(uuid4()), f"{case_no}.t1", None, REPORT)


async def test_a_task_is_answered_once(book: Casebook) -> None:
    case_no, agent = await case_of(book), person(book, "agent")
    await file_form(book, agent, str(uuid4()), f"{case_no}.t1", 1, REPORT)
    late = await file_form(book, agent, str(uuid4()), f"{case_no}.t1", 1, REPORT)
    assert late.refusal is not None
    assert late.refusal.code == "task_not_open"


async def test_of_two_forms_at_once_one_wins_and_the_words_of_the_other_are_forgotten(book: Casebook) -> None:
    case_no, agent = await case_of(book), person(book, "agent")
    keys = [str(uuid4()) for _ in range(4)]
    answers = await asyncio.gather(*(file_form(book, agent, key, f"{case_no}.t1", 1, REPORT) for key in keys))
    assert sorted(answer.status for answer in answers) == ["done", "refused", "refused", "refused"]
    assert {answer.refusal.code for answer in answers if answer.refusal} <= {"task_not_open", "superseded"}
    kept = "select count(*) from documents where case_no = :c and form = 'investigation_report'"
    assert await one(book, kept, c=case_no) == 1
    answered = "select count(*) from events where case_no = :c and name = 'task_answered'"
    assert await one(book, answered, c=case_no) == 1


async def test_an_intake_with_unknown_codes_or_a_bad_phone_leaves_nothing(book: Casebook) -> None:
    before = await counts(book)
    agent = person(book, "agent")
    for record, customer, pointer in (
        (RECORD.model_copy(update={"channel": "fax"}), Customer(), "/channel"),
        (RECORD.model_copy(update={"department": "kitchen"}), Customer(), "/department"),
        (RECORD, Customer(phone="12"), "/customer/phone"),
        (RECORD, Customer(phone="call me"), "/customer/phone"),
    ):
        with pytest.raises(CasebookError) as caught:
            await open_complaint(book, agent, str(uuid4()), record, customer)
        assert caught.value.pointer == pointer
    assert await counts(book) == before


async def test_a_withdrawal_names_the_case_as_it_stands(book: Casebook) -> None:
    case_no, agent = await case_of(book), person(book, "agent")
    form = Withdrawal(reason="不再需要")
    stale = await withdraw(book, agent, str(uuid4()), case_no, 2, form)
    assert stale.refusal is not None
    assert stale.refusal.code == "stale_revision"
    revision = int(str(await one(book, "select revision from cases where case_no = :c", c=case_no)))
    with pytest.raises(CasebookError, match="forbidden"):
        await withdraw(book, person(book, "callback"), str(uuid4()), case_no, revision, form)
    done = await withdraw(book, agent, str(uuid4()), case_no, revision, form)
    assert done.status == "done"
    over = await withdraw(book, agent, str(uuid4()), case_no, revision, form)
    assert over.refusal is not None
    assert over.refusal.code == "case_closed"


async def test_an_escalation_that_is_not_there_is_not_found(book: Casebook) -> None:
    case_no = await case_of(book)
    with pytest.raises(CasebookError, match="not_found"):
        await acknowledge(book, person(book, "supervisor"), str(uuid4()), f"{case_no}.e1", Acknowledgement())


async def test_a_frozen_case_takes_nothing(book: Casebook) -> None:
    case_no = await case_of(book)
    async with book.engine.begin() as connection:
        await connection.execute(text("update cases set frozen = 'fork' where case_no = :c"), {"c": case_no})
    with pytest.raises(CasebookError, match="case_frozen"):
        await file_form(book, person(book, "agent"), str(uuid4()), f"{case_no}.t1", 1, REPORT)

"""One way in: keys, retries, and what happens while nobody answers."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text
from temporalio.client import Client
from temporalio.worker import Worker

from casebook import redrive
from casebook.answers import Answer
from casebook.book import Casebook
from casebook.customers import Customer
from casebook.errors import CasebookError
from casebook.forms import file_form
from casebook.intake import open_complaint
from contracts.forms import ComplaintRecord, InvestigationReport
from domain.time.instants import from_datetime
from tests.casebook.conftest import person, working

RECORD = ComplaintRecord(channel="phone", subject="噪音", description="空调有噪音")
CUSTOMER = Customer(name="王芳", phone="139 1234 5678", address="解放路 1 号")
REPORT = InvestigationReport(
    substantiated=True, complaint_type="engineering_quality", department="engineering", findings="属实"
)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers, and it is soon noticed."""
    monkeypatch.setattr("casebook.asking.ASK_SECONDS", 0.5)


async def opened(book: Casebook, key: str | None = None, record: ComplaintRecord = RECORD) -> Answer:
    return await open_complaint(book, person(book, "agent"), key or str(uuid4()), record, CUSTOMER)


async def one(book: Casebook, query: str, **values: object) -> object:
    async with book.engine.connect() as connection:
        return (await connection.execute(text(query), values)).scalar_one()


async def due_now(book: Casebook, *commands: str) -> None:
    """Brings the next try of these commands forward, and puts all others off."""
    async with book.engine.begin() as connection:
        await connection.execute(
            text("update commands set next_try_at = instant_now() + 9e12 where status = 'pending'")
        )
        for command in commands:
            at_once = "update commands set next_try_at = 0, lease_until = null where id = cast(:id as uuid)"
            await connection.execute(text(at_once), {"id": command})


@pytest.mark.usefixtures("worker")
async def test_an_intake_is_done_when_it_is_stored(book: Casebook) -> None:
    answer = await opened(book)
    assert (answer.status, answer.revision, answer.replayed) == ("done", 1, False)
    state = await one(book, "select state from cases where case_no = :c", c=answer.case_no)
    assert state == "investigating"
    assert await one(book, "select count(*) from tasks where case_no = :c and status = 'open'", c=answer.case_no) == 1


@pytest.mark.usefixtures("worker")
async def test_a_case_is_found_by_its_company_and_its_case_type(book: Casebook, temporal_client: Client) -> None:
    answer = await opened(book)
    found = await temporal_client.get_workflow_handle(f"complaint/{answer.case_no}").describe()
    pairs = {pair.key.name: pair.value for pair in found.typed_search_attributes}
    assert {"Company": person(book, "agent").company, "CaseType": "complaint"}.items() <= pairs.items()


@pytest.mark.usefixtures("worker")
async def test_the_same_key_and_body_get_the_first_answer(book: Casebook) -> None:
    key = str(uuid4())
    first, second = await opened(book, key), await opened(book, key)
    assert (second.case_no, second.command_id, second.revision) == (first.case_no, first.command_id, first.revision)
    assert second.replayed


@pytest.mark.usefixtures("worker")
async def test_the_same_key_with_another_body_is_refused(book: Casebook) -> None:
    key = str(uuid4())
    await opened(book, key)
    with pytest.raises(CasebookError, match="idempotency_key_reused"):
        await opened(book, key, RECORD.model_copy(update={"subject": "漏水"}))


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "键"])
async def test_a_key_that_cannot_be_kept_is_refused(book: Casebook, key: str) -> None:
    with pytest.raises(CasebookError, match="idempotency_key_invalid"):
        await open_complaint(book, person(book, "agent"), key, RECORD, CUSTOMER)


@pytest.mark.usefixtures("worker")
async def test_a_hundred_retries_at_once_make_one_case(book: Casebook) -> None:
    key = str(uuid4())
    before = await one(book, "select count(*) from cases")

    async def attempt() -> str:
        try:
            return (await opened(book, key)).status
        except CasebookError as error:
            return error.code

    seen = await asyncio.gather(*(attempt() for _ in range(100)))
    assert set(seen) <= {"done", "still_running"}
    assert (await opened(book, key)).replayed
    assert await one(book, "select count(*) from cases") == before + 1  # type: ignore[operator]


@pytest.mark.usefixtures("quick")
async def test_while_nobody_answers_an_intake_is_accepted_and_a_repetition_asks_again(book: Casebook) -> None:
    key = str(uuid4())
    first = await opened(book, key)
    assert (first.status, first.case_no is not None) == ("accepted", True)
    again = await opened(book, key)
    assert (again.status, again.case_no) == ("accepted", first.case_no)
    async with working(book):
        done = await _until_done(book, key)
    assert (done.case_no, done.command_id) == (first.case_no, first.command_id)


async def _until_done(book: Casebook, key: str) -> Answer:
    for _ in range(20):
        answer = await opened(book, key)
        if answer.status == "done":
            return answer
        await asyncio.sleep(0.5)
    raise AssertionError("never done")


async def test_a_repetition_while_the_first_is_asked_is_still_running(book: Casebook, quick: None) -> None:
    key = str(uuid4())
    first = asyncio.create_task(opened(book, key))
    await asyncio.sleep(0.25)
    with pytest.raises(CasebookError, match="still_running"):
        await opened(book, key)
    assert (await first).status == "accepted"


async def test_a_form_that_nobody_answers_is_unavailable_and_the_redriver_goes_on(book: Casebook, quick: None) -> None:
    async with working(book):
        case_no = (await opened(book)).case_no
    key = str(uuid4())
    agent = person(book, "agent")
    unknown = await file_form(book, agent, key, f"{case_no}.t1", 1, REPORT)
    assert (unknown.status, unknown.retry_after) == ("unavailable", 5)
    received = await one(book, "select received_at from commands where key = :k", k=key)
    async with working(book):
        for _ in range(20):
            await due_now(book, unknown.command_id)
            await redrive.redrive_once(book)
            if await one(book, "select status from commands where key = :k", k=key) == "done":
                break
    replayed = await file_form(book, agent, key, f"{case_no}.t1", 1, REPORT)
    assert (replayed.status, replayed.replayed) == ("done", True)
    at = await one(book, "select closed_at from tasks where id = :t", t=f"{case_no}.t1")
    assert at == received


async def test_an_intake_in_the_past_is_a_rehearsal_on_a_clock_of_its_own(book: Casebook, worker: Worker) -> None:
    from datetime import UTC, datetime

    start = from_datetime(datetime(2026, 2, 12, 2, tzinfo=UTC))
    answer = await open_complaint(book, person(book, "agent"), str(uuid4()), RECORD, Customer(), rehearsal_start=start)
    assert answer.case_no is not None
    assert answer.case_no.startswith("TS20260212-")
    opened_at = await one(book, "select opened_at from cases where case_no = :c", c=answer.case_no)
    assert isinstance(opened_at, int)
    assert 0 <= opened_at - start < 60_000_000
    assert await one(book, "select rehearsal from cases where case_no = :c", c=answer.case_no) is True


async def test_more_than_five_asks_at_a_time_are_too_many(book: Casebook, quick: None) -> None:
    async with working(book):
        case_no = (await opened(book)).case_no

    async def attempt() -> str:
        try:
            return (await file_form(book, person(book, "agent"), str(uuid4()), f"{case_no}.t1", 1, REPORT)).status
        except CasebookError as error:
            return error.code

    seen = sorted(await asyncio.gather(*(attempt() for _ in range(8))))
    assert seen == ["too_many_asks"] * 3 + ["unavailable"] * 5


async def test_without_a_database_nothing_has_happened(book: Casebook) -> None:
    from storage.engine import make_engine

    whole, book.engine = book.engine, make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    try:
        with pytest.raises(CasebookError, match="database_unavailable"):
            await opened(book)
    finally:
        await book.engine.dispose()
        book.engine = whole

"""What a process remembers of its cases: it saves looks and decides nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from temporalio.client import Client

from casebook import forms
from casebook.book import Casebook
from casebook.drive import load_case
from casebook.errors import CasebookError
from casebook.forms import file_form, withdraw
from casebook.heal import reset
from casebook.memory import Memory
from casebook.plans import civil_date_at
from casebook.settings import Settings
from casebook.store import Base, store_on
from casebook.targets import load_target, recall
from contracts.forms import CompletionReport, DepartmentReply, ResponsibilityRefusal, Withdrawal
from contracts.view import CaseView
from storage.engine import database_now
from tests.casebook.chains import full_chain
from tests.casebook.conftest import person, working
from tests.casebook.test_accept import REPORT, one, opened
from tests.casebook.test_store import accepted_case

YEAR = 365 * 24 * 3_600_000_000


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The targets that were looked up in the table."""
    seen: list[str] = []

    async def looked(book: Casebook, company: str, key: str, target: str) -> Any:
        seen.append(target)
        return await load_target(book, company, key, target)

    monkeypatch.setattr(forms, "load_target", looked)
    return seen


@pytest.fixture
async def elsewhere(settings: Settings, temporal_client: Client) -> AsyncIterator[Casebook]:
    """Another process on the same database and server."""
    made = await Casebook.connect(settings, client=temporal_client)
    yield made
    await made.close()


async def reply(book: Casebook, days: int = 3) -> DepartmentReply:
    """A reply that promises the work in so many days."""
    async with book.engine.connect() as connection:
        today = civil_date_at("daoyi", await database_now(connection))
    return DepartmentReply(promised_on=(today + timedelta(days=days)).isoformat(), reply="情况属实", solution="更换")


async def code(book: Casebook, who: str, target: str, form: Any, revision: int | None = 1) -> str:
    """What filing it comes to: done, or the code of its refusal."""
    answer = await file_form(book, person(book, who), str(uuid4()), target, revision, form)
    return answer.refusal.code if answer.refusal is not None else answer.status


@pytest.mark.usefixtures("worker")
async def test_who_stored_a_case_takes_its_next_form_without_a_look(book: Casebook, looks: list[str]) -> None:
    case_no = str((await opened(book)).case_no)
    assert await code(book, "agent", f"{case_no}.t1", REPORT) == "done"
    assert await code(book, "engineering", f"{case_no}.o1", ResponsibilityRefusal(reason="不属于"), None) == "done"
    assert looks == []


async def test_what_is_remembered_of_a_target_is_what_the_table_says(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_no, ids = await accepted_case(book, monkeypatch)
    chain = full_chain(case_no, ids)
    targets = [case_no, *(f"{case_no}.{part}" for part in ("t1", "t2", "t3", "o1", "e1", "e2"))]
    view, was_open = CaseView(case_no=case_no, company="daoyi"), set()
    for seq in range(1, len(chain.texts) + 1):
        case = await load_case(book, case_no)
        done = await store_on(book.engine, Base("daoyi", seq - 1, case.head, 0, view), chain.receipt(seq, seq), ids[0])
        assert done is not None
        assert done.case is not None
        for target in targets:
            book.memory.keep(case, view, done.head, done.case["now"])
            recalled, (_, found) = recall(book, "daoyi", target), await load_target(book, "daoyi", "-", target)
            if found is None or not found.open:
                assert recalled is None
                continue
            assert recalled is not None
            assert abs(recalled.now - found.now) < 1_000_000
            assert replace(recalled, now=found.now) == found
            was_open.add(target)
    assert was_open == set(targets)


@pytest.mark.usefixtures("worker")
async def test_a_case_that_another_process_has_moved_on_is_looked_at_again(
    book: Casebook, elsewhere: Casebook, looks: list[str]
) -> None:
    case_no = str((await opened(book)).case_no)
    seen = (await load_case(book, case_no)).revision
    assert await code(elsewhere, "agent", f"{case_no}.t1", REPORT) == "done"
    looks.clear()
    assert await code(book, "agent", f"{case_no}.t1", REPORT) == "task_not_open"
    assert looks == [f"{case_no}.t1"]
    assert await code(book, "engineering", f"{case_no}.t2", await reply(book)) == "done"
    gone = await withdraw(elsewhere, person(book, "agent"), str(uuid4()), case_no, seen, Withdrawal(reason="不再需要"))
    assert gone.refusal is not None
    assert gone.refusal.code == "stale_revision"


@pytest.mark.usefixtures("worker")
async def test_a_task_that_is_only_remembered_as_open_is_not_open(
    book: Casebook, elsewhere: Casebook, looks: list[str]
) -> None:
    case_no = str((await opened(book)).case_no)
    assert await code(book, "agent", f"{case_no}.t1", REPORT) == "done"
    assert await code(elsewhere, "engineering", f"{case_no}.o1", ResponsibilityRefusal(reason="不属于"), None) == "done"
    looks.clear()
    assert await code(book, "engineering", f"{case_no}.t2", await reply(book)) == "task_not_open"  # remembered as open
    assert looks == [f"{case_no}.t2"]


@pytest.mark.usefixtures("worker")
async def test_a_case_that_was_reset_meanwhile_is_looked_at_again(
    book: Casebook, elsewhere: Casebook, looks: list[str]
) -> None:
    case_no = str((await opened(book)).case_no)
    assert await code(book, "agent", f"{case_no}.t1", REPORT) == "done"
    assert (await reset(elsewhere, case_no)).epoch == 1
    assert await code(book, "engineering", f"{case_no}.t2", await reply(book)) == "done"
    assert looks == [f"{case_no}.t2"]
    assert await one(book, "select max(epoch) from events where case_no = :c", c=case_no) == 1


@pytest.mark.usefixtures("worker")
async def test_a_case_frozen_after_it_was_looked_at_takes_nothing(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_no, key = str((await opened(book)).case_no), str(uuid4())
    book.memory.take(case_no)

    async def frozen_then(*asked: Any) -> Any:
        found = await load_target(*asked)
        async with book.engine.begin() as connection:
            await connection.execute(text("update cases set frozen = 'fork' where case_no = :c"), {"c": case_no})
        return found

    monkeypatch.setattr(forms, "load_target", frozen_then)
    for form in (REPORT, CompletionReport(work_done="x")):  # one that would go in, one that would be refused
        with pytest.raises(CasebookError, match="case_frozen"):
            await file_form(book, person(book, "agent"), key, f"{case_no}.t1", 1, form)
    assert await one(book, "select count(*) from commands where key = :k", k=key) == 0


@pytest.mark.usefixtures("worker")
async def test_a_frozen_case_takes_nothing_by_memory(book: Casebook) -> None:
    case_no, key = str((await opened(book)).case_no), str(uuid4())
    async with book.engine.begin() as connection:
        await connection.execute(text("update cases set frozen = 'fork' where case_no = :c"), {"c": case_no})
    with pytest.raises(CasebookError, match="case_frozen"):
        await file_form(book, person(book, "agent"), key, f"{case_no}.t1", 1, REPORT)
    assert await one(book, "select count(*) from commands where key = :k", k=key) == 0


@pytest.mark.usefixtures("worker")
async def test_a_key_used_before_gets_its_first_answer_from_who_remembers_the_case(
    book: Casebook, looks: list[str]
) -> None:
    case_no, key, agent = str((await opened(book)).case_no), str(uuid4()), person(book, "agent")
    first = await file_form(book, agent, key, f"{case_no}.t1", 1, REPORT)
    again = await file_form(book, agent, key, f"{case_no}.t1", 1, REPORT)
    assert (again.status, again.command_id, again.revision) == ("done", first.command_id, first.revision)
    assert (first.replayed, again.replayed) == (False, True)
    task, engineering = f"{case_no}.t2", person(book, "engineering")
    assert await code(book, "engineering", task, await reply(book)) == "done"
    with pytest.raises(CasebookError, match="idempotency_key_reused"):  # the task is open in memory, the key is taken
        await file_form(book, agent, key, f"{case_no}.t3", 1, REPORT)
    with pytest.raises(CasebookError, match="not_found"):
        await file_form(book, engineering, str(uuid4()), f"{case_no}.t99", 1, REPORT)


@pytest.mark.usefixtures("worker")
async def test_of_two_forms_at_once_in_one_process_one_wins(book: Casebook, looks: list[str]) -> None:
    case_no = str((await opened(book)).case_no)
    seen = await asyncio.gather(*(code(book, "agent", f"{case_no}.t1", REPORT) for _ in range(2)))
    assert "done" in seen
    assert set(seen) - {"done"} <= {"task_not_open", "superseded"}
    assert len(looks) == 1  # only one of them can have had the memory
    assert await code(book, "engineering", f"{case_no}.t2", await reply(book)) == "done"


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("skew", [-2 * YEAR, 2 * YEAR])
@pytest.mark.parametrize(("days", "expected"), [(0, "done"), (-1, "invalid_fields"), (3, "done")])
async def test_a_process_whose_clock_is_wrong_gives_the_same_answers(
    book: Casebook, skew: int, days: int, expected: str
) -> None:
    case_no = str((await opened(book)).case_no)
    assert await code(book, "agent", f"{case_no}.t1", REPORT) == "done"
    seen = book.memory.take(case_no)
    assert seen is not None
    book.memory.keep(seen.case, seen.view, seen.case.head, seen.stored_at + skew)
    assert await code(book, "engineering", f"{case_no}.t2", await reply(book, days)) == expected
    late = await one(book, "select instant_now() - max(received_at) from commands where case_no = :c", c=case_no)
    assert 0 <= int(str(late)) < 60_000_000


async def test_who_got_no_answer_forgets_the_case(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    async with working(book):
        case_no = str((await opened(book)).case_no)
    monkeypatch.setattr("casebook.asking.ASK_SECONDS", 0.3)
    answer = await file_form(book, person(book, "agent"), str(uuid4()), f"{case_no}.t1", 1, REPORT)
    assert answer.status == "unavailable"
    assert book.memory.take(case_no) is None


async def test_only_the_cases_stored_last_are_remembered(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await load_case(book, (await accepted_case(book, monkeypatch))[0])
    memory = Memory(kept=2)
    for number in ("A", "B", "A", "C"):
        memory.keep(replace(case, case_no=number), CaseView(number, "daoyi"), case.head, 0)
    assert memory.take("B") is None
    assert memory.take("A") is not None
    assert memory.take("A") is None
    assert memory.take("C") is not None

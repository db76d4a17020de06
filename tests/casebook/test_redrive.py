"""The re-driver: order, waiting, stuck commands, poison."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from casebook import redrive
from casebook.alarms import alarms
from casebook.asking import someone_works
from casebook.book import Casebook
from casebook.forms import file_form
from contracts.forms import DepartmentReply
from tests.casebook.conftest import person, working
from tests.casebook.test_accept import REPORT, due_now, one, opened

SECOND = 1_000_000


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers, and it is soon noticed."""
    monkeypatch.setattr("casebook.asking.ASK_SECONDS", 0.3)


@pytest.fixture(autouse=True)
async def _nothing_else_waits(book: Casebook) -> None:
    async with book.engine.begin() as connection:
        await connection.execute(
            text("update commands set next_try_at = 9e18, lease_until = 9e18 where status = 'pending'")
        )


@workflow.defn
class SomethingElse:
    """No case."""

    @workflow.run
    async def run(self) -> None:
        """Does nothing."""


@asynccontextmanager
async def deaf(book: Casebook) -> AsyncIterator[None]:
    """A worker is there, but the cases do not get through their tasks."""
    async with Worker(
        book.client,
        task_queue=book.settings.task_queue,
        workflows=[SomethingElse],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        for _ in range(50):
            if await someone_works(book.client, book.settings.task_queue):
                break
            await asyncio.sleep(0.1)
        yield


async def row_of(book: Casebook, command_id: str) -> dict[str, Any]:
    async with book.engine.connect() as connection:
        found = await connection.execute(
            text("select * from commands where id = cast(:id as uuid)"), {"id": command_id}
        )
        return dict(found.mappings().one())


@pytest.mark.usefixtures("quick")
async def test_waiting_doubles_from_ten_seconds_and_after_ten_tries_a_command_is_stuck(book: Casebook) -> None:
    command = (await opened(book)).command_id
    waits = []
    async with deaf(book):
        for _ in range(redrive.TRIES):
            await due_now(book, command)
            (claimed,) = await redrive.claim(book, 20)
            row = await row_of(book, command)
            now = int(str(await one(book, "select instant_now()")))
            waits.append(round((row["next_try_at"] - now) / SECOND))
            assert await redrive.redrive(book, claimed) is redrive.Came.FAILED
    assert waits == pytest.approx([10, 20, 40, 80, 160, 320, 600, 600, 600, 3600], abs=3)
    assert (await row_of(book, command))["stuck"] is True
    assert command in {alarm.subject for alarm in await alarms(book, "daoyi")}
    assert command not in {alarm.subject for alarm in await alarms(book, "other")}
    async with working(book):
        await due_now(book, command)
        (claimed,) = await redrive.claim(book, 20)
        for _ in range(90):
            if await redrive.redrive(book, claimed) is redrive.Came.ANSWERED:
                break
    row = await row_of(book, command)
    assert (row["status"], row["stuck"]) == ("done", False)
    assert command not in {alarm.subject for alarm in await alarms(book)}


@pytest.mark.usefixtures("quick")
async def test_commands_of_one_case_are_asked_one_at_a_time_as_received(book: Casebook) -> None:
    async with working(book):
        first = await opened(book)
        await file_form(book, person(book, "agent"), str(uuid4()), f"{first.case_no}.t1", 1, REPORT)
    engineering = person(book, "engineering")
    today = str(await one(book, "select (now() + interval '3 days')::date"))
    commands = []
    for _ in range(3):
        form = DepartmentReply(promised_on=today, reply="x", solution="y")
        answer = await file_form(book, engineering, str(uuid4()), f"{first.case_no}.t2", 1, form)
        assert answer.status == "unavailable"
        commands.append(answer.command_id)
    await due_now(book, *reversed(commands))
    assert [row["id"] for row in await redrive.claim(book, 20)] == commands[:1]
    assert await redrive.claim(book, 20) == []
    async with working(book):
        for _ in range(60):
            await due_now(book, *commands)
            await redrive.redrive_once(book)
            if (
                await one(
                    book, "select count(*) from commands where case_no = :c and status = 'pending'", c=first.case_no
                )
                == 0
            ):
                break
            await asyncio.sleep(0.2)
    rows = [await row_of(book, command) for command in commands]
    assert [row["status"] for row in rows] == ["done", "refused", "refused"]
    assert {row["answer"]["code"] for row in rows[1:]} == {"task_not_open"}


@pytest.mark.usefixtures("quick")
async def test_one_poison_command_does_not_stop_the_others(book: Casebook, worker: object) -> None:
    poisoned, other = await opened(book), await opened(book)
    poison, plain = str(uuid4()), str(uuid4())
    async with book.engine.begin() as connection:
        for command, case_no, fields in ((poison, poisoned.case_no, '{"x": 1.5}'), (plain, other.case_no, "{}")):
            copy = text("""insert into commands select (jsonb_populate_record(k, jsonb_build_object('id',
                cast(:id as text), 'key', cast(:id as text), 'status', 'pending', 'answer', null, 'kind', 'form',
                'form', 'no_such_form', 'target', cast(:case_no as text) || '.t1', 'next_try_at', 0,
                'fields', cast(:fields as jsonb)))).* from commands k where case_no = :case_no and kind = 'open'""")
            await connection.execute(copy, {"id": command, "case_no": case_no, "fields": fields})
    await redrive.redrive_once(book)
    assert (await row_of(book, plain))["answer"]["code"] == "wrong_form"
    assert (await row_of(book, poison))["status"] in ("pending", "refused")


@pytest.mark.usefixtures("quick")
async def test_an_intake_older_than_retention_is_not_asked_again_but_alarms(book: Casebook) -> None:
    command = (await opened(book)).command_id
    await due_now(book, command)
    async with book.engine.begin() as connection:
        await connection.execute(
            text("update commands set accepted_at = 0 where id = cast(:id as uuid)"), {"id": command}
        )
    await redrive.redrive_once(book)
    row = await row_of(book, command)
    assert (row["status"], row["stuck"], row["tries"]) == ("pending", True, 0)
    assert command in {alarm.subject for alarm in await alarms(book)}


@pytest.mark.usefixtures("quick")
async def test_a_command_does_not_get_stuck_while_nobody_is_there(book: Casebook) -> None:
    command = (await opened(book)).command_id
    async with book.engine.begin() as connection:
        many = "update commands set tries = :tries where id = cast(:id as uuid)"
        await connection.execute(text(many), {"id": command, "tries": redrive.TRIES - 1})
    await due_now(book, command)
    outage = False
    for _ in range(3):
        outage = await redrive.redrive_once(book, outage=outage)
        assert outage
    row = await row_of(book, command)
    assert (row["stuck"], row["tries"]) == (False, redrive.TRIES - 1)


@pytest.mark.usefixtures("quick")
async def test_a_lone_command_that_fails_is_no_outage_and_waits_its_turn_when_one_ends(book: Casebook) -> None:
    poison, other = (await opened(book)).command_id, (await opened(book)).command_id
    async with deaf(book):
        await due_now(book, poison)
        assert await redrive.redrive_once(book) is False
        assert (await row_of(book, poison))["tries"] == 1
        assert await redrive.redrive_once(book, outage=True) is False
    now = int(str(await one(book, "select instant_now()")))
    assert (await row_of(book, poison))["next_try_at"] > now + 5 * SECOND
    assert (await row_of(book, other))["next_try_at"] <= now


@pytest.mark.usefixtures("quick")
async def test_when_someone_answers_again_nobody_waits_out_what_the_outage_cost(book: Casebook) -> None:
    first, second = await opened(book), await opened(book)
    await due_now(book, first.command_id)
    assert await redrive.redrive_once(book) is True
    async with book.engine.begin() as connection:
        later = "update commands set tries = 5, next_try_at = instant_now() + 6e8 where id = cast(:id as uuid)"
        for answer in (first, second):
            await connection.execute(text(later), {"id": answer.command_id})
    async with working(book):
        outage = True
        for _ in range(30):
            outage = await redrive.redrive_once(book, outage=outage)
            if not outage:
                break
        for _ in range(30):
            await redrive.redrive_once(book)
            if (await row_of(book, second.command_id))["status"] == "done":
                break
            await asyncio.sleep(0.2)
    assert (await row_of(book, second.command_id))["status"] == "done"


@pytest.mark.usefixtures("quick")
async def test_a_case_that_hangs_holds_up_its_own_place_and_no_other(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, first, second = [(await opened(book)).command_id for _ in range(3)]
    asked: list[str] = []

    async def ask(_book: Casebook, row: dict[str, Any]) -> redrive.Came:
        asked.append(row["id"])
        if row["id"] == hangs:
            await asyncio.Event().wait()
        return redrive.Came.ANSWERED

    monkeypatch.setattr(redrive, "redrive", ask)
    redriver = redrive.Redriver(book)
    await due_now(book, hangs, first)
    assert await redriver.once(patience=0.2) is False
    await due_now(book, second)
    await redriver.once(patience=0.2)
    assert (sorted(asked[:2]), asked[2:]) == (sorted([hangs, first]), [second])
    redriver.end()


@pytest.mark.usefixtures("quick")
async def test_a_pass_says_whether_more_may_be_due_than_there_was_room_for(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = [(await opened(book)).command_id for _ in range(3)]

    async def ask(_book: Casebook, _row: dict[str, Any]) -> redrive.Came:
        return redrive.Came.FAILED

    monkeypatch.setattr(redrive, "redrive", ask)
    monkeypatch.setattr(redrive, "AT_ONCE", 2)
    await due_now(book, *commands)
    assert [await redrive.Redriver(book).once() for _ in range(2)] == [True, False]

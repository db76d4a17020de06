"""When table and case disagree: freeze, verify, heal, reset; and gaps that are fetched from the case."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from casebook import store
from casebook.alarms import alarms
from casebook.asking import ask
from casebook.book import Casebook
from casebook.errors import CasebookError
from casebook.forms import file_form
from casebook.heal import ask_in_order, first_task, heal, reset
from casebook.verify import verify
from contracts.commands import ActorRef, Command, Known
from contracts.forms import ResponsibilityRefusal
from contracts.names import COMPLAINT, workflow_id
from tests.casebook.chains import tables_of
from tests.casebook.conftest import person
from tests.casebook.test_accept import REPORT, one, opened

pytestmark = pytest.mark.usefixtures("worker")


async def running(book: Casebook) -> str:
    """A case with its report in."""
    case_no = str((await opened(book)).case_no)
    answer = await file_form(book, person(book, "agent"), str(uuid4()), f"{case_no}.t1", 1, REPORT)
    assert answer.status == "done"
    return case_no


async def change(book: Casebook, query: str, **values: Any) -> None:
    async with book.engine.begin() as connection:
        await connection.execute(text(query), values)


async def codes(book: Casebook, case_no: str) -> set[str]:
    report = await verify(book, case_no=case_no)
    assert report.cases == 1
    return {finding.code for finding in report.findings}


async def test_a_sound_case_has_no_findings(book: Casebook) -> None:
    report = await verify(book, case_no=await running(book))
    assert (report.ok, report.cases, report.findings) == (True, 1, [])
    assert report.events > 10


async def test_nothing_checked_is_no_success(book: Casebook) -> None:
    report = await verify(book, case_no="TS19700101-000000")
    assert (report.cases, report.ok) == (0, False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("update events set text = replace(text, 'agent', 'nobody') where case_no = :c and seq = 1", "event_altered"),
        (
            "delete from events where case_no = :c and seq = (select max(seq) from events where case_no = :c)",
            "chain_head",
        ),
        ("update tasks set role = 'leader' where case_no = :c and status = 'open'", "tasks_row"),
        ("delete from deadlines where case_no = :c and kind = 'promise'", "deadlines_row"),
        ("update offers set status = 'closed' where case_no = :c", "offers_row"),
        ("delete from notices where case_no = :c", "outbox_differs"),
        ("update cases set view = '{}' where case_no = :c", "view_differs"),
        ("update cases set frozen = 'fork' where case_no = :c", "frozen"),
    ],
)
async def test_a_planted_fault_is_found_and_healing_mends_it(book: Casebook, query: str, code: str) -> None:
    case_no = await running(book)
    sound = await tables_of(book.engine, case_no)
    await change(book, query, c=case_no)
    assert code in await codes(book, case_no)
    healed = await heal(book, case_no)
    assert healed.reopened == 0
    assert await codes(book, case_no) == set()
    mended = await tables_of(book.engine, case_no)
    for name in ("tasks", "deadlines", "offers", "escalations"):
        assert mended[name] == sound[name]
    assert [row["rule"] for row in mended["notices"]] == [row["rule"] for row in sound["notices"]]


async def test_a_command_that_waits_is_found(book: Casebook) -> None:
    case_no = await running(book)
    await change(book, "update commands set status = 'pending', accepted_at = 0 where case_no = :c", c=case_no)
    assert "command_unanswered" in await codes(book, case_no)


async def test_a_planted_fork_freezes_the_case_and_heal_lets_it_go_on(book: Casebook) -> None:
    case_no = await running(book)
    head = "update cases set head = repeat('0', 64) where case_no = :c"
    last = "update events set hash = repeat('0', 64) where case_no = :c and seq = (select revision from cases"
    await change(book, f"{last} where case_no = :c)", c=case_no)
    await change(book, head, c=case_no)
    offer, key = f"{case_no}.o1", str(uuid4())
    engineering = person(book, "engineering")
    refusal = ResponsibilityRefusal(reason="不属于我部门")
    answer = await file_form(book, engineering, key, offer, None, refusal)
    assert answer.status == "unavailable"
    assert await one(book, "select frozen from cases where case_no = :c", c=case_no) == "fork"
    with pytest.raises(CasebookError, match="case_frozen"):
        await file_form(book, engineering, str(uuid4()), offer, None, refusal)
    healed = await heal(book, case_no)
    assert (healed.replaced, healed.epoch) == (True, 1)
    again = await file_form(book, engineering, key, offer, None, refusal)
    assert again.status == "done"
    assert await codes(book, case_no) == set()


async def test_events_that_the_table_lacks_are_fetched_from_the_case(book: Casebook) -> None:
    case_no = str((await opened(book)).case_no)
    head = str(await one(book, "select head from cases where case_no = :c", c=case_no))
    revision = int(str(await one(book, "select revision from cases where case_no = :c", c=case_no)))
    agent = ActorRef(id="agent", role="customer_service")
    fields = {"substantiated": True, "complaint_type": "engineering_quality", "department": "engineering"}
    command = Command(
        id=str(uuid4()),
        kind="form",
        actor=agent,
        received_at=2**52,
        known=Known(revision=revision, head=head),
        target=f"{case_no}.t1",
        target_revision=1,
        form="investigation_report",
        fields=fields,
    )
    asked = await ask(book.client, workflow_id(COMPLAINT, case_no), command)
    assert asked.receipt is not None
    assert asked.receipt.first == revision + 1
    tail = asked.receipt.model_copy(update={"first": asked.receipt.revision, "events": asked.receipt.events[-1:]})
    done = await store.store(book.engine, book.client, tail)
    assert (done.status, done.revision) == ("stored", asked.receipt.revision)
    assert await codes(book, case_no) == set()


async def test_a_reset_loses_no_form_and_sends_no_notice_twice(book: Casebook) -> None:
    case_no = await running(book)
    before = await tables_of(book.engine, case_no)
    healed = await reset(book, case_no)
    assert (healed.epoch, healed.reopened) == (1, 2)
    after = await tables_of(book.engine, case_no)
    assert after["commands"] == before["commands"]
    assert after["tasks"] == before["tasks"]
    assert [row["rule"] for row in after["notices"]] == [row["rule"] for row in before["notices"]]
    assert after["case"]["revision"] == before["case"]["revision"]
    assert after["case"]["frozen"] is None
    assert await codes(book, case_no) == set()


async def test_what_was_acknowledged_before_a_reset_is_never_refused_after_it_but_alarms(book: Casebook) -> None:
    case_no = await running(book)
    again = str(uuid4())
    await change(
        book,
        """insert into commands select (jsonb_populate_record(k, jsonb_build_object('id', cast(:id as text),
           'key', cast(:id as text), 'status', 'pending', 'answer', null, 'reopened', true))).* from commands k
            where case_no = :c and kind = 'form'""",
        id=again,
        c=case_no,
    )
    assert await ask_in_order(book, case_no) == 0  # its task is done: the case refuses it for ever
    where = {"id": again}
    assert await one(book, "select status from commands where id = cast(:id as uuid)", **where) == "pending"
    assert await one(book, "select doc is not null from commands where id = cast(:id as uuid)", **where) is True
    assert again in {alarm.subject for alarm in await alarms(book, "daoyi")}
    await change(book, "update commands set reopened = false, stuck = false where id = cast(:id as uuid)", **where)
    assert await ask_in_order(book, case_no) == 1
    assert await one(book, "select status from commands where id = cast(:id as uuid)", **where) == "refused"


async def test_a_foreign_reset_is_found_and_healing_asks_the_lost_forms_again(book: Casebook) -> None:
    case_no = await running(book)
    case = workflow_id(COMPLAINT, case_no)
    await book.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=book.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case),
            reason="an operator",
            workflow_task_finish_event_id=await first_task(book, case),
            request_id=str(uuid4()),
            reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
        )
    )
    assert {"foreign_reset", "table_behind"} <= await codes(book, case_no)
    healed = await heal(book, case_no)
    assert healed.reopened == 2
    assert await ask_in_order(book, case_no) == 2
    assert await codes(book, case_no) == set()
    assert await one(book, "select count(*) from tasks where case_no = :c and status = 'open'", c=case_no) == 1


async def test_a_terminated_case_is_found(book: Casebook) -> None:
    case_no = await running(book)
    await book.client.get_workflow_handle(workflow_id(COMPLAINT, case_no)).terminate("an operator")
    assert "workflow_ended" in await codes(book, case_no)


async def test_a_case_that_cannot_be_held_is_let_go_as_it_was_found(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.heal.HOLD_SECONDS", 1)
    case_no = await running(book)
    asked = "update commands set status = 'pending', lease_until = instant_now() + 60000000 where case_no = :c"
    await change(book, asked, c=case_no)
    for healing in (heal, reset):
        with pytest.raises(CasebookError, match="still_running"):
            await healing(book, case_no)
        assert await one(book, "select frozen from cases where case_no = :c", c=case_no) is None


async def test_a_fork_seen_from_a_row_that_has_moved_on_does_not_freeze(book: Casebook) -> None:
    case_no = await running(book)
    sent = Known(revision=1, head="0" * 64)
    assert not await store.freeze(book.engine, case_no, "fork", epoch=0, known=sent)
    assert not await store.freeze(book.engine, case_no, "fork", epoch=1)
    assert await one(book, "select frozen from cases where case_no = :c", c=case_no) is None

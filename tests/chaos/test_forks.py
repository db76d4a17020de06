"""A planted fork freezes its case and nothing else; healing mends it, and the case goes on to its end."""

from uuid import uuid4

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from casebook.customers import Customer
from casebook.heal import heal
from casebook.intake import open_complaint
from casebook.verify import verify
from contracts import events as ev
from contracts.commands import EVENTS_CARRIED
from contracts.forms import ComplaintRecord
from tests.chaos.client import FORMS, Client
from tests.chaos.installation import Installation, named

ROUNDS = 7


async def frozen(client: Client, case_no: str) -> None:
    """A command on the case is refused for as long as it is frozen."""
    task = await client.owed(case_no)
    person, body = FORMS[task["step"]["id"]]
    if "promised_on" in body:
        body = {**body, "promised_on": (await client.case(case_no))["now"][:10]}
    for _ in range(2):
        answer = await client.post(person, f"/v1/tasks/{task['id']}/form", body, revision=1, key=str(uuid4()))
        assert (answer.status_code, answer.json()["code"]) == (503, "case_frozen"), answer.text
        assert int(answer.headers["retry-after"]) > 0
    assert (await client.case(case_no))["frozen"]


async def codes(tuoshan: Installation, case_no: str) -> set[str]:
    """What `verify` says of a case."""
    return {finding.code for finding in (await verify(tuoshan.book, case_no=case_no)).findings}


async def mended(tuoshan: Installation, client: Client, case_no: str) -> None:
    """Healed, and on to a satisfied customer."""
    await heal(tuoshan.book, case_no)
    await tuoshan.settled()
    assert await codes(tuoshan, case_no) == set()
    case = await client.lead(case_no)
    assert case["outcome"] == "satisfied"
    await tuoshan.sound()


@pytest.mark.parametrize("whole", [True, False], ids=["event_and_head", "event_alone"])
async def test_altered_last_event_freezes_the_case(tuoshan: Installation, client: Client, whole: bool) -> None:
    case_no, other = await client.open(), await client.open()
    text = (
        await tuoshan.rows(
            "update events e set hash = md5(hash) || md5(hash), text = replace(text, 'TS20', 'TS19')"
            " from cases c where c.case_no = :no and e.case_no = c.case_no and e.seq = c.revision returning e.hash",
            no=case_no,
        )
    )[0]["hash"]
    if whole:
        await tuoshan.rows("update cases set head = :head where case_no = :no", head=text, no=case_no)
        await frozen(client, case_no)
        assert "frozen" in await codes(tuoshan, case_no)
    assert "event_altered" in await codes(tuoshan, case_no)
    assert (await client.lead(other))["outcome"] == "satisfied"
    await mended(tuoshan, client, case_no)


async def test_reset_behind_our_back_freezes_the_case(tuoshan: Installation, client: Client) -> None:
    case_no = await client.open()
    await client.lead(case_no, until="consent")
    request = ResetWorkflowExecutionRequest(
        namespace=tuoshan.book.client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=f"complaint/{case_no}"),
        reason="an operator",
        workflow_task_finish_event_id=await _first_completed_task(tuoshan, case_no),
        request_id=str(uuid4()),
    )
    await tuoshan.book.client.workflow_service.reset_workflow_execution(request)
    assert "foreign_reset" in await codes(tuoshan, case_no)
    answered = named(await tuoshan.events(case_no), ev.TASK_ANSWERED)
    assert len(answered) == 3
    await frozen(client, case_no)
    assert {"frozen", "foreign_reset"} <= await codes(tuoshan, case_no)
    await mended(tuoshan, client, case_no)


async def _first_completed_task(tuoshan: Installation, case_no: str) -> int:
    async for event in tuoshan.book.client.get_workflow_handle(f"complaint/{case_no}").fetch_history_events():
        if event.HasField("workflow_task_completed_event_attributes"):
            return int(event.event_id)
    raise AssertionError("no workflow task")


async def test_table_behind_by_more_than_the_case_carries(tuoshan: Installation, client: Client) -> None:
    person = tuoshan.book.directory.person("daoyi", "agent")
    assert person is not None
    record = ComplaintRecord(
        channel="phone",
        complaint_type="service_quality",
        department="engineering",
        subject="噪音",
        description="很响。",
    )
    answer = await open_complaint(tuoshan.book, person, str(uuid4()), record, Customer(), resume_always=True)
    case_no = answer.case_no or ""
    for _ in range(ROUNDS):
        await client.lead(case_no, until="callback")
        task = await client.owed(case_no)
        body = {"reached": True, "satisfaction": "unsatisfied"}
        await client.insist("callback", f"/v1/tasks/{task['id']}/form", body, revision=task["revision"])
    await client.lead(case_no, until="investigate")
    events = await tuoshan.events(case_no)
    assert len(events) > EVENTS_CARRIED + 20
    await tuoshan.rows("delete from events where case_no = :no", no=case_no)
    await tuoshan.rows(
        "update cases set revision = 0, head = repeat('0', 64), view = json_build_object('case_no', case_no,"
        " 'company', company, 'tasks', '{}'::json, 'promises', '{}'::json, 'offers', '{}'::json,"
        " 'escalations', '{}'::json) where case_no = :no",
        no=case_no,
    )
    task_id = (await tuoshan.rows("select id from tasks where case_no = :n and status = 'open'", n=case_no))[0]["id"]
    person_id, body = FORMS["investigate"]
    refused = await client.post(person_id, f"/v1/tasks/{task_id}/form", body, revision=1)
    assert (refused.status_code, refused.json()["code"]) == (503, "case_frozen"), refused.text
    assert "frozen" in await codes(tuoshan, case_no)
    await mended(tuoshan, client, case_no)
    assert [event.seq for event in (await tuoshan.events(case_no))[: len(events)]] == [event.seq for event in events]

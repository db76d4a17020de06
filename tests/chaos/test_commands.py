"""Many at once, and one that cannot be answered: one winner each, and nobody waits for a stranger's case."""

import asyncio
import time
from collections import Counter
from typing import Any
from uuid import uuid4

from casebook import crash_points
from casebook.alarms import alarms
from casebook.redrive import TRIES
from contracts import events as ev
from tests.chaos.client import FORMS, RECORD, Client
from tests.chaos.installation import Installation, named, report, until

RETRIES = 100


async def test_a_hundred_concurrent_retries_of_one_intake_make_one_case(tuoshan: Installation, client: Client) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(client.post("agent", "/v1/complaints", RECORD, key=key) for _ in range(RETRIES)))
    assert set(Counter(answer.status_code for answer in answers)) <= {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"still_running"}
    final = await client.insist("agent", "/v1/complaints", RECORD, key=key)
    assert {answer.json()["case_no"] for answer in answers if answer.status_code == 201} == {final["case_no"]}
    assert len(await tuoshan.rows("select 1 from cases")) == 1
    assert len(await tuoshan.rows("select 1 from customers")) == 1
    other = await client.post("agent", "/v1/complaints", {**RECORD, "subject": "另一件事"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    await tuoshan.sound()


async def test_two_forms_on_one_revision_have_one_winner(tuoshan: Installation, client: Client) -> None:
    for _ in range(5):
        case_no = await client.open()
        task = await client.owed(case_no)
        path, (person, body) = f"/v1/tasks/{task['id']}/form", FORMS["investigate"]
        pair = await asyncio.gather(*(client.post(person, path, body, revision=task["revision"]) for _ in range(2)))
        assert sorted(answer.status_code for answer in pair) == [200, 409]
        (refused,) = [answer.json() for answer in pair if answer.status_code == 409]
        assert refused["code"] == "task_not_open"
        answered = named(await tuoshan.events(case_no), ev.TASK_ANSWERED)
        assert [event.data["task"] for event in answered] == [task["id"]]
    await tuoshan.sound()


async def test_an_older_unanswered_form_is_asked_before_a_newer_command(tuoshan: Installation, client: Client) -> None:
    case_no = await client.open()
    task = await client.owed(case_no)
    older, newer = str(uuid4()), str(uuid4())
    (person, body), path = FORMS["investigate"], f"/v1/tasks/{task['id']}/form"
    await tuoshan.restart_api(TUOSHAN_CRASH_AT=f"{crash_points.AFTER_ACCEPT}:1")
    await asyncio.gather(client.post(person, path, body, key=older, revision=1), return_exceptions=True)
    await tuoshan.restart_api()
    found = await tuoshan.command(older)
    assert found is not None
    assert found["status"] == "pending"
    # The dead process's lease is over; the re-driver has not come by yet.
    await tuoshan.rows(
        "update commands set lease_until = 0, next_try_at = next_try_at + 60000000 where key = :key", key=older
    )
    withdrawn = await client.post("agent", f"/v1/cases/{case_no}/withdraw", {"reason": "撤回。"}, key=newer, revision=7)
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (409, "stale_revision")
    chain = await tuoshan.events(case_no)
    assert [event.command for event in named(chain, ev.TASK_ANSWERED)] == [str(found["id"])]
    await tuoshan.sound()


async def test_poison_commands_delay_nobody_and_end_stuck_with_an_alarm(tuoshan: Installation, client: Client) -> None:
    await tuoshan.settled()
    poisoned, healthy = [await client.open() for _ in range(2)], [await client.open() for _ in range(3)]
    await tuoshan.kill("worker", stay_down=True)
    keys = dict(zip((*poisoned, *healthy), (str(uuid4()) for _ in range(5)), strict=True))

    async def file(case_no: str) -> None:
        person, body = FORMS["investigate"]
        answer = await client.post(person, f"/v1/tasks/{case_no}.t1/form", body, key=keys[case_no], revision=1)
        assert answer.status_code == 503

    await asyncio.gather(*(file(case_no) for case_no in keys))
    # Their cases are deaf (a workflow that nobody runs) and unknown: asking the one waits, asking the other fails.
    deaf = await tuoshan.platform.temporal.start_workflow("deaf", id=f"deaf-{uuid4()}", task_queue="nobody")
    ways = dict(zip(poisoned, (deaf.id, "unknown"), strict=True))
    for case_no, workflow in ways.items():
        await tuoshan.rows("update cases set workflow_id = :w where case_no = :no", w=workflow, no=case_no)
    back = time.monotonic()
    await tuoshan.platform.parts.resume("worker")

    async def answered() -> bool:
        return all([(await _status(tuoshan, keys[case_no])) == "done" for case_no in healthy])

    await until(answered, 40)
    others = time.monotonic() - back
    await deaf.terminate()  # from now on both fail at once
    await tuoshan.rows("update commands set tries = :tries where status = 'pending'", tries=TRIES - 1)
    await _hurried(tuoshan, stuck=True)
    found = [alarm.case_no for alarm in await alarms(tuoshan.book) if alarm.code == "command_stuck"]
    assert sorted(str(case_no) for case_no in found) == sorted(poisoned)
    assert "command_stuck" in tuoshan.platform.parts.log("worker").read_text()
    assert await client.lead(healthy[0])
    for case_no in poisoned:
        await tuoshan.rows("update cases set workflow_id = 'complaint/' || case_no where case_no = :no", no=case_no)
    await _hurried(tuoshan, stuck=False)
    assert [alarm for alarm in await alarms(tuoshan.book) if alarm.code == "command_stuck"] == []
    await tuoshan.sound()
    report("poison commands", others_answered_after=others)


async def _status(tuoshan: Installation, key: str) -> Any:
    command = await tuoshan.command(key)
    return command and command["status"]


async def _hurried(tuoshan: Installation, *, stuck: bool) -> None:
    """Brings the next try forward until what is left is stuck, or nothing is left."""

    async def so() -> bool:
        await tuoshan.rows("update commands set next_try_at = 0 where status = 'pending' and lease_until is null")
        left = await tuoshan.rows("select stuck from commands where status = 'pending'")
        return all(row["stuck"] for row in left) if stuck else not left

    await until(so, 60)

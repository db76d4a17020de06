"""Outages over a limit: what was received in time is in time, what nobody did is a breach at its due instant, once.

The tests of this file follow one another: what the first leaves behind falls due while the next ones run.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import httpx2
import pytest

from contracts import events as ev
from domain.time.instants import from_datetime
from tests.chaos.client import FORMS, RECORD, Client, rehearsal
from tests.chaos.installation import Installation, named, report, until

DUE = from_datetime(datetime.fromisoformat("2025-06-06T00:00:00+08:00"))
"""24:00 of a working day, by which everything promised for that day is owed."""
WINDOW_ENDS = datetime.fromisoformat("2025-06-20T00:00:00+08:00")
SECONDS = 12
OUTAGE = 25
"""Longer than the ten seconds after which a case knows that nobody was there."""


@dataclass
class Waiting:
    """A case whose solution has to be carried out by DUE; `limit` is that instant by our own clock."""

    case_no: str
    task: str
    limit: float


async def promised(client: Client, *, seconds: float = SECONDS) -> Waiting:
    """A major incident (its rungs wait for no morning), `seconds` before its department's limit."""
    limit = time.monotonic() + seconds
    case_no = await client.open(major=True, **rehearsal(DUE, seconds))
    case = await client.lead(case_no, until="carry_out")
    (task,) = case["tasks"]
    assert datetime.fromisoformat(task["deadline"]["due"]) == datetime.fromisoformat("2025-06-06T00:00:00+08:00")
    return Waiting(case_no, task["id"], limit)


async def appealable(client: Client) -> tuple[str, str]:
    """A closed complaint in the last seconds of its appeal window: case number and the offer's path."""
    case_no = await client.open(rehearsal={"starts_at": "2025-06-04T10:00:00+08:00"})
    investigate, opinion = {"substantiated": False, "findings": "无。"}, {"channel": "phone", "opinion": "不成立。"}
    for form in (investigate, opinion):
        task = await client.owed(case_no)
        await client.insist("agent", f"/v1/tasks/{task['id']}/form", form, revision=1)
    to = WINDOW_ENDS.timestamp() - SECONDS
    body = {"to": datetime.fromtimestamp(to, WINDOW_ENDS.tzinfo).isoformat()}
    headers = {"Authorization": "Bearer demo-supervisor"}
    assert (await client.http.post(f"/v1/cases/{case_no}/advance", json=body, headers=headers)).status_code == 200
    (offer,) = (await client.case(case_no))["offers"]
    return case_no, str(offer["href"])


async def sleep_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


@pytest.fixture(scope="module")
async def silent() -> dict[str, Waiting]:
    """The case about which nobody did anything, for the last test."""
    return {}


async def received(tuoshan: Installation, key: str) -> int:
    command = await tuoshan.command(key)
    assert command is not None
    return int(command["received_at"])


async def test_nobody_works_for_a_while(tuoshan: Installation, client: Client, silent: dict[str, Waiting]) -> None:
    appealed, offer = await appealable(client)
    in_time, late, silent["case"] = [await promised(client) for _ in range(3)]
    down = await tuoshan.kill("worker", stay_down=True)
    intake, appeal, early, after = (str(uuid4()) for _ in range(4))

    def completion(case: Waiting, key: str) -> "asyncio.Task[httpx2.Response]":
        work = client.post("engineering", f"/v1/tasks/{case.task}/form", FORMS["carry_out"][1], key=key, revision=1)
        return asyncio.create_task(work)

    filed = completion(in_time, early)
    contested = asyncio.create_task(client.post("agent", offer, {"reason": "不同意。"}, key=appeal))
    opened = await client.post("agent", "/v1/complaints", RECORD, key=intake)
    assert (opened.status_code, opened.json()["status"]) == (202, "accepted")
    case_no = opened.json()["case_no"]
    assert await received(tuoshan, early) < DUE
    assert await received(tuoshan, appeal) < from_datetime(WINDOW_ENDS)
    await sleep_until(late.limit + 1)
    missed = completion(late, after)
    for answer in [await task for task in (filed, contested, missed)]:
        assert answer.status_code == 503, answer.text
        assert (answer.json()["code"], int(answer.headers["retry-after"]) > 0) == ("case_unavailable", True)
    await sleep_until(max(down + OUTAGE, silent["case"].limit + 12))
    back = time.monotonic()
    await tuoshan.platform.parts.resume("worker")
    await tuoshan.settled()
    report("no worker", outage=back - down, everything_answered=time.monotonic() - back)

    kept = await tuoshan.events(in_time.case_no)
    assert (named(kept, ev.BREACHED), named(kept, ev.ESCALATED)) == ([], [])
    (answered,) = [event for event in named(kept, ev.TASK_ANSWERED) if event.data["task"] == in_time.task]
    assert "late" not in answered.data
    assert named(await tuoshan.events(appealed), ev.OFFER_TAKEN)
    assert named(await tuoshan.events(appealed), ev.OFFER_CLOSED) == []
    chain = await tuoshan.events(late.case_no)
    assert [(event.at, event.data["due"]) for event in named(chain, ev.BREACHED)] == [(DUE, DUE)]
    assert [event.data["rung"] for event in named(chain, ev.ESCALATED)] == [1]
    assert named(chain, ev.TASK_ANSWERED)[-1].data["late"] is True

    again = await client.post("agent", "/v1/complaints", RECORD, key=intake)
    assert (again.status_code, again.json()["case_no"]) == (201, case_no)
    again = await client.post(
        "engineering", f"/v1/tasks/{in_time.task}/form", FORMS["carry_out"][1], key=early, revision=1
    )
    assert (again.status_code, again.headers["idempotent-replayed"]) == (200, "true")
    await tuoshan.sound()


async def test_temporal_is_away_over_a_limit(tuoshan: Installation, client: Client) -> None:
    in_time, late = [await promised(client) for _ in range(2)]
    # A rehearsal's clock is read off the server before its form is accepted. A real case's is not: make them real.
    for case in (in_time, late):
        await tuoshan.rows("update cases set rehearsal = false where case_no = :no", no=case.case_no)
    down = await tuoshan.kill("temporal", stay_down=True)
    intake, early = str(uuid4()), str(uuid4())
    work = client.post("engineering", f"/v1/tasks/{in_time.task}/form", FORMS["carry_out"][1], key=early, revision=1)
    filed = asyncio.create_task(work)
    opened = await client.post("agent", "/v1/complaints", RECORD, key=intake)
    assert opened.status_code == 202
    assert (await filed).status_code == 503
    assert await received(tuoshan, early) < DUE
    await sleep_until(late.limit + 12)
    back = time.monotonic()
    await tuoshan.platform.parts.resume("temporal")
    await tuoshan.settled()
    report("no Temporal", outage=back - down, everything_answered=time.monotonic() - back)
    await client.lead(late.case_no)
    kept, chain = await tuoshan.events(in_time.case_no), await tuoshan.events(late.case_no)
    assert (named(kept, ev.BREACHED), named(kept, ev.ESCALATED)) == ([], [])
    assert [(event.at, event.data["due"]) for event in named(chain, ev.BREACHED)] == [(DUE, DUE)]
    assert [event.data["rung"] for event in named(chain, ev.ESCALATED)] == [1]
    for case in (in_time, late):
        await tuoshan.rows("update cases set rehearsal = true where case_no = :no", no=case.case_no)
    await tuoshan.sound()


async def test_database_is_away_over_a_limit(tuoshan: Installation, client: Client) -> None:
    case = await promised(client, seconds=8)
    down = await tuoshan.kill("postgres", stay_down=True)
    refused = await client.post("agent", "/v1/complaints", RECORD)
    assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
    await sleep_until(case.limit + 4)
    back = time.monotonic()
    await tuoshan.platform.parts.resume("postgres")

    async def stored() -> bool:
        return len(named(await tuoshan.events(case.case_no), ev.BREACHED)) == 1

    await until(stored)
    report("no PostgreSQL", outage=back - down, breach_in_the_table=time.monotonic() - back)
    (breached,) = named(await tuoshan.events(case.case_no), ev.BREACHED)
    assert (breached.at, breached.fired_at) == (DUE, None)  # the case itself was there all the time
    await client.lead(case.case_no)
    await tuoshan.sound()


async def test_breach_of_an_outage_is_stamped_with_its_due_instant_and_fires_once(
    tuoshan: Installation, silent: dict[str, Waiting]
) -> None:
    case = silent["case"]

    async def fired() -> bool:
        return named(await tuoshan.events(case.case_no), ev.BREACHED) != []

    await until(fired, 90)
    chain = await tuoshan.events(case.case_no)
    (breached,) = named(chain, ev.BREACHED)
    assert (breached.at, breached.data["due"]) == (DUE, DUE)
    assert breached.fired_at is not None
    (rung,) = named(chain, ev.ESCALATED)
    assert (rung.at, rung.data["rung"]) == (DUE, 1)
    report("breach of an outage", recorded_after_its_instant=(breached.fired_at - DUE) / 1_000_000)
    await tuoshan.sound()

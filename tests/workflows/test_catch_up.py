"""An outage over a due instant, in real seconds: what was received in time stands, what was missed is stamped so."""

import asyncio
from dataclasses import dataclass

import pytest
from temporalio.client import Client

from tests.support.clause import clause
from tests.workflows.civil import instant
from tests.workflows.driver import Case
from tests.workflows.scenarios.flow import to_department
from tests.workflows.stage import Stage, dark_stage

LIMIT, BEFORE = "2026-03-20 00:00", "2026-03-19 23:59:57"
OUTAGE = 16
"""Real seconds without a worker: more than the ten from which on a case knows that it was away."""
SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class After:
    """Three cases after one outage over midnight."""

    silent: Case
    in_time: Case
    appealed: Case


@pytest.fixture(scope="module")
async def after(temporal_client: Client) -> After:
    stage = dark_stage(temporal_client)
    async with stage.worker():
        silent, in_time = await _slip(stage), await _slip(stage)
        appealed = await _told(stage)
        for case in (silent, in_time, appealed):
            await case.at(BEFORE)
    await asyncio.sleep(OUTAGE)
    async with stage.worker():
        reply = in_time.command(
            "form",
            in_time.who(in_time.place("department_reply")),
            "department_reply",
            {"promised_on": "2026-03-30"},
            target=in_time.first(),
            received_at=instant(LIMIT) - SECOND,
        )
        assert (await in_time.send(reply)).receipt is not None
        appeal = appealed.place("appeal")
        assert appeal is not None
        late = appealed.command(
            "form", appealed.who(appeal), "appeal", {}, target=appeal.id, received_at=instant(LIMIT) - SECOND
        )
        assert (await appealed.send(late)).receipt is not None
        await silent.at("2026-03-20 00:00:40")
        assert not silent.timeline.all("breached")
        await silent.at("2026-03-20 00:02:00")
        await in_time.at("2026-03-20 09:00")
        await silent.at("2026-03-20 09:00")
    return After(silent, in_time, appealed)


async def _slip(stage: Stage) -> Case:
    """With the department until midnight."""
    case = await Case.open(stage, "2026-03-16 10:00")
    await to_department(case)
    return case


async def _told(stage: Stage) -> Case:
    """Unfounded; the appeal window ends at midnight."""
    case = await Case.open(stage, "2026-03-04 10:00")
    await case.file("investigation_report", substantiated=False)
    await case.file("opinion_told", channel="phone")
    assert [offer.until for offer in case.view.offers.values()] == [instant(LIMIT)]
    return case


@clause("AC-X-03", "G-12")
async def test_breach_during_an_outage_is_stamped_with_its_due_instant_exactly_once(after: After) -> None:
    breach = after.silent.timeline.one("breached")
    assert breach.at == instant(LIMIT)
    assert breach.fired_at is not None
    assert 60 * SECOND < breach.fired_at - instant(LIMIT) < 120 * SECOND


@clause("AC-X-03")
async def test_ladder_and_notice_after_an_outage_are_there_once(after: After) -> None:
    happened = after.silent.timeline
    assert [rung.at for rung in happened.all("escalated")] == [instant("2026-03-20 08:00")]
    assert len(happened.notices("breach")) == 1
    assert happened.notices("breach")[0].data["not_before"] == instant("2026-03-20 08:00")


@clause("G-5", "G-12")
async def test_form_received_before_the_limit_and_asked_after_the_outage_causes_no_breach_and_no_rung(
    after: After,
) -> None:
    happened = after.in_time.timeline
    assert happened.one("task_answered", form="department_reply").at == instant(LIMIT) - SECOND
    assert not happened.all("breached")
    assert not happened.all("escalated")


@clause("S0-6.2")
async def test_appeal_received_in_its_window_and_asked_after_the_outage_is_taken(after: After) -> None:
    happened = after.appealed.timeline
    assert happened.one("offer_taken").data["reopens"] is True
    assert not happened.all("offer_closed")

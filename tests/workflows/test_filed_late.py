"""Acts filed or asked long after they were done or received: nobody is late before they are asked."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from contracts.view import DeadlineView
from tests.support.clause import clause
from tests.workflows.civil import civil, instant
from tests.workflows.driver import SUPERVISOR, Case
from tests.workflows.scenarios.flow import to_consent, to_department
from tests.workflows.stage import Stage, lit_stage


@pytest.fixture
async def stage(temporal_client: Client) -> AsyncIterator[Stage]:
    async with lit_stage(temporal_client) as stage:
        yield stage


async def _consented(stage: Stage, occurred_at: str | None) -> tuple[Case, DeadlineView]:
    """Promised for the day of the reply, told the same day; the consent is filed the next morning."""
    case = await Case.open(stage, "2026-03-16 10:00")
    await to_department(case)
    await case.at("2026-03-17 09:00")
    await to_consent(case, "2026-03-17")
    await case.at("2026-03-18 09:00")
    await case.file("customer_opinion", agrees=True, occurred_at=occurred_at)
    (task,) = case.view.tasks.values()
    assert (task.step, task.deadline is not None) == ("carry_out", True)
    assert task.deadline is not None
    return case, task.deadline


@clause("S0-6.5", "G-5")
@pytest.mark.parametrize("occurred_at", [None, "2026-03-17 17:00"])
async def test_a_consent_filed_after_the_promised_day_gives_the_department_its_days_from_then(
    stage: Stage, occurred_at: str | None
) -> None:
    case, deadline = await _consented(stage, occurred_at)
    assert civil(deadline.due) == "2026-03-19 00:00"
    await case.at("2026-03-18 18:00")
    assert not case.timeline.all("breached")
    assert not case.timeline.all("escalated")


@clause("S0-6.2")
async def test_an_opinion_filed_after_its_appeal_window_leaves_the_window_from_then(stage: Stage) -> None:
    case = await Case.open(stage, "2026-03-04 10:00")
    await case.file("investigation_report", substantiated=False)
    await case.at("2026-03-27 10:00")
    await case.file("opinion_told", channel="phone", occurred_at="2026-03-04 11:00", by=SUPERVISOR)
    (offer,) = case.view.offers.values()
    assert offer.until is not None
    assert civil(offer.until) == "2026-04-14 00:00"  # 15 days after the filing, a Saturday, which rolls to Monday
    await case.at("2026-03-28 10:00")
    await case.file("appeal")
    assert case.timeline.one("offer_taken").data["reopens"] is True


@clause("S0-6.4", "G-12")
async def test_a_rung_of_a_rejection_asked_late_may_be_acknowledged_from_when_it_could_be_seen(stage: Stage) -> None:
    case = await Case.open(stage, "2026-03-16 10:00")
    await to_department(case)
    await case.at("2026-03-18 10:00")
    await to_consent(case, "2026-03-30")
    await case.file("customer_opinion", agrees=False)
    await to_consent(case, "2026-03-30")
    consent = case.place("customer_opinion")
    assert consent is not None
    await case.at("2026-03-18 15:00")
    late = case.command(
        "form", case.who(consent), "customer_opinion", {"agrees": False}, target=consent.id,
        received_at=instant("2026-03-18 10:30"),
    )  # fmt: skip
    assert (await case.send(late)).receipt is not None
    rung = case.timeline.one("escalated")
    assert (civil(rung.at), civil(rung.fired_at or 0)) == ("2026-03-18 10:30", "2026-03-18 15:00")
    assert rung.data["acknowledge_by"] > instant("2026-03-18 15:00")

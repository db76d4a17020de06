"""Reminders, breaches, ladders, quiet hours (G-5, G-12)."""

from typing import Any

from tests.workflows.driver import LEADER, SUPERVISOR, Case
from tests.workflows.scenarios.flow import to_department
from tests.workflows.scenarios.registry import scenario
from tests.workflows.stage import Stage


async def _silent_department(stage: Stage, *, major: bool = False) -> Case:
    """A slip sent Mon 2026-03-16 10:00; the department's limit is the end of Thu 03-19."""
    record: dict[str, Any] = {"major": True} if major else {}
    case = await Case.open(stage, "2026-03-16 09:00", **record)
    await case.at("2026-03-16 10:00")
    await to_department(case)
    return case


@scenario
async def acknowledged_in_time(stage: Stage) -> Case:
    """The supervisor acknowledges within four working hours: the leaders are never told."""
    case = await _silent_department(stage)
    await case.at("2026-03-20 12:30")
    await case.acknowledge(SUPERVISOR)
    await case.at("2026-03-21 12:00")
    await case.file("department_reply", promised_on="2026-03-30")
    return case


@scenario
async def acknowledged_late(stage: Stage) -> Case:
    """The supervisor acknowledges after four working hours: the leaders have been told, and acknowledge."""
    case = await _silent_department(stage)
    await case.at("2026-03-20 13:30")
    await case.acknowledge(SUPERVISOR)
    await case.acknowledge(LEADER)
    await case.at("2026-03-20 15:00")
    await case.file("department_reply", promised_on="2026-03-30")
    return case


@scenario
async def major_incident(stage: Stage) -> Case:
    """A major incident: rungs and notices do not wait for the end of quiet hours."""
    case = await _silent_department(stage, major=True)
    await case.at("2026-03-20 01:00")
    await case.acknowledge(SUPERVISOR)
    await case.file("department_reply", promised_on="2026-03-30")
    return case


@scenario
async def wrong_people_acknowledge(stage: Stage) -> Case:
    """Only the addressee acknowledges, and once."""
    case = await _silent_department(stage)
    await case.at("2026-03-20 09:30")
    target = next(iter(case.view.escalations))
    wrong = await case.send(case.command("acknowledge", LEADER, "acknowledgement", {}, target=target))
    assert wrong.refusal is not None
    assert wrong.refusal.code == "wrong_actor"
    await case.acknowledge(SUPERVISOR)
    again = await case.send(case.command("acknowledge", SUPERVISOR, "acknowledgement", {}, target=target))
    assert again.refusal is not None
    assert again.refusal.code == "escalation_not_open"
    return case

"""Withdrawal from every open state (SM-1)."""

from collections.abc import Awaitable, Callable

from tests.workflows.driver import AGENT, SUPERVISOR, Case
from tests.workflows.scenarios.flow import to_callback, to_carrying_out, to_consent, to_department
from tests.workflows.scenarios.registry import scenario
from tests.workflows.stage import Stage

MORNING, DAY = "2026-03-16 09:00", "2026-03-20"


async def _withdrawn(stage: Stage, *before: Callable[[Case], Awaitable[object]]) -> Case:
    case = await Case.open(stage, MORNING, complaint_type="other")
    for act in before:
        await act(case)
    await case.at("2026-03-16 16:00")
    wrong = await case.withdraw(by=AGENT)
    assert wrong.refusal is not None
    assert wrong.refusal.code == "wrong_actor"
    assert (await case.withdraw()).receipt is not None
    await case.sealed()
    return case


@scenario
async def withdrawn_while_investigating(stage: Stage) -> Case:
    return await _withdrawn(stage)


@scenario
async def withdrawn_before_the_opinion(stage: Stage) -> Case:
    return await _withdrawn(stage, lambda case: case.file("investigation_report", substantiated=False))


@scenario
async def withdrawn_while_with_the_department(stage: Stage) -> Case:
    return await _withdrawn(stage, to_department)


@scenario
async def withdrawn_while_awaiting_consent(stage: Stage) -> Case:
    return await _withdrawn(stage, to_department, lambda case: to_consent(case, DAY))


@scenario
async def withdrawn_while_implementing(stage: Stage) -> Case:
    return await _withdrawn(stage, to_department, lambda case: to_carrying_out(case, DAY))


@scenario
async def withdrawn_while_awaiting_the_callback(stage: Stage) -> Case:
    return await _withdrawn(stage, lambda case: to_callback(case, DAY))


@scenario
async def withdrawn_during_an_escalation(stage: Stage) -> Case:
    """Clocks and ladders end with the case."""
    case = await Case.open(stage, MORNING)
    await to_department(case)
    await case.at("2026-03-20 09:00")
    assert (await case.withdraw(by=SUPERVISOR)).receipt is not None
    await case.sealed()
    return case


@scenario
async def withdrawal_after_the_close_is_refused(stage: Stage) -> Case:
    """In the appeal window the case is closed already."""
    case = await Case.open(stage, MORNING)
    await case.file("investigation_report", substantiated=False)
    await case.file("opinion_told", channel="phone")
    late = await case.withdraw()
    assert late.refusal is not None
    assert late.refusal.code == "case_closed"
    return case

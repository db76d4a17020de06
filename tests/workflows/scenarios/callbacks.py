"""Callbacks (S0-6.6, S0-6.6a, S0-6.6b, S0-6.7): how many, by when, unsatisfied, unreachable."""

from tests.workflows.driver import Case
from tests.workflows.scenarios.flow import answers, to_callback
from tests.workflows.scenarios.registry import scenario
from tests.workflows.stage import Stage


async def _implemented(stage: Stage, complaint_type: str, department: str) -> Case:
    """A solution carried out on Fri 2026-05-08, the Saturday after it a make-up working day."""
    case = await Case.open(stage, "2026-05-06 10:00", complaint_type=complaint_type)
    await case.at("2026-05-08 15:00")
    await to_callback(case, "2026-05-12", department)
    return case


@scenario
async def engineering_two_callbacks(stage: Stage) -> Case:
    """AC-S0-06: satisfied on 05-12, very satisfied on 05-26."""
    case = await _implemented(stage, "engineering_quality", "engineering")
    await case.at("2026-05-12 10:00")
    await answers(case, "satisfied")
    await case.at("2026-05-26 10:00")
    await answers(case, "very_satisfied")
    await case.sealed()
    return case


@scenario
async def unsatisfied_second_callback(stage: Stage) -> Case:
    """AC-S0-07: a second round with fresh clocks and counters, four callbacks in all."""
    case = await _implemented(stage, "engineering_quality", "engineering")
    await case.at("2026-05-12 10:00")
    await answers(case, "satisfied")
    await case.at("2026-05-26 10:00")
    await answers(case, "unsatisfied")
    await case.at("2026-06-02 16:00")
    await to_callback_in_round_two(case)
    await case.at("2026-06-12 10:00")
    await answers(case, "satisfied")
    await case.at("2026-06-24 10:00")
    await answers(case, "satisfied")
    await case.sealed()
    return case


async def to_callback_in_round_two(case: Case) -> None:
    """Investigated and answered on 06-02, implemented on 06-10."""
    await case.file("investigation_report", substantiated=True, department="engineering")
    await case.file("department_reply", promised_on="2026-06-10")
    await case.file("solution_told", channel="phone")
    await case.file("customer_opinion", agrees=True)
    await case.at("2026-06-10 15:00")
    await case.file("completion_report")


@scenario
async def unsatisfied_first_callback(stage: Stage) -> Case:
    """The round ends at once: its second callback never comes. Two rounds later it is closed."""
    case = await _implemented(stage, "engineering_quality", "engineering")
    for day in ("2026-05-12", "2026-05-15"):
        await case.at(f"{day} 10:00")
        await answers(case, "unsatisfied")
        await to_callback(case, "2026-05-20")
    await case.at("2026-05-18 10:00")
    await answers(case, "satisfied")
    await case.at("2026-05-25 10:00")
    await answers(case, "satisfied")
    await case.sealed()
    return case


@scenario
async def service_two_callbacks(stage: Stage) -> Case:
    """AC-S0-08: the agent asks for a second callback; a third is refused."""
    case = await _implemented(stage, "service_quality", "after_sales")
    await case.at("2026-05-12 10:00")
    await answers(case, "satisfied", another=True)
    await case.at("2026-05-26 10:00")
    third = {"reached": True, "satisfaction": "satisfied", "another": True}
    await case.refused("callback_limit", "satisfaction_survey", **third)
    await answers(case, "satisfied")
    await case.sealed()
    return case


@scenario
async def other_type_one_callback(stage: Stage) -> Case:
    """A type of which the manual says nothing: one satisfied callback closes."""
    case = await _implemented(stage, "other", "logistics")
    await case.at("2026-05-12 10:00")
    await case.refused("unknown_satisfaction", "satisfaction_survey", reached=True, satisfaction="neutral")
    await case.refused("satisfaction_required", "satisfaction_survey", reached=True)
    await case.refused("not_reached", "satisfaction_survey", reached=False, satisfaction="satisfied")
    await answers(case, "satisfied")
    await case.sealed()
    return case


@scenario
async def nobody_answers(stage: Stage) -> Case:
    """Three attempts, a working day apart; the supervisor closes the case without calling it satisfied."""
    case = await _implemented(stage, "engineering_quality", "engineering")
    for day in ("2026-05-11", "2026-05-12", "2026-05-13"):
        await case.at(f"{day} 10:00")
        await case.file("satisfaction_survey", reached=False)
    await case.at("2026-05-14 10:00")
    await case.file("no_answer_ruling", ruling="close")
    await case.sealed()
    return case


@scenario
async def nobody_answers_at_first(stage: Stage) -> Case:
    """The supervisor has it tried again; the customer answers in the end."""
    case = await _implemented(stage, "other", "logistics")
    for day in ("2026-05-11", "2026-05-12", "2026-05-13"):
        await case.at(f"{day} 10:00")
        await case.file("satisfaction_survey", reached=False)
    await case.at("2026-05-14 10:00")
    await case.file("no_answer_ruling", ruling="try_again")
    await case.at("2026-05-15 10:00")
    await case.file("satisfaction_survey", reached=False)
    await case.at("2026-05-18 10:00")
    await answers(case, "satisfied")
    await case.sealed()
    return case


@scenario
async def callback_forgotten(stage: Stage) -> Case:
    """Nobody calls in five working days: breach, supervisor, leaders; the late callback closes the case."""
    case = await _implemented(stage, "other", "logistics")
    await case.at("2026-05-15 18:30")
    await answers(case, "satisfied")
    await case.sealed()
    return case

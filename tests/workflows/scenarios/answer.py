"""The promised answer (S0-6.1, S0-6.2, S0-6.3): in time, late, unfounded, appealed, refused by the department."""

from tests.workflows.driver import SERVICE, SUPERVISOR, Case
from tests.workflows.scenarios.flow import answers, to_callback, to_consent, to_department
from tests.workflows.scenarios.registry import scenario
from tests.workflows.stage import Stage


@scenario
async def just_opened(stage: Stage) -> Case:
    """The intake and nothing else."""
    return await Case.open(stage, "2026-03-09 10:00")


@scenario
async def answered_on_the_last_day(stage: Stage) -> Case:
    """AC-S0-01 and -02: over the Spring Festival with its make-up Saturday, answered on the fifth working day."""
    case = await Case.open(stage, "2026-02-12 10:00", complaint_type="service_quality")
    await case.at("2026-02-13 15:00")
    await to_department(case, "after_sales")
    await case.at("2026-02-25 11:00")
    await case.file("department_reply", promised_on="2026-03-02")
    await case.at("2026-02-26 17:00")
    await case.file("solution_told", channel="phone")
    await case.file("customer_opinion", agrees=True)
    await case.at("2026-03-02 16:00")
    await case.file("completion_report")
    await case.at("2026-03-04 10:00")
    await answers(case, "satisfied")
    await case.sealed()
    return case


@scenario
async def everything_at_once(stage: Stage) -> Case:
    """Nothing ever becomes due: every act at the hour of the intake. The shortest history with every step."""
    case = await Case.open(stage, "2026-03-09 10:00", complaint_type="service_quality")
    await to_callback(case, "2026-03-16", "after_sales")
    await answers(case, "very_satisfied")
    await case.sealed()
    return case


@scenario
async def never_answered(stage: Stage) -> Case:
    """AC-S0-01: nobody does anything until the promise is broken; the ladder runs to its end; then the late answer."""
    case = await Case.open(stage, "2026-02-12 10:00")
    await case.at("2026-02-27 18:30")
    await to_department(case)
    await to_consent(case, "2026-03-10")
    await case.at("2026-02-28 10:00")
    return case


@scenario
async def slip_on_the_eve(stage: Stage) -> Case:
    """AC-S0-02: the slip leaves on 02-25; the promise breaks on 02-26, the department's own clock runs to 02-28."""
    case = await Case.open(stage, "2026-02-12 10:00")
    await case.at("2026-02-25 15:00")
    await to_department(case)
    await case.at("2026-02-28 17:00")
    await case.file("department_reply", promised_on="2026-03-10")
    return case


@scenario
async def unfounded(stage: Stage) -> Case:
    """AC-S0-03: not substantiated; the opinion keeps the promise; the appeal window passes; sealed."""
    case = await Case.open(stage, "2026-03-09 09:30")
    await case.at("2026-03-11 10:00")
    await case.file("investigation_report", substantiated=False)
    await case.file("opinion_told", channel="phone")
    await case.at("2026-03-27 00:05")
    await case.sealed()
    assert (await case.try_file("appeal")).refusal is not None
    return case


@scenario
async def appealed_in_vain(stage: Stage) -> Case:
    """One appeal, investigated by a supervisor, found unfounded again: no second appeal."""
    case = await Case.open(stage, "2026-03-09 09:30")
    await case.at("2026-03-11 10:00")
    await case.file("investigation_report", substantiated=False)
    await case.refused("wrong_form", "appeal")
    await case.file("opinion_told", channel="phone")
    await case.at("2026-03-20 10:00")
    await case.file("appeal")
    await case.at("2026-03-23 10:00")
    await case.refused("wrong_actor", "investigation_report", substantiated=False, by=SERVICE)
    await case.file("investigation_report", substantiated=False)
    await case.file("opinion_told", channel="phone")
    await case.sealed()
    assert (await case.try_file("appeal")).refusal is not None
    return case


@scenario
async def appealed_with_success(stage: Stage) -> Case:
    """The supervisor finds the appeal substantiated: the complaint goes its ordinary way."""
    case = await Case.open(stage, "2026-03-09 09:30", complaint_type="other")
    await case.at("2026-03-10 10:00")
    await case.file("investigation_report", substantiated=False)
    await case.file("opinion_told", channel="phone")
    await case.at("2026-03-12 10:00")
    await case.file("appeal")
    await case.file("investigation_report", substantiated=True, department="quality", by=SUPERVISOR)
    await case.at("2026-03-13 10:00")
    await to_consent(case, "2026-03-20")
    return case


@scenario
async def department_refuses_responsibility(stage: Stage) -> Case:
    """Back to the investigation each time, at most three times in a round; the customer's clock is not touched."""
    case = await Case.open(stage, "2026-03-09 09:30", complaint_type="other")
    for hour, department in ((11, "engineering"), (13, "logistics"), (15, "quality")):
        await case.at(f"2026-03-10 {hour}:00")
        await to_department(case, department)
        await case.file("responsibility_refusal", suggested_department="technical")
    await case.at("2026-03-11 09:00")
    await to_department(case, "technical")
    await case.refused("wrong_form", "responsibility_refusal", target=case.first())
    await to_consent(case, "2026-03-20")
    return case

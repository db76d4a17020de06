"""Consent and carrying out (S0-6.4, S0-6.5)."""

from tests.workflows.driver import Case
from tests.workflows.scenarios.flow import to_carrying_out, to_consent, to_department
from tests.workflows.scenarios.registry import scenario
from tests.workflows.stage import Stage


@scenario
async def rejected_three_times(stage: Stage) -> Case:
    """AC-S0-04: each rejection gives the department three fresh working days; from the second on it is escalated."""
    case = await Case.open(stage, "2026-03-16 10:00")
    await to_department(case)
    await case.at("2026-03-18 10:00")
    await to_consent(case, "2026-03-30")
    await case.file("customer_opinion", agrees=False)
    await case.at("2026-03-19 10:00")
    await to_consent(case, "2026-03-30")
    await case.file("customer_opinion", agrees=False)
    await case.at("2026-03-19 15:00")
    await case.acknowledge()
    await case.at("2026-03-20 19:00")
    await to_consent(case, "2026-03-30")
    await case.file("customer_opinion", agrees=False)
    await case.at("2026-03-23 18:30")
    await to_carrying_out(case, "2026-03-30")
    return case


@scenario
async def carried_out_in_time(stage: Stage) -> Case:
    """Finished in the last hour of the promised day; a callback before that is not possible."""
    case = await Case.open(stage, "2026-03-16 10:00", complaint_type="other")
    await to_department(case)
    await to_carrying_out(case, "2026-03-20")
    await case.at("2026-03-20 23:30")
    await case.refused("wrong_form", "satisfaction_survey", reached=True, satisfaction="satisfied")
    await case.file("completion_report")
    return case


@scenario
async def carried_out_late(stage: Stage) -> Case:
    """The promised day passes: a breach of the department, a ladder, and the late completion is taken all the same."""
    case = await Case.open(stage, "2026-03-16 10:00", complaint_type="other")
    await to_department(case)
    await case.refused("promised_in_past", "department_reply", promised_on="2026-03-15")
    await case.refused("not_a_date", "department_reply", promised_on="2026-13-40")
    await to_carrying_out(case, "2026-03-20")
    await case.at("2026-03-23 10:00")
    await case.file("completion_report")
    return case


@scenario
async def typed_on_completion(stage: Stage) -> Case:
    """S0-6.8: without a type the completion is refused; with it the type's callbacks count."""
    case = await Case.open(stage, "2026-03-16 10:00")
    await to_department(case)
    await to_carrying_out(case, "2026-03-20")
    await case.at("2026-03-20 10:00")
    await case.refused("complaint_type_required", "completion_report")
    await case.refused("unknown_complaint_type", "completion_report", complaint_type="no_such_type")
    await case.file("completion_report", complaint_type="engineering_quality")
    await case.at("2026-03-23 10:00")
    await case.file("satisfaction_survey", reached=True, satisfaction="satisfied")
    return case

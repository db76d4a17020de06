"""Back-dated acts, and the rulebook's version (S0-6, G-15)."""

import json
from typing import Any

from casebook.plans import plan_at
from contracts.case import CasePlan
from tests.workflows.civil import instant
from tests.workflows.driver import SUPERVISOR, Case
from tests.workflows.scenarios.flow import answers, to_callback, to_department
from tests.workflows.scenarios.registry import scenario
from tests.workflows.stage import Stage


@scenario
async def back_dated(stage: Stage) -> Case:
    """The day on which something was done counts, at most 24 hours back, farther only by a supervisor."""
    case = await Case.open(stage, "2026-03-16 09:00", complaint_type="other")
    await case.at("2026-03-18 10:00")
    found: dict[str, Any] = {"substantiated": True, "department": "engineering"}
    await case.refused("too_far_back", "investigation_report", occurred_at="2026-03-17 09:59", **found)
    await case.refused("occurred_out_of_range", "investigation_report", occurred_at="2026-03-18 10:01", **found)
    await case.refused("occurred_out_of_range", "investigation_report", occurred_at="2026-03-16 08:59", **found)
    await case.file("investigation_report", occurred_at="2026-03-17 23:00", **found)
    await case.at("2026-03-20 09:00")
    late = "2026-03-18 11:00"
    await case.refused("too_far_back", "department_reply", promised_on="2026-03-25", occurred_at=late)
    await case.file("department_reply", promised_on="2026-03-25", occurred_at=late, by=SUPERVISOR)
    return case


@scenario
async def back_dated_unsatisfied_callback(stage: Stage) -> Case:
    """The next round counts from when the customer said so."""
    case = await Case.open(stage, "2026-05-06 10:00", complaint_type="other")
    await to_callback(case, "2026-05-12")
    await case.at("2026-05-12 09:00")
    await case.file("satisfaction_survey", reached=True, satisfaction="unsatisfied", occurred_at="2026-05-11 17:00")
    await case.at("2026-05-12 15:00")
    await to_department(case)
    await case.file("responsibility_refusal", occurred_at="2026-05-12 15:00")
    await case.at("2026-05-13 09:00")
    await to_callback(case, "2026-05-15")
    await case.at("2026-05-14 09:00")
    await answers(case, "satisfied")
    await case.sealed()
    return case


def two_days() -> CasePlan:
    """The next version of the rulebook: two working days for the department instead of three."""
    plan = plan_at("daoyi", instant("2026-06-01 10:00")).plan
    book = json.loads(plan.book)
    steps = {step["id"]: step for step in book["complaint"]["steps"]}
    steps["reply"]["term"]["amount"] = 2
    return plan.model_copy(update={"version": "9.0.0", "rulebook_hash": "f" * 64, "book": json.dumps(book)})


@scenario
async def opened_under_the_old_rulebook(stage: Stage) -> Case:
    """AC-X-02: opened 05-29; the department's term changes on 06-01; this case keeps three working days."""
    case = await Case.open(stage, "2026-05-29 10:00")
    await case.at("2026-06-02 10:00")
    await to_department(case)
    return case


@scenario
async def opened_under_the_new_rulebook(stage: Stage) -> Case:
    """AC-X-02: opened when the new version stands."""
    case = await Case.open(stage, "2026-06-01 10:00", plan=two_days())
    await case.at("2026-06-02 10:00")
    await to_department(case)
    return case

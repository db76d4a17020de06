"""Consent and carrying out (S0-6.4, S0-6.5, S0-6.8)."""

from tests.support.clause import clause
from tests.workflows.civil import civil
from tests.workflows.conftest import Played


@clause("S0-6.4", "AC-S0-04", "S0-F6")
async def test_rejected_solution_goes_back_with_three_fresh_working_days(played: Played) -> None:
    happened = (await played("rejected_three_times")).timeline
    assert happened.dues("reply")[:2] == ["2026-03-20 00:00", "2026-03-24 00:00"]
    assert len(happened.tasks("investigate")) == 1
    assert not happened.tasks("callback")


@clause("S0-6.4", "AC-S0-04")
async def test_each_rejection_raises_the_number_of_the_proposal(played: Played) -> None:
    happened = (await played("rejected_three_times")).timeline
    proposals = [e.data["proposal"] for e in happened.all("state_entered", state="with_department")]
    assert proposals == [1, 2, 3, 4]


@clause("S0-6.4", "S0-N6")
async def test_department_is_told_of_each_rejection(played: Played) -> None:
    happened = (await played("rejected_three_times")).timeline
    told = [notice.data["to"]["id"] for notice in happened.notices("N6")]
    assert told == ["engineering"] * 3
    assert len(happened.notices("N3")) == 1


@clause("S0-6.4")
async def test_second_and_each_later_rejection_is_escalated_and_nothing_closes_by_itself(played: Played) -> None:
    case = await played("rejected_three_times")
    rungs = [(e.data["subject"][-2:], e.data["rung"], e.data["to"]) for e in case.timeline.all("escalated")]
    third, fourth = (task.data["task"][-2:] for task in case.timeline.tasks("reply")[2:])
    assert rungs == [(third, 1, "supervisor"), (fourth, 1, "supervisor"), (fourth, 2, "leader")]
    assert all(e.data["cause"] == "rejections" for e in case.timeline.all("escalated"))
    assert case.view.outcome is None
    assert case.view.state == "implementing"


@clause("S0-6.4", "G-13", "S0-N5")
async def test_putting_the_solution_to_the_customer_keeps_the_promise_once(played: Played) -> None:
    happened = (await played("rejected_three_times")).timeline
    assert civil(happened.one("promise_kept").at) == "2026-03-18 10:00"
    assert len(happened.notices("N5")) == 4
    assert all(notice.data["to"] == {"kind": "customer"} for notice in happened.notices("N5"))


@clause("S0-6.5")
async def test_promised_date_is_met_until_its_midnight(played: Played) -> None:
    happened = (await played("carried_out_in_time")).timeline
    assert happened.dues("carry_out") == ["2026-03-21 00:00"]
    assert happened.one("task_answered", form="completion_report").data.get("late") is None
    assert not happened.all("breached")


@clause("S0-6.5")
async def test_solution_is_carried_out_only_with_recorded_consent(played: Played) -> None:
    happened = (await played("rejected_three_times")).timeline
    opinions = [e.data["fields"]["agrees"] for e in happened.all("task_answered", form="customer_opinion")]
    assert opinions == [False, False, False, True]
    assert happened.one("task_opened", step="carry_out").seq > happened.all("task_answered")[-1].seq


@clause("S0-6.5", "G-12")
async def test_promised_date_that_passes_is_a_breach_of_the_department(played: Played) -> None:
    case = await played("carried_out_late")
    breach = case.timeline.one("breached")
    assert (civil(breach.at), breach.data["department"]) == ("2026-03-21 00:00", "engineering")
    rungs = [(e.data["to"], civil(e.at)) for e in case.timeline.all("escalated")]
    assert rungs[0] == ("supervisor", "2026-03-21 08:00")
    assert case.timeline.one("task_answered", form="completion_report").data["late"] is True
    assert case.view.state == "awaiting_callback"


@clause("S0-6.5")
async def test_promised_date_must_be_a_date_that_is_not_over(played: Played) -> None:
    case = await played("carried_out_late")
    refusals = [(ask.refusal.detail, ask.refusal.pointer) for ask in case.asks if ask.refusal]
    assert refusals == [("promised_in_past", "/promised_on"), ("not_a_date", "/promised_on")]


@clause("S0-6.6")
async def test_callback_before_the_implementation_is_refused(played: Played) -> None:
    case = await played("carried_out_in_time")
    assert [ask.refusal.code for ask in case.asks if ask.refusal] == ["wrong_form"]


@clause("S0-6.8")
async def test_completion_without_a_type_is_refused_and_with_one_sets_the_callbacks(played: Played) -> None:
    case = await played("typed_on_completion")
    refusals = [(ask.refusal.detail, ask.refusal.pointer) for ask in case.asks if ask.refusal]
    assert refusals == [
        ("complaint_type_required", "/complaint_type"),
        ("unknown_complaint_type", "/complaint_type"),
    ]
    assert case.view.complaint_type == "engineering_quality"
    assert case.view.state == "awaiting_callback"
    assert len(case.timeline.tasks("callback")) == 2

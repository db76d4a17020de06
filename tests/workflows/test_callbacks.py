"""Callbacks and what follows from them (S0-6.6 to S0-6.8)."""

import pytest

from tests.support.clause import clause
from tests.workflows.civil import civil
from tests.workflows.conftest import Played

SATISFIED = ("satisfied", "very_satisfied")


@clause("S0-6.6")
async def test_first_callback_is_due_five_working_days_after_the_implementation(played: Played) -> None:
    assert (await played("engineering_two_callbacks")).timeline.dues("callback")[0] == "2026-05-15 00:00"


@clause("S0-6.6a", "AC-S0-06")
async def test_engineering_complaint_needs_a_second_callback_ten_working_days_later(played: Played) -> None:
    happened = (await played("engineering_two_callbacks")).timeline
    assert happened.dues("callback")[1] == "2026-05-27 00:00"
    stays = [(civil(e.at), e.data["callbacks_round"]) for e in happened.all("state_entered", state="awaiting_callback")]
    assert stays == [("2026-05-08 15:00", 0), ("2026-05-12 10:00", 1), ("2026-05-26 10:00", 2)]


@clause("S0-6.7", "AC-S0-06", "S0-N7", "S0-F7")
async def test_satisfied_on_every_required_callback_closes_and_the_survey_goes_to_the_department(
    played: Played,
) -> None:
    case = await played("engineering_two_callbacks")
    closed = case.timeline.one("closed")
    assert (civil(closed.at), closed.data["state"]) == ("2026-05-26 10:00", "closed_satisfied")
    assert [notice.data["to"]["id"] for notice in case.timeline.notices("N7")] == ["engineering"] * 2
    assert [notice.data["doc"] for notice in case.timeline.notices("N7")] == [
        e.data["doc"] for e in case.timeline.all("task_answered", form="satisfaction_survey")
    ]


@clause("S0-6.7", "S0-F3", "S0-F4", "S0-F6", "S0-F7")
@pytest.mark.parametrize("name", ["engineering_two_callbacks", "service_two_callbacks", "other_type_one_callback"])
async def test_closed_case_has_every_form_of_the_archive(played: Played, name: str) -> None:
    happened = (await played(name)).timeline
    filed = {e.data["form"] for e in happened.all("task_answered")}
    assert filed >= {"investigation_report", "customer_opinion", "satisfaction_survey"}
    assert happened.one("opened").data["doc"]


@clause("S0-6.7", "AC-S0-07")
async def test_unsatisfied_starts_a_second_round_at_the_investigation_with_a_new_promise(played: Played) -> None:
    happened = (await played("unsatisfied_second_callback")).timeline
    assert happened.promised()[1] == "2026-06-03 00:00"
    again = happened.all("state_entered", state="investigating", round=2)[0]
    assert (civil(again.at), again.data["callbacks_round"]) == ("2026-05-26 10:00", 0)
    assert len(happened.tasks("investigate")) == 2


@clause("S0-6.6b", "AC-S0-07")
async def test_second_round_needs_two_satisfied_callbacks_of_its_own(played: Played) -> None:
    case = await played("unsatisfied_second_callback")
    assert case.timeline.dues("callback")[2] == "2026-06-18 00:00"
    closed = case.timeline.one("closed").data
    assert (closed["round"], closed["callbacks_round"], closed["callbacks_total"]) == (2, 2, 4)


@clause("S0-6.7", "G-13")
async def test_department_gets_fresh_working_days_in_the_new_round(played: Played) -> None:
    assert (await played("unsatisfied_second_callback")).timeline.dues("reply")[1] == "2026-06-06 00:00"


@clause("S0-6.6b")
async def test_unsatisfied_first_callback_ends_the_round_at_once(played: Played) -> None:
    happened = (await played("unsatisfied_first_callback")).timeline
    answers = [e.data["fields"]["satisfaction"] for e in happened.all("task_answered", form="satisfaction_survey")]
    assert answers == ["unsatisfied", "unsatisfied", "satisfied", "satisfied"]
    assert happened.one("closed").data["round"] == 3


@clause("S0-6.6a", "AC-S0-08")
async def test_service_complaint_closes_after_one_satisfied_callback(played: Played) -> None:
    happened = (await played("answered_on_the_last_day")).timeline
    assert len(happened.tasks("callback")) == 1
    assert happened.states()[-1] == "closed_satisfied"


@clause("S0-6.6a", "AC-S0-08")
async def test_service_complaint_may_have_a_second_callback_and_never_a_third(played: Played) -> None:
    case = await played("service_two_callbacks")
    assert len(case.timeline.tasks("callback")) == 2
    refused = [ask.refusal for ask in case.asks if ask.refusal]
    assert [(r.detail, r.pointer, r.clause) for r in refused] == [("callback_limit", "/another", "S0-6.6a")]
    assert case.timeline.one("closed").data["callbacks_round"] == 2


@clause("S0-6.6a", "S0-6.8")
async def test_other_type_closes_after_one_satisfied_callback(played: Played) -> None:
    case = await played("other_type_one_callback")
    assert case.timeline.one("closed").data["callbacks_round"] == 1


@clause("S0-6.7", "S0-F7")
async def test_survey_knows_only_the_three_answers_of_the_manual(played: Played) -> None:
    refused = [ask.refusal.detail for ask in (await played("other_type_one_callback")).asks if ask.refusal]
    assert refused == ["unknown_satisfaction", "satisfaction_required", "not_reached"]


@clause("S0-6.6", "SM-1")
async def test_customer_who_never_answers_is_closed_by_ruling_and_not_counted_as_satisfied(played: Played) -> None:
    case = await played("nobody_answers")
    closed = case.timeline.one("closed").data
    assert (closed["outcome"], closed["state"], closed["callbacks_total"]) == ("no_answer", "closed_no_answer", 0)
    assert not case.timeline.notices("closed")
    assert not case.timeline.notices("N7")


@clause("S0-6.6", "SM-1")
async def test_attempts_follow_a_working_day_apart_and_then_the_supervisor_rules(played: Played) -> None:
    happened = (await played("nobody_answers")).timeline
    assert happened.dues("callback") == ["2026-05-15 00:00", "2026-05-13 00:00", "2026-05-14 00:00"]
    ruling = happened.one("task_opened", step="rule_no_answer").data
    assert ruling["role"] == "supervisor"
    assert happened.notices("no_answer")[0].data["to"] == {"kind": "role", "id": "supervisor"}


@clause("S0-6.6", "SM-1")
async def test_ruling_to_try_again_gives_new_attempts_and_the_answer_then_counts(played: Played) -> None:
    case = await played("nobody_answers_at_first")
    assert len(case.timeline.tasks("callback")) == 5
    assert len(case.timeline.tasks("rule_no_answer")) == 1
    closed = case.timeline.one("closed").data
    assert (closed["outcome"], closed["callbacks_total"]) == ("satisfied", 1)


@clause("S0-6.6", "G-12")
async def test_forgotten_callback_is_a_breach_and_the_late_one_is_taken(played: Played) -> None:
    happened = (await played("callback_forgotten")).timeline
    task = happened.tasks("callback")[0].data["task"]
    assert happened.about(task) == [
        ("reminded", "2026-05-14 09:00"),
        ("reminded", "2026-05-14 16:00"),
        ("breached", "2026-05-15 00:00"),
        ("escalated", "2026-05-15 08:00"),
        ("escalated", "2026-05-15 13:00"),
    ]
    assert happened.one("task_answered", form="satisfaction_survey").data["late"] is True
    assert happened.states()[-1] == "closed_satisfied"

"""The promise of an answer, the investigation, the appeal, the department that refuses (S0-6.1, 6.2, 6.3)."""

from tests.support.clause import clause
from tests.workflows.civil import civil
from tests.workflows.conftest import Played


@clause("S0-6.1", "AC-S0-01", "G-2", "G-4", "G-5")
async def test_answer_is_promised_for_the_fifth_working_day_after_the_intake(played: Played) -> None:
    happened = (await played("answered_on_the_last_day")).timeline
    assert happened.promised() == ["2026-02-27 00:00"]


@clause("S0-6.1", "AC-S0-01", "S0-N1")
async def test_customer_is_told_of_the_promise_at_the_intake(played: Played) -> None:
    notice = (await played("answered_on_the_last_day")).timeline.notices("N1")[0]
    assert (notice.data["to"], civil(notice.at)) == ({"kind": "customer"}, "2026-02-12 10:00")
    assert notice.data["about"].endswith(".p1")


@clause("S0-6.1", "AC-S0-01")
async def test_answer_on_the_last_afternoon_keeps_the_promise(played: Played) -> None:
    happened = (await played("answered_on_the_last_day")).timeline
    kept = happened.one("promise_kept")
    assert (civil(kept.at), kept.data.get("late")) == ("2026-02-26 17:00", None)
    assert not happened.all("breached")


@clause("S0-6.1", "AC-S0-01", "G-12")
async def test_no_answer_by_midnight_is_a_breach_and_the_case_stays_open(played: Played) -> None:
    case = await played("never_answered")
    breach = case.timeline.one("breached")
    assert (civil(breach.at), breach.data["role"]) == ("2026-02-27 00:00", "customer_service")
    assert case.view.closed_at is None
    assert case.timeline.one("promise_kept").data["late"] is True


@clause("S0-6.1", "AC-S0-01", "G-12")
async def test_supervisor_is_told_of_the_broken_promise_after_quiet_hours_and_then_the_leaders(played: Played) -> None:
    happened = (await played("never_answered")).timeline
    rungs = [(rung.data["rung"], rung.data["to"], civil(rung.at)) for rung in happened.all("escalated")]
    assert rungs == [(1, "supervisor", "2026-02-27 08:00"), (2, "leader", "2026-02-27 13:00")]
    told = [(notice.data["to"]["id"], civil(notice.data["not_before"])) for notice in happened.notices("escalation")]
    assert told == [("supervisor", "2026-02-27 08:00"), ("leader", "2026-02-27 13:00")]


@clause("S0-6.1")
async def test_investigation_target_reminds_and_never_breaches(played: Played) -> None:
    happened = (await played("never_answered")).timeline
    task = happened.tasks("investigate")[0].data["task"]
    assert happened.about(task) == [("reminded", "2026-02-14 09:00"), ("reminded", "2026-02-14 16:00")]


@clause("S0-6.3", "AC-S0-02", "S0-N3")
async def test_slip_gives_the_department_three_working_days_over_the_festival(played: Played) -> None:
    happened = (await played("answered_on_the_last_day")).timeline
    assert happened.dues("reply") == ["2026-02-26 00:00"]
    slip = happened.notices("N3")[0]
    assert (slip.data["to"], civil(slip.at)) == ({"kind": "department", "id": "after_sales"}, "2026-02-13 15:00")


@clause("S0-6.3", "AC-S0-02", "G-13")
async def test_slip_on_the_eve_leaves_the_customers_clock_and_blames_customer_service(played: Played) -> None:
    happened = (await played("slip_on_the_eve")).timeline
    assert (happened.promised(), happened.dues("reply")) == (["2026-02-27 00:00"], ["2026-03-01 00:00"])
    breach = happened.one("breached")
    assert (breach.data["role"], breach.data.get("department")) == ("customer_service", None)
    assert happened.one("task_answered", form="department_reply").data.get("late") is None


@clause("S0-6.3", "S0-F5", "S0-N4")
async def test_customer_service_is_told_of_the_departments_reply(played: Played) -> None:
    notice = (await played("slip_on_the_eve")).timeline.notices("N4")[0]
    assert notice.data["to"] == {"kind": "role", "id": "customer_service"}


@clause("S0-6.2", "AC-S0-03", "S0-N2")
async def test_unfounded_complaint_closes_with_the_opinion_which_keeps_the_promise(played: Played) -> None:
    happened = (await played("unfounded")).timeline
    assert happened.promised() == ["2026-03-17 00:00"]
    assert civil(happened.one("promise_kept").at) == civil(happened.one("closed").at) == "2026-03-11 10:00"
    assert happened.states()[-1] == "closed_unsubstantiated"
    assert happened.notices("N2")[0].data["to"] == {"kind": "customer"}


@clause("S0-6.2", "AC-S0-03")
async def test_unfounded_complaint_has_no_slip_no_department_clock_and_no_callback(played: Played) -> None:
    happened = (await played("unfounded")).timeline
    assert not happened.tasks("reply")
    assert not happened.tasks("callback")
    assert not happened.notices("N3")
    assert not happened.all("breached")


@clause("S0-6.2")
async def test_appeal_window_of_fifteen_days_passes_and_the_case_is_sealed(played: Played) -> None:
    case = await played("unfounded")
    assert civil(case.timeline.one("offer_opened", kind="appeal").data["until"]) == "2026-03-27 00:00"
    assert case.timeline.one("offer_closed").data["why"] == "expired"
    assert civil(case.timeline.one("sealed").at) == "2026-03-27 00:00"
    assert case.asks[-1].refusal is not None
    assert case.asks[-1].refusal.code == "sealed"


@clause("S0-6.2")
async def test_appeal_reopens_the_investigation_under_a_supervisor_with_a_new_promise(played: Played) -> None:
    happened = (await played("appealed_in_vain")).timeline
    first, second = happened.tasks("investigate")
    assert (first.data["role"], second.data["role"]) == ("customer_service", "supervisor")
    assert happened.promised() == ["2026-03-17 00:00", "2026-03-28 00:00"]
    assert happened.one("offer_taken").data["reopens"] is True
    assert happened.notices("appealed")[0].data["to"] == {"kind": "role", "id": "supervisor"}


@clause("S0-6.2")
async def test_second_appeal_is_refused(played: Played) -> None:
    case = await played("appealed_in_vain")
    assert len(case.timeline.all("offer_opened", kind="appeal")) == 1
    assert case.asks[-1].refusal is not None
    assert case.asks[-1].refusal.code == "sealed"
    twice = ["investigating", "closed_unsubstantiated"] * 2
    assert case.timeline.states() == ["registered", *twice]


@clause("S0-6.2")
async def test_appeal_that_is_found_substantiated_goes_the_ordinary_way(played: Played) -> None:
    case = await played("appealed_with_success")
    assert case.timeline.states()[-3:] == ["investigating", "with_department", "awaiting_consent"]
    assert case.view.outcome is None


@clause("S0-6.3", "SM-1")
async def test_department_that_refuses_responsibility_sends_it_back_and_the_supervisor_is_told(played: Played) -> None:
    happened = (await played("department_refuses_responsibility")).timeline
    assert len(happened.tasks("investigate")) == 4
    told = happened.notices("responsibility_refused")
    assert [notice.data["to"]["id"] for notice in told] == ["supervisor"] * 3


@clause("S0-6.3", "G-13")
async def test_department_may_refuse_three_times_and_the_customers_clock_runs_on(played: Played) -> None:
    case = await played("department_refuses_responsibility")
    assert len(case.timeline.all("offer_opened", kind="refuse_responsibility")) == 3
    assert case.timeline.promised() == ["2026-03-17 00:00"]
    assert [ask.refusal.code for ask in case.asks if ask.refusal] == ["wrong_form"]


@clause("S0-6.3")
async def test_new_department_gets_a_clock_of_its_own(played: Played) -> None:
    happened = (await played("department_refuses_responsibility")).timeline
    departments = [task.data["department"] for task in happened.tasks("reply")]
    assert departments == ["engineering", "logistics", "quality", "technical"]
    assert happened.dues("reply") == ["2026-03-14 00:00"] * 3 + ["2026-03-17 00:00"]

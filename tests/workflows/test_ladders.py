"""Reminders, ladders, acknowledgement, quiet hours, major incidents (G-5, G-12, S0-6.3)."""

from tests.support.clause import clause
from tests.workflows.civil import civil
from tests.workflows.conftest import Played


@clause("G-5", "S0-6.3")
async def test_department_is_reminded_at_the_opening_and_before_the_close_of_its_last_day(played: Played) -> None:
    happened = (await played("acknowledged_in_time")).timeline
    task = happened.tasks("reply")[0].data["task"]
    assert happened.about(task)[:2] == [("reminded", "2026-03-19 09:00"), ("reminded", "2026-03-19 16:00")]
    told = [n.data["to"] for n in happened.notices("reminder") if n.data["about"] == task]
    assert told == [{"kind": "department", "id": "engineering"}] * 2


@clause("G-12", "S0-6.3")
async def test_department_silent_for_three_working_days_is_escalated_to_the_supervisor(played: Played) -> None:
    happened = (await played("acknowledged_in_time")).timeline
    breach = happened.one("breached")
    assert (civil(breach.at), breach.data["department"]) == ("2026-03-20 00:00", "engineering")
    rung = happened.all("escalated")[0]
    assert (rung.data["to"], civil(rung.at), civil(rung.data["acknowledge_by"])) == (
        "supervisor",
        "2026-03-20 08:00",
        "2026-03-20 13:00",
    )


@clause("G-12")
async def test_rung_acknowledged_in_time_stops_the_ladder(played: Played) -> None:
    happened = (await played("acknowledged_in_time")).timeline
    assert len(happened.all("escalated")) == 1
    acknowledged = happened.one("acknowledged")
    assert (acknowledged.role, acknowledged.data.get("late")) == ("supervisor", None)


@clause("G-12")
async def test_rung_acknowledged_late_has_let_the_next_one_fire(played: Played) -> None:
    happened = (await played("acknowledged_late")).timeline
    assert [(e.data["rung"], civil(e.at)) for e in happened.all("escalated")] == [
        (1, "2026-03-20 08:00"),
        (2, "2026-03-20 13:00"),
    ]
    assert [(e.role, e.data.get("late")) for e in happened.all("acknowledged")] == [
        ("supervisor", True),
        ("leader", None),
    ]


@clause("G-12")
async def test_reply_after_the_breach_is_late_and_ends_its_escalations(played: Played) -> None:
    case = await played("acknowledged_late")
    assert case.timeline.one("task_answered", form="department_reply").data["late"] is True
    assert not case.view.escalations


@clause("G-12")
async def test_only_the_addressee_acknowledges_and_once(played: Played) -> None:
    case = await played("wrong_people_acknowledge")
    assert [ask.refusal.code for ask in case.asks if ask.refusal] == ["wrong_actor", "escalation_not_open"]
    assert len(case.timeline.all("acknowledged")) == 1


@clause("G-5")
async def test_breach_at_midnight_is_told_when_quiet_hours_end(played: Played) -> None:
    happened = (await played("acknowledged_in_time")).timeline
    notice = happened.notices("breach")[0]
    assert (civil(notice.at), civil(notice.data["not_before"])) == ("2026-03-20 00:00", "2026-03-20 08:00")


@clause("G-5", "G-12")
async def test_major_incident_is_escalated_and_told_at_midnight(played: Played) -> None:
    happened = (await played("major_incident")).timeline
    rung = happened.all("escalated")[0]
    assert (civil(rung.at), civil(rung.data["acknowledge_by"])) == ("2026-03-20 00:00", "2026-03-20 13:00")
    assert all(n.data["not_before"] == n.at for n in happened.all("notice"))
    assert len(happened.all("escalated")) == 1


@clause("G-5")
async def test_act_at_night_is_told_in_the_morning(played: Played) -> None:
    happened = (await played("carried_out_in_time")).timeline
    told = [n for n in happened.notices("task_assigned") if civil(n.at) == "2026-03-20 23:30"]
    assert [civil(n.data["not_before"]) for n in told] == ["2026-03-21 08:00"]

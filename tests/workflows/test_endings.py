"""Withdrawal, back-dating, the rulebook's version (SM-1, S0-6, G-15, AC-X-02)."""

import pytest

from rulebooks.shelf import shelf
from tests.support.clause import clause
from tests.workflows.civil import civil
from tests.workflows.conftest import Played
from tests.workflows.scenarios import SCENARIOS

WITHDRAWN = [name for name in SCENARIOS if name.startswith("withdrawn_")]


@clause("SM-1")
@pytest.mark.parametrize("name", WITHDRAWN)
async def test_withdrawal_ends_the_case_and_all_that_is_owed(played: Played, name: str) -> None:
    case = await played(name)
    closed = case.timeline.one("closed")
    assert (closed.data["outcome"], closed.data["state"]) == ("withdrawn", "withdrawn")
    assert case.timeline.events[-1].name == "sealed"
    assert not [*case.view.tasks, *case.view.promises, *case.view.offers, *case.view.escalations]


@clause("SM-1")
async def test_department_is_told_of_a_withdrawal_if_there_is_one(played: Played) -> None:
    told = (await played("withdrawn_while_implementing")).timeline.notices("withdrawn")
    assert [notice.data["to"]["id"] for notice in told] == ["engineering"]
    assert not (await played("withdrawn_while_investigating")).timeline.notices("withdrawn")


@clause("SM-1")
async def test_only_customer_service_or_a_supervisor_withdraws(played: Played) -> None:
    case = await played("withdrawn_while_implementing")
    assert [ask.refusal.code for ask in case.asks if ask.refusal] == ["wrong_actor"]


@clause("SM-1")
async def test_closed_complaint_is_not_withdrawn(played: Played) -> None:
    case = await played("withdrawal_after_the_close_is_refused")
    assert case.view.state == "closed_unsubstantiated"


@clause("S0-6")
async def test_next_term_counts_from_when_the_act_happened(played: Played) -> None:
    happened = (await played("back_dated")).timeline
    slip = happened.tasks("reply")[0]
    assert (civil(slip.at), civil(slip.data["deadline"]["start"])) == ("2026-03-18 10:00", "2026-03-17 23:00")
    assert happened.dues("reply") == ["2026-03-21 00:00"]


@clause("S0-6")
async def test_farther_back_than_a_day_only_by_a_supervisor(played: Played) -> None:
    case = await played("back_dated")
    assert [(ask.refusal.code, ask.refusal.pointer) for ask in case.asks if ask.refusal] == [
        ("too_far_back", "/occurred_at"),
        ("occurred_out_of_range", "/occurred_at"),
        ("occurred_out_of_range", "/occurred_at"),
        ("too_far_back", "/occurred_at"),
    ]
    assert case.timeline.one("task_answered", form="department_reply").role == "supervisor"


@clause("S0-6.7")
async def test_new_promise_counts_from_the_day_the_customer_said_so(played: Played) -> None:
    happened = (await played("back_dated_unsatisfied_callback")).timeline
    assert happened.promised()[1] == "2026-05-19 00:00"


@clause("AC-X-02", "G-15")
async def test_case_keeps_the_rulebook_version_it_was_opened_under(played: Played) -> None:
    old, new = await played("opened_under_the_old_rulebook"), await played("opened_under_the_new_rulebook")
    assert (old.timeline.dues("reply"), new.timeline.dues("reply")) == (["2026-06-06 00:00"], ["2026-06-05 00:00"])
    versions = [case.timeline.one("opened").data["version"] for case in (old, new)]
    assert versions == [shelf()["daoyi"].book.version, "9.0.0"]

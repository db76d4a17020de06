"""What a franchisee must keep up (加盟商义务)."""

from datetime import date
from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.policies.returns import decide_return
from domain.rulebook.policies.common import Rolls
from domain.rulebook.policies.returns import DueBy
from tests.policies.returns.asked import asked, with_rule
from tests.policies.support import decide, ground_of
from tests.support.clause import clause


@clause("S0-2.1", "AC-S0-22")
@pytest.mark.parametrize(("technicians", "flagged"), [(0, True), (1, True), (2, False), (3, False)])
def test_fewer_than_two_fixed_technicians_are_flagged(technicians: int, flagged: bool) -> None:
    made = decide(decide_return, "daoyi", {"trip": {"technicians": technicians}})
    assert (made.outcome, made.answer("two_technicians"), made.answer("flags")) == (
        Outcome.DECIDED,
        not flagged,
        flagged,
    )


def _trained(**facts: str) -> Any:
    return decide(decide_return, "daoyi", {"trip": facts})


@clause("S0-2.2", "AC-S0-22", "G-9")
@pytest.mark.parametrize(
    ("signed", "due"),
    [
        ("2026-01-31", date(2026, 2, 28)),
        ("2024-01-31", date(2024, 2, 29)),
        ("2026-04-15", date(2026, 5, 15)),
        ("2025-12-31", date(2026, 1, 31)),
    ],
)
def test_training_is_due_a_month_after_the_contract(signed: str, due: date) -> None:
    made = _trained(contract_signed_on=signed, seen_on="2026-06-30")
    assert (made.answer("training.due"), made.answer("training"), made.answer("flags")) == (due, False, True)


@clause("S0-2.2", "AC-S0-22")
@pytest.mark.parametrize(("trained", "kept"), [("2026-02-27", True), ("2026-02-28", True), ("2026-03-01", False)])
def test_training_after_the_last_day_is_late(trained: str, kept: bool) -> None:
    made = _trained(contract_signed_on="2026-01-31", trained_on=trained)
    assert (made.answer("training"), made.answer("flags")) == (kept, not kept)


@clause("S0-2.2")
@pytest.mark.parametrize(("seen", "kept"), [("2026-02-28", True), ("2026-03-01", False)])
def test_who_was_not_trained_yet_is_flagged_from_the_day_after(seen: str, kept: bool) -> None:
    assert _trained(contract_signed_on="2026-01-31", seen_on=seen).answer("training") is kept


@clause("S0-2.2")
def test_whether_anybody_was_trained_is_asked_for() -> None:
    made = _trained(contract_signed_on="2026-01-31")
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["trip.seen_on"])


@clause("S0-2.2", "G-6")
def test_the_training_term_does_not_roll_or_in_the_other_reading_it_does() -> None:
    facts = {"trip": {"contract_signed_on": "2026-04-01", "trained_on": "2026-05-06"}}
    assert decide(decide_return, "daoyi", facts).answer("training") is False
    chapter = ground_of("daoyi").book.returns
    assert chapter is not None
    (due,) = (duty.due for duty in chapter.duties if duty.due)
    rolling = DueBy(
        clause=due.clause, anchor=due.anchor, months=due.months, done=due.done, seen=due.seen, roll=Rolls.CUSTOMER
    )
    made = decide(decide_return, with_rule("daoyi", "duties", "training", due=rolling), facts)
    assert (made.answer("training.due"), made.answer("training")) == (date(2026, 5, 6), True)


@clause("S0-2.1")
def test_a_flag_does_not_stop_a_return() -> None:
    agreed = {"slow_moving_days": 90, "unsold_days": 91}
    made = asked("slow_moving", request=agreed, trip={"technicians": 1})
    assert (made.outcome, made.answer("accepted"), made.answer("flags")) == (Outcome.DECIDED, True, True)

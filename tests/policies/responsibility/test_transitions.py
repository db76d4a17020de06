"""Fines are confirmed or rejected, months are confirmed once nothing is missing (奖惩与月度的状态)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.decision.decision import Line, LineState, Outcome
from domain.policies import transitions
from domain.policies.scorecard import decide_kpi
from domain.policies.transitions import Fine, FineState, MonthSheet, MonthState, TransitionError
from tests.policies.incentives.deeds import late, proposed
from tests.policies.responsibility.judged import act
from tests.policies.scorecard.sheet import COUNTS, facts
from tests.policies.support import decide
from tests.support.clause import clause

SUPERVISOR = act("supervisor")


def fines() -> list[Fine]:
    """Two breached obligations of a complaint."""
    made = proposed("lamps", late("response", "customer_service"), late("solution", "technical_support"))
    return [transitions.propose_fine(f"f{n}", line, made) for n, line in enumerate(made.lines)]


def open_fine() -> Fine:
    """A penalty opinion: the amount is left to whoever confirms."""
    deed = {"kind": "responsibility", "owner": "w7", "confirmed": True}
    made = proposed("furniture", deed)
    return transitions.propose_fine("f0", made.lines[0], made)


def refusal(fine: Fine, *given: object) -> str:
    """The code with which confirming is refused."""
    with pytest.raises(TransitionError) as raised:
        transitions.confirm_fine(fine, *given)  # type: ignore[arg-type]
    return raised.value.code


@clause("AC-S1-08", "S1-7.3")
def test_of_two_proposals_one_is_rejected_and_two_hundred_are_posted() -> None:
    first, second = fines()
    rejected = transitions.reject_fine(first, SUPERVISOR)
    confirmed = transitions.confirm_fine(second, SUPERVISOR)
    assert (rejected.state, confirmed.state) == (FineState.REJECTED, FineState.CONFIRMED)
    posted: list[Line] = [*rejected.postable, *confirmed.postable]
    assert [(line.payer, line.amount, line.state) for line in posted] == [
        ("technical_support", Decimal("200.00"), LineState.FIXED)
    ]
    assert (first.postable, first.state, first.line.state) == ((), FineState.PROPOSED, LineState.PROPOSED)


@clause("S1-7.3")
def test_only_the_confirming_role_confirms_once_and_says_why() -> None:
    fine = fines()[0]
    assert refusal(fine, act("customer_service")) == "wrong_role"
    assert refusal(fine, act("supervisor", reason="")) == "reason_missing"
    assert refusal(transitions.confirm_fine(fine, SUPERVISOR), SUPERVISOR) == "wrong_state"
    assert refusal(transitions.reject_fine(fine, SUPERVISOR), SUPERVISOR) == "wrong_state"
    with pytest.raises(TransitionError, match="wrong_role"):
        transitions.reject_fine(fine, act("customer_service"))


@clause("S1-7.3")
def test_an_amount_by_rule_cannot_be_changed() -> None:
    fine = fines()[0]
    assert refusal(fine, SUPERVISOR, Decimal("199.99")) == "amount_fixed"
    assert transitions.confirm_fine(fine, SUPERVISOR, Decimal("200.00")).line.amount == Decimal("200.00")


@clause("S2-1.8")
def test_an_amount_left_open_is_set_by_whoever_confirms() -> None:
    fine = open_fine()
    manager = act("service_manager")
    assert refusal(fine, manager) == "amount_missing"
    for wrong in ("0", "-5", "1.005"):
        assert refusal(fine, manager, Decimal(wrong)) == "amount_invalid"
    assert str(transitions.confirm_fine(fine, manager, Decimal(50)).line.amount) == "50.00"
    assert transitions.confirm_fine(fine, manager, Decimal("0.01")).line.amount == Decimal("0.01")
    bounded = replace(fine, line=replace(fine.line, at_most=Decimal(100)))
    assert transitions.confirm_fine(bounded, manager, Decimal(100)).state is FineState.CONFIRMED
    assert refusal(bounded, manager, Decimal("100.01")) == "amount_invalid"


@clause("S1-7.3")
def test_only_a_proposed_line_of_the_decision_becomes_a_fine() -> None:
    made = proposed("lamps", late("response", "customer_service"))
    for line in (replace(made.lines[0], state=LineState.FIXED), replace(made.lines[0], payer="other")):
        with pytest.raises(TransitionError, match="not_a_fine"):
            transitions.propose_fine("f0", line, made)


# ── months ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def month(praise: int, entered: int | None = None) -> MonthSheet:
    """AC-S2-09 with praise of the company, and the points that a supervisor entered for it."""
    points = {} if entered is None else {"K11_company": entered}
    made = decide(decide_kpi, "furniture", facts(COUNTS | {"company_praise": praise}, 5, **points))
    return transitions.computed_month("2026-05", "agent-7", made, "service_manager")


@clause("AC-S2-15", "S2-K11")
def test_company_praise_without_points_blocks_confirmation_until_someone_enters_them() -> None:
    blocked = month(1)
    assert (blocked.state, blocked.total) == (MonthState.COMPUTED, None)
    with pytest.raises(TransitionError) as raised:
        transitions.confirm_month(blocked, act("service_manager"))
    assert raised.value.code == "slot_unset"
    assert "K11_company" in str(raised.value.values["slots"])
    confirmed = transitions.confirm_month(month(1, entered=3), act("service_manager"))
    assert (confirmed.state, confirmed.total) == (MonthState.CONFIRMED, 81)


@clause("AC-S2-09", "S2-K12")
def test_a_whole_month_is_confirmed_once_by_the_manager_with_a_reason() -> None:
    whole = month(0)
    confirmed = transitions.confirm_month(whole, act("service_manager"))
    assert (confirmed.total, whole.state) == (78, MonthState.COMPUTED)
    for given, by, code in (
        (confirmed, act("service_manager"), "wrong_state"),
        (whole, act("customer_service"), "wrong_role"),
        (whole, act("service_manager", reason=""), "reason_missing"),
        (replace(whole, outcome=Outcome.UNDETERMINED), act("service_manager"), "facts_missing"),
    ):
        with pytest.raises(TransitionError) as raised:
            transitions.confirm_month(given, by)
        assert raised.value.code == code

"""What may be done with a returned unit, class by class (返厂处理方式)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from tests.policies.returns.asked import asked, over, quality, refused
from tests.support.clause import clause

SLOW: dict[str, Any] = {"request": {"slow_moving_days": 90, "unsold_days": 91}}
CLOSING: dict[str, Any] = {
    "unit": {"received_on": "2024-09-01", "regular_channel": True},
    "request": {"terminated_on": "2026-02-28"},
}
OTHER: dict[str, Any] = {"request": {"basis": "sales_contract", "document": "C-1"}}
DEFECT = quality(findings={"cause": "quality"})


@clause("S0-5.3", "S0-5.5.2.1", "S0-5.6.2.1", "S0-5.7.2.1")
@pytest.mark.parametrize(
    ("kind", "facts", "method"),
    [
        ("slow_moving", SLOW, "refund"),
        ("slow_moving", SLOW, "exchange"),
        ("account_closing", CLOSING, "refund"),
        ("account_closing", CLOSING, "exchange"),
        ("quality", DEFECT, "repair"),
        ("quality", DEFECT, "exchange"),
        ("quality", DEFECT, "refund"),
        ("other", OTHER, "repair"),
        ("other", OTHER, "exchange"),
        ("other", OTHER, "refund"),
    ],
)
def test_each_method_of_the_class_may_be_asked_for(kind: str, facts: dict[str, Any], method: str) -> None:
    made = asked(kind, **over(facts, request={"method": method}))
    assert (made.outcome, made.answer("accepted"), refused(made)) == (Outcome.DECIDED, True, {})


@clause("S0-5.5.2.1", "S0-5.6.2.1")
@pytest.mark.parametrize(
    ("kind", "facts", "told"), [("slow_moving", SLOW, "S0-5.5.1"), ("account_closing", CLOSING, "S0-5.6.1")]
)
def test_unsold_stock_is_refunded_or_exchanged_and_never_repaired(kind: str, facts: dict[str, Any], told: str) -> None:
    assert asked(kind, **facts).answer("methods") == ("refund", "exchange")
    made = asked(kind, **over(facts, request={"method": "repair"}))
    assert (made.answer("accepted"), refused(made)) == (False, {"method": told})

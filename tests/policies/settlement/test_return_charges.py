"""What daoyi charges, item by item: repairs on site, factory returns, repairs by the distributor (维修与返厂收费)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from tests.policies.settlement.money import AIR, Facts, moved, over, said, settle, wanting
from tests.support.clause import clause

LAST_DAY, DAY_AFTER = "2026-04-07", "2026-04-08"
"""Of a year from 2025-04-06 whose last day is a holiday."""


def item(kind: str, **given: str) -> dict[str, Any]:
    return {"kind": kind, "amount": "90.00", "list": "tariff", **given}


# ── on site ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-3.3")
@pytest.mark.parametrize("kind", ["parts", "labour", "call_out"])
def test_neither_parts_nor_labour_nor_the_call_out_cost_anything_in_warranty(kind: str) -> None:
    made = settle("daoyi", **over(AIR, charges=[item(kind)]))
    assert (made.outcome, moved(made), said(made)) == (Outcome.DECIDED, [], {"charged.in_warranty": 0})


@clause("S0-3.5")
@pytest.mark.parametrize("kind", ["parts", "labour", "call_out"])
def test_parts_labour_and_the_call_out_are_charged_out_of_warranty(kind: str) -> None:
    made = settle("daoyi", **over(AIR, request={"reported_on": DAY_AFTER, "consent": True}, charges=[item(kind)]))
    assert moved(made) == [("out_of_warranty", "customer", "franchisee", "90.00", "fixed")]


# ── at the factory ───────────────────────────────────────────────────────────────────────────────────────────────────


def factory(cause: str, method: str, charge: dict[str, Any], reported: str = LAST_DAY, *, consent: bool = True) -> Any:
    """A quality return of a party without a consumer's entitlement."""
    request = {
        "wanted": None,
        "return_class": "quality",
        "entitled": False,
        "applicant": "distributor",
        "method": method,
        "reported_on": reported,
        "consent": consent or None,
    }
    return settle("daoyi", **over(AIR, findings={"cause": cause}, request=request, charges=[charge]))


@clause("S0-5.7.2.1")
@pytest.mark.parametrize("cause", ["quality", "technical"])
@pytest.mark.parametrize("method", ["repair", "exchange"])
@pytest.mark.parametrize("kind", ["parts", "labour"])
def test_repair_and_exchange_for_quality_in_warranty_cost_the_party_nothing(kind: str, method: str, cause: str) -> None:
    made = factory(cause, method, item(kind))
    assert (made.outcome, moved(made)) == (Outcome.DECIDED, [])
    assert said(made) == {"borne_by.freight": "company", "charged.return_quality": 0}


NOT_FREE = [
    pytest.param("misuse", LAST_DAY, "return_not_quality", marks=clause("S0-5.7.2.2")),
    pytest.param("quality", DAY_AFTER, "return_out_of_warranty", marks=clause("S0-5.7.2.3")),
    pytest.param("technical", DAY_AFTER, "return_out_of_warranty", marks=clause("S0-5.7.2.3")),
]
"""Cause, day of the report, rule: not a matter of quality; a special case out of warranty."""
CLAUSES = {"return_not_quality": "S0-5.7.2.2", "return_out_of_warranty": "S0-5.7.2.3"}


@pytest.mark.parametrize(("cause", "reported", "rule"), NOT_FREE)
@pytest.mark.parametrize("method", ["repair", "exchange"])
@pytest.mark.parametrize("kind", ["parts", "labour"])
def test_repair_and_exchange_are_else_charged_to_the_party(
    kind: str, method: str, cause: str, reported: str, rule: str
) -> None:
    made = factory(cause, method, item(kind), reported)
    assert made.outcome is Outcome.DECIDED
    assert moved(made) == [(rule, "distributor", "company", "90.00", "fixed")]


@pytest.mark.parametrize(("cause", "reported", "rule"), NOT_FREE)
def test_no_work_at_the_factory_before_the_party_agrees(cause: str, reported: str, rule: str) -> None:
    made = factory(cause, "repair", item("parts"), reported, consent=False)
    assert (made.outcome, wanting(made)) == (Outcome.ON_HOLD, [("request.consent", "customer")])
    assert moved(made) == [(rule, "distributor", "company", "90.00", "proposed")]


@pytest.mark.parametrize(("cause", "reported", "rule"), NOT_FREE)
def test_a_price_of_the_factory_that_stands_in_no_list_is_refused(cause: str, reported: str, rule: str) -> None:
    made = factory(cause, "repair", {"kind": "parts", "amount": "90.00"}, reported)
    assert (moved(made), said(made, "refused.charges.0")) == ([], {"refused.charges.0": CLAUSES[rule]})
    assert said(made, f"may_start.{rule}") == {f"may_start.{rule}": False}


# ── by the distributor ───────────────────────────────────────────────────────────────────────────────────────────────

BY_DISTRIBUTOR: Facts = over(AIR, request={"wanted": "dealer_repair", "reported_on": DAY_AFTER}, charges=[])


@clause("S0-5.7.2.4")
def test_before_the_distributor_says_what_it_costs_that_is_asked_for() -> None:
    made = settle("daoyi", **BY_DISTRIBUTOR)
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("charges", None)])


@clause("S0-5.7.2.4")
@pytest.mark.parametrize("kind", ["materials", "labour"])
def test_the_distributors_own_price_is_the_most_that_may_be_charged(kind: str) -> None:
    made = settle("daoyi", **over(BY_DISTRIBUTOR, charges=[{"kind": kind, "amount": "90.00"}]))
    (line,) = made.lines
    assert (line.payer, line.payee, line.amount, str(line.at_most)) == ("customer", "distributor", None, "90.00")
    assert line.base == "quote"

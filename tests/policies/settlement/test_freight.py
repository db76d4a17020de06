"""Freight where a consumer is entitled: chapter 四 counts before every class of chapter 五 (消费者退换的运费)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from tests.policies.settlement.money import (
    EXCHANGED,
    STOCK,
    Facts,
    bearer,
    freight,
    moved,
    over,
    returned,
    said,
    settle,
)
from tests.support.clause import clause

ENTITLED: Facts = {
    "unit": STOCK["unit"],
    "request": {**STOCK["request"], "applicant": "distributor", "entitled": True, "method": "exchange"},
}
"""A consumer's right to an exchange; the unit comes back by way of the distributor."""
CLASSES = [
    pytest.param("slow_moving", {}, id="slow-moving"),
    pytest.param("account_closing", {"at_fault": "distributor"}, id="closing, cause of one party"),
    pytest.param("account_closing", {"at_fault": "both"}, id="closing, cause of both"),
    pytest.param("account_closing", {"proposer": "distributor"}, id="closing, proposed by one party"),
    pytest.param("damaged", {}, id="damaged"),
    pytest.param("third_party", {}, id="third party's cause"),
]
"""Classes in which chapter 五 would have the distributor, a carrier, or both sides bear freight."""


def came_back(kind: str, request: dict[str, Any], cause: str) -> Any:
    facts = over(ENTITLED, request={**request, "return_class": kind})
    return returned(kind, findings={"cause": cause, "liable_party": "carrier"}, **facts)


@clause("S0-5.7.2.1")
@pytest.mark.parametrize(("kind", "request_"), CLASSES)
def test_for_quality_the_company_bears_freight_whatever_chapter_five_says(kind: str, request_: dict[str, Any]) -> None:
    made = came_back(kind, request_, "quality")
    assert (made.outcome, bearer(made)) == (Outcome.DECIDED, "company")
    assert freight(made) == [("company", "franchisee", "100.00")]


@clause("S0-5.7.2.1")
@pytest.mark.parametrize(("kind", "request_"), CLASSES)
def test_for_another_cause_the_franchisee_bears_freight_whatever_chapter_five_says(
    kind: str, request_: dict[str, Any]
) -> None:
    made = came_back(kind, request_, "misuse")
    assert (made.outcome, bearer(made)) == (Outcome.DECIDED, "franchisee")
    assert freight(made) == [("franchisee", "company", "80.00")]


@clause("S0-5.7.2.1")
def test_for_force_majeure_too_where_others_would_negotiate() -> None:
    made = came_back("third_party", {}, "force_majeure")
    assert (made.outcome, bearer(made)) == (Outcome.DECIDED, "franchisee")
    assert freight(made) == [("franchisee", "company", "80.00")]


@clause("S0-4.2.9", "S0-4.2.11")
@pytest.mark.parametrize("method", ["exchange", "refund"])
@pytest.mark.parametrize("cause", ["quality", "technical"])
def test_freight_of_an_exchange_or_a_refund_for_quality_is_settled_by_the_company(cause: str, method: str) -> None:
    made = settle("daoyi", **over(EXCHANGED, request={"method": method}, findings={"cause": cause}))
    assert freight(made) == [("company", "franchisee", "186.00")]


@clause("S0-4.2.10", "S0-4.2.11")
@pytest.mark.parametrize("method", ["exchange", "refund"])
def test_freight_of_an_exchange_or_a_refund_for_another_cause_stays_with_the_franchisee(method: str) -> None:
    charges = [EXCHANGED["charges"][0] | {"paid_by": "company"}]
    made = settle("daoyi", **over(EXCHANGED, request={"method": method}, findings={"cause": "misuse"}, charges=charges))
    assert (bearer(made), freight(made)) == ("franchisee", [("franchisee", "company", "186.00")])


@clause("S0-4.2.6", "S0-4.2.9")
def test_freight_of_the_new_unit_on_its_way_out_is_the_companys_too() -> None:
    """The manual is silent on the way out: the company."""
    out = {"kind": "outbound_freight", "amount": "95.00", "paid_by": "franchisee", "document": "F-2"}
    made = settle("daoyi", **over(EXCHANGED, charges=[*EXCHANGED["charges"], out]))
    assert freight(made) == [("company", "franchisee", "186.00"), ("company", "franchisee", "95.00")]


@clause("S0-4.2.10")
def test_the_loss_of_another_cause_is_freight_and_the_unit_given_each_once() -> None:
    """The company has paid both for the time being."""
    charges = [
        EXCHANGED["charges"][0] | {"paid_by": "company"},
        {"kind": "unit_given", "amount": "3650.00", "paid_by": "company"},
    ]
    made = settle("daoyi", **over(EXCHANGED, findings={"cause": "misuse"}, charges=charges))
    assert moved(made) == [
        ("freight", "franchisee", "company", "186.00", "fixed"),
        ("unit_given", "franchisee", "company", "3650.00", "fixed"),
    ]
    assert said(made) == {"borne_by.freight": "franchisee", "borne_by.unit_given": "franchisee"}

"""Who bears training, expenses of technicians and damaged belongings (培训、差旅与客户物品)."""

from typing import Any

import pytest

from domain.decision.decision import LineKind, Outcome
from domain.decision.ground import Ground
from tests.policies.settlement.money import bearer, changed, moved, settle, wanting
from tests.policies.support import ground_of, with_chapter
from tests.support.clause import clause


def with_allocation(rule_id: str, cost: str = "freight", **values: Any) -> Ground:
    """Another reading of one rule on a cost of daoyi."""
    chapter = ground_of("daoyi").book.settlement
    assert chapter is not None
    rules = next(each for each in chapter.costs if each.id == cost).rules
    costs = changed(chapter.costs, cost, rules=changed(rules, rule_id, **values))
    return with_chapter("daoyi", "settlement", costs=costs)


@clause("S0-2.3")
def test_meals_and_lodging_at_the_training_cost_the_franchisee_nothing_travel_is_its_own() -> None:
    charges = [
        {"kind": "training_meals", "amount": "90.00", "paid_by": "franchisee"},
        {"kind": "training_lodging", "amount": "300.00", "paid_by": "franchisee"},
        {"kind": "training_travel", "amount": "480.00", "paid_by": "franchisee"},
    ]
    made = settle("daoyi", charges=charges)
    assert moved(made) == [
        ("training_board", "company", "franchisee", "90.00", "fixed"),
        ("training_board", "company", "franchisee", "300.00", "fixed"),
    ]
    assert (bearer(made, "training_board"), bearer(made, "training_travel")) == ("company", "franchisee")
    on = with_allocation("franchisee", "training_travel", borne_by="company")
    assert bearer(settle(on, charges=charges), "training_travel") == "company"


@clause("S0-2.3")
def test_a_hotel_is_owed_the_lodging_by_the_company_and_the_ride_by_the_franchisee() -> None:
    charges = [
        {"kind": kind, "amount": "300.00", "paid_by": "hotel"} for kind in ("training_lodging", "training_travel")
    ]
    assert moved(settle("daoyi", charges=charges)) == [
        ("training_board", "company", "hotel", "300.00", "fixed"),
        ("training_travel", "franchisee", "hotel", "300.00", "fixed"),
    ]


@clause("S0-2.8")
def test_expenses_of_technicians_are_reimbursed_on_receipts() -> None:
    fare = {"kind": "fare", "amount": "320.50"}
    made = settle("daoyi", charges=[fare])
    assert (made.outcome, made.lines) == (Outcome.UNDETERMINED, ())
    assert wanting(made) == [("charges.0.document", None)]
    charges = [fare | {"document": "R-1"}, {"kind": "lodging", "amount": "260.00", "document": "R-2"}]
    assert moved(settle("daoyi", charges=charges)) == [
        ("travel_expenses", "franchisee", "company", "320.50", "fixed"),
        ("travel_expenses", "franchisee", "company", "260.00", "fixed"),
    ]


@clause("S0-2.8")
@pytest.mark.parametrize("kind", ["fare", "meals", "lodging", "other_travel"])
def test_every_expense_of_a_technicians_trip_is_the_franchisees(kind: str) -> None:
    made = settle("daoyi", charges=[{"kind": kind, "amount": "75.00", "document": "R-4"}])
    assert moved(made) == [("travel_expenses", "franchisee", "company", "75.00", "fixed")]


@clause("S0-2.8")
def test_an_item_costs_its_price_as_often_as_there_are_pieces_of_it() -> None:
    made = settle("daoyi", charges=[{"kind": "meals", "amount": "35.50", "quantity": 3, "document": "R-3"}])
    assert moved(made) == [("travel_expenses", "franchisee", "company", "106.50", "fixed")]


@clause("S0-7.3.6")
def test_damaged_belongings_are_compensated_at_their_original_price() -> None:
    made = settle("daoyi", charges=[{"kind": "belonging", "item": "vase", "amount": "268.00", "document": "V-1"}])
    assert moved(made) == [("belongings", "franchisee", "customer", "268.00", "fixed")]
    assert made.lines[0].kind is LineKind.PAYMENT


@clause("S0-7.3.6")
def test_nothing_else_is_compensated_as_a_belonging() -> None:
    charges = [
        {"kind": "belonging", "item": "vase", "amount": "268.00"},
        {"kind": "fare", "amount": "320.50", "document": "R-1"},
    ]
    assert moved(settle("daoyi", charges=charges)) == [
        ("travel_expenses", "franchisee", "company", "320.50", "fixed"),
        ("belongings", "franchisee", "customer", "268.00", "fixed"),
    ]

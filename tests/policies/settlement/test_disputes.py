"""What a disputed ruling holds and what it leaves alone; who has paid is asked for (争议与垫付)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.decision.ground import Ground
from tests.policies.settlement.money import LAMP, STOCK, WARDROBE, changed, moved, over, settle, wanting
from tests.policies.support import ground_of, with_chapter
from tests.support.clause import clause

DISPUTED = {"disputed": True}


@clause("S2-2.A12", "S2-3.6")
def test_a_customers_bill_does_not_wait_for_a_dispute_over_who_is_liable() -> None:
    made = settle("furniture", **over(WARDROBE, request={"consent": True, **DISPUTED}))
    assert made.outcome is Outcome.DECIDED
    assert moved(made) == [
        ("paid", "customer", "company", "320.00", "fixed"),
        ("paid", "customer", "company", "150.00", "fixed"),
    ]


@clause("S1-4.7")
def test_nor_does_a_part_that_is_sent_free() -> None:
    made = settle("lamps", **over(LAMP, request={"method": "part", **DISPUTED}))
    assert moved(made) == [("part", "company", "customer", None, "fixed")]


@clause("S0-5.5.2.M")
def test_nor_do_goods_taken_back_at_their_rate() -> None:
    made = settle("daoyi", **over(STOCK, request=DISPUTED))
    assert moved(made) == [("slow_moving", "company", "franchisee", "8000.00", "fixed")]


@clause("S4-2.4")
def test_nor_does_a_loan() -> None:
    made = settle("huanke", trip={"loan": "3000.00", "spent": "2460.00"}, request=DISPUTED)
    assert (made.outcome, moved(made)) == (Outcome.DECIDED, [("loan", "technician", "company", "540.00", "fixed")])


FREIGHT: dict[str, Any] = {"charges": [{"kind": "inbound_freight", "amount": "100.00"}]}


@clause("S0-5.5.2.5")
def test_whoever_paid_the_freight_of_stock_is_asked_for() -> None:
    made = settle("daoyi", **STOCK, **FREIGHT)
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("charges.0.paid_by", None)])
    assert made.answer("borne_by.freight") == "franchisee"


def freight_of_stock(**values: Any) -> Ground:
    """Another reading of the rule on the freight of slow-moving stock."""
    chapter = ground_of("daoyi").book.settlement
    assert chapter is not None
    (cost,) = [each for each in chapter.costs if each.id == "freight"]
    rules = changed(cost.rules, "slow_moving", **values)
    return with_chapter("daoyi", "settlement", costs=changed(chapter.costs, "freight", rules=rules))


@clause("S0-5.5.2.5")
@pytest.mark.parametrize("left_out", [("override",), ("override_needs",), ("override", "override_needs")])
def test_a_rule_that_leaves_nothing_to_agreements_or_to_no_document_goes_by_the_party(left_out: Any) -> None:
    on = freight_of_stock(**dict.fromkeys(left_out))
    agreed = {"agreed_bearer": "company", "agreement_document": "A-7"}
    made = settle(on, **over(STOCK, request=agreed), charges=[FREIGHT["charges"][0] | {"paid_by": "company"}])
    assert (made.outcome, made.answer("borne_by.freight")) == (Outcome.DECIDED, "franchisee")
    assert ("freight", "franchisee", "company", "100.00", "fixed") in moved(made)

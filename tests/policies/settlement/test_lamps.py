"""Who pays what for lamps (灯具结算): freight by cause, what is free and what is quoted, what changes hands."""

from typing import Any

import pytest

from domain.decision.decision import Decision, LineKind, Outcome
from tests.policies.settlement.money import LAMP, Facts, moved, over, said, settle, wanting
from tests.support.clause import clause

RETURNED: Facts = {
    "unit": {"invoice_price": "260.00"},
    "request": {"entitled": True, "method": "refund", "payment_channel": "wechat"},
    "findings": {"claim_confirmed": True},
}
"""A lamp that is refunded after the test has confirmed the claim. [S1-5.4]"""


def freight(on: Facts, kind: str = "inbound_freight", **groups: Any) -> list[tuple[Any, ...]]:
    """Who owes whom what of freight that the customer has paid, and by which clause."""
    paid = {"kind": kind, "amount": "25.00", "paid_by": "customer"}
    made = settle("lamps", **over(on, charges=[paid], **groups))
    return [(line.payer, line.payee, line.item, line.clause) for line in made.lines if line.what == "freight"]


@clause("S1-4.5")
@pytest.mark.parametrize("kind", ["inbound_freight", "outbound_freight"])
def test_of_a_free_job_the_factory_bears_freight_in_and_out(kind: str) -> None:
    assert freight(LAMP, kind) == [("company", "customer", kind, "S1-4.5")]


@clause("S1-5.3")
@pytest.mark.parametrize("method", ["refund", "exchange"])
def test_the_factory_bears_the_freight_of_a_confirmed_refund_or_exchange(method: str) -> None:
    found = [("company", "customer", "inbound_freight", "S1-5.3")]
    assert freight(RETURNED, request={"method": method}) == found
    in_warranty = over(LAMP, **RETURNED)
    assert freight(in_warranty, request={"method": method}) == found


@clause("S1-5.3")
@pytest.mark.parametrize(
    "groups",
    [{"request": {"entitled": False}}, {"request": {"method": "repair"}}, {"findings": {"claim_confirmed": False}}],
)
def test_the_freight_of_any_other_return_is_not_the_factorys(groups: dict[str, Any]) -> None:
    assert freight(RETURNED, **groups) == []


@clause("S1-5.2")
@pytest.mark.parametrize("on", [LAMP, RETURNED, over(LAMP, **RETURNED)], ids=["in_warranty", "refunded", "both"])
def test_of_a_lamp_broken_in_transit_freight_is_paid_once(on: Facts) -> None:
    broken = over(on, findings={"transit_damage": True})
    assert freight(broken) == [("company", "customer", "inbound_freight", "S1-5.2")]


# ── work ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

WORK = ["repair", "parts", "labour", "replacement", "freight"]
PAID: dict[str, Facts] = {
    "paid_job": over(LAMP, unit={"model_months": 6}),
    "misuse": over(LAMP, findings={"present": ["misuse"]}),
    "force_majeure": over(LAMP, findings={"present": ["disaster"]}),
}
"""What makes work on a lamp payable."""


def work(on: Facts, kind: str = "repair", **request: Any) -> Decision:
    """Work on a lamp that was quoted."""
    quoted = {"kind": kind, "amount": "180.00", "document": "Q-9"}
    return settle("lamps", **over(on, charges=[quoted], request=request))


@clause("S1-2.5", "S1-4.3")
@pytest.mark.parametrize("kind", WORK)
def test_in_warranty_all_work_is_free(kind: str) -> None:
    made = work(LAMP, kind)
    assert (made.outcome, made.lines) == (Outcome.DECIDED, ())
    assert said(made) == {"borne_by.freight": "company", "charged.free_job": 0}


@clause("S1-2.6", "S1-2.7", "S1-4.6", "S1-4.8")
@pytest.mark.parametrize("kind", WORK)
@pytest.mark.parametrize("why", PAID)
def test_after_consent_the_customer_pays_all_work_as_quoted(why: str, kind: str) -> None:
    made = work(PAID[why], kind, consent=True)
    assert moved(made) == [(why, "customer", "company", "180.00", "fixed")]
    (line,) = made.lines
    assert (line.kind, line.base, line.document) == (LineKind.PAYMENT, "quote", "Q-9")


@clause("S1-2.6", "S1-2.7", "S1-4.6", "S1-4.8")
@pytest.mark.parametrize("why", PAID)
def test_before_consent_no_work_begins_and_declined_nothing_is_charged(why: str) -> None:
    made = work(PAID[why])
    assert (made.outcome, wanting(made)) == (Outcome.ON_HOLD, [("request.consent", "customer")])
    assert moved(made) == [(why, "customer", "company", "180.00", "proposed")]
    declined = work(PAID[why], consent=False)
    assert (declined.outcome, declined.lines) == (Outcome.DECIDED, ())
    assert said(declined, f"charged.{why}", f"may_start.{why}") == {f"charged.{why}": 0, f"may_start.{why}": False}


@clause("S1-2.6", "S1-2.7")
def test_a_misused_lamp_that_a_disaster_struck_is_charged_once_as_misused() -> None:
    both = over(LAMP, findings={"present": ["misuse", "disaster"]})
    assert moved(work(both, consent=True)) == [("misuse", "customer", "company", "180.00", "fixed")]


@clause("S1-3.6")
def test_compensation_is_paid_to_the_customer_for_the_loss_alone() -> None:
    loss = {"kind": "loss", "amount": "400.00", "document": "P-1"}
    facts: Facts = {
        "request": {"wanted": "compensation"},
        "findings": {"transit_damage": True, "claim_confirmed": True, "liable_party": "carrier"},
        "charges": [loss, {"kind": "repair", "amount": "180.00", "document": "Q-9"}],
    }
    (line,) = settle("lamps", **facts).lines
    assert (line.kind, line.payer, line.payee) == (LineKind.PAYMENT, "carrier", "customer")
    assert (line.base, str(line.at_most), line.document) == ("quote", "400.00", "P-1")
    for group, name, value in (
        ("request", "wanted", "repair"),
        ("findings", "transit_damage", False),
        ("findings", "claim_confirmed", False),
    ):
        assert settle("lamps", **over(facts, **{group: {name: value}})).lines == ()


# ── what changes hands ───────────────────────────────────────────────────────────────────────────────────────────────


def handed(on: Facts, **groups: Any) -> list[tuple[Any, ...]]:
    """What changes hands: kind, payer, payee, what of it, its amount."""
    made = settle("lamps", **over(on, charges=[], **groups))
    return [(line.kind, line.payer, line.payee, line.item, line.amount and str(line.amount)) for line in made.lines]


@clause("S1-5.5")
def test_a_refund_is_a_payment_of_the_factory_by_the_channel_of_the_purchase() -> None:
    assert handed(RETURNED) == [(LineKind.PAYMENT, "company", "customer", "wechat", "260.00")]


@clause("S1-5.4")
def test_in_an_exchange_the_customer_is_given_a_new_lamp_and_no_money() -> None:
    assert handed(RETURNED, request={"method": "exchange"}) == [
        (LineKind.GOODS, "company", "customer", "new_unit", None)
    ]


@clause("S1-4.7")
def test_a_new_part_of_a_lamp_in_warranty_is_goods_and_costs_nothing() -> None:
    assert handed(LAMP, request={"method": "part"}) == [(LineKind.GOODS, "company", "customer", "new_part", None)]
    assert handed(LAMP, request={"method": "repair"}) == []


@clause("S1-5.6", "S1-5.7")
@pytest.mark.parametrize("flaw", ["used", "packaging_broken"])
def test_in_a_paid_exchange_the_customer_pays_the_new_lamp_and_is_credited_the_old_one(flaw: str) -> None:
    prices = {"invoice_price": "200.00", "replacement_price": "350.00"}
    facts: Facts = {
        "unit": {**prices, "used": False, "packaging_broken": False, flaw: True},
        "request": {"entitled": False, "method": "exchange", "agreement_rate": "80", "consent": True},
    }
    assert handed(facts) == [
        (LineKind.PAYMENT, "customer", "company", None, "350.00"),
        (LineKind.CREDIT, "company", "customer", None, "160.00"),
    ]
    assert handed(facts, request={"method": "refund"}) == []

"""Refunds through a dealer, refunds to the original channel, exchanges by negotiation, parts (货物与退款)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.decision import Audience, LineKind, Outcome
from domain.decision.ground import Ground
from tests.policies.settlement.money import LAMP, Facts, changed, moved, over, said, settle, wanting
from tests.policies.support import ground_of, with_chapter
from tests.support.clause import clause

REFUND: Facts = {
    "unit": {"invoice_price": "5200.00", "shipping_price": "3650.00"},
    "request": {"entitled": True, "method": "refund"},
    "findings": {"cause": "quality"},
}


@clause("S0-4.2.11")
@pytest.mark.parametrize("cause", ["quality", "technical"])
def test_a_refund_through_a_dealer_is_two_lines_at_two_prices(cause: str) -> None:
    made = settle("daoyi", **over(REFUND, findings={"cause": cause}))
    assert moved(made) == [
        ("refund_to_franchisee", "company", "franchisee", "3650.00", "fixed"),
        ("refund_to_user", "franchisee", "customer", "5200.00", "fixed"),
    ]
    credit, refund = made.lines
    assert (credit.kind, credit.base, credit.audience) == (
        LineKind.CREDIT, "unit.shipping_price", (Audience.DEALER, Audience.COMPANY))  # fmt: skip
    assert (refund.kind, refund.base, Audience.CUSTOMER in refund.audience) == (
        LineKind.PAYMENT, "unit.invoice_price", True)  # fmt: skip


@clause("S0-4.2.11", "S0-4.2.10")
def test_without_a_quality_finding_the_franchisee_is_not_credited() -> None:
    made = settle("daoyi", **over(REFUND, findings={"cause": "misuse"}))
    assert [line.what for line in made.lines] == ["refund_to_user"]
    assert made.answer("borne_by.unit_given") == "franchisee"


@clause("S0-4.2.11")
def test_a_price_that_is_not_known_is_asked_for() -> None:
    made = settle("daoyi", **over(REFUND, unit={"shipping_price": None}))
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("unit.shipping_price", None)])
    assert [line.what for line in made.lines] == ["refund_to_user"]


# ── lamps ────────────────────────────────────────────────────────────────────────────────────────────────────────────

LAMP_BACK: Facts = {
    "unit": {"invoice_price": "260.00", "used": True},
    "request": {"entitled": True, "method": "refund", "payment_channel": "wechat"},
    "findings": {"claim_confirmed": True},
    "charges": [{"kind": "inbound_freight", "amount": "18.00", "paid_by": "customer"}],
}


@clause("AC-S1-12", "S1-5.5", "S1-5.6", "S1-5.3")
def test_a_used_lamp_with_a_confirmed_fault_is_refunded_in_full_to_the_original_channel() -> None:
    made = settle("lamps", **LAMP_BACK)
    assert made.outcome is Outcome.DECIDED
    assert moved(made) == [
        ("freight", "company", "customer", "18.00", "fixed"),
        ("refund", "company", "customer", "260.00", "fixed"),
    ]
    assert (made.lines[1].item, made.answer("channel.refund")) == ("wechat", "wechat")


@clause("S1-5.5")
def test_without_the_channel_of_payment_nothing_is_refunded() -> None:
    made = settle("lamps", **over(LAMP_BACK, request={"payment_channel": None}))
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("request.payment_channel", None)])
    assert "refund" not in [line.what for line in made.lines]


@clause("S1-5.4")
@pytest.mark.parametrize(("confirmed", "expected"), [(True, ["freight", "exchange"]), (False, [])])
def test_an_exchange_follows_a_confirmed_claim(confirmed: bool, expected: list[str]) -> None:
    made = settle("lamps", **over(LAMP_BACK, request={"method": "exchange"}, findings={"claim_confirmed": confirmed}))
    assert [line.what for line in made.lines] == expected


@clause("S1-4.7", "S1-4.5")
@pytest.mark.parametrize(("months", "expected"), [(24, [("part", "company", "customer", None, "fixed")]), (6, [])])
def test_a_part_is_sent_free_in_warranty(months: int, expected: list[Any]) -> None:
    made = settle("lamps", **over(LAMP, unit={"model_months": months}, request={"method": "part"}, charges=[]))
    assert moved(made) == expected


PAID: Facts = {
    "unit": {"invoice_price": "200.00", "replacement_price": "350.00", "used": True},
    "request": {"entitled": False, "method": "exchange"},
}


@clause("S1-5.7", "S1-5.6")
@pytest.mark.parametrize(
    ("unit", "what"), [({"used": True}, "used"), ({"used": False, "packaging_broken": True}, "opened")]
)
def test_80_per_cent_for_the_old_lamp_is_a_proposal_of_a_negotiation(unit: dict[str, Any], what: str) -> None:
    made = settle("lamps", **over(PAID, unit=unit))
    assert made.outcome is Outcome.ON_HOLD
    assert moved(made) == [
        (f"{what}_new", "customer", "company", "350.00", "proposed"),
        (f"{what}_credit", "company", "customer", "160.00", "proposed"),
    ]
    assert made.lines[1].kind is LineKind.CREDIT
    assert [(need.what, need.role, need.low, need.high) for need in made.needs if need.low] == [
        ("request.agreement_rate", "customer_service", "0", "100")
    ]


@clause("S1-5.7")
def test_the_rate_that_both_agree_on_counts() -> None:
    made = settle("lamps", **over(PAID, request={"agreement_rate": "75", "consent": True}))
    assert (made.outcome, moved(made)) == (
        Outcome.DECIDED,
        [
            ("used_new", "customer", "company", "350.00", "fixed"),
            ("used_credit", "company", "customer", "150.00", "fixed"),
        ],
    )
    assert made.lines[1].rate == Decimal(75)


@clause("S1-5.6")
def test_declined_nothing_is_charged_for_the_new_lamp() -> None:
    made = settle("lamps", **over(PAID, request={"agreement_rate": "75", "consent": False}))
    assert said(made, "charged.used_new") == {"charged.used_new": 0}
    assert "used_new" not in [line.what for line in made.lines]


@clause("S1-5.6")
def test_unused_in_whole_packaging_without_a_cause_gets_nothing() -> None:
    made = settle("lamps", **over(PAID, unit={"used": False, "packaging_broken": False}))
    assert (made.outcome, made.lines) == (Outcome.DECIDED, ())


def sold_at_80() -> Ground:
    """Reading B of 8折换货: the new lamp is sold at 80 %, the old one is not credited."""
    chapter = ground_of("lamps").book.settlement
    assert chapter is not None
    kept = tuple(each for each in chapter.transfers if not each.id.endswith("_credit"))
    sold = {"rate": Decimal(80), "agreed": "request.agreement_rate", "proposed_by": "customer_service"}
    return with_chapter("lamps", "settlement", transfers=changed(kept, "used_new", **sold))


@clause("S1-5.7")
def test_in_the_other_reading_the_new_lamp_is_sold_at_80_per_cent() -> None:
    made = settle(sold_at_80(), **over(PAID, request={"consent": True}))
    assert moved(made) == [("used_new", "customer", "company", "280.00", "proposed")]
    agreed = settle(sold_at_80(), **over(PAID, request={"consent": True, "agreement_rate": "90"}))
    assert moved(agreed) == [("used_new", "customer", "company", "315.00", "fixed")]


@clause("S1-5.6")
def test_in_the_other_reading_a_used_lamp_is_always_a_paid_exchange() -> None:
    chapter = ground_of("lamps").book.settlement
    assert chapter is not None
    transfers = tuple(
        replace(each, when=each.when[2:], prevails_over=("exchange",)) if each.id.startswith("used_") else each
        for each in chapter.transfers
    )
    on = with_chapter("lamps", "settlement", transfers=transfers)
    facts = over(PAID, request={"entitled": True}, findings={"claim_confirmed": True})
    assert [line.what for line in settle("lamps", **facts).lines] == ["exchange"]
    assert [line.what for line in settle(on, **facts).lines] == ["used_new", "used_credit"]

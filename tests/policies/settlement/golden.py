"""Settlements to try things on (裁定样例): name → rulebook, facts as they come in JSON."""

from typing import Any

from tests.policies.settlement.money import AIR, EXCHANGED, PHONE, STOCK, WARDROBE, over


def cases() -> dict[str, tuple[str, dict[str, Any]]]:
    """Each takes another way through the policy."""
    closing = over(STOCK, request={"return_class": "account_closing", "at_fault": "both", "method": "exchange"})
    freight = [{"kind": "inbound_freight", "amount": "100.01", "paid_by": "carrier", "document": "F-1"}]
    shares = [{"party": "company", "percent": "50"}, {"party": "franchisee", "percent": "50"}]
    trip = {"departed_on": "2026-03-02", "returned_on": "2026-03-05", "visits_before": 0}
    prices = {"invoice_price": "5200.00", "shipping_price": "3650.00"}
    thrown = over(WARDROBE, unit={"damaged_part_kept": False}, request={"reported_on": "2026-05-18"})
    decided = {"decided_amount": "100.00", "decided_by": "service_manager", "reason": "photos"}
    judged = {"findings": {"liable_party": "production"},
              "charges": [{"kind": "supplementary_order", "amount": "880.00", "document": "B-12"}]}  # fmt: skip
    used = {"unit": {"invoice_price": "200.00", "replacement_price": "350.00", "used": True},
            "request": {"entitled": False, "method": "exchange"}}  # fmt: skip
    return {
        "slow_moving": ("daoyi", {**STOCK, "charges": freight}),
        "too_old": ("daoyi", over(STOCK, unit={"received_on": "2020-02-29"})),
        "not_proved": ("daoyi", over(STOCK, request={"agreement_rate": "70", "agreed_bearer": "company"})),
        "divided": ("daoyi", {**closing, "charges": freight, "shares": shares}),
        "refunded": ("daoyi", over(EXCHANGED, unit=prices, request={"method": "refund"})),
        "visit": ("daoyi", {"trip": trip, "charges": [{"kind": "fare", "amount": "320.50", "document": "R-1"}]}),
        "tariff": ("daoyi", over(AIR, request={"reported_on": "2026-04-08"})),
        "lamp_negotiated": ("lamps", used),
        "lamp_refunded": ("lamps", over(used, request={"entitled": True, "method": "refund", "payment_channel": "card"},
                                        findings={"claim_confirmed": True})),
        "furniture_to_decide": ("furniture", thrown),
        "furniture_decided": ("furniture", over(thrown, request=decided)),
        "furniture_disputed": ("furniture", {**judged, "request": {"ruling": "R-1", "disputed": True}}),
        "phone_off_list": ("phones", over(PHONE, charges=[{"item": "screen", "amount": "420.00"}])),
        "no_price": ("huanke", {"unit": {"service_contract": "per_visit"}}),
        "trip": ("huanke", {"trip": {"loan": "3000.00", "spent": "2460.00", "balance_due": "35000.00",
                                     "collected": "20000.00"}}),
    }  # fmt: skip

"""Settlements that the tests vary (结算测试用事实), and what is looked at of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.policies.settlement import decide_settlement
from tests.policies.support import AS_OF, decide, ground_of, with_chapter

Facts = Mapping[str, Any]


def settle(on: str | Ground, *, as_of: date = AS_OF, **facts: Any) -> Decision:
    """The decision on these facts."""
    return decide(decide_settlement, on, facts, as_of)


def over(facts: Facts, **groups: Any) -> dict[str, Any]:
    """Facts with others laid over them, group by group."""
    merged = dict(facts)
    for name, given in groups.items():
        merged[name] = {**facts.get(name, {}), **given} if isinstance(given, dict) else given
    return merged


def moved(made: Decision) -> list[tuple[str, str, str, str | None, str]]:
    """What, payer, payee, amount or None, state."""
    return [
        (line.what, line.payer, line.payee, None if line.amount is None else str(line.amount), line.state.value)
        for line in made.lines
    ]


def said(made: Decision, *names: str) -> dict[str, Any]:
    """The answers of these names that were given."""
    return {each.name: each.value for each in made.answers if not names or each.name in names}


def wanting(made: Decision) -> list[tuple[str, str | None]]:
    """What is missing, and from whom."""
    return [(need.what, need.role) for need in made.needs]


def with_rule(name: str, table: str, rule_id: str, **values: Any) -> Ground:
    """Another reading of one rule of the chapter."""
    rules = getattr(ground_of(name).book.settlement, table)
    return with_chapter(name, "settlement", **{table: changed(rules, rule_id, **values)})


def changed(rules: Sequence[Any], rule_id: str, /, **values: Any) -> tuple[Any, ...]:
    """A table with other values in one entry."""
    assert any(rule.id == rule_id for rule in rules)
    return tuple(replace(rule, **values) if rule.id == rule_id else rule for rule in rules)


def rates(*percent: str) -> tuple[Decimal, ...]:
    """Rates as the rulebook holds them."""
    return tuple(Decimal(each) for each in percent)


# ── freight ──────────────────────────────────────────────────────────────────────────────────────────────────────────

FREIGHT = [{"kind": "inbound_freight", "amount": "100.00", "paid_by": "franchisee", "document": "F-1"}]
BOTH_WAYS = [*FREIGHT, {"kind": "outbound_freight", "amount": "80.00", "paid_by": "company"}]


def returned(kind: str, on: str | Ground = "daoyi", **groups: Any) -> Decision:
    """A return of this class with freight both ways."""
    facts = over({"request": {"return_class": kind, "applicant": "franchisee"}, "charges": BOTH_WAYS}, **groups)
    return settle(on, **facts)


def bearer(made: Decision, cost: str = "freight") -> Any:
    """Who bears this cost, None if that is not answered."""
    return said(made).get(f"borne_by.{cost}")


def freight(made: Decision) -> list[tuple[str, str, str]]:
    """Payer, payee, amount."""
    return [(line.payer, line.payee, str(line.amount)) for line in made.lines if line.what == "freight"]


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

RECEIVED = "2024-03-01"
STOCK: Facts = {
    "unit": {"shipping_price": "10000.00", "grade": "intact", "received_on": RECEIVED},
    "request": {
        "return_class": "slow_moving",
        "method": "refund",
        "applicant": "franchisee",
        "registered_on": "2025-03-01",
    },
}
"""Stock of a dealer, sent back a year after it came. [S0-5.5.2]"""
EXCHANGED: Facts = {
    "request": {"entitled": True, "method": "exchange"},
    "findings": {"cause": "quality"},
    "charges": [{"kind": "inbound_freight", "amount": "186.00", "document": "F-1"}],
}
"""A unit that the franchisee has exchanged for the user. [S0-4.2]"""
LAMP: Facts = {
    "unit": {"component": "product", "purchased_on": "2025-03-02", "model_months": 24},
    "findings": {"present": []},
    "request": {"reported_on": "2026-03-02"},
}
"""A lamp in its second year. [S1-1.3]"""
WARDROBE: Facts = {
    "unit": {"component": "product", "delivered_on": "2023-05-18", "damaged_part_kept": True},
    "findings": {"present": []},
    "request": {"reported_on": "2026-05-19"},
    "charges": [
        {"kind": "materials", "item": "hinge", "amount": "320.00", "list": "L-2026", "list_hash": "5f"},
        {"kind": "installation", "amount": "150.00", "list": "L-2026", "list_hash": "5f"},
    ],
}
"""Furniture a day out of its three years. [S2-3.2]"""
PHONE: Facts = {
    "unit": {"component": "main_unit"},
    "papers": [
        {"kind": "sales_voucher", "filled": ["sold_on", "model", "esn"], "seal": "seller", "altered": False,
         "dated_on": "2025-03-02"}
    ],
    "findings": {"present": []},
    "request": {"reported_on": "2026-03-10"},
    "charges": [
        {"kind": "parts", "item": "screen", "amount": "420.00", "list": "standard", "list_hash": "5f"},
        {"kind": "labour", "amount": "60.00", "list": "standard", "list_hash": "5f"},
    ],
}  # fmt: skip
"""A handset out of its year. [S3-11]"""
AIR: Facts = {
    "unit": {"component": "unit"},
    "papers": [{"kind": "invoice", "filled": ["sold_on"], "altered": False, "dated_on": "2025-04-06"}],
    "findings": {"present": []},
    "request": {"wanted": "repair", "reported_on": "2026-04-07"},
    "charges": [{"kind": "parts", "item": "filter", "amount": "240.00", "list": "tariff"}],
}
"""An air unit on its last day of warranty, repaired at the user's. [S0-3]"""

"""Decisions of every policy to try things on (裁定样例): name → policy, rulebook, facts as they come in JSON.

Each takes another way through its policy; the checker's tests change every step of every one of them.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from domain.decision.decision import Decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.policies.registry import POLICIES
from tests.policies.support import AS_OF, ground_of


class Golden(NamedTuple):
    """A decision to be made: `policy` is a name of the registry of policies."""

    policy: str
    book: str
    facts: Mapping[str, Any]
    as_of: date = AS_OF


class Made(NamedTuple):
    """The decision with what it stands on."""

    decision: Decision
    ground: Ground
    facts: Facts


@cache
def made(name: str) -> Made:
    """The golden decision of this name."""
    golden = GOLDEN[name]
    ground, facts = ground_of(golden.book), read_facts(golden.facts, golden.as_of)
    return Made(POLICIES[golden.policy](ground, facts, golden.as_of), ground, facts)


def _warranty() -> dict[str, Golden]:
    invoice = {"kind": "invoice", "filled": ["sold_on"], "altered": False, "dated_on": "2025-04-06"}
    card = {"kind": "warranty_card", "filled": ["sold_on", "model", "esn", "serial"], "seal": "seller"}
    phone = {"component": "battery", "manufactured_on": "2025-08-31"}
    whole: Mapping[str, Any] = {"present": []}
    report = {"reported_on": "2026-04-07"}
    unit = {"unit": {"component": "unit"}, "findings": whole, "request": report}
    lamp = {"purchased_on": "2024-02-29", "component": "product", "model_months": 24}
    cases: dict[str, tuple[str, Mapping[str, Any]]] = {
        "in_term": ("daoyi", {**unit, "papers": [invoice]}),
        "after_term": ("daoyi", {**unit, "papers": [invoice], "request": {"reported_on": "2026-04-08"}}),
        "altered": ("daoyi", {**unit, "papers": [invoice | {"altered": True}]}),
        "excluded_part": ("daoyi", {**unit, "papers": [invoice], "unit": {"component": "remote_battery"}}),
        "damaged": ("daoyi", {**unit, "papers": [invoice], "findings": {"present": ["misuse"]}}),
        "replaced": ("daoyi", {
            **unit, "papers": [invoice], "unit": {"component": "unit", "replaced_on": "2026-01-05"}}),
        "nothing_known": ("daoyi", {}),
        "by_card": ("phones", {
            "unit": phone, "papers": [card | {"altered": False, "dated_on": "2025-11-30"}],
            "findings": whole, "request": {"reported_on": "2026-06-01"}}),
        "two_papers": ("phones", {
            "unit": phone, "findings": whole, "request": report, "papers": [
                card | {"altered": True, "dated_on": "2025-11-30"},
                {"kind": "sales_voucher", "filled": ["sold_on", "model", "esn"], "seal": "seller", "altered": False,
                 "dated_on": "2025-12-01"}]}),
        "by_manufacture": ("phones", {"unit": phone, "papers": [], "findings": whole, "request": report}),
        "no_seal": ("phones", {
            "unit": phone, "findings": whole, "request": report,
            "papers": [card | {"seal": "none", "altered": False, "dated_on": "2025-11-30"}]}),
        "lamp": ("lamps", {"unit": lamp, "findings": whole, "request": {"reported_on": "2026-02-28"}}),
        "wardrobe": ("furniture", {
            "unit": {"component": "product", "delivered_on": "2023-05-18"}, "findings": {"present": ["breakage"]},
            "request": {"reported_on": "2026-05-18"}}),
        "yearly": ("huanke", {"unit": {"service_contract": "yearly"}}),
        "per_visit": ("huanke", {"unit": {"service_contract": "per_visit"}}),
    }  # fmt: skip
    return {f"warranty.{name}": Golden("warranty", book, facts) for name, (book, facts) in cases.items()}


GOLDEN: dict[str, Golden] = {**_warranty()}

"""Decisions of every policy to try things on (裁定样例): name → policy, rulebook, facts as they come in JSON.

Each takes another way through its policy; the checker's tests change every step of every one of them.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from domain.decision.decision import Decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.policies.registry import POLICIES, Decide
from domain.policies.remedies import decide_entitlement
from tests.policies.incentives.deeds import late
from tests.policies.remedies import golden as remedies
from tests.policies.returns import golden as returns
from tests.policies.scorecard import sheet
from tests.policies.scorecard.sheet import COUNTS, PERFECT
from tests.policies.settlement import golden as settlement
from tests.policies.support import AS_OF, ground_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "decisions"
DECIDE: Mapping[str, Decide] = {"entitlement": decide_entitlement, **POLICIES}


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
    return Made(DECIDE[golden.policy](ground, facts, golden.as_of), ground, facts)


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


def _kpi() -> dict[str, Golden]:
    perfect = PERFECT | {"complaints": 0, "ratings": 0, "ratings_satisfied": 0}
    cases = {
        "month": sheet.facts(COUNTS, 5),
        "nothing_to_rate": sheet.facts(perfect),
        "notice_without_points": sheet.facts(COUNTS),
        "praise_without_points": sheet.facts(COUNTS | {"company_praise": 1}, 5),
        "praise_entered": sheet.facts(COUNTS | {"company_praise": 1, "checks_failed": 6}, 5, K11=2, K11b=3),
        "count_missing": sheet.facts({name: count for name, count in COUNTS.items() if name != "notices"}),
        "under_the_floor": sheet.facts(COUNTS | {"notices": 3, "complaints_late": 399}, 10, 10, 10),
    }
    return {f"kpi.{name}": Golden("kpi", "furniture", facts) for name, facts in cases.items()}


def _incentives() -> dict[str, Golden]:
    solution = late("solution", "technical_support", document="C-1")
    defect = {"kind": "latent_defect", "owner": "e7", "confirmed": True, "document": "Q-1"}
    arrival = late("arrival", "t1", caused_complaint=True, severity="grave")
    unchecked = late("goods_check", "t1", caused_complaint=True, checked=["quantity"])
    good = {"ratings_satisfied": 95, "ratings": 100}
    year = [{"month": f"2026-{n:02}", "person": "p1", "counts": good} for n in range(1, 8)]
    quiet = [{"month": f"2026-0{n}", "person": "p1", "counts": {"complaints": 0, "jobs": 2}} for n in (4, 5, 6)]
    cases: dict[str, tuple[str, Mapping[str, Any]]] = {
        "late_twice": ("lamps", {"obligations": [late("response", "customer_service"), solution, solution]}),
        "told_before": ("lamps", {"obligations": [late("start", "technical_support", told_before_due=True)]}),
        "defect": ("lamps", {"obligations": [defect]}),
        "unknown": ("lamps", {"obligations": [{"kind": "solution", "round": 1}]}),
        "streak": ("lamps", {"months": year}),
        "broken_streak": ("lamps", {"months": year[:2] + year[3:5]}),
        "severity": ("huanke", {"obligations": [arrival, unchecked, late("arrival", "t2")]}),
        "quiet_quarter": ("huanke", {"months": quiet}),
        "suggestion": ("huanke", {"obligations": [{"kind": "suggestion", "owner": "t1", "adopted": True}]}),
        "absent": ("phones", {}),
    }
    return {f"incentives.{name}": Golden("incentives", book, facts) for name, (book, facts) in cases.items()}


def _returns() -> dict[str, Golden]:
    return {f"{policy}.{name}": Golden(policy, book, facts) for policy, name, book, facts in returns.cases()}


def _entitlements() -> dict[str, Golden]:
    return {f"entitlement.{name}": Golden("entitlement", book, facts) for name, book, facts in remedies.cases()}


def _examples() -> dict[str, Golden]:
    """The examples that are shipped, by policy and rulebook."""
    found: dict[str, Golden] = {}
    for path in sorted(EXAMPLES.glob("*.json")):
        asked = json.loads(path.read_text("utf-8"))
        as_of = date.fromisoformat(asked["as_of"]) if "as_of" in asked else AS_OF
        found[f"example.{path.stem}"] = Golden(path.stem.partition("_")[0], asked["rulebook"], asked["facts"], as_of)
    return found


def _settlements() -> dict[str, Golden]:
    return {
        f"settlement.{name}": Golden("settlement", book, facts) for name, (book, facts) in settlement.cases().items()
    }


GOLDEN: dict[str, Golden] = {
    **_examples(),
    **_warranty(),
    **_entitlements(),
    **_returns(),
    **_settlements(),
    **_kpi(),
    **_incentives(),
}

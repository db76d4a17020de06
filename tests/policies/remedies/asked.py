"""Cases that the tests of the entitlements vary (权益测试用事实)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.policies.remedies import decide_entitlement
from domain.rulebook.policies.common import Predicate, Test
from domain.rulebook.policies.remedies import RemedyRule
from tests.policies.support import AS_OF, decide, ground_of, with_chapter
from tests.policies.warranty.units import card, invoice

Facts = Mapping[str, Any]

UNIT: Facts = {
    "unit": {"component": "unit", "new_deformed": False},
    "papers": [invoice("2026-05-06")],
    "repairs": [],
    "findings": {"present": [], "main_fault": True},
    "request": {"applied_on": "2026-05-21", "reported_on": "2026-05-21"},
}
"""An air unit with a main performance fault, applied for on day 15. [S0-4.1.1]"""
LAMP: Facts = {
    "unit": {
        "component": "product", "purchased_on": "2026-02-27", "model_months": 24, "received_on": "2026-03-02",
        "used": True, "packaging_broken": False, "model": "L-1", "invoice_price": "260.00",
    },
    "findings": {"present": [], "claim_confirmed": True, "transit_damage": False},
    "request": {
        "applied_on": "2026-03-07", "reported_on": "2026-03-07", "quality_claim": True, "not_as_described": False,
    },
}  # fmt: skip
"""A lamp that was used, returned on day 5 for its colour; the test confirms it. [AC-S1-12]"""
CUPBOARD: Facts = {
    "unit": {"component": "product", "delivered_on": "2023-05-18", "usable": True, "damaged_part_kept": True},
    "findings": {"present": []},
    "request": {"reported_on": "2026-05-18"},
}
"""Furniture with slight damage on the last day of three years. [AC-S2-06]"""
CHECKED = ["no_wear", "network_label", "body_number", "anti_fake_label", "water_label"]
PHONE: Facts = {
    "unit": {"component": "main_unit", "never_sold": False, "call_seconds": 4000},
    "papers": [card("2026-05-06")],
    "findings": {"present": ["no_display"], "passed": CHECKED},
    "request": {"reported_on": "2026-05-21"},
}
"""A phone without a display on day 15, in good order. [S3-7.2]"""


def over(facts: Facts, **groups: Any) -> dict[str, Any]:
    """Facts with others laid over them, group by group; lists whole."""
    merged = dict(facts)
    for name, given in groups.items():
        merged[name] = {**facts.get(name, {}), **given} if isinstance(given, dict) else given
    return merged


def asked(on: str | Ground, facts: Facts, as_of: date = AS_OF, **groups: Any) -> Decision:
    """The decision on these facts with others laid over them."""
    return decide(decide_entitlement, on, over(facts, **groups), as_of)


def rights(made: Decision) -> dict[str, tuple[str, ...]]:
    """What each rule that counts gives."""
    return {each.name[6:]: each.value for each in made.answers if each.name.startswith("right.")}


def got(made: Decision, name: str) -> Any:
    """An answer, None if it was not given."""
    return next((each.value for each in made.answers if each.name == name), None)


def wanting(made: Decision) -> list[tuple[str, str | None]]:
    """What is missing, and why."""
    return [(need.what, need.reason) for need in made.needs]


def with_rule(name: str, rule_id: str, **values: Any) -> Ground:
    """Another reading of one rule."""
    return with_rules(name, {rule_id: values})


def with_rules(name: str, changes: Mapping[str, Mapping[str, Any]]) -> Ground:
    """Another reading of several rules."""
    chapter = ground_of(name).book.remedies
    assert chapter is not None
    rules = tuple(replace(rule, **changes.get(rule.id, {})) for rule in chapter.rules)
    return with_chapter(name, "remedies", rules=rules)


def with_predicate(name: str, test: Test, on: tuple[str, ...] | str, **values: Any) -> Ground:
    """Another reading of the first predicate of this kind in some rules."""
    chapter = ground_of(name).book.remedies
    assert chapter is not None
    ids = (on,) if isinstance(on, str) else on
    changed = {rule.id: {"when": _other(rule, test, values)} for rule in chapter.rules if rule.id in ids}
    return with_rules(name, changed)


def _other(rule: RemedyRule, test: Test, values: Mapping[str, Any]) -> tuple[Predicate, ...]:
    n = next(n for n, each in enumerate(rule.when) if each.is_ is test)
    return (*rule.when[:n], replace(rule.when[n], **values), *rule.when[n + 1 :])

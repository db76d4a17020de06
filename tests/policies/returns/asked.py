"""Returns that the tests vary (返厂测试用事实): one that is in order, and other facts laid over it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.policies.returns import decide_return
from tests.policies.support import decide, ground_of, with_chapter

Facts = Mapping[str, Any]

IN_ORDER: Facts = {
    "unit": {"released": True},
    "findings": {"liable_party": "channel"},
    "request": {"reason": "unsold", "procedure_followed": True},
}
"""What every return needs. [S0-5.1]"""
INVOICE: Facts = {"kind": "invoice", "filled": ["sold_on"], "altered": False, "dated_on": "2025-04-06"}


def over(facts: Facts, **groups: Any) -> dict[str, Any]:
    """Facts with others laid over them, group by group."""
    merged = dict(facts)
    for name, given in groups.items():
        merged[name] = {**facts.get(name, {}), **given} if isinstance(given, dict) else given
    return merged


def asked(kind: str, on: str | Ground = "daoyi", **groups: Any) -> Decision:
    """The decision on a return of this class that is in order but for what is laid over it."""
    facts = over(over(IN_ORDER, request={"return_class": kind}), **groups)
    return decide(decide_return, on, facts)


def quality(**groups: Any) -> dict[str, Any]:
    """A unit under warranty that its holder returns for quality; no consumer is entitled to anything."""
    facts = {
        "unit": {"component": "unit"},
        "papers": [INVOICE],
        "findings": {"present": []},
        "request": {"quality_claim": True, "entitled": False, "reported_on": "2026-04-07"},
    }
    return over(facts, **groups)


def with_rule(name: str, table: str, rule_id: str, **values: Any) -> Ground:
    """Another reading of one rule of the chapter on returns."""
    chapter = ground_of(name).book.returns
    rules = getattr(chapter, table)
    assert any(rule.id == rule_id for rule in rules)
    changed = tuple(replace(rule, **values) if rule.id == rule_id else rule for rule in rules)
    return with_chapter(name, "returns", **{table: changed})


def refused(made: Decision) -> dict[str, str]:
    """What refuses the return, and the clause of each."""
    found = [each for each in made.answers if each.name.startswith("refused.")]
    return {each.name.removeprefix("refused."): each.value for each in found}


def wanting(made: Decision) -> list[tuple[str, str | None]]:
    """What is missing, and from whom."""
    return [(need.what, need.role) for need in made.needs]

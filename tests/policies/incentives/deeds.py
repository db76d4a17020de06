"""Obligations and months that the tests of the incentives vary (奖惩测试用事实)."""

from dataclasses import replace
from typing import Any

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.policies.incentives import decide_incentives
from tests.policies.support import decide, ground_of, with_chapter


def late(kind: str, owner: str, **values: Any) -> dict[str, Any]:
    """A breached obligation of a complaint."""
    made = {"kind": kind, "owner": owner, "round": 1, "breached": True, "told_before_due": False, "in_complaint": True}
    return made | values


def proposed(on: Ground | str, *obligations: dict[str, Any]) -> Decision:
    """The decision on these obligations."""
    return decide(decide_incentives, on, {"obligations": list(obligations)})


def months(on: Ground | str, *rows: tuple[str, str, int, int], names: tuple[str, str]) -> Decision:
    """The decision on months of (month, person, first count, second count)."""
    given = [
        {"month": month, "person": person, "counts": {names[0]: first, names[1]: second}}
        for month, person, first, second in rows
    ]
    return decide(decide_incentives, on, {"months": given})


def with_rule(name: str, rule_id: str, **values: Any) -> Ground:
    """Another reading of one rule."""
    chapter = ground_of(name).book.incentives
    assert chapter is not None
    rules = tuple(replace(rule, **values) if rule.id == rule_id else rule for rule in chapter.rules)
    return with_chapter(name, "incentives", rules=rules)


def owed(decision: Decision) -> list[tuple[str, str, str | None]]:
    """Payer, payee and amount of each line."""
    return [(line.payer, line.payee, None if line.amount is None else str(line.amount)) for line in decision.lines]

"""Matters that the tests judge (判责测试用)."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.policies.responsibility import decide_responsibility
from domain.policies.transitions import Act
from domain.rulebook.policies.responsibility import ResponsibilityChapter
from tests.policies.support import decide, ground_of, with_chapter

DAY = date(2026, 10, 14)


def judged(on: str | Ground, *matters: str, **groups: Any) -> Decision:
    """The proposal on these matters."""
    request = {**groups.pop("request", {}), "matters": list(matters)}
    return decide(decide_responsibility, on, {"request": request, **groups})


def liable(made: Decision) -> dict[str, str | None]:
    """The party of each matter."""
    start = "liable."
    return {each.name.removeprefix(start): each.value for each in made.answers if each.name.startswith(start)}


def chapter_of(name: str) -> ResponsibilityChapter:
    """The chapter of a rulebook of ours."""
    chapter = ground_of(name).book.responsibility
    assert chapter is not None
    return chapter


def with_rule(name: str, matter_id: str, rule_id: str, **values: Any) -> Ground:
    """Another reading of one rule."""
    matters = []
    for matter in chapter_of(name).matters:
        rules = tuple(replace(rule, **values) if rule.id == rule_id else rule for rule in matter.rules)
        matters.append(replace(matter, rules=rules) if matter.id == matter_id else matter)
    return with_chapter(name, "responsibility", matters=tuple(matters))


def act(role: str, actor: str = "p1", reason: str = "seen") -> Act:
    """Someone acts."""
    return Act(actor=actor, role=role, on=DAY, reason=reason)

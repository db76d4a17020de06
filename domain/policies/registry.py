"""Every policy by its name (政策登记): what decides it, and the chapter of the rulebook that it reads."""

from collections.abc import Callable, Mapping
from datetime import date

from domain.decision.decision import Decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.policies.incentives import decide_incentives
from domain.policies.remedies import decide_entitlement
from domain.policies.responsibility import decide_responsibility
from domain.policies.returns import decide_return
from domain.policies.scorecard import decide_kpi
from domain.policies.settlement import decide_settlement
from domain.policies.warranty import decide_warranty

Decide = Callable[[Ground, Facts, date], Decision]

POLICIES: Mapping[str, Decide] = {
    "warranty": decide_warranty,
    "entitlement": decide_entitlement,
    "return": decide_return,
    "settlement": decide_settlement,
    "responsibility": decide_responsibility,
    "kpi": decide_kpi,
    "incentives": decide_incentives,
}
"""`decide(ground, facts, as_of)`, pure. Raises FactError."""

CHAPTERS: Mapping[str, str] = {
    "warranty": "warranty",
    "entitlement": "remedies",
    "return": "returns",
    "settlement": "settlement",
    "responsibility": "responsibility",
    "kpi": "scorecard",
    "incentives": "incentives",
}
"""The field of the rulebook that holds a policy's chapter."""


def clause_of(ground: Ground, policy: str) -> str | None:
    """The clause of a policy's chapter; None if the manual has none."""
    chapter = getattr(ground.book, CHAPTERS[policy])
    return None if chapter is None else str(chapter.clause)

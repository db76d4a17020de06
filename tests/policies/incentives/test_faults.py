"""Faults planted into scorecard and incentives are refused when the rulebook is loaded (校验)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.decision.ground import Ground
from domain.rulebook.policies.incentives import AmountFrom, Per
from rulebooks.policy_people import check_people
from tests.policies.incentives.deeds import with_rule
from tests.policies.incentives.test_fines import SCALE
from tests.policies.scorecard.sheet import with_row
from tests.policies.support import ground_of
from tests.support.clause import clause


def problems(ground: Ground) -> list[tuple[str, str]]:
    """Code and path of each."""
    return [(problem.code, problem.key) for problem in check_people(ground.book)]


@clause("S2-K12", "S2-K2.1")
@pytest.mark.parametrize(
    ("row_id", "values", "code", "at"),
    [
        ("K2", {"bands": ()}, "missing_key", "bands"),
        ("K8", {"points": None}, "missing_key", "set_by"),
        ("K10", {"at_most": 1}, "number_too_small", "at_most"),
    ],
)
def test_a_fault_of_a_row_is_refused(row_id: str, values: dict[str, Any], code: str, at: str) -> None:
    assert problems(with_row(row_id, **values)) == [(code, f"scorecard.rows.{row_id}.{at}")]


@clause("S1-7.1", "S1-7.3", "S4-4.1")
@pytest.mark.parametrize(
    ("book", "rule_id", "values", "code", "at"),
    [
        ("lamps", "complaint_late", {"when": ()}, "missing_key", "when"),
        ("lamps", "complaint_late", {"amount_from": AmountFrom.PERSON}, "never_fires", "amount"),
        ("lamps", "complaint_late", {"scale": SCALE}, "never_fires", "scale"),
        ("lamps", "satisfaction_streak", {"per": Per.DAY}, "never_fires", "per"),
    ],
)
def test_a_fault_of_a_rule_is_refused(book: str, rule_id: str, values: dict[str, Any], code: str, at: str) -> None:
    assert (code, f"incentives.rules.{rule_id}.{at}") in problems(with_rule(book, rule_id, **values))


@clause("S1-7.1")
@pytest.mark.parametrize("name", ["months", "sample"])
def test_a_streak_counts_at_least_one(name: str) -> None:
    chapter = ground_of("lamps").book.incentives
    assert chapter is not None
    streak = next(rule.streak for rule in chapter.rules if rule.streak is not None)
    on = with_rule("lamps", "satisfaction_streak", streak=replace(streak, **{name: 0}))  # type: ignore[arg-type]
    assert problems(on) == [("number_too_small", f"incentives.rules.satisfaction_streak.streak.{name}")]


@clause("S1-7.1", "S2-1.8", "S2-K12", "S4-4.1")
@pytest.mark.parametrize("book", ["lamps", "furniture", "huanke", "phones", "daoyi"])
def test_the_five_rulebooks_have_none(book: str) -> None:
    assert problems(ground_of(book)) == []

"""Entitlements against the oracle (权益对照): every branch of the rules, all else at random; and random facts."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from domain.policies.remedies import decide_entitlement
from tests.policies.oracle import remedies
from tests.policies.oracle.branching import branches
from tests.policies.oracle.comparing import Comparison
from tests.policies.oracle.pools import as_json
from tests.policies.oracle.predicates import World, applies
from tests.policies.oracle.ranges import at_random, pool_of, values
from tests.policies.oracle.raw import Facts
from tests.policies.oracle.rulebooks import OURS, Compared, compared
from tests.policies.oracle.worlds import LAST
from tests.support.clause import clause

BOOKS = [f"{kind}{name}" for name in OURS for kind in ("", "other:")]
MOST, RANDOM = 250, 500
"""Branches of one rule that are all tried; random facts for each rulebook."""
GROUPS = ("unit", "request", "findings", "papers", "repairs")


def _rule(rulebook: Compared, name: str) -> Callable[[Facts], object]:
    rule = rulebook.raw["remedies"]["rules"][name]
    return lambda facts: applies(World(rulebook.raw, facts, rulebook.ground.calendar, LAST), rule)


def _comparison(rulebook: Compared) -> Comparison:
    return Comparison(rulebook, decide_entitlement, remedies.entitled)


@clause(
    "S0-4.1.1", "S0-4.1.2", "S0-4.1.3", "S0-4.1.4", "S1-5.1", "S1-5.6", "S2-3.3", "S2-3.5", "S3-7.1", "S3-7.2", "S3-7.3"
)
@pytest.mark.parametrize("name", BOOKS)
def test_every_branch_of_each_rule_is_the_oracles(name: str) -> None:
    rulebook, rng, pool = compared(name), random.Random(name), pool_of(name)
    comparison, lengths = _comparison(rulebook), {"papers": 1, "repairs": 2}
    for rule in rulebook.raw["remedies"]["rules"]:
        for chosen in branches(_rule(rulebook, rule), lambda fact: values(pool, fact), lengths, MOST, f"{name} {rule}"):
            others = at_random(pool, rng, GROUPS, lengths, known=0.6)
            comparison.same(as_json(others | chosen, lengths))
    assert comparison.compared > len(rulebook.raw["remedies"]["rules"])
    assert len(comparison.outcomes) > 1


def _asked(known: dict[str, Any], rng: random.Random, names: list[str]) -> dict[str, Any]:
    """What the agent offers and the customer chose, now and then."""
    for fact in ("request.offered", "request.chosen"):
        known[fact] = rng.choice([None, *names])
    return known


@clause("S1-4.4", "S1-4.6", "S1-5.5b", "S2-3.3", "S3-6.2e", "S3-12.1", "S4-3.6")
@pytest.mark.parametrize("name", BOOKS)
def test_random_entitlements_are_the_oracles(name: str) -> None:
    rulebook, rng, pool = compared(name), random.Random(name), pool_of(name)
    comparison = _comparison(rulebook)
    for n in range(RANDOM):
        lengths = {"papers": rng.randint(0, 2), "repairs": rng.randint(0, 4)} if n % 10 else {}
        known = at_random(pool, rng, GROUPS, lengths, known=0.97 if n % 2 else 0.8)
        known = _asked(known, rng, list(rulebook.raw["remedies"]["remedies"]))
        comparison.same(as_json(known, lengths))
    assert comparison.compared > RANDOM // 4
    assert len(comparison.outcomes) > 1

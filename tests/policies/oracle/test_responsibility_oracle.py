"""Responsibility against the oracle (判责对照): every branch of each matter, and several matters at random."""

import random
from datetime import date
from typing import Any

import pytest

from domain.policies.responsibility import decide_responsibility
from tests.policies.oracle import responsibility
from tests.policies.oracle.branching import branches
from tests.policies.oracle.comparing import Comparison
from tests.policies.oracle.pools import Pool, as_json
from tests.policies.oracle.predicates import World
from tests.policies.oracle.raw import Data, Facts
from tests.policies.oracle.rulebooks import Compared, compared
from tests.policies.oracle.worlds import LAST
from tests.support.clause import clause

BOOKS = [f"{kind}{name}" for name in ("daoyi", "lamps", "furniture", "huanke") for kind in ("", "other:")]
MOST, RANDOM = 700, 400
PARTIES = ("request.applicant", "request.at_fault", "request.proposer", "findings.liable_party", "obligations.owner")


def pool_of(rulebook: Compared) -> Pool:
    """Values of all facts that matters read; parties are those that rules allow."""
    rules = [rule for matter in _matters(rulebook).values() for rule in matter.get("rules", {}).values()]
    allowed = [party for rule in rules for party in rule.get("among", [])] or ["company", "someone"]
    codes: dict[str, list[Any]] = {name: list(allowed) for name in PARTIES}
    codes |= {"request.matters": list(_matters(rulebook))}
    return Pool(rulebook.raw, rulebook.ground.calendar, ("responsibility",), codes)


def _matters(rulebook: Compared) -> Data:
    found: Data = rulebook.raw["responsibility"]["matters"]
    return found


def _values(rulebook: Compared, pool: Pool, fact: str) -> list[Any]:
    limited = any("among" in rule for m in _matters(rulebook).values() for rule in m.get("rules", {}).values())
    return [each for each in pool.every(fact) if not (limited and each == "other")]


@clause("S0-4.2.7", "S0-4.2.9", "S0-4.2.10", "S0-5.6.2.2", "S0-5.8.2.2", "S0-5.9.2.2", "S1-2.5", "S1-3.6", "S2-2.A13")
@pytest.mark.parametrize("name", BOOKS)
def test_every_branch_of_each_matter_is_the_oracles(name: str) -> None:
    rulebook, rng = compared(name), random.Random(name)
    pool = pool_of(rulebook)
    comparison = Comparison(rulebook, decide_responsibility, responsibility.judged)
    for matter, raw in _matters(rulebook).items():
        lengths = {raw["each"]: 1} if "each" in raw else {}
        asked = {"request.matters": (matter,)}

        def read(facts: Facts, asked: dict[str, Any] = asked) -> object:
            facts.chosen |= asked  # type: ignore[attr-defined]
            return responsibility.judged(World(rulebook.raw, facts, rulebook.ground.calendar, LAST))

        for chosen in branches(read, lambda fact: _values(rulebook, pool, fact), lengths, MOST, f"{name} {matter}"):
            others = {fact: pool.draw(fact, rng, date(2025, 3, 3)) for fact in pool.known if "." in fact}
            others = {fact: value for fact, value in others.items() if value in _values(rulebook, pool, fact)}
            others = {f"obligations.0.{fact[12:]}" if fact.startswith("obligations.") else fact: value
                      for fact, value in others.items() if lengths or not fact.startswith("obligations.")}  # fmt: skip
            comparison.same(as_json(others | chosen | asked, lengths))
    assert comparison.compared >= len(_matters(rulebook)) * 2


@clause("S0-5.1", "S1-2.6", "S1-2.7", "S4-4.1", "S4-4.2", "S4-4.3")
@pytest.mark.parametrize("name", BOOKS)
def test_random_matters_are_the_oracles(name: str) -> None:
    rulebook, rng = compared(name), random.Random(name)
    pool = pool_of(rulebook)
    comparison = Comparison(rulebook, decide_responsibility, responsibility.judged)
    for _ in range(RANDOM):
        lengths = {"obligations": rng.randint(0, 3)} if any("each" in m for m in _matters(rulebook).values()) else {}
        known: dict[str, Any] = {}
        for fact in pool.known:
            group, _, field = fact.partition(".")
            places = (
                [f"{group}.{n}.{field}" for n in range(lengths.get(group, 0))] if group == "obligations" else [fact]
            )
            known |= {place: rng.choice(_values(rulebook, pool, fact)) for place in places}
        known["request.matters"] = tuple(rng.sample(list(_matters(rulebook)), rng.randint(0, len(_matters(rulebook)))))
        known["request.disputed"] = rng.choice((None, True, False))
        comparison.same(as_json(known, lengths))
    assert comparison.compared == RANDOM
    assert len(comparison.outcomes) > 2

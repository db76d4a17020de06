"""Returns against the oracle (返厂对照): every branch of each table, all else at random; and random facts."""

import random
from collections.abc import Callable
from datetime import date

import pytest

from domain.policies.returns import decide_return
from tests.policies.oracle import returns
from tests.policies.oracle.branching import branches
from tests.policies.oracle.comparing import Comparison
from tests.policies.oracle.pools import as_json
from tests.policies.oracle.predicates import World, applies, winners
from tests.policies.oracle.ranges import at_random, pool_of, values
from tests.policies.oracle.raw import Data, Facts
from tests.policies.oracle.rulebooks import Compared, compared
from tests.policies.oracle.worlds import LAST
from tests.support.clause import clause

MOST, RANDOM = 1_000, 600
"""Branches of one table that are all tried; random facts for each rulebook."""
BOXED = {"parcel": 2}
_PAPERS = ("papers.0.kind", "papers.0.filled", "papers.0.seal", "papers.0.altered", "papers.0.dated_on")


def world_of(rulebook: Compared, facts: Facts) -> World:
    return World(rulebook.raw, facts, rulebook.ground.calendar, LAST)


def _tables(rulebook: Compared) -> dict[str, Callable[[Facts], object]]:
    """Each table of the chapter, as something that reads facts."""
    chapter = rulebook.raw["returns"]

    def terms(facts: Facts) -> object:
        world = world_of(rulebook, facts)
        return world.get("request.return_class") is None or returns.terms(world)

    def gate(facts: Facts) -> object:
        return [applies(world_of(rulebook, facts), rule) for rule in chapter["gate"].values()]

    def choosers(facts: Facts) -> object:
        return winners(world_of(rulebook, facts), chapter["choosers"])

    def approvals(facts: Facts) -> object:
        return returns.approvals(world_of(rulebook, facts))

    return {"terms": terms, "gate": gate, "choosers": choosers, "approvals": approvals}


def papers(rulebook: Compared, rng: random.Random, start: date) -> list[Data]:
    """None, or one of the best kind, good or bad, of a day near `start`."""
    proofs = rulebook.raw["warranty"].get("proofs", {})
    if not proofs or rng.random() < 0.2:
        return []
    kind, proof = rng.choice(list(proofs.items()))
    paper = {"kind": kind, "filled": proof["fields"], "altered": rng.random() < 0.2, "dated_on": start.isoformat()}
    return [paper | ({"seal": proof["seal"]} if "seal" in proof else {})]


@clause("S0-4.2.2", "S0-4.2.5", "S0-5.1", "S0-5.2", "S0-5.7.2.2", "S0-5.7.2.3", "S0-5.9.2.1", "S0-5.10")
@pytest.mark.parametrize("table", ["terms", "gate", "choosers", "approvals"])
@pytest.mark.parametrize("name", ["daoyi", "other:daoyi"])
def test_every_branch_of_each_table_of_returns_is_the_oracles(name: str, table: str) -> None:
    rulebook, rng = compared(name), random.Random(f"{name} {table}")
    pool = pool_of(name)
    comparison = Comparison(rulebook, decide_return, returns.ruled)
    lengths = {"papers": 1}
    for chosen in branches(_tables(rulebook)[table], lambda fact: values(pool, fact), lengths, MOST, f"{name} {table}"):
        others = at_random(pool, rng, ("request", "unit", "findings"), {})
        known = others | chosen
        data = as_json(known, lengths if any(fact in chosen for fact in _PAPERS) else {})
        if "papers" not in data and rng.random() < 0.9:
            data["papers"] = papers(rulebook, rng, known.get("request.reported_on") or date(2025, 3, 3))
        comparison.same(data)
    assert comparison.outcomes["decided"] > 0
    assert comparison.compared > 20


@clause("S3-8.1", "S3-8.2")
@pytest.mark.parametrize("table", ["boxed", "refused"])
@pytest.mark.parametrize("name", ["phones", "other:phones"])
def test_every_branch_of_a_line_of_a_parcel_is_the_oracles(name: str, table: str) -> None:
    rulebook, rng, pool = compared(name), random.Random(name), pool_of(name)
    comparison = Comparison(rulebook, decide_return, returns.ruled)

    def read(facts: Facts) -> object:
        world = world_of(rulebook, facts)
        world.about = "parcel.0"
        return winners(world, rulebook.raw["returns"][table])

    for chosen in branches(read, pool.every, {"parcel": 1}, MOST, f"{name} {table}"):
        comparison.same(as_json(at_random(pool, rng, ("parcel",), BOXED) | chosen, BOXED))
    assert comparison.compared > 100


@clause("S0-2.1", "S0-2.2")
@pytest.mark.parametrize("name", ["daoyi", "other:daoyi"])
def test_every_branch_of_the_dealers_duties_is_the_oracles(name: str) -> None:
    rulebook = compared(name)
    pool = pool_of(name)
    comparison = Comparison(rulebook, decide_return, returns.ruled)
    for chosen in branches(lambda facts: returns.duties(world_of(rulebook, facts)), pool.every, {}, MOST, name):
        comparison.same(as_json(chosen))
    assert comparison.compared > 40


@clause("S0-5.5.1", "S0-5.6.1", "S0-5.7.1", "S0-5.8.1", "S0-5.9.1")
@pytest.mark.parametrize("name", ["daoyi", "other:daoyi"])
def test_random_returns_are_the_oracles(name: str) -> None:
    rulebook, rng = compared(name), random.Random(name)
    pool = pool_of(name)
    comparison = Comparison(rulebook, decide_return, returns.ruled)
    for n in range(2 * RANDOM):
        groups = ("request", "unit", "findings", "trip") if n % 4 == 0 else ("request", "unit", "findings")
        data = as_json(at_random(pool, rng, groups, {}))
        if n % 2:  # past the gate, and shipped when it may be
            data["request"] |= {"reason": "r", "procedure_followed": True, "shipped_back_on": None}
            data.setdefault("unit", {}).update(released=True, regular_channel=True)
            data.setdefault("findings", {})["liable_party"] = "p"
        if rng.random() < 0.9:
            data["papers"] = papers(rulebook, rng, date(2025, 3, 3))
        comparison.same(data)
    assert comparison.compared > RANDOM
    assert set(comparison.outcomes) >= {"decided", "undetermined", "needs_person"}

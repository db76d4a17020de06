"""Fines and rewards against the oracle (奖惩对照): every branch of an obligation, every pattern of six months."""

import random
from datetime import date
from itertools import product
from typing import Any

import pytest

from domain.decision.check import check
from domain.decision.facts import FactError
from domain.decision.reading import read_facts
from domain.policies.incentives import decide_incentives
from tests.policies.oracle import incentives
from tests.policies.oracle.branching import branches
from tests.policies.oracle.pools import Pool, as_json
from tests.policies.oracle.predicates import World
from tests.policies.oracle.raw import Data, Facts
from tests.policies.oracle.rulebooks import Compared, compared
from tests.policies.oracle.worlds import LAST
from tests.support.clause import clause

BOOKS = [f"{kind}{name}" for name in ("lamps", "furniture", "huanke") for kind in ("", "other:")]
MOST, RANDOM = 700, 600


def pool_of(rulebook: Compared) -> Pool:
    """Values of an obligation."""
    rules = rulebook.raw["incentives"]["rules"].values()
    severities = [name for rule in rules for name in rule.get("scale") or {}]
    codes = {
        "obligations.owner": ["e1", "e2"],
        "obligations.case": ["C-1", "C-2"],
        "obligations.severity": severities or ["grave"],
        "obligations.document": ["D-1"],
        "obligations.checked": [],
    }
    pool = Pool(rulebook.raw, rulebook.ground.calendar, ("incentives",), codes)
    checks = [
        item for rule in rules if "unchecked" in rule for item in rulebook.raw["lists"][rule["unchecked"]]["items"]
    ]
    pool.items["obligations.checked"] = checks
    return pool


def values(rulebook: Compared, pool: Pool, fact: str) -> list[Any]:
    """A severity is one of the scale, and nothing is 0 days late."""
    found = pool.every(fact)
    if fact.endswith(".severity") and any(rule.get("scale") for rule in rulebook.raw["incentives"]["rules"].values()):
        return [each for each in found if each != "other"]
    return [each for each in found if not (fact.endswith(".days_late") and each == 0)]


class Counted:
    """Compares one by one; every twentieth decision is checked too."""

    def __init__(self, rulebook: Compared) -> None:
        self.rulebook, self.compared, self.lines = rulebook, 0, 0
        self.outcomes: set[str] = set()

    def same(self, data: Data) -> None:
        """Asserts that policy and oracle propose the same."""
        ground = self.rulebook.ground
        wanted = incentives.proposed(World(self.rulebook.raw, Facts(data), ground.calendar, LAST))
        facts = read_facts(data, LAST)
        made = decide_incentives(ground, facts, LAST)
        found = [
            incentives.Proposed(line.what, line.payer, line.payee, line.amount, line.item, line.document)
            for line in made.lines
        ]
        assert found == wanted.lines, data
        assert made.outcome.value == wanted.outcome, data
        rules = self.rulebook.raw["incentives"]["rules"]
        for what in {line.what for line in found}:
            assert made.answer(f"{what}.confirm") == rules[what]["confirm"]
        assert self.compared % 20 or check(made, ground, facts) == (), data
        self.compared += 1
        self.lines += len(found)
        self.outcomes.add(wanted.outcome)


@clause("S1-7.2", "S1-7.3", "S2-1.8", "S4-4.1", "S4-4.2", "S4-4.3", "S4-5.2")
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("name", BOOKS)
def test_every_branch_of_obligations_is_the_oracles(name: str, number: int) -> None:
    rulebook, rng = compared(name), random.Random(name)
    pool, counted, lengths = pool_of(rulebook), Counted(rulebook), {"obligations": number}

    def read(facts: Facts) -> object:
        return incentives.proposed(World(rulebook.raw, facts, rulebook.ground.calendar, LAST))

    for chosen in branches(read, lambda fact: values(rulebook, pool, fact), lengths, MOST, f"{name} {number}"):
        others = {f"obligations.{n}.{fact[12:]}": rng.choice(values(rulebook, pool, fact))
                  for fact in pool.known for n in range(number) if fact.startswith("obligations.")}  # fmt: skip
        counted.same(as_json(others | chosen, lengths))
    assert min(counted.lines, counted.compared) > 3


@clause("S1-7.3")
@pytest.mark.parametrize("name", BOOKS)
def test_random_obligations_are_the_oracles(name: str) -> None:
    rulebook, rng = compared(name), random.Random(name)
    pool, counted = pool_of(rulebook), Counted(rulebook)
    names = (*pool.known, "obligations.round", "obligations.days_late")
    for _ in range(RANDOM):
        number = rng.randint(0, 5)
        known = {f"obligations.{n}.{fact[12:]}": rng.choice(values(rulebook, pool, fact)[rng.random() < 0.95 :])
                 for fact in names for n in range(number)}  # fmt: skip
        counted.same(as_json(known, {"obligations": number}))
    assert counted.lines > RANDOM // 20
    assert len(counted.outcomes) > 1


def _counted(rulebook: Compared, kind: str, rng: random.Random) -> dict[str, int]:
    """Counts of a month that is good, bad, of too small a sample, or not counted."""
    counts: dict[str, int] = {}
    for rule in rulebook.raw["incentives"]["rules"].values():
        if "streak" in rule:
            streak = rule["streak"]
            of = rng.choice((20, 100, 400)) * max(1, streak["sample"])
            least = -(-int(float(streak["at_least"]) * of) // 100)
            over = {"good": least, "bad": least - 1, "small": 0, "unknown": 0}[kind]
            counts |= {streak["of"]: streak["sample"] - 1, streak["over"]: 0} if kind == "small" else {
                streak["of"]: of, streak["over"]: over}  # fmt: skip
        if "quiet" in rule:
            quiet = rule["quiet"]
            active = {"good": quiet["at_least"], "bad": quiet["at_least"], "small": 0, "unknown": 1}[kind]
            counts |= {quiet["none"]: int(kind == "bad"), quiet["active"]: active}
    return {} if kind == "unknown" else counts


def _month(rulebook: Compared, number: int, person: str, kind: str, rng: random.Random) -> Data:
    name = f"{2025 + number // 12}-{number % 12 + 1:02}"
    return {"month": name, "person": person, "counts": _counted(rulebook, kind, rng)}


@clause("S1-7.1", "S4-5.1")
@pytest.mark.parametrize("name", [f"{kind}{name}" for name in ("lamps", "huanke") for kind in ("", "other:")])
def test_every_pattern_of_months_is_the_oracles(name: str) -> None:
    (
        rulebook,
        rng,
    ) = compared(name), random.Random(name)
    counted = Counted(rulebook)
    for pattern in product(("good", "bad", None), repeat=7):
        months = [_month(rulebook, 8 + n, "p", kind, rng) for n, kind in enumerate(pattern) if kind]
        counted.same({"months": months})
    for pattern in product(("good", "bad", "small", "unknown", None), repeat=4):
        months = [_month(rulebook, 9 + n, "p", kind, rng) for n, kind in enumerate(pattern) if kind]
        rng.shuffle(months)
        counted.same({"months": months})
    assert counted.lines > 5


@clause("S1-7.1", "S4-5.1")
@pytest.mark.parametrize("name", [f"{kind}{name}" for name in ("lamps", "huanke") for kind in ("", "other:")])
def test_random_months_of_several_persons_are_the_oracles(name: str) -> None:
    rulebook, rng = compared(name), random.Random(name)
    counted = Counted(rulebook)
    for _ in range(RANDOM):
        weights = (12, 2, 1, 1)
        months = [
            _month(rulebook, n, person, rng.choices(("good", "bad", "small", "unknown"), weights)[0], rng)
            for person in ("p1", "p2") for n in range(rng.randint(0, 3), rng.randint(4, 14)) if rng.random() < 0.95
        ]  # fmt: skip
        rng.shuffle(months)
        counted.same({"months": months})
    assert counted.lines > RANDOM // 10


@clause("S1-7.1")
def test_a_month_of_one_person_twice_is_a_contradiction() -> None:
    month = {"month": "2026-01", "person": "p", "counts": {}}
    with pytest.raises(FactError):
        decide_incentives(compared("lamps").ground, read_facts({"months": [month, month]}, date(2026, 12, 31)), LAST)

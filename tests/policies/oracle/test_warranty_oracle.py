"""Warranty against the oracle (保修对照): our rulebooks and generated ones, facts at and beside every bound."""

import random

import pytest

from domain.decision.check import check
from domain.decision.facts import FactError
from domain.decision.reading import read_facts
from domain.policies.warranty import decide_warranty
from tests.policies.oracle.predicates import World
from tests.policies.oracle.raw import Data, Facts
from tests.policies.oracle.rulebooks import OURS, compared
from tests.policies.oracle.warranty import covered
from tests.policies.oracle.worlds import LAST, Dice
from tests.support.clause import clause

EACH = 800
"""Facts drawn for each rulebook."""


def _papers(dice: Dice, chapter: Data) -> list[Data]:
    papers = []
    for kind, proof in chapter.get("proofs", {}).items():
        if dice.rng.random() < 0.6:
            filled = list(proof["fields"])[: None if dice.rng.random() < 0.8 else -1]
            paper = {"kind": kind, "filled": filled, "altered": dice.rng.random() < 0.2}
            papers.append(paper | {"dated_on": dice.day().isoformat()})
            if "seal" in proof and dice.rng.random() < 0.8:
                papers[-1]["seal"] = proof["seal"]
            else:
                papers[-1]["seal"] = "none"
    return papers


def _draw(dice: Dice) -> Data:
    chapter = dice.book["warranty"]
    facts = dice.facts(("unit", "findings", "request"))
    unit = facts.setdefault("unit", {})
    if "coverage" in chapter:
        unit["component"] = dice.rng.choice(list(chapter["coverage"]))
    if "contracts" in chapter:
        unit["service_contract"] = dice.rng.choice(list(chapter["contracts"]))
    if dice.rng.random() < 0.9:
        facts["papers"] = _papers(dice, chapter)
    return facts


@clause("S0-3.1", "S0-3.4", "S1-1.3", "S2-3.2", "S3-6.1", "S3-6.2e", "S4-3.6")
@pytest.mark.parametrize("name", [*OURS, *[f"other:{name}" for name in OURS]])
def test_warranty_is_what_the_oracle_says_and_the_checker_accepts_it(name: str) -> None:
    rulebook = compared(name)
    dice, seen = Dice(rulebook.raw, random.Random(name)), dict.fromkeys((True, False, None), 0)
    for n in range(EACH):
        data = _draw(dice)
        try:
            facts = read_facts(data, LAST)
        except FactError:  # a sale before manufacture and the like
            continue
        made = decide_warranty(rulebook.ground, facts, LAST)
        wanted = covered(World(rulebook.raw, Facts(data), rulebook.ground.calendar, LAST))
        assert made.answer("covered") is wanted, (data, made.derivation.steps)
        seen[wanted] += 1
        if n % 10 == 0:
            assert check(made, rulebook.ground, facts) == ()
    assert min(seen[True], seen[False]) > 0, seen

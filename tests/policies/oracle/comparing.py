"""Comparing a policy with its oracle (对照): the same answers, outcome and needs for the same facts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.decision.check import check
from domain.decision.decision import Decision, Outcome
from domain.decision.facts import FactError
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from tests.policies.oracle.predicates import World
from tests.policies.oracle.raw import Data, Facts
from tests.policies.oracle.returns import RefusedError, Ruled
from tests.policies.oracle.rulebooks import Compared
from tests.policies.oracle.worlds import LAST

Decide = Callable[[Ground, Any, date], Decision]
CHECKED = 20
"""One of so many decisions also goes through the checker."""


class Comparison:
    """Compares decisions one after the other; `compared` counts those that there were."""

    def __init__(self, rulebook: Compared, decide: Decide, oracle: Callable[[World], Ruled]) -> None:
        self.rulebook, self.decide, self.oracle, self.compared = rulebook, decide, oracle, 0
        self.outcomes: dict[str, int] = {}

    def same(self, data: Data) -> bool:
        """Asserts that both say the same; False where the facts contradict themselves."""
        try:
            facts = read_facts(data, LAST)
        except FactError:
            return False
        try:
            wanted = self.oracle(World(self.rulebook.raw, Facts(data), self.rulebook.ground.calendar, LAST))
        except RefusedError:
            with pytest.raises(FactError):
                self.decide(self.rulebook.ground, facts, LAST)
            return False
        made = self.decide(self.rulebook.ground, facts, LAST)
        found = {each.name: True if ".refused." in f".{each.name}" else each.value for each in made.answers}
        found = {answered: value for answered, value in found.items() if not answered.startswith("statutory_floor.")}
        differing = {name for name in {*found, *wanted.answers} if found.get(name, "") != wanted.answers.get(name, "")}
        assert not differing, [(name, found.get(name, ""), wanted.answers.get(name, "")) for name in differing] + [data]
        assert made.outcome.value == wanted.outcome, data
        assert sorted(map(_said, made.lines)) == sorted(map(_said, wanted.lines)), data
        if made.outcome in (Outcome.ON_HOLD, Outcome.NEEDS_PERSON):
            assert {need.what for need in made.needs} == wanted.needs, data
        if self.compared % CHECKED == 0:
            problems = check(made, self.rulebook.ground, facts)
            assert not problems, (problems, data)
        self.compared += 1
        self.outcomes[wanted.outcome] = self.outcomes.get(wanted.outcome, 0) + 1
        return True


def _said(line: Any) -> tuple[str, ...]:
    """What a line says, in an order of its own: the tables of a rulebook have none."""
    amounts = [getattr(line, name) for name in ("amount", "rate", "at_most")]
    texts = [getattr(line, name) for name in ("kind", "what", "payer", "payee", "item", "state", "document")]
    sides = [str(line.borne_by), str(line.advanced_by)]
    return (*map(str, texts), *sides, *["" if amount is None else f"{amount:.4f}" for amount in amounts])

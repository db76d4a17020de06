"""Every number is cited where it decides (数值引用): perturbed, each decision that changes had named its path."""

import copy
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest

from domain.decision.decision import Decision
from domain.decision.facts import FactError, Facts
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.rulebook.errors import InvalidRulebookError
from rulebooks.liveness import check
from rulebooks.load import of_data
from rulebooks.shelf import HERE, known
from tests.policies.golden import DECIDE, GOLDEN
from tests.policies.oracle.corpus import near
from tests.policies.oracle.rulebooks import OURS
from tests.policies.support import AS_OF, ground_of, ground_on
from tests.support.clause import clause
from tools.mutants.data import DataFault, faults, planted

SILENT: Mapping[str, str] = {
    "warranty.proofs.*.rank": "only the order of ranks counts: one step leaves it as it is, or two would be alike",
    "returns.ranks.*.level": "only the order of levels counts",
}
"""Numbers of which a smallest step may change nothing, with the reason."""
READ_BY = {
    "warranty": ("warranty", "entitlement", "return", "settlement"), "remedies": ("entitlement",),
    "returns": ("return",), "settlement": ("settlement",), "scorecard": ("kpi",), "incentives": ("incentives",),
    "responsibility": ("responsibility",),
}  # fmt: skip
"""The policies that may read a chapter."""


class Tried(NamedTuple):
    """A decision to be made again: its policy, its facts, what came out, the paths that it cites."""

    policy: str
    facts: Facts
    said: Any
    cited: frozenset[str]


def _said(made: Decision) -> Any:
    """Answers, lines and outcome."""
    lines = [(line.what, line.payer, line.payee, line.amount, line.rate, line.at_most, line.state, line.item)
             for line in made.lines]  # fmt: skip
    return made.outcome, [(each.name, each.value) for each in made.answers], lines


def _decided(policy: str, ground: Ground, facts: Facts) -> Any:
    try:
        return _said(DECIDE[policy](ground, facts, AS_OF))
    except FactError as error:
        return error.code


@cache
def _all_of(book: str) -> tuple[Tried, ...]:
    """Golden decisions of the rulebook, and decisions near each of its numbers."""
    given = [
        (golden.policy, golden.facts) for golden in GOLDEN.values() if (golden.book, golden.as_of) == (book, AS_OF)
    ]
    tried: dict[str, Tried] = {}
    for policy, data in (*given, *near(book)):
        try:
            facts = read_facts(data, AS_OF)
            made = DECIDE[policy](ground_of(book), facts, AS_OF)
        except FactError:
            continue
        cited = frozenset(step.path for step in made.derivation.steps)
        tried[f"{policy} {data}"] = Tried(policy, facts, _said(made), cited)
    return tuple(tried.values())


def _numbers(book: str) -> dict[str, list[DataFault]]:
    """The smallest steps of every number, by its path."""
    found: dict[str, list[DataFault]] = {}
    for fault in faults(tomllib.loads((HERE / f"{book}.toml").read_text(encoding="utf-8"))):
        number = isinstance(fault.after, int) or (isinstance(fault.after, str) and fault.after[:1].isdigit())
        if number and not isinstance(fault.after, bool):
            found.setdefault(fault.path, []).append(fault)
    return found


def _perturbed(book: str, fault: DataFault) -> Ground | None:
    """The rulebook with a number one step off; None if it cannot be loaded so."""
    data = tomllib.loads((HERE / f"{book}.toml").read_text(encoding="utf-8"))
    try:
        loaded = of_data(planted(copy.deepcopy(data), fault), f"{book}.toml")
    except InvalidRulebookError:
        return None
    return None if check(loaded, known()) else ground_on(loaded)


def _changed(book: str, ground: Ground, chapter: str) -> Iterator[Tried]:
    for tried in _all_of(book):
        if tried.policy in READ_BY[chapter] and _decided(tried.policy, ground, tried.facts) != tried.said:
            yield tried


def _silent(path: str) -> bool:
    return any(
        path.startswith(start) and path.endswith(end) for start, _, end in (name.partition("*") for name in SILENT)
    )


@clause("G-10", "G-11")
@pytest.mark.parametrize("book", OURS)
def test_every_decision_that_changes_with_a_number_had_cited_it_and_every_number_changes_one(book: str) -> None:
    idle = []
    for path, steps in _numbers(book).items():
        grounds = [ground for fault in steps if (ground := _perturbed(book, fault)) is not None]
        changed = [tried for ground in grounds for tried in _changed(book, ground, path.partition(".")[0])]
        for tried in changed:
            assert path in tried.cited, (path, tried)
        if grounds and not changed and not _silent(path):
            idle.append(path)
    assert not idle, idle

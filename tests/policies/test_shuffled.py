"""Order (次序): in which order a rulebook's tables stand changes nothing that is decided."""

import random
import tomllib
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.rulebook.book import POLICIES
from rulebooks.load import of_data
from rulebooks.shelf import HERE
from tests.policies.golden import DECIDE, GOLDEN, made
from tests.policies.support import ground_of, ground_on
from tests.support.clause import clause


def _shuffled(value: Any, rng: random.Random) -> Any:
    """The same data, its tables in another order; arrays keep theirs."""
    if isinstance(value, dict):
        names = list(value)
        rng.shuffle(names)
        return {name: _shuffled(value[name], rng) for name in names}
    return [_shuffled(part, rng) for part in value] if isinstance(value, list) else value


def _reordered(value: Any, rng: random.Random) -> Any:
    """The same typed values, all that have ids in another order: rules, lists, rows, parties."""
    if isinstance(value, tuple):
        parts = [_reordered(part, rng) for part in value]
        if parts and all(hasattr(part, "id") for part in parts):
            rng.shuffle(parts)
        return tuple(parts)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _reordered(getattr(value, each.name), rng) for each in fields(value)})
    return value


@cache
def _toml(book: str, seed: int) -> Ground:
    data = tomllib.loads((HERE / f"{book}.toml").read_text(encoding="utf-8"))
    return ground_on(of_data(_shuffled(data, random.Random(seed)), f"{book}.toml"))


@cache
def _typed(book: str, seed: int) -> Ground:
    ours, rng = ground_of(book).book, random.Random(seed)
    chapters = {name: _reordered(getattr(ours, name), rng) for name in ("lists", *POLICIES)}
    return ground_on(replace(ours, **chapters))


def _said(decision: Decision) -> Any:
    """Answers, lines, outcome and needs, in an order of their own."""
    lines = [replace(line, refs=()) for line in decision.lines]
    answers = {
        each.name: sorted(each.value) if isinstance(each.value, tuple) else each.value for each in decision.answers
    }
    return decision.outcome, answers, sorted(map(repr, lines)), sorted(map(repr, decision.needs)), decision.provisional


def _again(name: str, ground: Ground) -> Any:
    golden = GOLDEN[name]
    return _said(DECIDE[golden.policy](ground, read_facts(golden.facts, golden.as_of), golden.as_of))


@clause("G-10")
@pytest.mark.parametrize("name", GOLDEN)
def test_tables_in_another_order_decide_the_same(name: str) -> None:
    wanted, book = _said(made(name).decision), GOLDEN[name].book
    assert [_again(name, _toml(book, seed)) for seed in range(3)] == [wanted] * 3
    assert [_again(name, _typed(book, seed)) for seed in range(3)] == [wanted] * 3


@clause("G-10")
@pytest.mark.parametrize("book", sorted({golden.book for golden in GOLDEN.values()}))
def test_tables_in_another_order_are_the_same_rulebook(book: str) -> None:
    assert {_toml(book, seed).rulebook_hash for seed in range(3)} == {ground_of(book).rulebook_hash}
    assert _typed(book, 0).rulebook_hash != ground_of(book).rulebook_hash

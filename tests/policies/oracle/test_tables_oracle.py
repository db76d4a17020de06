"""Decision tables against the oracle (规则表对照): all facts that a table can tell apart, at most some ten thousand."""

from functools import cache
from typing import Any

import pytest

import domain.policies.remedies  # noqa: F401 - adds the predicates on cover and repairs
from domain.decision.facts import FactError
from domain.decision.reading import read_facts
from domain.decision.trace import Trace
from domain.policies import tables
from domain.rulebook.policies.common import HitPolicy
from rulebooks.policy_walk import Table
from rulebooks.policy_walk import tables as tables_of
from tests.policies.oracle.branching import branches
from tests.policies.oracle.pools import as_json
from tests.policies.oracle.predicates import World, winners
from tests.policies.oracle.ranges import pool_of, values
from tests.policies.oracle.raw import Data, Facts
from tests.policies.oracle.rulebooks import OURS, compared
from tests.policies.oracle.worlds import LAST
from tests.support.clause import clause

MOST, SOME = 10_000, 500
"""A table that tells apart more facts than `MOST` is tried with `SOME` of them at random."""
LENGTHS = {"papers": 1, "parcel": 1, "obligations": 1, "repairs": 2}


@cache
def _tables(book: str) -> tuple[Table, ...]:
    return tuple(tables_of(compared(book).ground.book))


def _raw(book: str, path: str) -> Data:
    found: Any = compared(book).raw
    for part in path.split("."):
        found = found[part]
    return dict(found)


def _about(book: str, path: str) -> str:
    """The object of a list that a table speaks of."""
    if path in ("returns.boxed", "returns.refused"):
        return "parcel.0"
    each = _raw(book, path.removesuffix(".rules")).get("each") if path.startswith("responsibility.") else None
    return "obligations.0" if path == "incentives.rules" or each else ""


def _chosen(book: str, table: Table, data: Data, about: str) -> tuple[list[str], list[str]] | None:
    """The rules that count and those that are open, as policies read the table; None for facts that cannot be."""
    try:
        trace = Trace(compared(book).ground, read_facts(data, LAST), LAST)
    except FactError:
        return None
    trace.about = about
    hit = tables.decide(trace, table.path, table.rules, HitPolicy.COLLECT, "G-10")
    return sorted(rule.id for rule in hit.rules), sorted(rule.id for rule in hit.open)


@clause("G-10")
@pytest.mark.parametrize(
    ("book", "path"),
    [(book, table.path) for book in OURS for table in _tables(book) if any(r.when for r in table.rules)],
)
def test_every_table_chooses_what_the_oracle_chooses(book: str, path: str) -> None:
    (table,) = (each for each in _tables(book) if each.path == path)
    rules, about, pool = _raw(book, path), _about(book, path), pool_of(book)
    calendar = compared(book).ground.calendar

    def read(facts: Facts) -> tuple[list[str], list[str]]:
        world = World(compared(book).raw, facts, calendar, LAST)
        world.about = about
        counting, hanging = winners(world, rules)
        return sorted(counting), sorted(hanging)

    for chosen in branches(read, lambda fact: values(pool, fact), LENGTHS, MOST, path, SOME):
        groups = {name.partition(".")[0] for name in chosen}
        data = as_json(chosen, {name: number for name, number in LENGTHS.items() if name in groups})
        made = _chosen(book, table, data, about)
        assert made is None or made == read(Facts(data)), data

"""Settlements against the oracle (结算对照): every cell and bound, the branches of each table; random."""

import random
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from domain.policies.settlement import decide_settlement
from tests.policies.oracle import settlement
from tests.policies.oracle.branching import branches
from tests.policies.oracle.comparing import Comparison
from tests.policies.oracle.pools import as_json
from tests.policies.oracle.predicates import World, winners
from tests.policies.oracle.ranges import at_random, pool_of, values
from tests.policies.oracle.raw import Data, Facts
from tests.policies.oracle.rulebooks import OURS, Compared, compared
from tests.policies.oracle.worlds import LAST
from tests.support.clause import clause

BOOKS = [f"{kind}{name}" for name in OURS for kind in ("", "other:")]
MOST, RANDOM = 400, 700
"""Branches of one table that are all tried; random facts for each rulebook."""
GROUPS = ("unit", "request", "findings", "papers", "charges", "shares", "trip")


def _tables(rulebook: Compared) -> dict[str, Data]:
    chapter = rulebook.raw["settlement"]
    found = {key: chapter[key] for key in ("rates", "charges", "transfers") if key in chapter}
    return found | {f"costs.{name}": cost["rules"] for name, cost in chapter.get("costs", {}).items()}


def _items(rulebook: Compared, rng: random.Random, table: str) -> list[Data]:
    """Charges, mostly of kinds that this table is about."""
    chapter = rulebook.raw["settlement"]
    cost = chapter["costs"][table.partition(".")[2]] if table.startswith("costs.") else {}
    kinds = cost.get("kinds") or pool_of(rulebook.name).codes["charges.kind"] or ["other"]
    tariffs = [*pool_of(rulebook.name).codes["charges.list"], "list-1"]
    made = []
    for _ in range(rng.randint(0, 3)):
        item: Data = {"kind": rng.choice([*kinds, *kinds, "other"]), "amount": f"{rng.randint(0, 90_000) / 100:.2f}"}
        item |= {"quantity": rng.randint(0, 3)} if rng.random() < 0.3 else {}
        item |= {"list": rng.choice(tariffs)} if rng.random() < 0.6 else {}
        item |= {"paid_by": rng.choice(["company", "franchisee", "customer"])} if rng.random() < 0.6 else {}
        item |= {"document": "D-9"} if rng.random() < 0.7 else {}
        item |= {"item": "panel"} if rng.random() < 0.5 else {}
        made.append({key: value for key, value in item.items() if rng.random() < 0.96})
    return made


def _shares(rng: random.Random) -> list[Data]:
    parties = rng.sample(["company", "franchisee", "customer"], rng.randint(0, 3))
    shares = [{"party": party, "percent": f"{rng.randint(0, 100)}"} for party in parties]
    return [{key: value for key, value in share.items() if rng.random() < 0.96} for share in shares]


def _completed(rulebook: Compared, rng: random.Random, known: dict[str, Any], table: str) -> Data:
    """JSON with charges and shares, and what a person decides."""
    roles = [role for role in pool_of(rulebook.name).codes["request.decided_by"] if role] or ["other"]
    known["request.decided_by"] = rng.choice([None, *roles, *roles])
    known["request.decided_amount"] = rng.choice([None, Decimal("0.00"), Decimal("10.00"), Decimal("500.00")])
    for fact in ("trip.loan", "trip.spent", "trip.balance_due", "trip.collected", "request.applied_on"):
        known.setdefault(fact, None)
    data = as_json(known, {"papers": 1} if any(name.startswith("papers.") for name in known) else {})
    if rng.random() < 0.9:
        data["charges"] = _items(rulebook, rng, table)
    if rng.random() < 0.8:
        data["shares"] = _shares(rng)
    return data


@clause(
    "S0-4.2.9", "S0-4.2.10", "S0-5.6.2.2", "S0-5.7.2.3", "S0-5.8.2.2", "S1-4.6", "S1-5.6", "S2-3.3", "S3-11", "S4-3.6"
)
@pytest.mark.parametrize("name", BOOKS)
def test_every_branch_of_each_table_is_the_oracles(name: str) -> None:
    rulebook, rng, pool = compared(name), random.Random(name), pool_of(name)
    comparison = Comparison(rulebook, decide_settlement, settlement.settled)
    for table, rules in _tables(rulebook).items():

        def read(facts: Facts, rules: Data = rules) -> object:
            return winners(World(rulebook.raw, facts, rulebook.ground.calendar, LAST), rules)

        for chosen in branches(read, lambda fact: values(pool, fact), {"papers": 1}, MOST, f"{name} {table}"):
            others = at_random(pool, rng, ("unit", "request", "trip"), {}, known=0.7)
            comparison.same(_completed(rulebook, rng, others | chosen, table))
    assert comparison.compared > len(_tables(rulebook))
    assert len(comparison.outcomes) > 1


@clause("S0-5.5.2.1", "S0-5.5.2.2", "S0-5.5.2.3", "S0-5.5.2.4", "S0-5.5.2.A", "S0-5.5.2.M", "S0-5.6.2.1")
@pytest.mark.parametrize("name", ["daoyi", "other:daoyi"])
def test_every_cell_and_every_day_at_a_bound_is_the_oracles(name: str) -> None:
    rulebook, pool = compared(name), pool_of(name)
    comparison = Comparison(rulebook, decide_settlement, settlement.settled)
    for table in rulebook.raw["settlement"]["rates"].values():
        (kind,) = next(
            each["values"] for each in table["when"] if each["fact"] == "request.return_class" and "values" in each
        )
        methods = {method for grade in table["grades"].values() for method in grade.get("methods", {})}
        days = values(pool, table["age"]["end"])
        agreements = ((None, None), (Decimal("77.5"), None), (Decimal("77.5"), "A-1"))
        prices = (None, Decimal("0.01"), Decimal("333.33"))
        for grade, method, end, (rate, document), base in product(
            [None, *table["grades"]], sorted(methods), days, agreements, prices
        ):
            chosen = {
                "request.return_class": kind, "request.method": method, "unit.grade": grade, table["age"]["end"]: end,
                table["age"]["start"]: values(pool, table["age"]["start"])[1], table["override"]: rate,
                table["override_needs"]: document, table["base"]: base, "request.applicant": "distributor",
            }  # fmt: skip
            comparison.same(as_json(chosen))
    assert comparison.compared > 500


@clause("S0-2.5", "S0-2.6", "S0-2.7")
@pytest.mark.parametrize("name", ["daoyi", "other:daoyi"])
def test_every_short_trip_is_the_oracles(name: str) -> None:
    comparison = Comparison(compared(name), decide_settlement, settlement.settled)
    for days, visits in product(range(40), (None, 0, 1, 2, 3)):
        trip: Data = {"departed_on": "2026-02-20", "returned_on": f"2026-{2 + (20 + days > 28)}-01"}
        trip["returned_on"] = f"2026-0{2 + (19 + days) // 28}-{(19 + days) % 28 + 1:02}"
        comparison.same({"trip": trip | ({} if visits is None else {"visits_before": visits})})
    assert comparison.compared == 200


@clause("S4-1.2", "S4-2.4")
@pytest.mark.parametrize("name", ["huanke", "other:huanke"])
def test_every_loan_and_balance_is_the_oracles(name: str) -> None:
    comparison = Comparison(compared(name), decide_settlement, settlement.settled)
    amounts = (None, "0.00", "99.99", "100.00", "100.01")
    for loan, spent, due, collected in product(amounts, repeat=4):
        trip = {"loan": loan, "spent": spent, "balance_due": due, "collected": collected}
        comparison.same({"trip": {fact: amount for fact, amount in trip.items() if amount is not None}})
    assert comparison.compared > 200


@clause("S0-2.8", "S0-3.5", "S0-4.2.11", "S1-3.6", "S1-5.7", "S2-3.6", "S2-2.A13", "S3-2.2", "G-11")
@pytest.mark.parametrize("name", BOOKS)
def test_random_settlements_are_the_oracles(name: str) -> None:
    rulebook, rng, pool = compared(name), random.Random(name), pool_of(name)
    comparison, lines = Comparison(rulebook, decide_settlement, settlement.settled), 0
    tables = list(_tables(rulebook)) or ["charges"]
    for n in range(RANDOM):
        lengths = {"papers": rng.randint(0, 1)}
        known = at_random(pool, rng, GROUPS, lengths, known=0.97 if n % 2 else 0.85)
        lines += comparison.same(_completed(rulebook, rng, known, rng.choice(tables)))
    assert lines > RANDOM // 3
    assert len(comparison.outcomes) > 1

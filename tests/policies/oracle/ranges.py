"""Values of every fact that a rulebook reads (取值范围), and facts drawn from them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from domain.decision.facts import LISTS, vocabulary
from domain.rulebook.book import POLICIES
from tests.policies.oracle.pools import Pool
from tests.policies.oracle.raw import Data
from tests.policies.oracle.rulebooks import compared
from tests.policies.oracle.worlds import tables

Range = dict[str, list[Any]]
CLOSED = (
    "request.return_class", "request.method", "request.approver", "request.chosen", "request.offered",
    "unit.component", "unit.service_contract", "unit.grade",
)  # fmt: skip
"""Facts that must name an entry of the rulebook, or they are refused."""


@cache
def pool_of(name: str) -> Pool:
    """Of one of the compared rulebooks."""
    rulebook = compared(name)
    raw = rulebook.raw
    pool = Pool(raw, rulebook.ground.calendar, POLICIES, {**_of_returns(raw), **_of_units(raw), **_of_settlement(raw)})
    for fact, items in _items(raw).items():
        pool.items.setdefault(fact, []).extend(items)
    for fact, months, roll in _terms(raw):
        pool.terms.setdefault(fact, []).append((None, months, roll))
    pool.numbers.setdefault("unit.model_months", {12})
    return pool


def values(pool: Pool, name: str) -> list[Any]:
    """One value of each kind, without those that are refused."""
    bare = ".".join(part for part in name.split(".") if not part.isdigit())
    closed = bare in CLOSED and "other" not in pool.codes.get(bare, ())
    return [each for each in pool.every(name) if not (closed and each == "other")]


def _of_returns(raw: Data) -> Range:
    chapter = raw.get("returns", {})
    classes = chapter.get("classes", {})
    methods = list(chapter.get("methods", {}))
    rated = [
        grade for table in raw.get("settlement", {}).get("rates", {}).values() for grade in table["grades"].values()
    ]
    methods += [name for grade in rated for name in grade.get("methods", {}) if name not in methods]
    return {
        "request.return_class": list(classes),
        "request.method": methods,
        "request.basis": [basis for kind in classes.values() for basis in kind.get("bases", [])],
        "request.approver": list(chapter.get("ranks", {})),
    }


def _of_units(raw: Data) -> Range:
    warranty, remedies = raw.get("warranty", {}), list(raw.get("remedies", {}).get("remedies", {}))
    proofs = warranty.get("proofs", {})
    return {
        "unit.component": list(warranty.get("coverage", {})),
        "unit.service_contract": list(warranty.get("contracts", {})),
        "papers.kind": list(proofs),
        "papers.seal": list(dict.fromkeys(proof["seal"] for proof in proofs.values() if "seal" in proof)),
        "repairs.fault": ["f1"],
        "request.chosen": remedies,
        "request.offered": remedies,
        "unit.model": ["m1"],
        "unit.replacement_model": ["m1"],
    }


def _of_settlement(raw: Data) -> Range:
    chapter = raw.get("settlement", {})
    kinds = [kind for key in ("kinds", "excluded") for table in tables(chapter, key) for kind in table]
    grades = [grade for table in chapter.get("rates", {}).values() for grade in table["grades"]]
    roles = [role for role in tables(chapter, "discretion") if isinstance(role, str)]
    return {
        "charges.kind": list(dict.fromkeys(kinds)),
        "unit.grade": list(dict.fromkeys(grades)),
        "request.decided_by": roles,
        "charges.list": [tariff for tariff in tables(chapter, "tariff") if isinstance(tariff, str)],
    }


def _items(raw: Data) -> dict[str, list[str]]:
    warranty = raw.get("warranty", {})
    rules = raw.get("incentives", {}).get("rules", {}).values()
    return {
        "papers.filled": [field for proof in warranty.get("proofs", {}).values() for field in proof["fields"]],
        "findings.present": [item for name in warranty.get("damages", []) for item in raw["lists"][name]["items"]],
        "request.rights": list(raw.get("remedies", {}).get("rules", {})),
        "request.matters": list(raw.get("responsibility", {}).get("matters", {})),
        "obligations.checked": [
            item for rule in rules if "unchecked" in rule for item in raw["lists"][rule["unchecked"]]["items"]
        ],
    }


def _terms(raw: Data) -> Iterator[tuple[str, int, str]]:
    """Terms in months that stand in no predicate."""
    warranty = raw.get("warranty", {})
    for term in warranty.get("coverage", {}).values():
        months = term.get("months", 12)
        yield warranty["judged_by"], months, term.get("roll", "none")
        if "without_proof" in term:
            yield warranty["judged_by"], months + term["without_proof"]["plus_months"], term.get("roll", "none")
    for duty in raw.get("returns", {}).get("duties", {}).values():
        for fact in (duty["due"]["done"], duty["due"]["seen"]) if "due" in duty else ():
            yield fact, duty["due"]["months"], duty["due"].get("roll", "none")
    for table in raw.get("settlement", {}).get("rates", {}).values():
        for months in table["age"]["months_at_most"]:
            yield table["age"]["end"], months, table["age"].get("roll", "none")


def at_random(
    pool: Pool, rng: random.Random, groups: tuple[str, ...], lengths: dict[str, int], known: float = 0.9
) -> dict[str, Any]:
    """A value for each fact of these groups that the rulebook may read; each is known with a probability of `known`."""
    start = date(2023, 2, 1) + timedelta(rng.randrange(900))
    made: dict[str, Any] = {}
    for name in (name for name in vocabulary() if name in pool.known or name.partition(".")[0] in LISTS):
        group, _, field = name.partition(".")
        places = [f"{group}.{n}.{field}" for n in range(lengths.get(group, 0))] if group in LISTS else [name]
        for place in places if group in groups else ():
            value = pool.draw(place, rng, start, known)
            made[place] = rng.choice(values(pool, place)[1:] or [None]) if name in CLOSED and value else value
    return made

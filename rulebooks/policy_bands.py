"""Whether rate tables and terms of cover are whole (折算表与保修期限): in order, without gaps, monotone."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from domain.rulebook.book import Rulebook
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.settlement import RateTable
from domain.rulebook.policies.warranty import PROOF_DATE, WarrantyChapter, WithoutPapers
from rulebooks.policy_walk import placed

Problems = Iterator[RulebookError]


def check_bands(book: Rulebook) -> Problems:
    """Every problem of rate tables and terms of cover."""
    for place in placed(book):
        if isinstance(place.value, RateTable):
            yield from _rate_table(place.path, place.value)
        elif isinstance(place.value, WarrantyChapter):
            yield from _warranty(place.value)


def _ascending(numbers: Sequence[Any]) -> bool:
    return all(before < after for before, after in pairwise(numbers))


def _rate_table(path: str, table: RateTable) -> Problems:
    months = table.age.months_at_most
    if not months or not _ascending(months):
        yield RulebookError("bands_unordered", key=f"{path}.age.months_at_most", clause=table.age.clause)
    wanted = [method.id for grade in table.grades for method in grade.methods]
    for grade in table.grades:
        given = {method.id: method for method in grade.methods}
        for method in dict.fromkeys(wanted if given else ()):
            key = f"{path}.grades.{grade.id}.methods.{method}"
            if method not in given:
                yield RulebookError("missing_key", key=key, clause=grade.clause)
            elif len(given[method].rates) != len(months):
                yield RulebookError("rates_incomplete", key=f"{key}.rates", clause=grade.clause, bands=len(months))
    if table.monotone:
        yield from _monotone(path, table)


def _monotone(path: str, table: RateTable) -> Problems:
    """No older age and no worse grade earns more; a grade that gives nothing is the worst."""
    methods = dict.fromkeys(method.id for grade in table.grades for method in grade.methods)
    better: dict[str, tuple[Any, ...]] = {}
    for grade in table.grades:
        given = {method.id: method.rates for method in grade.methods}
        for method in methods:
            row = given.get(method, ())
            above = better.get(method, row)
            falls = all(young >= old for young, old in pairwise(row))
            if not falls or (row and not above) or any(high < low for high, low in zip(above, row, strict=False)):
                key = f"{path}.grades.{grade.id}.methods.{method}"
                yield RulebookError("not_monotone", key=key, clause=grade.clause)
            better[method] = row


def _warranty(chapter: WarrantyChapter) -> Problems:
    """Every component has one term and a day to count it from; what holds without papers stands where papers count."""
    ranks: dict[int, str] = {}
    for proof in chapter.proofs:
        if ranks.setdefault(proof.rank, proof.id) != proof.id:
            key = f"warranty.proofs.{proof.id}.rank"
            yield RulebookError("number_twice", key=key, clause=proof.clause, other=ranks[proof.rank])
    asked_for = any(term.anchor == PROOF_DATE for term in chapter.coverage)
    if asked_for == (chapter.without_papers is WithoutPapers.IRRELEVANT):
        yield RulebookError("never_fires", key="warranty.without_papers", clause=chapter.clause)
    falls_back = chapter.without_papers is WithoutPapers.FALLBACK
    for term in chapter.coverage:
        key = f"warranty.coverage.{term.id}"
        if (term.months is None) == (term.months_from is None):
            yield RulebookError("clock_undefined", key=f"{key}.months", clause=term.clause)
        by_proof = term.anchor == PROOF_DATE
        if by_proof and not chapter.proofs:
            yield RulebookError("never_fires", key=f"{key}.anchor", clause=term.clause)
        if term.without_proof is not None and not (falls_back and by_proof):
            yield RulebookError("never_fires", key=f"{key}.without_proof", clause=term.clause)
        if term.without_proof is None and falls_back and by_proof:
            yield RulebookError("missing_key", key=f"{key}.without_proof", clause=term.clause)

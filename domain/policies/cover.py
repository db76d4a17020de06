"""Cover (在保): whether a unit is covered, by contract or in term, by papers if they are asked for, and not excluded.

S0 chapter 三, S1-1.3, S2-3.2, S3-6, S4-3.6.
"""

from typing import NamedTuple

from domain.decision.facts import FactError
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.policies.proof import Proof, proof
from domain.rulebook.policies.common import HitPolicy, Predicate, Test
from domain.rulebook.policies.warranty import (
    PROOF_DATE,
    CoverageTerm,
    Replaced,
    WarrantyChapter,
    WithoutPapers,
    WithoutProof,
)


class Term(NamedTuple):
    """Whether the report is in term, the last day, and what the papers prove where they were asked for.

    `fallback` is the term that holds because no paper is valid.
    """

    in_term: Val
    last_day: Val | None
    proof: Proof | None
    fallback: WithoutProof | None
    entry: CoverageTerm


class Cover(NamedTuple):
    """What the chapter says of a unit. `covered` and `in_term` may be unknown; `term` is None under a service contract
    and while the component is not known."""

    covered: Val
    in_term: Val
    term: Term | None = None
    excluded: tables.Hit | None = None
    damages: tuple[tuple[str, Val], ...] = ()

    @property
    def hold(self) -> tuple[str, ...]:
        """Papers that can still be mended, where that would change something. [S3-2.3]"""
        waits = self.covered.value is None and self.term is not None and self.term.proof is not None
        return self.term.proof.hold if waits and self.term and self.term.proof else ()


def covered(trace: Trace) -> Cover:
    """Whether the unit is covered: in term, by papers if the manual asks for them, and nothing excludes it."""
    known: Cover | None = trace.memo.get("cover")
    if known is None:
        chapter = trace.ground.book.warranty
        assert chapter is not None  # noqa: S101 - the loader refuses a rule that asks for cover without the chapter
        known = trace.memo["cover"] = _covered_by(trace, chapter)
    return known


def _covered_by(trace: Trace, chapter: WarrantyChapter) -> Cover:
    if (contract := _contract(trace, chapter)) is not None:
        return Cover(contract, contract)
    entry = _entry(trace, chapter)
    if entry is None:
        unknown = trace.fact("unit.component", chapter.clause)
        return Cover(unknown, unknown)
    term = _term(trace, chapter, entry)
    excluded = tables.decide(trace, "warranty.exclusions", chapter.exclusions, HitPolicy.COLLECT, chapter.clause)
    damages = tuple([(name, tables.some_present(trace, name, chapter.clause)) for name in chapter.damages])
    against = trace.any_of([*excluded.truths, *[found for _, found in damages]], chapter.clause, "warranty.exclusions")
    spared = trace.negate(against, chapter.clause)
    whole = trace.all_of((spared, term.in_term), chapter.clause, "warranty")
    return Cover(whole, term.in_term, term, excluded, damages)


def _contract(trace: Trace, chapter: WarrantyChapter) -> Val | None:
    """What the kind of service contract says of cover; None if the manual knows none, or not this one. [S4-3.6]

    Raises FactError (not_in_rulebook) where the manual has no terms besides its contracts.
    """
    if not chapter.contracts:
        return None
    kind = trace.fact("unit.service_contract", chapter.clause)
    if kind.value is None:
        return kind
    for contract in chapter.contracts:
        if contract.id == kind.value:
            path = f"warranty.contracts.{contract.id}"
            trace.compare(kind, "=", trace.rule(contract.id, contract.clause, f"{path}.id"), contract.clause)
            return trace.rule(contract.covered, contract.clause, f"{path}.covered")
    if not chapter.coverage:
        raise FactError("not_in_rulebook", "unit.service_contract")
    return None


def _entry(trace: Trace, chapter: WarrantyChapter) -> CoverageTerm | None:
    """The term of the component; None while the component is not known. Raises FactError (not_in_rulebook)."""
    component = trace.fact("unit.component", chapter.clause)
    if component.value is None:
        return None
    return tables.entry_of(trace, chapter.coverage, "warranty.coverage", component)[0]


def _term(trace: Trace, chapter: WarrantyChapter, entry: CoverageTerm) -> Term:
    """The last day, by the day of exchange, by papers, by a date that is known, or without papers."""
    replaced = trace.maybe("unit.replaced_on")
    if replaced.value is not None:
        trace.rule(chapter.replaced.value, chapter.clause, "warranty.replaced")
        if chapter.replaced is Replaced.RESTART:
            return _ends(trace, chapter, entry, replaced)
    if entry.anchor != PROOF_DATE:
        return _ends(trace, chapter, entry, trace.fact(entry.anchor, entry.clause))
    papers = proof(trace)
    if papers.valid.value:
        return _ends(trace, chapter, entry, papers.dated_on, papers)
    if chapter.without_papers is WithoutPapers.FALLBACK and entry.without_proof is not None:
        return _ends_without(trace, chapter, entry, entry.without_proof, papers)
    valid = papers.valid
    if papers.settled is not None:
        valid = trace.first([(papers.settled, valid)], chapter.clause)
    return Term(valid, None, papers, None, entry)


def _ends(
    trace: Trace, chapter: WarrantyChapter, entry: CoverageTerm, anchor: Val, papers: Proof | None = None
) -> Term:
    last = trace.add_months(anchor, _months(trace, entry), entry.clause)
    in_term, last = _judged(trace, chapter, entry, last)
    return Term(in_term, last, papers, None, entry)


def _ends_without(
    trace: Trace, chapter: WarrantyChapter, entry: CoverageTerm, without: WithoutProof, papers: Proof
) -> Term:
    """Without papers: own term and more in one addition, once it is certain that none will come. [S3-6.2e]"""
    path, clause = f"warranty.coverage.{entry.id}.without_proof", without.clause
    missing = trace.negate(papers.valid, clause)
    if papers.settled is not None:
        missing = trace.all_of((missing, papers.settled), clause)
    anchor = trace.first([(missing, trace.fact(without.anchor, clause))], clause, f"{path}.anchor")
    plus = trace.rule(without.plus_months, clause, f"{path}.plus_months")
    months = trace.total((_months(trace, entry), plus), clause)
    in_term, last = _judged(trace, chapter, entry, trace.add_months(anchor, months, clause))
    return Term(in_term, last, papers, without if missing.value else None, entry)


def _judged(trace: Trace, chapter: WarrantyChapter, entry: CoverageTerm, last: Val) -> tuple[Val, Val]:
    last = trace.roll(last, entry.roll, entry.clause, f"warranty.coverage.{entry.id}.roll")
    judged = trace.fact(chapter.judged_by, chapter.clause)
    return trace.compare(judged, "<=", last, entry.clause, "warranty.judged_by"), last


def _months(trace: Trace, entry: CoverageTerm) -> Val:
    if entry.months_from is not None:
        return trace.fact(entry.months_from, entry.clause)
    return trace.rule(entry.months, entry.clause, f"warranty.coverage.{entry.id}.months")


def _covered(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    """Predicate: the unit is covered."""
    return trace.all_of((covered(trace).covered,), clause, path)


def _expired(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    """Predicate: the unit is out of warranty, whatever damaged it."""
    return trace.negate(covered(trace).in_term, clause, path)


tables.EVALUATE[Test.COVERED] = _covered
tables.EVALUATE[Test.EXPIRED] = _expired

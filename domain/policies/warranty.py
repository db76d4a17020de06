"""Warranty (保修): which class a unit is in, the last day of its cover, and every reason for and against.

S0 chapter 三, S1-1.3, S2-3.2, S3-6, S4-3.6.
"""

from datetime import date
from typing import NamedTuple

from domain.decision.decision import Decision, Need, Outcome, absent, decision
from domain.decision.facts import FactError, Facts
from domain.decision.ground import Ground
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.rulebook.policies.common import HitPolicy, Predicate, Test
from domain.rulebook.policies.warranty import (
    PROOF_DATE,
    CoverageTerm,
    Flawed,
    ProofRule,
    Replaced,
    WarrantyChapter,
    WithoutPapers,
    WithoutProof,
)

POLICY = "warranty"


class Cover(NamedTuple):
    """What the chapter says of a unit. `covered` and `in_term` may be unknown; `hold` names the papers that can still
    be mended."""

    covered: Val
    in_term: Val
    last_day: Val | None
    excluded: tables.Hit | None
    damages: list[tuple[str, Val]]
    hold: list[str]
    fallback: WithoutProof | None


def decide_warranty(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """The class of the unit under the manual's own name, `last_day`, exclusions that apply."""
    trace, chapter = Trace(ground, facts, as_of), ground.book.warranty
    if chapter is None:
        return absent(trace, POLICY)
    cover = covered(trace)
    answers = _answers(trace, chapter, cover)
    if cover.hold and cover.covered.value is not False:
        needs = [Need(paper, chapter.clause, reason="paper_incomplete") for paper in cover.hold]
        return decision(trace, POLICY, Outcome.ON_HOLD, answers=answers, needs=needs)
    if cover.covered.value is None:
        return decision(trace, POLICY, Outcome.UNDETERMINED, answers=answers)
    name = "covered" if cover.covered.value else "chargeable"
    answers = {"class": trace.rule(getattr(chapter, name), chapter.clause, f"warranty.{name}"), **answers}
    return decision(trace, POLICY, Outcome.DECIDED, answers=answers)


def _answers(trace: Trace, chapter: WarrantyChapter, cover: Cover) -> dict[str, Val]:
    answers = {"covered": cover.covered}
    if cover.last_day is not None:
        answers["last_day"] = cover.last_day
    if cover.excluded is not None:
        answers["exclusions"] = cover.excluded.ref
    for name, found in cover.damages:
        answers[f"damage.{name}"] = found
    if cover.fallback is not None:
        path = f"warranty.coverage.{trace.facts.get('unit.component')}.without_proof.remedies"
        answers["remedies"] = trace.rule(cover.fallback.remedies, cover.fallback.clause, path)
    return answers


def covered(trace: Trace) -> Cover:
    """Whether the unit is covered: in term, by papers if the manual asks for them, and nothing excludes it."""
    chapter = trace.ground.book.warranty
    assert chapter is not None  # noqa: S101 - the loader refuses a rule that asks for cover without the chapter
    if (contract := _contract(trace, chapter)) is not None:
        return Cover(contract, contract, None, None, [], [], None)
    term = _term_of(trace, chapter)
    if term is None:
        unknown = trace.fact("unit.component", chapter.clause)
        return Cover(unknown, unknown, None, None, [], [], None)
    proof = _best_proof(trace, chapter)
    last_day, fallback = _last_day(trace, chapter, term, proof)
    excluded = tables.decide(trace, "warranty.exclusions", chapter.exclusions, HitPolicy.COLLECT, chapter.clause)
    damages = [(name, tables.some_present(trace, name, chapter.clause)) for name in chapter.damages]
    against = trace.any_of([*excluded.truths, *[found for _, found in damages]], chapter.clause, "warranty.exclusions")
    spared = trace.negate(against, chapter.clause)
    in_term = proof.valid
    if last_day is not None:
        judged = trace.fact(chapter.judged_by, chapter.clause)
        in_term = trace.compare(judged, "<=", last_day, term.clause, "warranty.judged_by")
    whole = trace.all_of((spared, in_term), chapter.clause, "warranty")
    return Cover(whole, in_term, last_day, excluded, damages, proof.hold, fallback)


def _contract(trace: Trace, chapter: WarrantyChapter) -> Val | None:
    """What the kind of service contract says of cover; None if the manual knows none, or not this one. [S4-3.6]"""
    if not chapter.contracts:
        return None
    kind = trace.fact("unit.service_contract", chapter.clause)
    for contract in chapter.contracts:
        if contract.id == kind.value:
            path = f"warranty.contracts.{contract.id}"
            trace.compare(kind, "=", trace.rule(contract.id, contract.clause, f"{path}.id"), contract.clause)
            return trace.rule(contract.covered, contract.clause, f"{path}.covered")
    return None


def _term_of(trace: Trace, chapter: WarrantyChapter) -> CoverageTerm | None:
    """The term of the component; None while the component is not known. Raises FactError (not_in_rulebook)."""
    component = trace.fact("unit.component", chapter.clause)
    if component.value is None:
        return None
    for term in chapter.coverage:
        if term.id == component.value:
            trace.compare(
                component, "=", trace.rule(term.id, term.clause, f"warranty.coverage.{term.id}.id"), term.clause
            )
            return term
    raise FactError("not_in_rulebook", "unit.component")


class Proof(NamedTuple):
    """Whether there is a valid paper, the date on the best one, and papers that could still be mended."""

    valid: Val
    dated_on: Val | None
    hold: list[str]


def _best_proof(trace: Trace, chapter: WarrantyChapter) -> Proof:
    """The valid paper of the best rank. Papers that nobody spoke of are unknown, not missing."""
    truths, hold = [], list[str]()
    if "papers" not in trace.facts.lengths and chapter.proofs:
        trace.needs.setdefault("papers", chapter.clause)
        truths.append(trace.first((), chapter.clause))
    for rule in sorted(chapter.proofs, key=lambda rule: rule.rank):
        for prefix in trace.facts.names("papers"):
            if trace.facts.get(f"{prefix}.kind") != rule.id:
                continue
            valid, mendable = _judge(trace, prefix, rule)
            truths.append(valid)
            if valid.value:
                return Proof(valid, trace.fact(f"{prefix}.dated_on", rule.clause), [])
            if mendable:
                hold.append(prefix)
    if trace.maybe("request.papers_final").value:
        hold = []
    return Proof(trace.any_of(truths, chapter.clause, "warranty.without_papers"), None, hold)


def _judge(trace: Trace, prefix: str, rule: ProofRule) -> tuple[Val, bool]:
    """Whether a paper is valid, and whether it could become so."""
    path, clause = f"warranty.proofs.{rule.id}", rule.clause
    filled = trace.fact(f"{prefix}.filled", clause)
    whole = [
        trace.compare(trace.rule(name, clause, f"{path}.fields[{n}]"), "in", filled, clause)
        for n, name in enumerate(rule.fields)
    ]
    if rule.seal is not None:
        seal = trace.rule(rule.seal, clause, f"{path}.seal")
        whole.append(trace.compare(trace.fact(f"{prefix}.seal", clause), "=", seal, clause))
    complete = trace.all_of(whole, clause, f"{path}.fields")
    untouched = trace.negate(trace.fact(f"{prefix}.altered", clause), clause, f"{path}.altered")
    valid = trace.all_of((complete, untouched), clause, path)
    flaws = [rule.incomplete] * (complete.value is False) + [rule.altered] * (untouched.value is False)
    return valid, bool(flaws) and all(flaw is Flawed.HOLD for flaw in flaws)


def _last_day(
    trace: Trace, chapter: WarrantyChapter, term: CoverageTerm, proof: Proof
) -> tuple[Val | None, WithoutProof | None]:
    """The last day of cover; None when no paper means no cover."""
    path, clause = f"warranty.coverage.{term.id}", term.clause
    months = _months(trace, term, path)
    fallback = None
    replaced = trace.maybe("unit.replaced_on")
    if replaced.value is not None and chapter.replaced is Replaced.RESTART:
        trace.rule(chapter.replaced.value, chapter.clause, "warranty.replaced")
        anchor = replaced
    elif term.anchor != PROOF_DATE:
        anchor = trace.fact(term.anchor, clause)
    elif proof.dated_on is not None:
        anchor = proof.dated_on
    elif chapter.without_papers is WithoutPapers.FALLBACK and (fallback := term.without_proof) is not None:
        missing = trace.negate(proof.valid, fallback.clause)
        anchor = trace.first([(missing, trace.fact(fallback.anchor, fallback.clause))], fallback.clause)
        plus = trace.rule(fallback.plus_months, fallback.clause, f"{path}.without_proof.plus_months")
        months = trace.total((months, plus), fallback.clause)
        clause = fallback.clause
    else:
        return None, None
    return trace.roll(trace.add_months(anchor, months, clause), term.roll, term.clause, f"{path}.roll"), fallback


def _months(trace: Trace, term: CoverageTerm, path: str) -> Val:
    if term.months_from is not None:
        return trace.fact(term.months_from, term.clause)
    return trace.rule(term.months, term.clause, f"{path}.months")


def _covered(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    """Predicate: the unit is covered."""
    return trace.all_of((covered(trace).covered,), clause, path)


def _expired(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    """Predicate: the unit is out of warranty, whatever damaged it."""
    return trace.negate(covered(trace).in_term, clause, path)


tables.EVALUATE[Test.COVERED] = _covered
tables.EVALUATE[Test.EXPIRED] = _expired

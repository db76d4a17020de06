"""Papers (凭证): which of them are valid, which sale date counts, and whether one may still be mended.

S0-3.2, S0-3.4, S3-2.3, S3-6.2.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.rulebook.policies.warranty import PROOF_DATE, Flawed, PapersNeeded, ProofRule, WarrantyChapter


class Proof(NamedTuple):
    """Whether there is a valid paper, and the date on the one that counts: that of the best rank.

    `settled` is whether nothing more will come; None where no paper waits to be mended. `hold` names those that do.
    """

    valid: Val
    dated_on: Val
    settled: Val | None
    hold: tuple[str, ...]


class _Judged(NamedTuple):
    """A paper, whether it is valid, and whether it could still become so."""

    rule: ProofRule
    name: str
    valid: Val
    mendable: bool


def proof(trace: Trace) -> Proof:
    """What the papers prove, derived once. Papers of which nobody spoke are unknown, not missing."""
    known: Proof | None = trace.memo.get("proof")
    if known is None:
        chapter = trace.ground.book.warranty
        assert chapter is not None  # noqa: S101 - the loader refuses a rule that asks for papers without the chapter
        known = trace.memo["proof"] = _proof(trace, chapter)
    return known


def _proof(trace: Trace, chapter: WarrantyChapter) -> Proof:
    judged = list(_judged(trace, chapter))
    valid = _valid(trace, chapter, judged)
    _ranks(trace, judged, chapter.clause)
    dates = [(paper.valid, _date(trace, paper)) for paper in judged]
    dated_on = trace.first(dates, chapter.clause, "warranty.proofs")
    hold = tuple([paper.name for paper in judged if paper.mendable]) if _mended(chapter, judged) else ()
    if not hold or valid.value:
        return Proof(valid, dated_on, None, ())
    settled = trace.given("request.papers_final", chapter.clause)
    if settled.value:
        settled = trace.all_of((trace.maybe("request.papers_final"),), chapter.clause)
    return Proof(valid, dated_on, settled, () if settled.value else hold)


def _valid(trace: Trace, chapter: WarrantyChapter, judged: list[_Judged]) -> Val:
    """Whether a valid paper is there, or one of each kind. [S3-6.2d]"""
    clause = chapter.clause
    truths = [paper.valid for paper in judged]
    if "papers" not in trace.facts.lengths:
        truths = [trace.unknown("papers", clause)]
    elif trace.rule(chapter.papers_needed.value, clause, "warranty.papers_needed").value == PapersNeeded.ALL:
        kinds = [[paper.valid for paper in judged if paper.rule is rule] for rule in chapter.proofs]
        truths = [trace.all_of([trace.any_of(kind, clause) for kind in kinds], clause)]
    return trace.any_of(truths, clause, "warranty.without_papers")


def _mended(chapter: WarrantyChapter, judged: list[_Judged]) -> bool:
    """Whether there may be proof once all is mended that can be: where one of each kind is needed, none is missing."""
    hopeful = [paper.rule for paper in judged if paper.mendable or paper.valid.value is not False]
    return chapter.papers_needed is not PapersNeeded.ALL or all(rule in hopeful for rule in chapter.proofs)


def _date(trace: Trace, paper: _Judged) -> Val:
    name = f"{paper.name}.dated_on"
    return trace.maybe(name) if paper.valid.value is False else trace.fact(name, paper.rule.clause)


def _judged(trace: Trace, chapter: WarrantyChapter) -> Iterator[_Judged]:
    """Every paper that is, or may be, of a kind that proves; the kinds in the order of their ranks."""
    names = list(trace.facts.names("papers"))
    for rule in sorted(chapter.proofs, key=lambda rule: rule.rank) if names else ():
        wanted = trace.rule(rule.id, rule.clause, f"warranty.proofs.{rule.id}.id")
        for name in names:
            is_one = trace.compare(trace.fact(f"{name}.kind", rule.clause), "=", wanted, rule.clause)
            if is_one.value:
                yield _judge(trace, name, rule)
            elif is_one.value is None:
                yield _Judged(rule, name, is_one, mendable=False)


def _judge(trace: Trace, name: str, rule: ProofRule) -> _Judged:
    """Complete, sealed and not altered; what that means if it is not."""
    path, clause = f"warranty.proofs.{rule.id}", rule.clause
    filled = trace.fact(f"{name}.filled", clause)
    whole = [
        trace.compare(trace.rule(field, clause, f"{path}.fields[{n}]"), "in", filled, clause)
        for n, field in enumerate(rule.fields)
    ]
    if rule.seal is not None:
        seal = trace.rule(rule.seal, clause, f"{path}.seal")
        whole.append(trace.compare(trace.fact(f"{name}.seal", clause), "=", seal, clause))
    complete = trace.all_of(whole, clause, f"{path}.fields")
    untouched = trace.negate(trace.fact(f"{name}.altered", clause), clause, f"{path}.altered")
    valid = trace.all_of((complete, untouched), clause, path)
    flaws = [(rule.incomplete, "incomplete")] if complete.value is False else []
    flaws += [(rule.altered, "altered")] if untouched.value is False else []
    for flaw, kind in flaws:
        trace.rule(flaw.value, clause, f"{path}.{kind}")
    return _Judged(rule, name, valid, bool(flaws) and all(flaw is Flawed.HOLD for flaw, _ in flaws))


def _ranks(trace: Trace, judged: list[_Judged], clause: str) -> None:
    """Why papers of different kinds are looked at in this order."""
    kinds = list({paper.rule.id: paper.rule for paper in judged}.values())
    ranks = [trace.rule(each.rank, each.clause, f"warranty.proofs.{each.id}.rank") for each in kinds if len(kinds) > 1]
    for better, worse in pairwise(ranks):
        trace.compare(better, "<=", worse, clause)


def _anchor(trace: Trace) -> tuple[Val, Val]:
    """Anchor: the sale date that is proven. While a paper can still be mended there may yet be one. [S3-2.3]"""
    found = proof(trace)
    if found.settled is None:
        return found.valid, found.dated_on
    path = "warranty.without_papers"
    return trace.first([(found.settled, found.valid)], trace.clause(path, ""), path), found.dated_on


tables.ANCHORS[PROOF_DATE] = _anchor

"""Warranty (保修): which class a unit is in, the last day of its cover, and every reason for and against.

S0 chapter 三, S1-1.3, S2-3.2, S3-6, S4-3.6.
"""

from datetime import date

from domain.decision.decision import Decision, Need, Outcome, absent, decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.trace import Trace, Val
from domain.policies.cover import Cover, Term, covered

POLICY = "warranty"


def decide_warranty(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """The `class` of the unit under the manual's own name, whether it is `covered`, `last_day`, the `proof_date` that
    counts, `exclusions` that apply, "damage.<list>" for each list of damages, and `remedies`: all that is given without
    papers. Raises FactError (not_in_rulebook) for a component or contract outside of the rulebook.
    """
    trace, chapter = Trace(ground, facts, as_of), ground.book.warranty
    if chapter is None:
        return absent(trace, POLICY)
    cover = covered(trace)
    answers = _answers(trace, cover)
    if cover.hold:
        return decision(trace, POLICY, Outcome.ON_HOLD, answers=answers, needs=waits_for(trace, cover))
    if cover.covered.value is None:
        return decision(trace, POLICY, Outcome.UNDETERMINED, answers=answers)
    name = "covered" if cover.covered.value else "chargeable"
    answers = {"class": trace.rule(getattr(chapter, name), chapter.clause, f"warranty.{name}"), **answers}
    return decision(trace, POLICY, Outcome.DECIDED, answers=answers)


def waits_for(trace: Trace, cover: Cover) -> list[Need]:
    """The papers that are waited for. [S3-2.3]"""
    rules = {each.id: each for each in trace.ground.book.warranty.proofs} if trace.ground.book.warranty else {}
    needs = []
    for paper in cover.hold:
        rule = rules[trace.facts.get(f"{paper}.kind")]
        clause = trace.clause(f"warranty.proofs.{rule.id}.incomplete", rule.clause)
        needs.append(Need(paper, clause, role="customer", reason="paper_incomplete"))
    return needs


def papers_awaited(trace: Trace) -> list[Need]:
    """The papers that are waited for, where a rule asked for cover and it hangs on them. [S3-2.3]"""
    cover: Cover | None = trace.memo.get("cover")
    return [] if cover is None else waits_for(trace, cover)


def _answers(trace: Trace, cover: Cover) -> dict[str, Val]:
    answers = {"covered": cover.covered}
    term = cover.term
    if term is not None and term.last_day is not None:
        answers["last_day"] = term.last_day
    if term is not None and term.proof is not None and term.proof.valid.value:
        answers["proof_date"] = term.proof.dated_on
    if cover.excluded is not None:
        answers["exclusions"] = cover.excluded.ref
    for name, found in cover.damages:
        answers[f"damage.{name}"] = found
    if term is not None and term.fallback is not None:
        answers["remedies"] = without_papers(trace, term)
    if term is not None and term.entry.statutory_floor is not None:
        lang = "zh" if trace.ground.book.language.startswith("zh") else "en"
        path = f"warranty.coverage.{term.entry.id}.statutory_floor.{lang}"
        answers["statutory_floor"] = trace.rule(getattr(term.entry.statutory_floor, lang), term.entry.clause, path)
    return answers


def without_papers(trace: Trace, term: Term) -> Val:
    """The remedies that are given where no paper is valid. [S3-6.2e]"""
    assert term.fallback is not None  # noqa: S101 - whoever asks has looked
    path = f"warranty.coverage.{term.entry.id}.without_proof.remedies"
    return trace.rule(term.fallback.remedies, term.fallback.clause, path)

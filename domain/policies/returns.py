"""Returns (返厂): whether a return is accepted, in which class, by which methods, on whose approval.

S0-2.1, S0-2.2, S0-4.2, S0 chapter 五, S3-8.1, S3-8.2.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.decision.decision import Decision, Need, Outcome, absent, decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.policies import warranty as warranty  # adds the predicates on the warranty
from domain.policies.authority import approvals
from domain.policies.duties import keeps_duties
from domain.policies.parcel import judge_parcel
from domain.policies.parts import WORST, Part
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.returns import ReturnChapter, ReturnClass, Unmet

POLICY = "return"


def decide_return(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """`accepted` with `class`, `methods`, `chooser`, `bases` and `states` (what the agreement states), or
    "refused.<rule>" with each clause.

    Lines of a parcel answer under "parcel.<n>", duties of the dealer under their ids. What is not spoken of is not
    asked about: a parcel or a dealer alone needs no class of return. Raises FactError (not_in_rulebook) for a class,
    method or rank outside of the rulebook.
    """
    trace, chapter = Trace(ground, facts, as_of), ground.book.returns
    if chapter is None:
        return absent(trace, POLICY)
    parts = []
    if any(name in facts.values for name in ("trip.technicians", "trip.contract_signed_on")):
        parts.append(keeps_duties(trace, chapter))
    if "parcel" in facts.lengths:
        parts.append(judge_parcel(trace, chapter))
    if chapter.classes and (not parts or "request.return_class" in facts.values):
        parts.append(_judge(trace, chapter))
    if not parts:
        return decision(trace, POLICY, Outcome.UNDETERMINED, needs=[Need("parcel", chapter.clause)])
    found = [part.outcome for part in parts]
    outcome = next((worst for worst in WORST if worst in found), Outcome.DECIDED)
    answers = {name: val for part in parts for name, val in part.answers.items()}
    needs = [] if outcome is Outcome.UNDETERMINED else [need for part in parts for need in part.needs]
    if outcome is Outcome.UNDETERMINED and (awaited := warranty.papers_awaited(trace)):
        outcome, needs = Outcome.ON_HOLD, awaited
    return decision(trace, POLICY, outcome, answers=answers, needs=needs)


class _Terms(NamedTuple):
    """What a return as a whole must meet: `hard` refuses when false, `gate` holds it up, `approved` asks a person."""

    hard: Val
    gate: Val
    approved: Val


def _judge(trace: Trace, chapter: ReturnChapter) -> Part:
    """The return as a whole."""
    asked = trace.fact("request.return_class", chapter.clause)
    if asked.value is None:
        return Part({}, Outcome.UNDETERMINED)
    kind, named = tables.entry_of(trace, chapter.classes, "returns.classes", asked)
    gate, waits, refusing = _gate(trace, chapter)
    hard, refused = _hard(trace, chapter, kind, asked)
    refused |= refusing[1]
    approved, people = approvals(trace, chapter)
    whole = trace.all_of((hard, *refusing[0]), chapter.clause)
    accepted = trace.all_of((whole, gate, approved), chapter.clause)
    answers = {"accepted": accepted, **refused}
    if not refused:
        answers |= {"class": named, **_offers(trace, chapter, kind)}
    return _closed(_Terms(whole, gate, approved), answers, waits, people)


def _closed(terms: _Terms, answers: dict[str, Val], waits: list[Need], people: list[Need]) -> Part:
    """The outcome: what refuses comes first, then what is not known, what is waited for, and who is asked."""
    if terms.hard.value is False:
        return Part(answers, Outcome.DECIDED)
    if terms.hard.value is None or terms.gate.value is None:
        return Part(answers, Outcome.UNDETERMINED)
    if terms.gate.value is False:
        return Part(answers, Outcome.ON_HOLD, waits)
    if terms.approved.value is None:
        return Part(answers, Outcome.UNDETERMINED)
    return Part(answers, Outcome.DECIDED if terms.approved.value else Outcome.NEEDS_PERSON, people)


def _gate(trace: Trace, chapter: ReturnChapter) -> tuple[Val, list[Need], tuple[list[Val], dict[str, Val]]]:
    """What holds a return up, and what is waited for; what refuses it, with the clauses. [S0-5.1]"""
    holding, refusing, waits, refused = list[Val](), list[Val](), list[Need](), dict[str, Val]()
    for rule in chapter.gate:
        path = f"returns.gate.{rule.id}"
        truth = tables.rule_applies(trace, path, rule)
        unmet = trace.rule(rule.unmet, rule.clause, f"{path}.unmet")
        (refusing if unmet.value is Unmet.REFUSE else holding).append(truth)
        if truth.value is False and unmet.value is Unmet.REFUSE:
            refused[f"refused.{rule.id}"] = trace.rule(rule.clause, rule.clause, f"{path}.clause")
        elif truth.value is False:
            waits.append(Need(rule.when[0].fact or rule.id, rule.clause, reason="gate"))
    return trace.all_of(holding, chapter.clause, "returns.gate"), waits, (refusing, refused)


def _hard(trace: Trace, chapter: ReturnChapter, kind: ReturnClass, asked: Val) -> tuple[Val, dict[str, Val]]:
    """Whether class, method and basis are as the manual says and nothing refuses; the clause of each that is not."""
    clause, path = kind.clause, f"returns.classes.{kind.id}"
    classes = tables.decide(trace, "returns.classes", chapter.classes, HitPolicy.UNIQUE, chapter.clause)
    refusals = tables.decide(trace, "returns.refusals", chapter.refusals, HitPolicy.COLLECT, chapter.clause)
    parts = {"class": trace.any_of(classes.truths, clause)}
    parts |= {name: trace.negate(truth, clause) for name, truth in _refusing(refusals, chapter)}
    method = trace.maybe("request.method")
    if method.value is not None:
        tables.entry_of(trace, chapter.methods, "returns.methods", method)
        allowed = trace.rule(kind.methods, clause, f"{path}.methods")
        parts["method"] = trace.compare(method, "in", allowed, clause)
    if kind.bases:
        bases = trace.rule(kind.bases, clause, f"{path}.bases")
        parts["basis"] = trace.compare(trace.fact("request.basis", clause), "in", bases, clause)
    refused = {}
    for name, truth in parts.items():
        if truth.value is False:
            at = f"returns.refusals.{name}" if name not in ("class", "method", "basis") else path
            refused[f"refused.{name}"] = trace.rule(trace.clause(at, clause), clause, f"{at}.clause")
    return trace.all_of(list(parts.values()), clause), refused


def _refusing(refusals: tables.Hit, chapter: ReturnChapter) -> Iterator[tuple[str, Val]]:
    counting = [rule.id for rule in (*refusals.rules, *refusals.open)]
    for rule, truth in zip(chapter.refusals, refusals.truths, strict=True):
        if rule.id in counting or truth.value is False:
            yield rule.id, truth


def _offers(trace: Trace, chapter: ReturnChapter, kind: ReturnClass) -> dict[str, Val]:
    """What may be done and who chooses it, as far as that is known already; what the agreement states."""
    path, clause = f"returns.classes.{kind.id}", kind.clause
    answers = {"methods": trace.rule(kind.methods, clause, f"{path}.methods")}
    for name in ("bases", "states"):
        if getattr(kind, name):
            answers[name] = trace.rule(getattr(kind, name), clause, f"{path}.{name}")
    needed = dict(trace.needs)
    choosers = tables.decide(trace, "returns.choosers", chapter.choosers, HitPolicy.UNIQUE, chapter.clause)
    trace.needs = needed  # a return is accepted before anybody knows who will choose
    for rule in () if choosers.open else choosers.rules:
        answers["chooser"] = trace.rule(rule.chooser, rule.clause, f"returns.choosers.{rule.id}.chooser")
    return answers

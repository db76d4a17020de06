"""Responsibility (判责): who is proposed as responsible for what, by which clause; a person rules.

S0-4.2.7, S0-4.2.9, S0-4.2.10, S0-5.6.2.2, S0-5.8.2.2, S0-5.9, S1-2.5 … 2.7, S1-3.6, S2-1.8, S2-2.A13, S4-4.
"""

from datetime import date
from typing import NamedTuple

from domain.decision.decision import Decision, Need, Outcome, absent, decision
from domain.decision.facts import FactError, Facts, kind_of
from domain.decision.ground import Ground
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.policies.parts import WORST, Part
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.responsibility import Matter, ResponsibilityChapter, ResponsibilityRule

POLICY = "responsibility"
LIABLE = "liable"
MATTERS = "request.matters"


def decide_responsibility(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """A party under "liable.<matter>" for each matter in `request.matters`, "<matter>.among" where a person chooses; of
    a matter about a list "liable.<matter>.<n>"; the roles `ruled_by` and `appeal_to`.

    A proposal, never a ruling: see `domain.policies.rulings`. Disputed, it is on hold until whoever hears the appeal
    has decided. Raises FactError (not_in_rulebook) for a matter or a party outside of the rulebook.
    """
    trace, chapter = Trace(ground, facts, as_of), ground.book.responsibility
    if chapter is None:
        return absent(trace, POLICY)
    asked = trace.fact(MATTERS, chapter.clause)
    known = {matter.id: matter for matter in chapter.matters}
    if unknown := [name for name in asked.value or () if name not in known]:
        raise FactError("not_in_rulebook", MATTERS, value=unknown[0])
    if asked.value is None:
        return decision(trace, POLICY, Outcome.UNDETERMINED)
    parts = [_judge(trace, chapter, matter, asked) for matter in chapter.matters if matter.id in asked.value]
    answers = {name: val for part in parts for name, val in part.answers.items()}
    for name in ("ruled_by", "appeal_to"):
        answers[name] = trace.rule(getattr(chapter, name), chapter.clause, f"responsibility.{name}")
    found = [part.outcome for part in parts]
    outcome = next((worst for worst in WORST if worst in found), Outcome.DECIDED)
    if parts and outcome is Outcome.DECIDED and trace.maybe("request.disputed").value:
        held = [Need(matter, chapter.clause, chapter.appeal_to, "disputed") for matter in asked.value]
        answers["disputed"] = trace.all_of((trace.fact("request.disputed", chapter.clause),), chapter.clause)
        return decision(trace, POLICY, Outcome.ON_HOLD, answers=answers, needs=held)
    needs = [] if outcome is Outcome.UNDETERMINED else [need for part in parts for need in part.needs]
    return decision(trace, POLICY, outcome, answers=answers, needs=needs)


def _judge(trace: Trace, chapter: ResponsibilityChapter, matter: Matter, asked: Val) -> Part:
    """One matter, or every item of the list that it is about."""
    path = f"responsibility.matters.{matter.id}"
    trace.compare(trace.rule(matter.id, matter.clause, f"{path}.id"), "in", asked, matter.clause)
    if matter.each is None:
        return _one(trace, chapter, matter, matter.id)
    if matter.each not in trace.facts.lengths:
        trace.needs.setdefault(matter.each, matter.clause)
        return Part({}, Outcome.UNDETERMINED)
    parts = []
    for n, name in enumerate(trace.facts.names(matter.each)):
        trace.about = name
        parts.append(_one(trace, chapter, matter, f"{matter.id}.{n}"))
        trace.about = ""
    found = [part.outcome for part in parts]
    outcome = next((worst for worst in WORST if worst in found), Outcome.DECIDED)
    answers = {name: val for part in parts for name, val in part.answers.items()}
    return Part(answers, outcome, [need for part in parts for need in part.needs])


class _Proposed(NamedTuple):
    """A party, or None with why a person decides."""

    party: Val
    outcome: Outcome = Outcome.DECIDED
    need: Need | None = None


def _one(trace: Trace, chapter: ResponsibilityChapter, matter: Matter, name: str) -> Part:
    path = f"responsibility.matters.{matter.id}.rules"
    hit = tables.decide(trace, path, matter.rules, HitPolicy.UNIQUE, matter.clause)
    answers: dict[str, Val] = {}
    if hit.open:
        return Part(answers, Outcome.UNDETERMINED)
    if hit.rules:
        (rule,) = hit.rules
        truth = hit.truths[matter.rules.index(rule)]
        proposed = _by_rule(trace, chapter, matter, rule, truth)
        if rule.by_person and rule.among:
            answers[f"{name}.among"] = trace.rule(rule.among, rule.clause, f"{path}.{rule.id}.among")
    else:
        proposed = _otherwise(trace, chapter, matter, hit)
    answers[f"{LIABLE}.{name}"] = proposed.party
    return Part(answers, proposed.outcome, [proposed.need] if proposed.need else [])


def _by_rule(
    trace: Trace, chapter: ResponsibilityChapter, matter: Matter, rule: ResponsibilityRule, truth: Val
) -> _Proposed:
    """What the rule that applies proposes."""
    clause, path = rule.clause, f"responsibility.matters.{matter.id}.rules.{rule.id}"
    if rule.split:
        split = trace.rule(rule.split, clause, f"{path}.split")
        need = Need(matter.id, clause, chapter.ruled_by, "split", "0", "100")
        return _Proposed(trace.first([(trace.negate(split, clause), split)], clause), Outcome.NEEDS_PERSON, need)
    if kind_of(rule.party) is None:
        party = trace.rule(rule.party, clause, f"{path}.party")
        return _Proposed(trace.first([(truth, party)], clause))
    party = trace.maybe(rule.party) if rule.by_person else trace.fact(rule.party, clause)
    chosen = trace.first([(truth, party)], clause, f"{path}.party")
    if party.value is None:
        if not rule.by_person:
            return _Proposed(chosen, Outcome.UNDETERMINED)
        trace.rule(rule.by_person, clause, f"{path}.by_person")
        return _Proposed(chosen, Outcome.NEEDS_PERSON, Need(str(party.ref), clause, chapter.ruled_by, "person_judges"))
    if rule.among:
        among = trace.rule(rule.among, clause, f"{path}.among")
        if not trace.compare(chosen, "in", among, clause).value:
            raise FactError("not_in_rulebook", str(party.ref))
    return _Proposed(chosen)


def _otherwise(trace: Trace, chapter: ResponsibilityChapter, matter: Matter, hit: tables.Hit) -> _Proposed:
    """No rule applies: the party that the matter names for this, else a person decides."""
    none = trace.negate(trace.any_of(hit.truths, matter.clause), matter.clause)
    path = f"responsibility.matters.{matter.id}.otherwise"
    party = trace.rule(matter.otherwise, matter.clause, path)
    chosen = trace.first([(none, party)], matter.clause)
    if matter.otherwise is not None:
        return _Proposed(chosen)
    need = Need(matter.id, matter.clause, chapter.ruled_by, "no_rule")
    return _Proposed(chosen, Outcome.NEEDS_PERSON, need)

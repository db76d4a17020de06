"""Incentives (奖惩): fines and rewards that the manual lets propose; a person confirms or rejects each.

S1 chapter 7, S2-1.8, S4-4, S4-5. Nobody but the company sees them.
"""

from datetime import date
from typing import NamedTuple

from domain.decision.decision import Audience, Decision, Line, LineKind, LineState, Need, Outcome, absent, decision
from domain.decision.facts import FactError, Facts
from domain.decision.ground import Ground
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.policies.occurrences import Hit, of_obligations, path_of
from domain.policies.rewards import quiet_quarters, streaks
from domain.rulebook.policies.incentives import AmountFrom, IncentiveKind, IncentiveRule, Party, Per

POLICY = "incentives"
FACTS = ("obligations", "months")


class Amount(NamedTuple):
    """An amount, or what is needed for it."""

    value: Val | None
    need: Need | None = None
    outcome: Outcome = Outcome.DECIDED


def decide_incentives(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """A proposed line for every fine or reward, "<rule>.confirm" with the role, "<rule>.also" with what else follows.

    A list of facts that is not given at all is not asked about. Raises FactError (not_in_rulebook) for a severity
    outside of the scale, (contradictory) for two counts of one person's month.
    """
    trace, chapter = Trace(ground, facts, as_of), ground.book.incentives
    if chapter is None:
        return absent(trace, POLICY)
    if not any(name in facts.lengths for name in FACTS):
        missing = [Need(name, chapter.clause) for name in FACTS]
        return decision(trace, POLICY, Outcome.UNDETERMINED, needs=missing)
    answers: dict[str, Val] = {}
    lines: list[Line] = []
    needs: list[Need] = []
    found: list[Outcome] = []
    for rule in chapter.rules:
        hits, open_ = _hits(trace, rule)
        found += [Outcome.UNDETERMINED] * open_
        if hits:
            answers |= _follows(trace, rule)
        for hit in hits:
            amount = _amount(trace, rule, hit)
            lines.append(_line(trace, rule, hit, amount))
            found.append(amount.outcome)
            if amount.need is not None and amount.need not in needs:
                needs.append(amount.need)
    if chapter.empty:
        answers["empty"] = trace.rule(chapter.empty, chapter.clause, "incentives.empty")
    outcome = next((worst for worst in _WORST if worst in found), Outcome.DECIDED)
    if outcome is Outcome.UNDETERMINED:
        needs = [*[Need(name, clause) for name, clause in trace.needs.items()], *needs]
    return decision(trace, POLICY, outcome, answers=answers, lines=lines, needs=needs)


_WORST = (Outcome.UNDETERMINED, Outcome.NEEDS_PERSON, Outcome.NEEDS_CONFIGURATION)


def _follows(trace: Trace, rule: IncentiveRule) -> dict[str, Val]:
    """Who confirms, and what else follows."""
    answers = {f"{rule.id}.confirm": trace.rule(rule.confirm, rule.clause, path_of(rule, "confirm"))}
    if rule.also:
        answers[f"{rule.id}.also"] = trace.rule(rule.also, rule.clause, path_of(rule, "also"))
    return answers


def _hits(trace: Trace, rule: IncentiveRule) -> tuple[list[Hit], bool]:
    """What the rule applies to, and whether it hangs on unknown facts."""
    if (rule.streak or rule.quiet) and "months" not in trace.facts.lengths:
        return [], False
    if rule.streak is not None:
        found = streaks(trace, rule.streak, path_of(rule, "streak"))
    elif rule.quiet is not None:
        found = quiet_quarters(trace, rule.quiet, path_of(rule, "quiet"))
    else:
        return of_obligations(trace, rule)
    hits = [Hit(each.truth, each.party, item=item) for each in found for item in each.items]
    return hits, any(each.truth.value is None for each in found)


def _amount(trace: Trace, rule: IncentiveRule, hit: Hit) -> Amount:
    """What is to be paid, from the rule, the scale or a person."""
    how = trace.rule(rule.amount_from, rule.clause, path_of(rule, "amount_from"))
    if how.value is AmountFrom.PERSON:
        need = Need(f"{hit.obligation or hit.item}.amount", rule.clause, rule.confirm, "amount_by_person")
        return Amount(None, need, Outcome.NEEDS_PERSON)
    if how.value is AmountFrom.SEVERITY:
        return _by_severity(trace, rule, hit)
    amount = trace.rule(rule.amount, rule.clause, path_of(rule, "amount"))
    if amount.value is None:
        need = Need(path_of(rule, "amount"), rule.clause, rule.confirm, "amount_unset")
        return Amount(None, need, Outcome.NEEDS_CONFIGURATION)
    if rule.per is Per.DAY:
        days = trace.fact(f"{hit.obligation}.days_late", rule.clause)
        if days.value == 0:
            raise FactError("contradictory", str(days.ref), other=f"{hit.obligation}.breached")
        if days.value is None:
            return Amount(None, None, Outcome.UNDETERMINED)
        amount = trace.multiply((amount, days), rule.clause)
    return Amount(trace.cents(amount))


def _by_severity(trace: Trace, rule: IncentiveRule, hit: Hit) -> Amount:
    severity = trace.fact(f"{hit.obligation}.severity", rule.clause)
    if severity.value is None:
        need = Need(str(severity.ref), rule.clause, rule.confirm, "severity_by_person")
        return Amount(None, need, Outcome.NEEDS_PERSON)
    if rule.scale is None:
        trace.rule(None, rule.clause, path_of(rule, "scale"))
        need = Need(path_of(rule, "scale"), rule.clause, rule.confirm, "scale_unset")
        return Amount(None, need, Outcome.NEEDS_CONFIGURATION)
    step, _ = tables.entry_of(trace, rule.scale, path_of(rule, "scale"), severity)
    return Amount(trace.cents(trace.rule(step.amount, step.clause, path_of(rule, f"scale.{step.id}.amount"))))


def _line(trace: Trace, rule: IncentiveRule, hit: Hit, amount: Amount) -> Line:
    kind = trace.rule(rule.kind, rule.clause, path_of(rule, "kind"))
    sides = []
    for side in ("payer", "payee"):
        party = trace.rule(getattr(rule, side), rule.clause, path_of(rule, side))
        sides.append(party.value.value if party.value is Party.COMPANY else str(hit.party.value))
    document = trace.maybe(f"{hit.obligation}.document")
    known = [val for val in (amount.value, document) if val is not None and val.value is not None]
    return Line(
        kind=LineKind.DEDUCTION if rule.kind is IncentiveKind.FINE else LineKind.PAYMENT,
        what=rule.id,
        payer=sides[0],
        payee=sides[1],
        clause=rule.clause,
        amount=None if amount.value is None else amount.value.value,
        item=hit.item,
        document=document.value,
        state=LineState.PROPOSED,
        audience=(Audience.COMPANY,),
        refs=tuple([val.ref for val in (hit.truth, hit.party, kind, *known)]),
    )

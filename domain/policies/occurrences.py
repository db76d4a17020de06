"""Occurrences (次): the obligations that a fine or reward applies to, and which of several are one. S1-7.3."""

from typing import NamedTuple

from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.rulebook.policies.common import list_of
from domain.rulebook.policies.incentives import IncentiveRule, Per


class Hit(NamedTuple):
    """What a rule applies to: an obligation by its name, or a month or quarter of a person."""

    truth: Val
    party: Val
    obligation: str = ""
    item: str | None = None


def path_of(rule: IncentiveRule, name: str) -> str:
    """The path of a value of this rule."""
    return f"incentives.rules.{rule.id}.{name}"


def of_obligations(trace: Trace, rule: IncentiveRule) -> tuple[list[Hit], bool]:
    """What the rule applies to, and whether it hangs on unknown facts."""
    hits: list[Hit] = []
    open_ = False
    for name in trace.facts.names("obligations"):
        truth = _applies(trace, rule, name)
        if truth.value and rule.per is not None:
            truth = _another(trace, rule, name, truth, hits)
        open_ |= truth.value is None
        if truth.value:
            owner = trace.fact(f"{name}.owner", rule.clause)
            open_ |= owner.value is None
            hits.append(Hit(truth, owner, name))
    return [hit for hit in hits if hit.party.value is not None], open_


def _applies(trace: Trace, rule: IncentiveRule, name: str) -> Val:
    """The rule's predicates, read of this obligation, and whether something was left unchecked."""
    trace.about = name
    truth = tables.rule_applies(trace, f"incentives.rules.{rule.id}", rule)
    trace.about = ""
    if rule.unchecked is None or truth.value is False:
        return truth
    checked = trace.fact(f"{name}.checked", rule.clause)
    path = f"lists.{rule.unchecked}.items"
    ticks = [
        trace.compare(trace.rule(item.id, item.clause, f"{path}.{item.id}.id"), "in", checked, item.clause)
        for item in list_of(trace.ground.book.lists, rule.unchecked).items
    ]
    whole = trace.all_of(ticks, rule.clause, path_of(rule, "unchecked"), rule.unchecked)
    return trace.all_of((truth, trace.negate(whole, rule.clause)), rule.clause)


def _another(trace: Trace, rule: IncentiveRule, name: str, truth: Val, hits: list[Hit]) -> Val:
    """Whether this is an occurrence of its own, besides those that count already. [S1-7.3]"""
    trace.rule(rule.per, rule.clause, path_of(rule, "per"))
    fields = ("case",) if rule.per is Per.CASE else ("case", "kind", "round")
    same = [_same(trace, name, hit.obligation, fields, rule.clause) for hit in hits]
    fresh = trace.negate(trace.any_of(same, rule.clause), rule.clause)
    return trace.all_of((truth, fresh), rule.clause)


def _same(trace: Trace, name: str, other: str, fields: tuple[str, ...], clause: str) -> Val:
    """Whether two obligations agree in all these facts. Of facts about one case only, the case need not be named."""
    pairs = [(trace.maybe(f"{name}.{field}"), trace.maybe(f"{other}.{field}")) for field in fields]
    if pairs[0][0].value is None and pairs[0][1].value is None:
        del pairs[0]
    same = trace.all_of([trace.compare(left, "=", right, clause) for left, right in pairs], clause)
    if same.value is None:
        for val in (side for pair in pairs for side in pair if side.value is None):
            trace.needs.setdefault(str(val.ref), clause)
    return same

"""Going on with a remedy (处理的放行): the customer's recorded choice, the same model, stock, consent, what is charged.

S1-4.4, S1-4.6, S1-5.5b, S2-3.3, S3-2.2, S3-11, S3-12.1.
"""

from collections.abc import Mapping
from typing import NamedTuple

from domain.decision.decision import Need, Outcome
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.policies.cover import Cover
from domain.policies.warranty import waits_for
from domain.rulebook.policies.remedies import CUSTOMER, Remedy, RemedyChapter, RemedyRule, Terms

FULL = "full"
"""The full price, which the settlement chapter knows."""


class Open(NamedTuple):
    """A remedy, whether the customer may have it, and by which rules."""

    remedy: Remedy
    may: Val
    by: tuple[tuple[RemedyRule, Val], ...]


Found = tuple[dict[str, Val], Outcome, list[Need]]


def on_hold(trace: Trace, cover: Cover) -> tuple[Outcome, list[Need]]:
    """Papers are waited for: nothing is begun meanwhile. [S3-2.3]"""
    return Outcome.ON_HOLD, waits_for(trace, cover)


def goes_on(trace: Trace, chapter: RemedyChapter, open_: Mapping[str, Open]) -> Found:
    """Whether anyone may go on with what the agent offers, else with what the customer chose; with what is missing."""
    chosen, offered = trace.maybe("request.chosen"), trace.maybe("request.offered")
    for each in (chosen, offered):
        if each.value is not None:
            tables.known_in(str(each.ref), (each.value,), list(open_))
    act = offered if offered.value is not None else chosen
    if act.value is None:
        return _nobody_acts(trace, open_)
    of = open_[act.value]
    named = trace.rule(of.remedy.id, of.remedy.clause, f"remedies.remedies.{of.remedy.id}.id")
    picked = trace.compare(act, "=", named, of.remedy.clause)
    answers, conditions, missing = _conditions(trace, chapter, open_, of)
    answers["goes_on"] = trace.all_of((picked, of.may, *conditions), of.remedy.clause)
    if of.may.value is False:
        return answers, Outcome.DECIDED, []
    if of.may.value is None:
        return answers, Outcome.UNDETERMINED, []
    return answers, *_outcome(trace, of.remedy, answers["goes_on"], missing)


def _outcome(trace: Trace, remedy: Remedy, goes: Val, missing: list[Need]) -> tuple[Outcome, list[Need]]:
    if missing:
        return Outcome.ON_HOLD, missing
    if goes.value is None:
        return Outcome.UNDETERMINED, []
    if goes.value and remedy.terms is Terms.DISCRETION:
        return Outcome.NEEDS_PERSON, [_set_by(trace, remedy)]
    return Outcome.DECIDED, []


def _nobody_acts(trace: Trace, open_: Mapping[str, Open]) -> Found:
    """If nothing is open but what a person prices, that person is asked. [S2-3.3]"""
    if any(each.may.value is None for each in open_.values()):
        return {}, Outcome.DECIDED, []
    may = [each.remedy for each in open_.values() if each.may.value]
    if may and all(remedy.terms is Terms.DISCRETION for remedy in may):
        return {}, Outcome.NEEDS_PERSON, [_set_by(trace, remedy) for remedy in may]
    return {}, Outcome.DECIDED, []


def _set_by(trace: Trace, remedy: Remedy) -> Need:
    clause = trace.clause(f"remedies.remedies.{remedy.id}.terms", remedy.clause)
    return Need(f"remedies.{remedy.id}", clause, role=remedy.set_by, reason="charge_by_person", low="0", high=FULL)


def _conditions(
    trace: Trace, chapter: RemedyChapter, open_: Mapping[str, Open], of: Open
) -> tuple[dict[str, Val], list[Val], list[Need]]:
    """What must hold before anyone goes on, and what is waited for. Nothing is asked about what may not be had."""
    remedy, path = of.remedy, f"remedies.remedies.{of.remedy.id}"
    answers = {"terms": trace.rule(remedy.terms.value, remedy.clause, f"{path}.terms")}
    conditions, missing = list[Val](), list[Need]()
    if not of.may.value:
        return answers, conditions, missing
    choice, clause = _choice(trace, chapter, open_, of)
    conditions.append(choice)
    if choice.value is False:
        missing.append(Need("request.chosen", clause, role=CUSTOMER, reason="customer_chooses"))
    if trace.rule(remedy.same_model, remedy.clause, f"{path}.same_model").value:
        conditions.append(_same_model(trace, remedy))
        if conditions[-1].value is False:
            clause = trace.clause(f"{path}.same_model", remedy.clause)
            missing.append(Need("request.consent", clause, role=CUSTOMER, reason="other_model"))
    if remedy.from_stock is not None:
        enough = trace.rule(remedy.from_stock, remedy.clause, f"{path}.from_stock")
        conditions.append(trace.compare(trace.fact("unit.stock", remedy.clause), ">=", enough, remedy.clause))
        if conditions[-1].value is False:
            clause = trace.clause(f"{path}.from_stock", remedy.clause)
            missing.append(Need("unit.stock", clause, reason="out_of_stock"))
    if trace.rule(remedy.consent, remedy.clause, f"{path}.consent").value:
        conditions.append(trace.fact("request.consent", remedy.clause))
        if conditions[-1].value is None:
            clause = trace.clause(f"{path}.consent", remedy.clause)
            missing.append(Need("request.consent", clause, role=CUSTOMER, reason="no_consent"))
    return answers, conditions, missing


def _choice(trace: Trace, chapter: RemedyChapter, open_: Mapping[str, Open], of: Open) -> tuple[Val, str]:
    """The customer chose this, or had nothing better to choose. [S3-12.1]

    Better is all that may be had by a right in which the customer chooses, and does not stand before it in the order of
    offers; without such an order, all else.
    """
    clause, path = chapter.clause, ""
    before: tuple[str, ...] = ()
    if chapter.offers is not None:
        clause, path = chapter.offers.clause, "remedies.offers.order"
        order = chapter.offers.order
        before = order[: order.index(of.remedy.id)] if of.remedy.id in order else ()
    better = [
        part
        for name, each in open_.items()
        if name != of.remedy.id
        for rule, part in each.by
        if (name not in before or _together(rule, of)) and _customers(trace, rule, part)
    ]
    alone = trace.negate(trace.any_of(better, clause, path), clause)
    chosen = trace.maybe("request.chosen")
    if alone.value or chosen.value is None:
        return alone, clause
    named = trace.rule(of.remedy.id, of.remedy.clause, f"remedies.remedies.{of.remedy.id}.id")
    return trace.any_of((alone, trace.compare(chosen, "=", named, clause)), clause), clause


def _customers(trace: Trace, rule: RemedyRule, part: Val) -> bool:
    """The customer chooses by this rule. It is only said where the rule may count."""
    if part.value is not False:
        trace.rule(rule.chooser, rule.clause, f"remedies.rules.{rule.id}.chooser")
    return rule.chooser == CUSTOMER


def _together(rule: RemedyRule, of: Open) -> bool:
    """One right gives both, for the customer to choose between."""
    return any(rule is each for each, _ in of.by)


def _same_model(trace: Trace, remedy: Remedy) -> Val:
    """The model given is the one taken, or the customer agreed to another. [S1-4.4]"""
    clause = remedy.clause
    given = trace.fact("unit.replacement_model", clause)
    same = trace.compare(given, "=", trace.fact("unit.model", clause), clause)
    if same.value is not False:
        return same
    agreed = trace.given("request.consent", clause)
    if agreed.value:
        agreed = trace.maybe("request.consent")
    return trace.any_of((same, agreed), clause)

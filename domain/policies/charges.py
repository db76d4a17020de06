"""Charges (收费): free, at a rate, by a price list or a quotation; with consent, at discretion, or not at all.

S0-2.4 … 2.7, S0-3.3, S0-3.5, S0-5.7.2, S1-2.5 … 2.7, S1-3.6, S1-4.6, S2-3.3 … 3.6, S3-2.2, S3-11, S4-3.6.
"""

from collections.abc import Sequence
from typing import NamedTuple

from domain.decision.decision import Line, LineState, Need, Outcome
from domain.decision.facts import kind_of
from domain.decision.trace import Val
from domain.policies.draft import Draft
from domain.policies.visits import visit_units
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.settlement import ChargeRule, Per, PriceFrom

AMOUNT = "request.decided_amount"
DECIDED_BY = "request.decided_by"
REASON = "request.reason"


class Price(NamedTuple):
    """A finished price, and the item that it is of."""

    amount: Val
    item: str | None = None
    refs: Sequence[Val] = ()


def charge(draft: Draft) -> None:
    """For each rule that applies "charged.<rule>", what is asked for in the end; None as long as it is open. "quote" is
    the sum of finished prices, "may_start" whether work may begin. What may not be charged is "refused.charges.<n>".
    """
    chapter = draft.chapter
    for rule, truth in draft.sure("settlement.charges", chapter.charges, HitPolicy.COLLECT, chapter.clause):
        path = f"settlement.charges.{rule.id}"
        draft.trace.rule(rule.offered, rule.clause, f"{path}.offered")
        if not rule.offered:
            draft.refuse(rule.id, rule.clause, path)
        elif rule.price_from is PriceFrom.NOTHING:
            draft.taken.update(draft.items(rule.kinds, rule.clause, f"{path}.kinds"))
            draft.trace.rule(rule.price_from, rule.clause, f"{path}.price_from")
            draft.answers[f"charged.{rule.id}"] = draft.trace.count((), rule.clause)
        else:
            _priced(draft, rule, truth, path)


def _priced(draft: Draft, rule: ChargeRule, truth: Val, path: str) -> None:
    trace, clause = draft.trace, rule.clause
    prices, listed = _prices(draft, rule, path)
    if prices is None:
        return
    payer, payee = (draft.named(truth, getattr(rule, side), clause, f"{path}.{side}") for side in ("payer", "payee"))
    quote = trace.total([price.amount for price in prices], clause)
    draft.answers[f"quote.{rule.id}"] = quote
    if any(val.value is None for val in (payer, payee, quote)):
        draft.undetermined()
        return
    if rule.discretion is not None:
        _at_discretion(draft, rule, (truth, payer, payee), prices, quote)
        return
    agreed = draft.agreed(rule.consent, clause, f"{path}.consent")
    begun = trace.all_of([*listed, *([agreed] if agreed else [])], clause)
    declined = trace.negate(agreed, clause) if agreed else trace.any_of((), clause)
    free = trace.count((), clause)
    draft.answers[f"charged.{rule.id}"] = trace.first([(declined, free), (begun, quote)], clause)
    draft.answers[f"may_start.{rule.id}"] = begun
    if declined.value:
        return
    state = LineState.FIXED if begun.value else LineState.PROPOSED
    for price in prices:
        line = _line(rule, payer, payee, price, state)
        draft.add(line, (truth, payer, payee, price.amount, *price.refs), judged=_judged(rule))


def _judged(rule: ChargeRule) -> bool:
    """Whether who pays or is paid hangs on who is responsible."""
    return any(kind_of(side) is not None for side in (rule.payer, rule.payee) if side is not None)


def _line(rule: ChargeRule, payer: Val, payee: Val, price: Price, state: LineState, most: Val | None = None) -> Line:
    papers = [ref.value for ref in price.refs if ref.value is not None]
    return Line(
        kind=rule.kind,
        what=rule.id,
        payer=payer.value,
        payee=payee.value,
        clause=rule.clause,
        amount=price.amount.value,
        at_most=None if most is None else most.value,
        item=price.item,
        base=rule.price_from.value,
        document=papers[0] if papers else None,
        state=state,
        audience=rule.audience,
    )


# ── prices ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _prices(draft: Draft, rule: ChargeRule, path: str) -> tuple[list[Price] | None, list[Val]]:
    """Every price, and whether each stands where it has to; None if there is none yet."""
    trace, clause = draft.trace, rule.clause
    how = trace.rule(rule.price_from, clause, f"{path}.price_from")
    never = draft.items(rule.excluded, clause, f"{path}.excluded") if rule.excluded else []
    by_rate = how.value is PriceFrom.RATE
    asked = [] if by_rate and not rule.kinds else draft.items(rule.kinds, clause, f"{path}.kinds")
    items = [each for each in asked if each not in never]
    draft.taken.update((*never, *items))
    for item in never:
        draft.refuse(item, clause, path)
    prices, listed = [], []
    for item in items:
        if how.value is PriceFrom.LIST:
            listed.append(_listed(draft, rule, item, path))
            if not listed[-1].value:
                draft.refuse(item, clause, path)
                continue
        refs = [trace.maybe(f"{item}.{name}") for name in ("document", "list", "list_hash")]
        prices.append(Price(trace.cents(draft.priced(item, clause)), trace.maybe(f"{item}.item").value or item, refs))
    if by_rate and not items:
        price = _at_rate(draft, rule, path)
        return (None if price is None else [price]), []
    if items:
        return prices, listed
    if how.value is PriceFrom.LIST and trace.rule(rule.tariff, clause, f"{path}.tariff").value is None:
        _unset(draft, rule, f"{path}.tariff", "tariff_unset")
    else:
        trace.unknown("charges", clause)
        draft.undetermined()
    return None, []


def _listed(draft: Draft, rule: ChargeRule, item: str, path: str) -> Val:
    """Whether a price stands in a price list, the right one if the rule names one. [S3-11]"""
    trace, clause = draft.trace, rule.clause
    if rule.tariff is None:
        return trace.given(f"{item}.list", clause)
    tariff = trace.rule(rule.tariff, clause, f"{path}.tariff")
    found = trace.compare(trace.maybe(f"{item}.list"), "=", tariff, clause)
    return trace.all_of((trace.given(f"{item}.list", clause), found), clause)


def _unset(draft: Draft, rule: ChargeRule, path: str, reason: str) -> None:
    clause = draft.trace.clause(path, rule.clause)
    draft.waits(Outcome.NEEDS_CONFIGURATION, Need(path, clause, None, reason))


def _at_rate(draft: Draft, rule: ChargeRule, path: str) -> Price | None:
    """`rate` as often as it is due."""
    trace, clause = draft.trace, rule.clause
    rate = trace.rule(rule.rate, clause, f"{path}.rate")
    if rate.value is None:
        _unset(draft, rule, f"{path}.rate", "rate_unset")
        return None
    trace.rule(rule.per, clause, f"{path}.per")
    if rule.per is not Per.DAY and rule.free is None:
        return Price(trace.cents(rate))
    units = visit_units(draft, rule, path)
    return Price(trace.cents(trace.multiply((rate, units), clause)))


# ── discretion ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _at_discretion(
    draft: Draft, rule: ChargeRule, known: tuple[Val, Val, Val], prices: Sequence[Price], quote: Val
) -> None:
    """A person sets the amount, from nothing to the full price, in their role and with a reason. [S2-3.3]"""
    trace, clause, (truth, payer, payee) = draft.trace, rule.clause, known
    role = trace.rule(rule.discretion, clause, f"settlement.charges.{rule.id}.discretion")
    decided = trace.maybe(AMOUNT)
    parts = {
        AMOUNT: trace.compare(decided, "<=", quote, clause),
        DECIDED_BY: trace.compare(trace.maybe(DECIDED_BY), "=", role, clause),
        REASON: trace.given(REASON, clause),
    }
    settled = trace.all_of(list(parts.values()), clause)
    amount = trace.first([(settled, trace.cents(decided))], clause)
    draft.answers[f"charged.{rule.id}"] = amount
    refs = [each for price in prices for each in price.refs]
    state = LineState.FIXED if settled.value else LineState.NEEDS_PERSON
    line = _line(rule, payer, payee, Price(amount, None, refs), state, quote)
    if not settled.value:
        for name in [name for name, part in parts.items() if not part.value]:
            full = format(quote.value, "f")
            draft.waits(Outcome.NEEDS_PERSON, Need(name, clause, rule.discretion, "discretion", "0", full))
    draft.add(line, (truth, payer, payee, amount, quote, *refs), judged=_judged(rule))

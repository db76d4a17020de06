"""What changes hands (交付): a new unit, a refund at its own price, a rate that both sides agree on.

S0-4.2.9, S0-4.2.11, S1-4.7, S1-5.4 … 5.7.
"""

from typing import NamedTuple

from domain.decision.decision import Line, LineState, Need, Outcome
from domain.decision.trace import Val
from domain.policies.draft import Draft
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.settlement import Transfer


class Worth(NamedTuple):
    """An amount of money, the rate that it was computed by, and whether both sides have agreed on that."""

    amount: Val
    rate: Val | None
    settled: bool


def transfer(draft: Draft) -> None:
    """A line for each transfer that applies."""
    chapter = draft.chapter
    for rule, truth in draft.sure("settlement.transfers", chapter.transfers, HitPolicy.COLLECT, chapter.clause):
        _move(draft, rule, truth, f"settlement.transfers.{rule.id}")


def _move(draft: Draft, rule: Transfer, truth: Val, path: str) -> None:
    trace, clause = draft.trace, rule.clause
    kind = trace.rule(rule.kind, clause, f"{path}.kind")
    payer, payee = (draft.named(truth, getattr(rule, side), clause, f"{path}.{side}") for side in ("payer", "payee"))
    worth = _worth(draft, rule, truth, path)
    item = None if rule.item is None else trace.rule(rule.item, clause, f"{path}.item")
    if rule.channel is not None:
        item = trace.first([(truth, trace.fact(rule.channel, clause))], clause, f"{path}.channel")
        draft.answers[f"channel.{rule.id}"] = item
    agreed = draft.agreed(rule.consent, clause, f"{path}.consent")
    parts = [payer, payee, *([worth.amount] if worth else []), *([item] if item else [])]
    if any(part.value is None for part in parts):
        draft.undetermined()
        return
    if agreed is not None and agreed.value is False:
        draft.answers[f"charged.{rule.id}"] = trace.count((), clause)
        return
    settled = (worth is None or worth.settled) and (agreed is None or bool(agreed.value))
    rate = worth.rate if worth else None
    line = Line(
        kind=kind.value,
        what=rule.id,
        payer=payer.value,
        payee=payee.value,
        clause=clause,
        amount=worth.amount.value if worth else None,
        item=item.value if item else None,
        base=rule.base,
        rate=rate.value if rate else None,
        state=LineState.FIXED if settled else LineState.PROPOSED,
        audience=rule.audience,
    )
    draft.add(line, (truth, kind, *parts, *([rate] if rate else []), *([agreed] if agreed else [])))


def _worth(draft: Draft, rule: Transfer, truth: Val, path: str) -> Worth | None:
    """What it comes to; None of goods that have no price here."""
    if rule.base is None:
        return None
    trace, clause = draft.trace, rule.clause
    base = draft.named(truth, rule.base, clause, f"{path}.base")
    rate, settled = None, True
    if rule.agreed is not None:
        stated = trace.given(rule.agreed, clause, f"{path}.agreed")
        settled = bool(stated.value)
        if settled:
            rate = trace.first([(stated, trace.fact(rule.agreed, clause))], clause, f"{path}.agreed")
        else:
            need = Need(rule.agreed, trace.clause(f"{path}.agreed", clause), rule.proposed_by, "negotiated", "0", "100")
            draft.waits(Outcome.NEEDS_PERSON, need)
    if rate is None and rule.rate is not None:
        rate = trace.rule(rule.rate, clause, f"{path}.rate")
    if rate is None:
        return Worth(trace.cents(base), None, settled)
    return Worth(trace.cents(trace.multiply((base, rate), clause, percent=True)), rate, settled)

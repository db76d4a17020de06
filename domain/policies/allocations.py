"""Who bears which cost (费用承担): freight, expenses, losses; what a person divides is split to the cent.

S0-2.3, S0-2.8, S0-4.2.6 … 4.2.10, S0-5.5.2.5, S0-5.6.2.2, S0-5.7.2, S0-5.8.2.2, S0-5.9.2, S0-7.3.6, S1-4.5, S1-5.2,
S2-2.A13.
"""

from typing import NamedTuple

from domain.decision.decision import Line, LineState, Need, Outcome
from domain.decision.facts import FactError
from domain.decision.trace import Val
from domain.policies.draft import Draft
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.settlement import Allocation, Cost


class Bearer(NamedTuple):
    """Who bears a cost, or a part of it: `weights` are those of all who bear one, in the same order."""

    party: Val
    weights: tuple[Val, ...] = ()
    document: Val | None = None
    held: bool = False


def allocate(draft: Draft, cost: Cost) -> None:
    """Answers "borne_by.<cost>" where a rule speaks of it; a line for each item that another party has paid."""
    path = f"settlement.costs.{cost.id}"
    items = draft.items(cost.kinds, cost.clause, f"{path}.kinds")
    if not items and not any(rule.when for rule in cost.rules):
        return
    for rule, truth in draft.sure(f"{path}.rules", cost.rules, HitPolicy.UNIQUE, cost.clause):
        at = f"{path}.rules.{rule.id}"
        draft.taken.update(items)
        bearers = _divided(draft, cost, rule, at) if rule.split else [_bearer(draft, rule, truth, at)]
        for k, bearer in enumerate(bearers):
            part = f".{k}" if bearer.weights else ""
            draft.answers[f"borne_by.{cost.id}{part}"] = bearer.party
            draft.undetermined(bearer.party.value is None)
        for item in items:
            _settle(draft, cost, rule, truth, item, bearers)


def _bearer(draft: Draft, rule: Allocation, truth: Val, path: str) -> Bearer:
    """The party by rule, or the one that a document names instead. [S0-5.5.2.5]"""
    trace, clause = draft.trace, rule.clause
    held = False
    if rule.override is not None and rule.override_needs is not None:
        stated = trace.given(rule.override, clause, f"{path}.override")
        if stated.value:
            proved = trace.given(rule.override_needs, clause, f"{path}.override_needs")
            if proved.value:
                party = trace.first([(proved, trace.fact(rule.override, clause))], clause, f"{path}.override")
                return Bearer(party, document=trace.fact(rule.override_needs, clause))
            need = Need(rule.override_needs, trace.clause(f"{path}.override_needs", clause), reason="document_missing")
            draft.waits(Outcome.ON_HOLD, need)
            held = True
    return Bearer(draft.named(truth, rule.borne_by or "", clause, f"{path}.borne_by"), held=held)


def _divided(draft: Draft, cost: Cost, rule: Allocation, path: str) -> list[Bearer]:
    """Everyone who bears a share, as a person ruled. Raises FactError (contradictory). [S0-5.6.2.2]"""
    trace, clause = draft.trace, rule.clause
    trace.rule(rule.split, clause, f"{path}.split")
    names = list(trace.facts.names("shares"))
    if not names:
        book = trace.ground.book.responsibility
        role = None if book is None else book.ruled_by
        draft.waits(Outcome.NEEDS_PERSON, Need("shares", clause, role, "split", "0", "100"))
        return []
    parties = [trace.fact(f"{name}.party", clause) for name in names]
    weights = tuple([trace.fact(f"{name}.percent", clause) for name in names])
    known = [party.value for party in parties if party.value is not None]
    if len(set(known)) != len(known) or not any(weight.value != 0 for weight in weights):
        raise FactError("contradictory", "shares")
    draft.undetermined(any(weight.value is None for weight in weights))
    return [Bearer(party, weights) for party in parties]


def _settle(draft: Draft, cost: Cost, rule: Allocation, truth: Val, item: str, bearers: list[Bearer]) -> None:
    """What each bearer owes to whoever has paid an item."""
    trace, clause, path = draft.trace, rule.clause, f"settlement.costs.{cost.id}"
    paid_by = trace.maybe(f"{item}.paid_by")
    if paid_by.value is None and rule.advanced_by is not None:
        paid_by = draft.named(truth, rule.advanced_by, clause, f"{path}.rules.{rule.id}.advanced_by")
    elif paid_by.value is None:
        paid_by = trace.fact(f"{item}.paid_by", clause)
    document = trace.maybe(f"{item}.document")
    if cost.receipts:
        trace.rule(cost.receipts, clause, f"{path}.receipts")
        document = trace.fact(f"{item}.document", clause)
    amount = trace.cents(draft.priced(item, clause))
    for k, bearer in enumerate(bearers):
        part = trace.split(amount, bearer.weights, k, clause) if bearer.weights else amount
        wanting = [bearer.party, paid_by, part, *([document] if cost.receipts else [])]
        if any(each.value is None for each in wanting):
            draft.undetermined()
            continue
        line = Line(
            kind=cost.kind,
            what=cost.id,
            payer=bearer.party.value,
            payee=paid_by.value,
            clause=clause,
            amount=part.value,
            item=trace.maybe(f"{item}.kind").value,
            borne_by=bearer.party.value,
            advanced_by=paid_by.value,
            document=bearer.document.value if bearer.document else document.value,
            state=LineState.HELD if bearer.held else LineState.FIXED,
            audience=cost.audience,
        )
        refs = (truth, bearer.party, paid_by, part, document, *([bearer.document] if bearer.document else []))
        draft.add(line, refs, judged=True)

"""Settlements from the raw chapter (结算对照): to the cent, by fractions."""

from decimal import Decimal

from tests.policies.oracle.charges import charges
from tests.policies.oracle.drafts import Draft, Lined
from tests.policies.oracle.predicates import World
from tests.policies.oracle.raw import Data, later, rolled
from tests.policies.oracle.returns import WORST, RefusedError, Ruled
from tests.policies.oracle.sums import cents, parts_of
from tests.policies.oracle.transfers import left_over, moved, trip
from tests.policies.oracle.warranty import mendable


def settled(world: World) -> Ruled:
    """Every line."""
    draft = Draft(world)
    for name, table in draft.sure(draft.chapter.get("rates", {})):
        _rated(draft, name, table)
    for name, cost in draft.chapter.get("costs", {}).items():
        _borne(draft, name, cost)
    charges(draft)
    for name, rule in draft.sure(draft.chapter.get("transfers", {})):
        moved(draft, name, rule)
    trip(draft)
    left_over(draft)
    outcome = next((each for each in WORST if each in draft.outcomes), "decided")
    if outcome == "undetermined" and world.asked_cover and mendable(world):
        outcome, draft.needs = "on_hold", mendable(world)
    return Ruled(draft.answers, outcome, frozenset(draft.needs), tuple(draft.lines))


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rated(draft: Draft, name: str, table: Data) -> None:
    world, state, document = draft.world, "fixed", None
    method = world.get("request.method")
    rate = world.get(table["override"]) if "override" in table else None
    if rate is not None:
        document = world.get(table["override_needs"])
        if document is None:
            draft.waits("on_hold", table["override_needs"])
            rate, state = None, "held"
    if rate is None:
        rate = _cell(draft, name, table, method)
    if rate is None:
        return
    draft.answers[f"rate.{name}"] = rate
    base, payer, payee = (draft.named(table[part]) for part in ("base", "payer", "payee"))
    if None in (base, payer, payee, method):
        draft.open()
        return
    kind = "credit" if method in table.get("credited", []) else "payment"
    draft.add(Lined(kind, name, payer, payee, cents(base * rate / 100), rate=rate, state=state, document=document))


def _cell(draft: Draft, name: str, table: Data, method: str | None) -> Decimal | None:
    """The rate of grade, method and age."""
    grade = draft.world.get("unit.grade")
    if grade is None:
        draft.open()
        return None
    if not table["grades"][grade].get("methods"):
        draft.answers[f"refused.{name}.grade"] = True
        return None
    age = table["age"]
    start, end = draft.named(age["start"]), draft.named(age["end"])
    if None in (start, end, method):
        draft.open()
        return None
    for months, rate in zip(age["months_at_most"], table["grades"][grade]["methods"][method]["rates"], strict=True):
        if end <= rolled(later(start, months_=months), age.get("roll", "none"), draft.world.calendar):
            return Decimal(rate)
    draft.answers[f"refused.{name}.age"] = True
    return None


# ── costs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _borne(draft: Draft, name: str, cost: Data) -> None:
    items = draft.items(cost["kinds"])
    if not items and not any(rule.get("when") for rule in cost["rules"].values()):
        return
    for _, rule in draft.sure(cost["rules"]):
        draft.taken.update(items)
        if rule.get("split"):
            _split(draft, name, cost, rule, items)
            continue
        party, document, state = draft.named(rule.get("borne_by", "")), None, "fixed"
        other = draft.world.get(rule["override"]) if "override" in rule else None
        if other is not None:
            document = draft.world.get(rule["override_needs"])
            if document is None:
                draft.waits("on_hold", rule["override_needs"])
                state = "held"
            else:
                party = other
        draft.answers[f"borne_by.{name}"] = party
        draft.open(party is None)
        for n in items:
            _owed(draft, name, cost, rule, n, [(party, draft.priced(n))], state, document)


def _split(draft: Draft, name: str, cost: Data, rule: Data, items: list[int]) -> None:
    number = draft.world.facts.length("shares") or 0
    shares = [[draft.world.facts.get(f"shares.{k}.{field}") for field in ("party", "percent")] for k in range(number)]
    if not shares:
        draft.waits("needs_person", "shares")
        return
    named = [party for party, _ in shares if party is not None]
    if len(set(named)) < len(named) or all(percent == 0 for _, percent in shares):
        raise RefusedError
    for k, (party, percent) in enumerate(shares):
        draft.answers[f"borne_by.{name}.{k}"] = party
        draft.open(party is None or percent is None)
    for n in items:
        amounts = parts_of(draft.priced(n), [percent for _, percent in shares])
        who = [party for party, _ in shares]
        _owed(draft, name, cost, rule, n, list(zip(who, amounts, strict=True)), "fixed", None)


def _owed(
    draft: Draft,
    name: str,
    cost: Data,
    rule: Data,
    n: int,
    bearers: list[tuple[str | None, Decimal | None]],
    state: str,
    document: str | None,
) -> None:
    paid_by = draft.charge(n, "paid_by")
    if paid_by is None and "advanced_by" in rule:
        paid_by = draft.named(rule["advanced_by"])
    receipt = draft.charge(n, "document")
    for party, amount in bearers:
        if None in (party, paid_by, amount) or (cost.get("receipts") and receipt is None):
            draft.open()
            continue
        line = Lined(cost.get("kind", "reimbursement"), name, str(party), paid_by, amount, draft.charge(n, "kind"))
        line = line._replace(state=state, document=document or receipt, borne_by=party, advanced_by=paid_by)
        draft.add(line, judged=True)

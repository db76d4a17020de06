"""Charges from the raw chapter (收费对照)."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.decision.facts import kind_of
from tests.policies.oracle.drafts import Draft, Lined
from tests.policies.oracle.raw import DAY, Data
from tests.policies.oracle.sums import cents

Price = tuple[Decimal | None, str | None, str | None]
"""An amount, of which item, by which paper."""


def charges(draft: Draft) -> None:
    """What is charged by each rule."""
    for name, rule in draft.sure(draft.chapter.get("charges", {})):
        if rule.get("offered") is False:
            draft.answers[f"refused.{name}"] = True
        elif rule.get("price_from", "rate") == "nothing":
            draft.taken.update(draft.items(rule.get("kinds", [])))
            draft.answers[f"charged.{name}"] = 0
        else:
            _charged(draft, name, rule)


def _charged(draft: Draft, name: str, rule: Data) -> None:
    never = draft.items(rule["excluded"]) if rule.get("excluded") else []
    by_rate = rule.get("price_from", "rate") == "rate"
    items = [] if by_rate and not rule.get("kinds") else draft.items(rule.get("kinds", []))
    items = [n for n in items if n not in never]
    draft.taken.update((*never, *items))
    off_list = [n for n in items if rule.get("price_from") == "list" and not _on_list(draft, rule, n)]
    draft.answers |= {f"refused.charges.{n}": True for n in (*never, *off_list)}
    prices: list[Price] = [_price(draft, n) for n in items if n not in off_list]
    if not items:
        if not by_rate:
            unset = rule.get("price_from") == "list" and rule.get("tariff") is None
            draft.waits("needs_configuration", f"settlement.charges.{name}.tariff") if unset else draft.open()
            return
        if rule.get("rate") is None:
            draft.waits("needs_configuration", f"settlement.charges.{name}.rate")
            return
        prices = [(_at_rate(draft, rule), None, None)]
    amounts = [amount for amount, _, _ in prices if amount is not None]
    quote = sum(amounts, Decimal()) if len(amounts) == len(prices) else None
    draft.answers[f"quote.{name}"] = quote if prices else 0
    payer, payee = draft.named(rule["payer"]), draft.named(rule["payee"])
    if None in (payer, payee, quote):
        draft.open()
    elif "discretion" in rule:
        _at_discretion(draft, name, rule, prices, quote)
    else:
        _asked(draft, name, rule, prices, not off_list)


def _on_list(draft: Draft, rule: Data, n: int) -> bool:
    standing = draft.charge(n, "list")
    return standing is not None and (rule.get("tariff") is None or standing == rule["tariff"])


def _price(draft: Draft, n: int) -> Price:
    papers = [draft.charge(n, field) for field in ("document", "list", "list_hash")]
    return draft.priced(n), draft.charge(n, "item") or f"charges.{n}", next((p for p in papers if p is not None), None)


def _lines(draft: Draft, name: str, rule: Data, prices: list[Price], state: str, most: Any = None) -> None:
    judged = any(kind_of(rule[side]) is not None for side in ("payer", "payee"))
    for amount, item, paper in prices:
        sides = (draft.named(rule["payer"]), draft.named(rule["payee"]))
        kind = rule.get("kind", "payment")
        draft.add(Lined(kind, name, *sides, amount, item, None, state, paper, most), judged=judged)


def _asked(draft: Draft, name: str, rule: Data, prices: list[Price], listed: bool) -> None:
    """With the customer's consent, where they are asked."""
    agreed = draft.agreed(rule)
    begun = False if agreed is False or not listed else agreed
    quote = draft.answers[f"quote.{name}"]
    known = {True: quote, False: None, None: None}[begun]
    draft.answers |= {f"charged.{name}": 0 if agreed is False else None if agreed is None else known,
                      f"may_start.{name}": begun}  # fmt: skip
    if agreed is not False:
        _lines(draft, name, rule, prices, "fixed" if begun else "proposed")


def _at_discretion(draft: Draft, name: str, rule: Data, prices: list[Price], quote: Decimal | None) -> None:
    """A person sets the amount, not above the full price, with a reason."""
    world = draft.world
    amount, papers = world.get("request.decided_amount"), [paper for _, _, paper in prices if paper is not None]
    lacks = set()
    if amount is None or quote is None or amount > quote:
        lacks.add("request.decided_amount")
    if world.get("request.decided_by") != rule["discretion"]:
        lacks.add("request.decided_by")
    if world.get("request.reason") is None:
        lacks.add("request.reason")
    for fact in lacks:
        draft.waits("needs_person", fact)
    amount = None if lacks else cents(amount)
    draft.answers[f"charged.{name}"] = amount
    state = "needs_person" if lacks else "fixed"
    _lines(draft, name, rule, [(amount, None, papers[0] if papers else None)], state, quote)


def _at_rate(draft: Draft, rule: Data) -> Decimal | None:
    """The rate for every day, visit or job that is not free."""
    units: int | None = 1
    if rule.get("per") == "day":
        units = draft.answers["days"] = _days(draft, rule)
    if "free" in rule:
        spared = draft.answers["free_days"] = _free(draft, rule["free"], units)
        draft.answers["free_visits_of"] = rule["free"].get("year", "calendar_year")
        units = None if None in (units, spared) else units - spared  # type: ignore[operator]
    return None if units is None else cents(Decimal(rule["rate"]) * units)


def _days(draft: Draft, rule: Data) -> int | None:
    """Counted one by one."""
    first, last = draft.world.get("trip.departed_on"), draft.world.get("trip.returned_on")
    if first is None or last is None:
        return None
    days, day = int(bool(rule.get("both_ends"))), date.fromordinal(first.toordinal())
    while day < last:
        day, days = day + DAY, days + 1
    return days


def _free(draft: Draft, free: Data, units: int | None) -> int | None:
    before = draft.world.get("trip.visits_before")
    if before is None:
        return None
    if before >= free["visits"]:
        return 0
    return units if units is None or free.get("beyond") == "free" else min(units, free["days"])

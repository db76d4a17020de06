"""What changes hands, loans and balances, and what is left over, from the raw chapter (交付与借款对照)."""

from decimal import Decimal

from tests.policies.oracle.drafts import Draft, Lined
from tests.policies.oracle.raw import Data
from tests.policies.oracle.returns import RefusedError
from tests.policies.oracle.sums import cents


def moved(draft: Draft, name: str, rule: Data) -> None:
    world, state = draft.world, "fixed"
    payer, payee = draft.named(rule["payer"]), draft.named(rule["payee"])
    amount, rate = None, None
    if "base" in rule:
        base, agreed = draft.named(rule["base"]), world.get(rule["agreed"]) if "agreed" in rule else None
        if "agreed" in rule and agreed is None:
            draft.waits("needs_person", rule["agreed"])
            state = "proposed"
        rate = agreed if agreed is not None else Decimal(rule["rate"]) if rule.get("rate") is not None else None
        amount = None if base is None else cents(base if rate is None else base * rate / 100)
    item = rule.get("item")
    if "channel" in rule:
        item = draft.answers[f"channel.{name}"] = world.get(rule["channel"])
    consent = draft.agreed(rule)
    if None in (payer, payee) or ("base" in rule and amount is None) or ("channel" in rule and item is None):
        draft.open()
    elif consent is False:
        draft.answers[f"charged.{name}"] = 0
    else:
        state = state if consent else "proposed"
        draft.add(Lined(rule["kind"], name, payer, payee, amount, item, rate, state))


def trip(draft: Draft) -> None:
    world, loan, balance = draft.world, draft.chapter.get("loan"), draft.chapter.get("balance")
    if loan and world.get(loan["amount"]) is not None:
        draft.spoke = True
        lent, spent = world.get(loan["amount"]), world.get(loan["spent"])
        if spent is None:
            draft.open()
        else:
            back = not spent > lent
            rest = cents(abs(lent - spent))
            draft.answers["returned" if back else "paid_beyond"] = rest
            sides = (loan["borrower"], loan["lender"]) if back else (loan["lender"], loan["borrower"])
            draft.add(Lined("reimbursement", "loan", *sides, rest, advanced_by=sides[1]))
    if balance and world.get(balance["due"]) is not None:
        draft.spoke = True
        due, collected = world.get(balance["due"]), world.get(balance["collected"])
        if collected is None:
            draft.open()
            return
        if collected > due:
            raise RefusedError
        draft.answers |= {"remains": due - collected, "blocked": bool(balance.get("blocks")) and due > collected}
        draft.add(Lined("payment", "balance", balance["debtor"], balance["creditor"], cents(collected)))


def left_over(draft: Draft) -> None:
    """Charges that nobody took up, and what their rules begin with."""
    chapter, asking = draft.chapter, list[Data]()
    for n in range(draft.world.facts.length("charges") or 0):
        if n in draft.taken and draft.spoke:
            continue
        kind = draft.answers[f"untouched.{n}"] = draft.charge(n, "kind")
        costs = [cost for cost in chapter.get("costs", {}).values() if kind in cost["kinds"]]
        asking += [rule for cost in costs for rule in cost["rules"].values()]
        asking += [rule for rule in chapter.get("charges", {}).values() if kind in rule.get("kinds", [])]
    everything = [rule for key in ("rates", "charges", "transfers") for rule in chapter.get(key, {}).values()]
    everything += [rule for cost in chapter.get("costs", {}).values() for rule in cost["rules"].values()]
    begun = [world is not None for world in (draft.world.get(fact) for fact in _beginnings(everything))]
    if not asking and not draft.spoke and not any(begun):
        asking = everything
    draft.open(any(draft.world.get(fact) is None for fact in _beginnings(asking)))


def _beginnings(rules: list[Data]) -> list[str]:
    return [each["fact"] for rule in rules for each in rule.get("when", []) if each["is"] == "given"]

"""Settlements from the raw chapter (结算对照): to the cent, by fractions."""

from decimal import Decimal
from typing import Any, NamedTuple

from domain.decision.facts import kind_of
from tests.policies.oracle.predicates import World, winners
from tests.policies.oracle.raw import Data
from tests.policies.oracle.returns import WORST, RefusedError, Ruled
from tests.policies.oracle.sums import cents, parts_of
from tests.policies.oracle.warranty import mendable


class Lined(NamedTuple):
    """What a line says of money and goods."""

    kind: str
    what: str
    payer: str
    payee: str
    amount: Decimal | None
    item: str | None = None
    rate: Decimal | None = None
    state: str = "fixed"
    document: str | None = None
    at_most: Decimal | None = None
    borne_by: str | None = None
    advanced_by: str | None = None


class Draft:
    """What the parts of a settlement add to."""

    def __init__(self, world: World) -> None:
        self.world, self.chapter = world, world.book["settlement"]
        self.answers: dict[str, Any] = {}
        self.lines: list[Lined] = []
        self.outcomes: set[str] = set()
        self.needs: set[str] = set()
        self.taken: set[int] = set()
        self.spoke = False

    def sure(self, rules: Data) -> list[tuple[str, Data]]:
        """Rules that count, whatever the facts that are not known may be."""
        counting, hanging = winners(self.world, rules)
        self.spoke |= bool(counting or hanging)
        self.open(bool(hanging))
        doubtful = {loser for name in hanging for loser in rules[name].get("prevails_over", [])}
        return [(name, rules[name]) for name in counting if name not in doubtful]

    def open(self, why: bool = True) -> None:
        """Facts are missing."""
        self.outcomes |= {"undetermined"} if why else set()

    def waits(self, outcome: str, need: str) -> None:
        """Somebody or something is waited for."""
        self.outcomes.add(outcome)
        self.needs.add(need)

    def named(self, name: str) -> Any:
        """A fact that is named, or the name itself."""
        return name if kind_of(name) is None else self.world.get(name)

    def items(self, kinds: list[str]) -> list[int]:
        """Charges of these kinds."""
        found = []
        for n in range(self.world.facts.length("charges") or 0):
            kind = self.world.facts.get(f"charges.{n}.kind")
            self.open(bool(kinds) and kind is None)
            if not kinds or kind in kinds:
                found.append(n)
        return found

    def charge(self, n: int, field: str) -> Any:
        """A fact of a charge."""
        return self.world.facts.get(f"charges.{n}.{field}")

    def priced(self, n: int) -> Decimal | None:
        """The price of a charge, in cents."""
        amount, pieces = self.charge(n, "amount"), self.charge(n, "quantity")
        return None if amount is None else cents(amount * (1 if pieces is None else pieces))

    def add(self, line: Lined, *, judged: bool = False) -> None:
        """A line, if it moves something; held while who bears it is disputed."""
        if judged and self.world.get("request.disputed"):
            self.answers["disputed"] = True
            self.waits("on_hold", line.what)
            line = line._replace(state="held")
        if line.payer != line.payee and line.amount != 0:
            self.lines.append(line)

    def agreed(self, rule: Data) -> bool | None:
        """Whether the customer agrees, where they are asked; else it is so."""
        if not rule.get("consent"):
            return True
        consent: bool | None = self.world.get("request.consent")
        if consent is None:
            self.waits("on_hold", "request.consent")
        return consent


def settled(world: World) -> Ruled:
    """Every line."""
    from tests.policies.oracle.charges import charges

    draft = Draft(world)
    for name, table in draft.sure(draft.chapter.get("rates", {})):
        _rated(draft, name, table)
    for name, cost in draft.chapter.get("costs", {}).items():
        _borne(draft, name, cost)
    charges(draft)
    for name, rule in draft.sure(draft.chapter.get("transfers", {})):
        _moved(draft, name, rule)
    _trip(draft)
    _left_over(draft)
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
    from tests.policies.oracle.raw import later, rolled

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


# ── transfers, loan, balance ─────────────────────────────────────────────────────────────────────────────────────────


def _moved(draft: Draft, name: str, rule: Data) -> None:
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


def _trip(draft: Draft) -> None:
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


def _left_over(draft: Draft) -> None:
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

"""The settlement of a technician's trip by hand (手写版·出差结算): loan and balance, S4-2.4."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.decision.decision import Answer, Decision, Derivation, Line, LineKind, Outcome
from domain.decision.trace import Step
from domain.time.calendar import Calendar

CENT = Decimal("0.01")
CHARGE, MONEY = "S4-3.6", "S4-2.4"
LOAN, BALANCE = "settlement.loan", "settlement.balance"


def trip(facts: Mapping[str, Any], as_of: date, calendar: Calendar, hashes: Mapping[str, str]) -> Decision:
    """Less spent than lent, no more collected than due, and no contract to charge by."""
    loan, spent, due, got = (facts[f"trip.{name}"] for name in ("loan", "spent", "balance_due", "collected"))
    if not (spent < loan and 0 < got <= due) or "unit.service_contract" in facts:
        raise NotImplementedError
    steps = [Step("choose", "unique", (), (), CHARGE, "settlement.rates")]
    add = steps.append
    for n, name in enumerate(("in_warranty", "per_visit", "yearly")):
        path = f"settlement.charges.{name}.when"
        add(Step("given", "", ("unit.service_contract",), False, CHARGE, f"{path}[0]"))
        add(Step("all", name, (2 * n + 2,), False, CHARGE, path))
    add(Step("choose", "collect", (3, 5, 7), (), CHARGE, "settlement.charges"))
    add(Step("choose", "collect", (), (), CHARGE, "settlement.transfers"))
    left = loan - spent
    returned = left.quantize(CENT, ROUND_HALF_UP)
    add(Step("given", "", ("trip.loan",), True, MONEY, f"{LOAN}.amount"))
    add(Step("rule", "", (), "company", MONEY, f"{LOAN}.lender"))
    add(Step("rule", "", (), "technician", MONEY, f"{LOAN}.borrower"))
    add(Step("compare", "<=", ("trip.spent", "trip.loan"), True, MONEY, ""))
    add(Step("subtract", "", ("trip.loan", "trip.spent"), left, MONEY, ""))
    add(Step("round", "", (14,), returned, "G-11", ""))
    collected = got.quantize(CENT, ROUND_HALF_UP)
    remains = due - collected
    add(Step("given", "", ("trip.balance_due",), True, MONEY, f"{BALANCE}.due"))
    add(Step("compare", "<=", ("trip.collected", "trip.balance_due"), True, MONEY, ""))
    add(Step("rule", "", (), "customer", MONEY, f"{BALANCE}.debtor"))
    add(Step("rule", "", (), "company", MONEY, f"{BALANCE}.creditor"))
    add(Step("round", "", ("trip.collected",), collected, "G-11", ""))
    add(Step("subtract", "", ("trip.balance_due", 20), remains, MONEY, ""))
    add(Step("count", "", (), 0, MONEY, ""))
    add(Step("compare", ">", (21, 22), remains > 0, MONEY, ""))
    add(Step("rule", "", (), False, "S4-1.2", f"{BALANCE}.blocks"))
    add(Step("all", "", (24, 23), False, MONEY, ""))
    lines = (
        Line(
            kind=LineKind.REIMBURSEMENT,
            what="loan",
            payer="technician",
            payee="company",
            clause=MONEY,
            amount=returned,
            advanced_by="company",
            refs=(13, 12, 11, 15),
        ),
        Line(
            kind=LineKind.PAYMENT,
            what="balance",
            payer="customer",
            payee="company",
            clause=MONEY,
            amount=collected,
            refs=(18, 19, 20),
        ),
    )
    answers = (Answer("returned", returned, 15), Answer("remains", remains, 21), Answer("blocked", False, 25))
    derivation = Derivation("settlement", as_of, tuple(steps), hashes)
    return Decision("settlement", Outcome.DECIDED, derivation, answers, lines)

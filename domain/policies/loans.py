"""Loan and balance of a trip (借款与尾款): what was not spent goes back; what is collected is taken off what is due.

S4-1.2, S4-2.4.
"""

from domain.decision.decision import Line, LineKind
from domain.decision.facts import FactError
from domain.policies.draft import Draft
from domain.rulebook.policies.settlement import Balance, Loan


def settle_loan(draft: Draft, loan: Loan) -> None:
    """Answers "returned" or "paid_beyond", with a line; silent while nobody speaks of a loan."""
    trace, clause, path = draft.trace, loan.clause, "settlement.loan"
    if not trace.given(loan.amount, clause, f"{path}.amount").value:
        return
    draft.spoke = True
    lent, spent = trace.fact(loan.amount, clause), trace.fact(loan.spent, clause)
    if spent.value is None:
        draft.undetermined()
        return
    lender, borrower = (trace.rule(getattr(loan, side), clause, f"{path}.{side}") for side in ("lender", "borrower"))
    enough = trace.compare(spent, "<=", lent, clause)
    over, payer, payee = (lent, borrower, lender) if enough.value else (spent, lender, borrower)
    rest = trace.cents(trace.subtract(over, spent if enough.value else lent, clause))
    draft.answers["returned" if enough.value else "paid_beyond"] = rest
    line = Line(
        kind=LineKind.REIMBURSEMENT,
        what="loan",
        payer=payer.value,
        payee=payee.value,
        clause=clause,
        amount=rest.value,
        advanced_by=lender.value if enough.value else borrower.value,
    )
    draft.add(line, (enough, payer, payee, rest))


def settle_balance(draft: Draft, balance: Balance) -> None:
    """Answers "remains" and "blocked", with a line for what was collected; silent while nobody speaks of a balance.

    Raises FactError (contradictory) if more was collected than was due.
    """
    trace, clause, path = draft.trace, balance.clause, "settlement.balance"
    if not trace.given(balance.due, clause, f"{path}.due").value:
        return
    draft.spoke = True
    due, collected = trace.fact(balance.due, clause), trace.fact(balance.collected, clause)
    if collected.value is None:
        draft.undetermined()
        return
    if not trace.compare(collected, "<=", due, clause).value:
        raise FactError("contradictory", balance.collected, other=balance.due)
    debtor, creditor = (trace.rule(getattr(balance, side), clause, f"{path}.{side}") for side in ("debtor", "creditor"))
    paid = trace.cents(collected)
    remains = trace.subtract(due, paid, clause)
    open_ = trace.compare(remains, ">", trace.count((), clause), clause)
    draft.answers["remains"] = remains
    draft.answers["blocked"] = trace.all_of((trace.rule(balance.blocks, clause, f"{path}.blocks"), open_), clause)
    line = Line(
        kind=LineKind.PAYMENT,
        what="balance",
        payer=debtor.value,
        payee=creditor.value,
        clause=clause,
        amount=paid.value,
    )
    draft.add(line, (debtor, creditor, paid))

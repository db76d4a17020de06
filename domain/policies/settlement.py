"""Settlement (结算): who pays whom how much, who bears what, which goods change hands; every line with its reasons.

S0-2.3 … 2.8, S0-3.3, S0-3.5, S0-4.2, S0 chapter 五, S0-7.3.6, S1-2.5 … 2.7, S1-3.6, S1-4, S1-5, S2-3, S2-2.A13,
S3-11, S4-1.2, S4-2.4, S4-3.6.
"""

from collections.abc import Iterator
from datetime import date

from domain.decision.decision import Decision, Need, Outcome, absent, decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.trace import Trace
from domain.policies import warranty as warranty  # adds the predicates on the warranty
from domain.policies.allocations import allocate
from domain.policies.charges import charge
from domain.policies.draft import Draft, begun, unasked
from domain.policies.loans import settle_balance, settle_loan
from domain.policies.parts import WORST
from domain.policies.rates import apply_rates
from domain.policies.transfers import transfer
from domain.rulebook.policies.common import Rule
from domain.rulebook.policies.settlement import SettlementChapter

POLICY = "settlement"


def decide_settlement(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """Lines of everything that the facts speak of, "rate", "borne_by", "quote", "charged", "refused" with rule or item.

    Prices are facts: what a price list must hold and does not is refused. Items among the charges that no rule takes
    up are answered as "untouched.<n>". Raises FactError (not_in_rulebook) for a grade or method outside of a table,
    (contradictory) for shares of nobody or of one party twice, and for more collected than was due.
    """
    trace, chapter = Trace(ground, facts, as_of), ground.book.settlement
    if chapter is None:
        return absent(trace, POLICY)
    draft = Draft(trace, chapter)
    apply_rates(draft)
    for cost in chapter.costs:
        allocate(draft, cost)
    charge(draft)
    transfer(draft)
    if chapter.loan is not None:
        settle_loan(draft, chapter.loan)
    if chapter.balance is not None:
        settle_balance(draft, chapter.balance)
    _left_over(draft)
    outcome = next((worst for worst in WORST if worst in draft.outcomes), Outcome.DECIDED)
    needs = draft.needs
    if outcome is Outcome.UNDETERMINED:
        needs = [Need(name, clause) for name, clause in trace.needs.items()]
        if awaited := warranty.papers_awaited(trace):
            outcome, needs = Outcome.ON_HOLD, awaited
    return decision(trace, POLICY, outcome, answers=draft.answers, lines=draft.lines, needs=needs)


def _left_over(draft: Draft) -> None:
    """What nobody has taken up: nothing was asked that a rule begins with, or an item is of a kind that none is for."""
    trace, chapter = draft.trace, draft.chapter
    asking: list[Rule] = []
    for name in trace.facts.names("charges"):
        kind = trace.maybe(f"{name}.kind")
        if name in draft.taken and draft.spoke:
            continue
        draft.answers[f"untouched.{name.rpartition('.')[2]}"] = kind
        asking += [rule for cost in chapter.costs if kind.value in cost.kinds for rule in cost.rules]
        asking += [rule for rule in chapter.charges if kind.value in rule.kinds]
    rules = list(_rules(chapter))
    if not asking and not draft.spoke and not begun(trace, rules):
        asking = rules
    for need in unasked(trace, asking):
        trace.needs.setdefault(need.what, need.clause)
        draft.undetermined()


def _rules(chapter: SettlementChapter) -> Iterator[Rule]:
    yield from chapter.rates
    for cost in chapter.costs:
        yield from cost.rules
    yield from chapter.charges
    yield from chapter.transfers

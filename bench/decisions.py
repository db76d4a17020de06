"""What a decision with its derivation costs (裁定开销): `python -m bench.decisions`, a few seconds.

Five questions: a phone's warranty, a return, the settlement of a trip, a month of the scorecard, the fines of a
complaint. Ours reads the rules from the rulebook; the other side is what one would write by hand for that one manual,
steps and all. Both must give the same decision. Bar: ours at most 4 times as long. Without a bar stand beside it the
bare answer without any steps, and what hashing, checking and printing a decision cost.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from time import perf_counter_ns
from typing import Any

from api.decisions.text import render
from bench import by_hand, by_hand_return, by_hand_trip, straight
from bench.result import Result, table
from domain.decision.check import check
from domain.decision.decision import Audience, Decision, digest_of, facts_hash
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.decision.view import view
from domain.policies.incentives import decide_incentives
from domain.policies.returns import decide_return
from domain.policies.scorecard import decide_kpi
from domain.policies.settlement import decide_settlement
from domain.policies.warranty import decide_warranty
from domain.time.calendar import Calendar
from rulebooks.grounds import ground_of
from rulebooks.shelf import shelf

BAR = 4
AS_OF = date(2026, 12, 31)
ROUNDS, CALLS = 200, 20
FEW_ROUNDS, FEW_CALLS = 5, 10
"""For what has no bar."""


@dataclass(frozen=True)
class Question:
    """One question and the two ways to answer it with steps, and one without."""

    name: str
    book: str
    ours: Callable[[Ground, Facts, date], Decision]
    hand: Callable[[Mapping[str, Any], date, Calendar, Mapping[str, str]], Decision]
    bare: Callable[[Mapping[str, Any], Calendar], Any]
    facts: Mapping[str, Any]


CARD = {"kind": "warranty_card", "filled": ["sold_on", "model", "esn", "serial"], "seal": "seller", "altered": False}
COUNTS = {
    "complaints": 400, "complaints_late": 3, "callbacks_due": 100, "callbacks_done": 97, "opinions": 50,
    "opinions_fed_back_on_time": 44, "callbacks_sampled": 100, "callbacks_genuine": 93, "messages": 7,
    "messages_passed_on_time": 7, "customers_served": 100, "customers_called_back": 79, "ratings": 200,
    "ratings_satisfied": 199, "checks_failed": 2, "reports_untrue": 1, "notices": 1, "department_praise": 1,
    "company_praise": 0,
}  # fmt: skip
LATE = {"round": 1, "breached": True, "told_before_due": False, "in_complaint": True}
QUESTIONS = (
    Question(
        "a phone's warranty", "phones", decide_warranty, by_hand.phone_warranty, straight.phone_warranty,
        {
            "unit": {"component": "battery"},
            "papers": [CARD | {"dated_on": "2025-11-30"}],
            "findings": {"present": []},
            "request": {"reported_on": "2026-06-01"},
        },
    ),
    Question(
        "a return of slow-moving goods", "daoyi", decide_return, by_hand_return.slow_moving, straight.slow_moving,
        {
            "unit": {"released": True},
            "findings": {"liable_party": "channel"},
            "request": {
                "reason": "unsold", "procedure_followed": True, "return_class": "slow_moving", "slow_moving_days": 90,
                "unsold_days": 91, "method": "refund",
            },
        },
    ),
    Question(
        "the settlement of a trip", "huanke", decide_settlement, by_hand_trip.trip, straight.trip,
        {"trip": {"loan": "3000.00", "spent": "2460.00", "balance_due": "35000.00", "collected": "20000.00"}},
    ),
    Question(
        "a month of the scorecard", "furniture", decide_kpi, by_hand.furniture_month, straight.furniture_month,
        {"months": [{"month": "2026-05", "person": "p1", "counts": COUNTS, "notices": {"N-1": 5}}]},
    ),
    Question(
        "fines of a complaint", "lamps", decide_incentives, by_hand.lamp_fines, straight.lamp_fines,
        {"obligations": [
            LATE | {"kind": "response", "owner": "customer_service"},
            LATE | {"kind": "solution", "owner": "technical_support", "document": "slip"},
        ]},
    ),
)  # fmt: skip


def microseconds(rounds: int, calls: int, *ways: Callable[[], object]) -> list[float]:
    """Of each way, per call: the best of many rounds, the ways taking turns."""
    best = [float("inf")] * len(ways)
    for _ in range(rounds):
        for n, way in enumerate(ways):
            began = perf_counter_ns()
            for _ in range(calls):
                way()
            best[n] = min(best[n], perf_counter_ns() - began)
    return [taken / calls / 1000 for taken in best]


def run(question: Question) -> float:
    """Checks that both decide the same, measures, prints; gives back ours over the one by hand."""
    ground = ground_of(shelf()[question.book])
    facts = read_facts(question.facts, AS_OF)
    values, calendar = facts.values, ground.calendar
    made = question.ours(ground, facts, AS_OF)
    hashes = dict(made.derivation.hashes)
    assert question.hand(values, AS_OF, calendar, hashes) == made, f"{question.name}: not the same decision"
    assert not check(made, ground, facts), check(made, ground, facts)
    ours, hand = microseconds(
        ROUNDS,
        CALLS,
        lambda: question.ours(ground, facts, AS_OF),
        lambda: question.hand(values, AS_OF, calendar, hashes),
    )
    bare, hashing, checking, printing = microseconds(
        FEW_ROUNDS,
        FEW_CALLS,
        lambda: question.bare(values, calendar),
        lambda: (facts_hash(values), digest_of(made)),
        lambda: check(made, ground, facts),
        lambda: render(view(made, facts, Audience.COMPANY), ground, "zh"),
    )
    print(f"\n{question.name}: {len(made.derivation.steps)} steps, equal")
    for name, taken in (
        ("ours, from the rulebook", ours),
        ("by hand, the same steps", hand),
        ("by hand, no steps", bare),
        ("hashing", hashing),
        ("checking", checking),
        ("printing", printing),
    ):
        print(f"  {name:<32} {taken:>10,.1f} µs   x by hand {taken / hand:6.1f}")
    return ours / hand


def measure() -> list[Result]:
    """Measures and prints; a row for each question."""
    return [
        Result(f"a decision with derivation over by hand, {each.name}", run(each), bar=BAR, most=True)
        for each in QUESTIONS
    ]


def main() -> int:
    """Exit code 1 if the bar is missed."""
    results = measure()
    print(f"\n{table(results)}")
    return int(any(each.verdict == "MISSED" for each in results))


if __name__ == "__main__":
    sys.exit(main())

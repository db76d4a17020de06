"""Lines, outcome and hashes under a digest that fits them: the checker takes none that does not follow."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.decision import Decision, Line, LineKind, Need, Outcome
from domain.decision.trace import Trace
from tests.policies.check.traced import found, made, trace_of

FACTS = {
    "charges.0.amount": Decimal("250.00"),
    "charges.0.item": "fan",
    "charges.0.document": "D-1",
    "request.applicant": "dealer",
    "request.proposer": "company",
    "request.agreement_rate": Decimal(40),
}
LINE = Line(
    kind=LineKind.PAYMENT,
    what="fan",
    payer="dealer",
    payee="company",
    clause="S0-5.3",
    amount=Decimal("100.00"),
    rate=Decimal(40),
    at_most=Decimal("250.00"),
    item="fan",
    document="D-1",
    borne_by="company",
    advanced_by="dealer",
    refs=(3,),
)
"""40 per cent of 250, as the last of three steps says."""


def with_line(line: Line, **facts: Any) -> tuple[Trace, Decision]:
    """A decision with this line after three steps: a product, the day, and the product in cents."""
    trace, given = trace_of(FACTS | facts)
    product = trace.multiply((given[0], given[-1]), "G-11", percent=True)
    trace.today("G-4")
    return trace, replace(made(trace, trace.cents(product)), lines=(line,))


def test_a_line_stands_on_its_steps_and_on_what_these_stand_on() -> None:
    assert found(*with_line(LINE)) == []
    goods = replace(LINE, amount=None, rate=None, at_most=None)
    assert found(*with_line(replace(goods, refs=("charges.0.item",)))) == []


@pytest.mark.parametrize(
    "values",
    [
        {"amount": Decimal("250.00")},  # stands two steps below, not where the line points to
        {"amount": Decimal("100.01")},
        {"amount": Decimal("-100.00")},
        {"rate": Decimal(41)},
        {"at_most": Decimal("250.01")},
        {"payer": "company"},
        {"payee": "customer"},
        {"what": "pump"},
        {"item": "pump"},
        {"document": "D-2"},
        {"borne_by": "customer"},
        {"advanced_by": "customer"},
        {"clause": "S9-9.9"},
        {"refs": ()},
        {"refs": (4,)},
        {"refs": (0, 3)},
        {"refs": (3, "unit.colour")},
    ],
    ids=str,
)
def test_a_line_that_says_something_else_is_refused(values: dict[str, Any]) -> None:
    assert found(*with_line(replace(LINE, **values))) == [(0, "line 0")]


@pytest.mark.parametrize(("amount", "problems"), [("1.00", []), ("0.01", []), ("0.00", [(0, "line 0")])])
def test_a_line_moves_money_however_little(amount: str, problems: list[Any]) -> None:
    price = Decimal(amount) * 100 / 40
    line = replace(LINE, amount=Decimal(amount), at_most=None)
    assert found(*with_line(line, **{"charges.0.amount": price})) == problems


@pytest.mark.parametrize("outcome", [each for each in Outcome if each not in (Outcome.DECIDED, Outcome.CHAPTER_ABSENT)])
def test_nothing_is_missing_if_and_only_if_it_is_decided(outcome: Outcome) -> None:
    trace, given = trace_of({"unit.stock": 3})
    decided = made(trace, given[0])
    need = (Need("unit.used", "G-10"),)
    assert found(trace, replace(decided, outcome=outcome, needs=need)) == []
    assert found(trace, replace(decided, outcome=outcome)) == [(0, "outcome")]
    assert found(trace, replace(decided, needs=need)) == [(0, "outcome")]
    absent = replace(decided, outcome=Outcome.CHAPTER_ABSENT)
    assert found(trace, absent) == []
    assert found(trace, replace(absent, needs=need)) == [(0, "outcome")]


def test_a_fact_that_is_known_is_not_missing() -> None:
    trace, given = trace_of({"unit.stock": 3, "findings.present": ()})
    decided = made(trace, given[0])
    for what, problems in (("unit.stock", [(0, "outcome")]), ("unit.used", []), ("findings.present", [])):
        for outcome in (Outcome.UNDETERMINED, Outcome.NEEDS_PERSON):
            undecided = replace(decided, outcome=outcome, needs=(Need(what, "G-10"), Need("unit.grade", "G-10")))
            assert found(trace, undecided) == (problems if outcome is Outcome.UNDETERMINED else [])


def test_policy_and_days_without_notice_are_those_of_the_derivation() -> None:
    trace, given = trace_of({"unit.stock": 3})
    decided = made(trace, given[0])
    assert found(trace, replace(decided, provisional=True)) == [(0, "outcome")]
    assert found(trace, replace(decided, policy="warranty")) == [(0, "outcome")]


def test_an_answer_is_the_value_of_its_step() -> None:
    trace, given = trace_of({"unit.stock": 3})
    decided = made(trace, given[0])
    (answer,) = decided.answers
    for other in (replace(answer, value=4), replace(answer, ref=1), replace(answer, ref="unit.colour")):
        assert found(trace, replace(decided, answers=(other,))) == [(0, "answer it")]


@pytest.mark.parametrize("name", ["rulebook", "calendar", "facts", "price_list"])
def test_a_decision_names_the_content_that_it_stands_on_and_no_other(name: str) -> None:
    trace, given = trace_of({"unit.stock": 3})
    decided = made(trace, given[0])
    hashes = {**decided.derivation.hashes, name: "guess"}
    forged = replace(decided, derivation=replace(decided.derivation, hashes=hashes))
    assert found(trace, forged) == [(0, "hashes")]

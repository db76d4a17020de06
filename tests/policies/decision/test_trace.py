"""Every operation of the derivation: its value, what it is when something is unknown, and the step it writes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.facts import Facts
from domain.decision.trace import Step, Trace, Val, parts
from domain.rulebook.policies.common import Rolls
from tests.policies.support import ground_of
from tests.support.clause import clause

AS_OF = date(2026, 6, 1)
C = "S0-3.1"
MAY = date(2026, 5, 6)


def trace_of(**values: Any) -> Trace:
    """A derivation on the facts of a unit."""
    return Trace(ground_of("daoyi"), Facts({f"unit.{name}": value for name, value in values.items()}, {}, {}), AS_OF)


def v(value: Any) -> Val:
    """A value from anywhere."""
    return Val("unit.stock", value)


def value_of(of: Callable[[Trace], Val]) -> Any:
    """What one operation gives; it is the value of the step that it writes."""
    trace = trace_of()
    val = of(trace)
    assert (val.ref, val.value) == (1, trace.steps[0].value)
    assert not trace.provisional
    return val.value


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (lambda t: t.add_months(v(date(2026, 1, 31)), v(1), C), date(2026, 2, 28)),
        (lambda t: t.add_days(v(MAY), v(15), C), date(2026, 5, 21)),
        (lambda t: t.days_between(v(MAY), v(date(2026, 5, 21)), C), 15),
        (lambda t: t.days_between(v(MAY), v(date(2026, 5, 21)), C, inclusive=True), 16),
        (lambda t: t.today(C), AS_OF),
        (lambda t: t.compare(v(3), "<", v(4), C), True),
        (lambda t: t.compare(v(4), "<", v(4), C), False),
        (lambda t: t.compare(v(4), "<=", v(4), C), True),
        (lambda t: t.compare(v(5), "<=", v(4), C), False),
        (lambda t: t.compare(v(4), ">", v(4), C), False),
        (lambda t: t.compare(v(4), ">=", v(4), C), True),
        (lambda t: t.compare(v(4), "=", v(4), C), True),
        (lambda t: t.compare(v("a"), "in", v(("a", "b")), C), True),
        (lambda t: t.compare(v("c"), "in", v(("a", "b")), C), False),
        (lambda t: t.negate(v(True), C), False),
        (lambda t: t.negate(v(False), C), True),
        (lambda t: t.all_of([v(True), v(True)], C), True),
        (lambda t: t.all_of([v(True), v(None)], C), None),
        (lambda t: t.all_of([v(None), v(False)], C), False),
        (lambda t: t.all_of([], C), True),
        (lambda t: t.any_of([v(False), v(False)], C), False),
        (lambda t: t.any_of([v(False), v(None)], C), None),
        (lambda t: t.any_of([v(None), v(True)], C), True),
        (lambda t: t.any_of([], C), False),
        (lambda t: t.count([v(True), v(False), v(True)], C), 2),
        (lambda t: t.count([], C), 0),
        (lambda t: t.multiply([v(3), v(Decimal("1.25"))], C), Decimal("3.75")),
        (lambda t: t.multiply([v(3), v(4)], C), 12),
        (lambda t: t.multiply([v(Decimal("61.25")), v(90)], C, percent=True), Decimal("55.125")),
        (lambda t: t.total([v(3), v(Decimal("1.25"))], C), Decimal("4.25")),
        (lambda t: t.subtract(v(3), v(5), C), -2),
        (lambda t: t.smallest([v(3), v(2), v(4)], C), 2),
        (lambda t: t.largest([v(3), v(4), v(2)], C), 4),
        (lambda t: t.cents(v(Decimal("55.125"))), Decimal("55.13")),
        (lambda t: t.cents(v(Decimal("55.1249"))), Decimal("55.12")),
        (lambda t: t.split(v(Decimal("1.00")), [v(1), v(2)], 0, C), Decimal("0.33")),
        (lambda t: t.split(v(Decimal("1.00")), [v(1), v(2)], 1, C), Decimal("0.67")),
        (lambda t: t.share(v(1), v(1), C), Decimal("100.00")),
        (lambda t: t.share(v(1), v(3), C), Decimal("33.33")),
        (lambda t: t.share(v(1), v(800), C), Decimal("0.13")),
        (lambda t: t.share(v(0), v(800), C), Decimal("0.00")),
        (lambda t: t.share(v(5), v(0), C), None),
        (lambda t: t.quarter(v("2026-05"), C), "2026-Q2"),
    ],
)
def test_an_operation_computes(of: Callable[[Trace], Val], value: Any) -> None:
    found = value_of(of)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "of",
    [
        lambda t: t.add_months(v(None), v(1), C),
        lambda t: t.add_months(v(MAY), v(None), C),
        lambda t: t.add_days(v(None), v(1), C),
        lambda t: t.add_days(v(MAY), v(None), C),
        lambda t: t.roll(v(None), Rolls.CUSTOMER, C, ""),
        lambda t: t.roll(v(None), Rolls.NONE, C, ""),
        lambda t: t.days_between(v(None), v(MAY), C),
        lambda t: t.days_between(v(MAY), v(None), C),
        lambda t: t.compare(v(None), "<", v(4), C),
        lambda t: t.compare(v(4), "<", v(None), C),
        lambda t: t.negate(v(None), C),
        lambda t: t.count([v(True), v(None)], C),
        lambda t: t.multiply([v(3), v(None)], C),
        lambda t: t.multiply([v(None), v(3)], C, percent=True),
        lambda t: t.total([v(3), v(None)], C),
        lambda t: t.subtract(v(None), v(3), C),
        lambda t: t.subtract(v(3), v(None), C),
        lambda t: t.smallest([v(3), v(None)], C),
        lambda t: t.largest([v(3), v(None)], C),
        lambda t: t.cents(v(None)),
        lambda t: t.split(v(None), [v(1), v(2)], 0, C),
        lambda t: t.split(v(Decimal("1.00")), [v(1), v(None)], 0, C),
        lambda t: t.share(v(None), v(3), C),
        lambda t: t.share(v(3), v(None), C),
        lambda t: t.quarter(v(None), C),
    ],
)
def test_of_the_unknown_nothing_is_computed(of: Callable[[Trace], Val]) -> None:
    assert value_of(of) is None


@pytest.mark.parametrize(
    ("cases", "value"),
    [
        ([], None),
        ([(False, 1)], None),
        ([(True, 1), (True, 2)], 1),
        ([(False, 1), (True, 2)], 2),
        ([(None, 1), (True, 2)], None),
        ([(False, 1), (True, 2), (None, 3)], 2),
    ],
)
def test_the_first_that_is_true_is_taken_unless_one_before_is_unknown(cases: list[Any], value: Any) -> None:
    assert value_of(lambda t: t.first([(v(truth), v(beside)) for truth, beside in cases], C)) == value


@pytest.mark.parametrize(
    ("truths", "reuse", "value"),
    [
        ([True, True, True], False, ("2026-02",)),
        ([True, True, True], True, ("2026-02", "2026-03")),
        ([True, False, True], True, ()),
        ([True, None, True], True, None),
        ([True, False, None], True, ()),
        ([True, True, None], False, ("2026-02",)),
        ([True, True, None], True, None),
    ],
)
def test_a_streak_is_unknown_only_if_it_hangs_on_what_is(truths: list[Any], reuse: bool, value: Any) -> None:
    named = [(v(f"2026-{n:02}"), v(truth)) for n, truth in enumerate(truths, 1)]
    assert value_of(lambda t: t.streak(named, v(2), v(reuse), C)) == value


@clause("G-6")
@pytest.mark.parametrize(
    ("day", "how", "rolled", "provisional"),
    [
        (date(2026, 5, 1), Rolls.CUSTOMER, date(2026, 5, 6), False),
        (date(2026, 5, 6), Rolls.CUSTOMER, date(2026, 5, 6), False),
        (date(2026, 5, 1), Rolls.NONE, date(2026, 5, 1), False),
        (date(2031, 3, 12), Rolls.CUSTOMER, date(2031, 3, 12), True),
        (date(2031, 3, 15), Rolls.CUSTOMER, date(2031, 3, 17), True),
        (date(2031, 3, 15), Rolls.NONE, date(2031, 3, 15), False),
        (date(2023, 12, 30), Rolls.CUSTOMER, date(2024, 1, 2), True),
    ],
)
def test_a_last_day_rolls_if_its_rule_lets_it(day: date, how: Rolls, rolled: date, provisional: bool) -> None:
    trace = trace_of()
    assert trace.roll(v(day), how, C, "").value == rolled
    assert trace.provisional is provisional
    assert trace.steps[0].arg == how.value


def test_a_step_names_its_inputs_by_number_and_its_comparison() -> None:
    trace = trace_of(stock=3, used=True)
    stock = trace.fact("unit.stock", C)
    two = trace.rule(2, C, "")
    trace.compare(stock, ">=", two, C)
    trace.multiply([stock, two], C, percent=True)
    trace.multiply([stock, two], C)
    trace.days_between(v(MAY), v(MAY), C, inclusive=True)
    trace.days_between(v(MAY), v(MAY), C)
    trace.split(v(Decimal(2)), [v(1), v(1)], 1, C)
    assert trace.steps == [
        Step("rule", "", (), 2, C, ""),
        Step("compare", ">=", ("unit.stock", 1), True, C, ""),
        Step("multiply", "percent", ("unit.stock", 1), Decimal("0.06"), C, ""),
        Step("multiply", "", ("unit.stock", 1), 6, C, ""),
        Step("days_between", "inclusive", ("unit.stock", "unit.stock"), 1, C, ""),
        Step("days_between", "", ("unit.stock", "unit.stock"), 0, C, ""),
        Step("split", "1", ("unit.stock", "unit.stock", "unit.stock"), Decimal("1.00"), C, ""),
    ]


def test_a_step_that_uses_a_value_of_the_rulebook_names_that_values_clause() -> None:
    trace = trace_of()
    trace.rule("customer", "S0-3.1", "warranty.coverage.unit.roll")
    trace.rule("none", "S0-3.1", "warranty.coverage.nowhere")
    assert [(step.clause, step.path) for step in trace.steps] == [
        ("G-6", "warranty.coverage.unit.roll"),
        ("S0-3.1", "warranty.coverage.nowhere"),
    ]
    assert trace.clause("warranty.coverage.unit.roll", "S0-3.1") == "G-6"
    assert trace.clause("warranty.coverage.unit.months", "S0-9") == "S0-3.1", "that of the rule it stands in"
    assert trace.clause("remedies.rules.fifteen_days.when[0].fact", "S0-9") == "S0-4.1.1"
    assert trace.clause("warranty.coverage.nowhere", "S0-9") == "S0-9"


def test_what_is_asked_for_and_not_known_is_needed_by_the_clause_that_asks_first() -> None:
    trace = trace_of(stock=0)
    assert trace.fact("unit.stock", C) == ("unit.stock", 0)
    assert trace.fact("unit.used", C) == ("unit.used", None)
    assert trace.fact("unit.used", "S0-3.2").value is None
    assert trace.maybe("unit.grade").value is None
    assert trace.needs == {"unit.used": C}
    assert trace.given("unit.stock", C).value is True
    assert trace.given("unit.grade", C).value is False
    assert trace.unknown("papers", "S0-3.2").value is None
    assert trace.needs == {"unit.used": C, "papers": "S0-3.2"}


def test_facts_named_without_a_number_are_those_of_the_item_it_is_about() -> None:
    values = {f"obligations.{n}.case": f"K-{n}" for n in (0, 1, 10)} | {"unit.stock": 3}
    trace = Trace(ground_of("daoyi"), Facts(values, {"obligations": 11}, {}), AS_OF)
    assert trace.maybe("obligations.case") == ("obligations.case", None)
    trace.about = "obligations.1"
    assert trace.fact("obligations.case", C) == ("obligations.1.case", "K-1")
    assert trace.maybe("obligations.case") == ("obligations.1.case", "K-1")
    assert trace.maybe("obligations.0.case") == ("obligations.0.case", "K-0")
    assert trace.fact("obligations.10.case", C) == ("obligations.10.case", "K-10")
    assert trace.maybe("unit.stock") == ("unit.stock", 3)
    assert trace.needs == {}


@clause("G-11")
@pytest.mark.parametrize(
    ("weights", "amount", "divided"),
    [
        ([1, 1, 1], "1.00", ["0.34", "0.33", "0.33"]),
        ([1, 1, 1], "2.00", ["0.67", "0.67", "0.66"]),
        ([1, 2], "1.00", ["0.33", "0.67"]),
        ([Decimal("66.6"), Decimal("33.4")], "0.01", ["0.01", "0.00"]),
        ([0, 5], "7.77", ["0.00", "7.77"]),
        ([70, 30], "10.00", ["7.00", "3.00"]),
    ],
)
def test_cents_left_over_go_to_the_largest_remainders(weights: list[Any], amount: str, divided: list[str]) -> None:
    assert [str(part) for part in parts(weights, Decimal(amount))] == divided

"""The checker computes every operation of the trace to the same value, and no other."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from inspect import getsource
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decision import check as checker
from domain.decision.check import check
from domain.decision.decision import sealed
from domain.decision.trace import Trace
from domain.rulebook.policies.common import Rolls
from tests.policies.check.forging import other
from tests.policies.check.traced import AS_OF, GROUND, Of, fill, made, op, trace_of
from tests.support.clause import clause

ROLL = "warranty.coverage.unit.roll"

days = st.dates(date(2023, 11, 20), date(2027, 2, 10))
known_days = st.dates(date(2024, 1, 1), date(2026, 12, 1))
money = st.decimals(0, 99_999, places=2)
numbers = st.one_of(st.integers(0, 40), money)
truths = st.one_of(st.booleans(), st.none())


def agrees(values: dict[str, Any], of: Of) -> Any:
    """The value that the trace gives, which the checker gives too, and takes no other for it."""
    trace, facts = trace_of(values)
    val = of(trace, facts)
    result = made(trace, val)
    assert check(result, GROUND, trace.facts) == ()
    steps = result.derivation.steps
    for wrong in {other(val.value), None} - {val.value}:
        forged = (*steps[:-1], steps[-1]._replace(value=wrong))
        answers = (replace(result.answers[0], value=wrong),)
        wrongly = replace(result, derivation=replace(result.derivation, steps=forged), answers=answers)
        assert (len(steps), "value") in [each[:2] for each in check(sealed(wrongly), GROUND, trace.facts)]
    return val.value


@clause("G-9")
@given(days, st.integers(0, 60))
def test_months_are_added_to_the_corresponding_day_or_the_last_of_the_month(day: date, months: int) -> None:
    values = {"unit.purchased_on": day, "unit.model_months": months}
    agrees(values, op("add_months"))


@clause("G-4")
@given(days, st.integers(0, 400))
def test_days_are_added_without_the_first(day: date, number: int) -> None:
    values = {"unit.purchased_on": day, "unit.stock": number}
    assert agrees(values, op("add_days")) == day + timedelta(number)


@clause("G-6")
@settings(max_examples=200)
@given(days, st.sampled_from([Rolls.CUSTOMER, Rolls.CUSTOMER, Rolls.CUSTOMER]))
def test_last_day_rolls_to_a_working_day(day: date, how: Rolls) -> None:
    agrees({"unit.purchased_on": day}, lambda trace, given_: trace.roll(given_[0], how, "G-6", ROLL))


@clause("G-3")
def test_roll_into_days_that_no_notice_speaks_of_is_provisional() -> None:
    for day, provisional in ((date(2026, 12, 30), False), (date(2027, 1, 4), True), (date(2023, 12, 29), True)):
        trace, facts = trace_of({"unit.purchased_on": day})
        result = made(trace, trace.roll(facts[0], Rolls.CUSTOMER, "G-6", ROLL))
        assert result.provisional is provisional
        assert check(result, GROUND, trace.facts) == ()
        wrong = sealed(replace(result, provisional=not provisional))
        assert [each.code for each in check(wrong, GROUND, trace.facts)] == ["outcome"]


@given(days, days, st.booleans())
def test_days_between_two_days(first: date, last: date, inclusive: bool) -> None:
    values = fill([first, last], "day")
    agrees(values, op("days_between", "inclusive" * inclusive))


@given(st.lists(numbers, min_size=2, max_size=2), st.sampled_from(["<", "<=", ">", ">=", "="]))
def test_numbers_are_compared(pair: list[Any], how: str) -> None:
    agrees(fill(pair, "money"), op("compare", how))


@given(st.lists(st.sampled_from([1, 2]), min_size=2, max_size=2), st.sampled_from(["<", "<=", ">", ">=", "="]))
def test_bounds_belong_to_the_side_that_names_them(pair: list[Any], how: str) -> None:
    agrees(fill(pair, "whole"), op("compare", how))


@given(st.sampled_from("abc"), st.lists(st.sampled_from("ab"), max_size=3))
def test_code_stands_in_a_list(code: str, codes: list[str]) -> None:
    values = {"unit.model": code, "findings.present": tuple(codes)}
    agrees(values, op("compare", "in"))


@given(st.lists(truths, max_size=4))
def test_truths_are_combined_in_three_values(given_: list[bool | None]) -> None:
    values = fill(given_, "truth")
    agrees(values, op("all"))
    agrees(values, op("any"))
    agrees(values, op("count"))
    if values:
        agrees(values, op("not"))
        agrees(values, op("given"))
    if len(values) in (2, 4):
        agrees(values, op("first"))


@clause("G-11")
@settings(max_examples=200)
@given(st.lists(st.one_of(money, st.none()), min_size=1, max_size=4))
def test_money_is_reckoned_exactly_and_rounded_once(amounts: list[Any]) -> None:
    values = fill(amounts, "money")
    for name in ("sum", "min", "max", "multiply"):
        agrees(values, op(name))
    agrees(values, op("multiply", "percent"))
    agrees(values, lambda trace, given_: trace.cents(trace.multiply(given_[:2], "G-11", percent=True)))
    if len(amounts) > 1:
        agrees(values, op("subtract"))
        agrees(values, lambda trace, given_: trace.cents(trace.subtract(given_[0], given_[1], "G-11")))


@clause("G-11")
@pytest.mark.parametrize(("amount", "rounded"), [("0.50", "0.01"), ("0.49", "0.00"), ("1.50", "0.02"), ("0", "0.00")])
def test_half_a_cent_goes_up(amount: str, rounded: str) -> None:
    values = {"unit.shipping_price": Decimal(amount)}
    value = agrees(values, lambda trace, given_: trace.cents(trace.multiply(given_, "G-11", percent=True)))
    assert value == Decimal(rounded)


@given(st.lists(st.integers(0, 300), min_size=2, max_size=4))
def test_whole_numbers_stay_whole(counts: list[int]) -> None:
    values = fill(counts, "whole")
    for name in ("sum", "min", "max", "multiply"):
        assert type(agrees(values, op(name))) is int
    agrees(values, op("share"))
    agrees(values, op("subtract"))


@clause("G-11")
@settings(max_examples=200)
@given(money, st.lists(st.integers(1, 7), min_size=1, max_size=4), st.integers(0, 3))
def test_parts_of_an_amount_sum_to_it(amount: Decimal, weights: list[int], k: int) -> None:
    values = {"unit.shipping_price": amount, **fill(weights, "whole")}
    parts = [agrees(values, op("split", str(n))) for n in range(len(weights))]
    assert sum(parts) == amount
    agrees(values | {"unit.stock": None}, op("split", str(k % len(weights))))


def test_product_that_lost_a_digit_is_refused() -> None:
    values = fill([Decimal("99999999999.99")] * 3, "money")
    trace, facts = trace_of(values)
    result = made(trace, trace.multiply(facts, "G-11"))
    assert [each.code for each in check(result, GROUND, trace.facts)] == ["value"]


@given(st.lists(truths, min_size=1, max_size=9), st.integers(1, 3), st.booleans(), st.integers(0, 8))
def test_months_in_a_row(good: list[bool | None], needed: int, reuse: bool, gap: int) -> None:
    named = [f"{2025 + (n + 9) // 12}-{(n + 9) % 12 + 1:02}" for n in range(len(good) + 1)]
    del named[gap % len(named)]
    values: dict[str, Any] = {"unit.stock": needed, "unit.used": reuse}
    for n, (month, fine) in enumerate(zip(named, good, strict=True)):
        values |= {f"months.{n}.month": month, f"obligations.{n}.breached": fine}

    agrees(values, op("streak"))


@pytest.mark.parametrize("month", [f"2026-{n:02}" for n in range(1, 13)])
def test_quarter_of_a_month(month: str) -> None:
    value = agrees({"months.0.month": month}, op("quarter"))
    assert value == f"2026-Q{(int(month[5:]) - 1) // 3 + 1}"


def test_today_is_the_day_of_the_decision() -> None:
    assert agrees({}, lambda trace, _: trace.today("G-4")) == AS_OF


def test_values_of_the_rulebook_are_looked_up_at_their_paths() -> None:
    months = "warranty.coverage.unit.months"
    assert agrees({}, lambda trace, _: trace.rule(12, "S0-3.1", months)) == 12
    for path in ("warranty.coverage.unit.moons", "warranty.coverage.nothing.months", "warranty.damages[9]", ""):
        trace, _ = trace_of({})
        result = made(trace, trace.rule(12, "S0-3.1", path))
        assert (1, "value") in [each[:2] for each in check(result, GROUND, trace.facts)]


def test_every_operation_of_the_trace_is_known_to_the_checker() -> None:
    written = set(re.findall(r'self\.step\(\s*"([a-z_]+)"', getsource(Trace)))
    mine = getsource(checker)
    assert [op for op in sorted(written) if f'"{op}"' not in mine] == []


def test_checker_is_small_and_knows_no_policy() -> None:
    text = getsource(checker)
    assert len(text.splitlines()) <= 250
    assert "domain.policies" not in text

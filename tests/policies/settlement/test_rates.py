"""The matrix of slow-moving and account-closing returns, cell by cell; its readings; agreements (折算表)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.decision import Audience, Decision, LineKind, LineState, Outcome
from domain.decision.facts import FactError
from domain.decision.ground import Ground
from domain.rulebook.policies.settlement import RateTable
from tests.policies.settlement.money import STOCK, changed, moved, over, rates, said, settle, wanting, with_rule
from tests.policies.support import ground_of
from tests.support.clause import clause

MATRIX = {
    ("intact", "refund"): ("80", "60", "40"),
    ("intact", "exchange"): ("100", "100", "100"),
    ("slight", "refund"): ("70", "50", "30"),
    ("slight", "exchange"): ("90", "70", "50"),
    ("serious", "refund"): ("50", "30", "10"),
    ("serious", "exchange"): ("60", "40", "20"),
}
AMOUNTS = {
    ("intact", "refund"): ("8000.00", "6000.00", "4000.00"),
    ("intact", "exchange"): ("10000.00", "10000.00", "10000.00"),
    ("slight", "refund"): ("7000.00", "5000.00", "3000.00"),
    ("slight", "exchange"): ("9000.00", "7000.00", "5000.00"),
    ("serious", "refund"): ("5000.00", "3000.00", "1000.00"),
    ("serious", "exchange"): ("6000.00", "4000.00", "2000.00"),
}
LAST_DAYS = ("2025-03-01", "2026-03-01", "2027-03-01")
"""Of the first, second and third year after 2024-03-01."""
CELLS = [(grade, method, band, amount) for (grade, method), row in AMOUNTS.items() for band, amount in enumerate(row)]
CLASSES = ("slow_moving", "account_closing")


def stock(
    grade: str, method: str, registered: str, *, on: str | Ground = "daoyi", kind: str = "slow_moving", **unit: Any
) -> Decision:
    """The decision on stock of this grade, by this method, registered on this day."""
    request = {"method": method, "registered_on": registered, "return_class": kind, "proposer": "franchisee"}
    facts = over(STOCK, unit={"grade": grade, **unit}, request=request)
    return settle(on, as_of=date(2028, 12, 31), **facts)


def table(kind: str = "slow_moving") -> RateTable:
    chapter = ground_of("daoyi").book.settlement
    assert chapter is not None
    return next(each for each in chapter.rates if each.id == kind)


def with_rates(kind: str, **rows: tuple[str, ...]) -> Ground:
    """Another reading of the matrix: `slight_refund=("70", "56", "44.8")`."""
    grades = table(kind).grades
    for name, row in rows.items():
        grade, _, method = name.partition("_")
        methods = next(each for each in grades if each.id == grade).methods
        grades = changed(grades, grade, methods=changed(methods, method, rates=rates(*row)))
    return with_rule("daoyi", "rates", kind, grades=grades)


def amount(made: Decision) -> str:
    (line,) = made.lines
    return str(line.amount)


# ── every cell, every bound ──────────────────────────────────────────────────────────────────────────────────────────


@clause("AC-S0-09", "S0-5.5.2.M", "S0-5.6.2.1", "S0-5.5.2.1", "S0-5.5.2.2", "S0-5.5.2.3", "S0-5.5.2.A")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize(("grade", "method", "band", "expected"), CELLS)
def test_each_cell_counts_up_to_the_last_day_of_its_year(
    grade: str, method: str, band: int, expected: str, kind: str
) -> None:
    made = stock(grade, method, LAST_DAYS[band], kind=kind)
    assert (made.outcome, amount(made)) == (Outcome.DECIDED, expected)
    (line,) = made.lines
    assert (line.payer, line.payee, line.base) == ("company", "franchisee", "unit.shipping_price")
    assert str(line.rate) == MATRIX[grade, method][band]
    assert line.kind is (LineKind.PAYMENT if method == "refund" else LineKind.CREDIT)
    assert line.audience == (Audience.DEALER, Audience.COMPANY)


@clause("S0-5.5.2.A", "G-10")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize(("grade", "method", "band", "expected"), CELLS)
def test_the_day_after_the_next_band_or_nothing_counts(
    grade: str, method: str, band: int, expected: str, kind: str
) -> None:
    day_after = date.fromisoformat(LAST_DAYS[band]) + timedelta(1)
    made = stock(grade, method, day_after.isoformat(), kind=kind)
    if band == 2:
        assert (made.outcome, made.lines) == (Outcome.DECIDED, ())
        assert said(made, f"refused.{kind}.age") == {f"refused.{kind}.age": "S0-5.5.2.A"}
    else:
        assert amount(made) == AMOUNTS[grade, method][band + 1]


@clause("S0-5.5.2.4", "AC-S0-09")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("method", ["refund", "exchange"])
@pytest.mark.parametrize("registered", [*LAST_DAYS, "2028-03-01"])
def test_severely_damaged_goods_give_nothing_at_any_age(registered: str, method: str, kind: str) -> None:
    made = stock("severe", method, registered, kind=kind)
    assert (made.outcome, made.lines) == (Outcome.DECIDED, ())
    assert said(made, f"refused.{kind}.grade") == {f"refused.{kind}.grade": "S0-5.5.2.4"}


@clause("S0-5.5.2.A", "G-9")
@pytest.mark.parametrize(
    ("received", "registered", "expected"),
    [
        ("2024-02-29", "2025-02-28", "8000.00"),
        ("2024-02-29", "2025-03-01", "6000.00"),
        ("2023-02-28", "2024-02-28", "8000.00"),
        ("2023-02-28", "2024-02-29", "6000.00"),
        ("2023-11-30", "2025-11-30", "6000.00"),
    ],
)
def test_a_year_from_a_leap_day_ends_with_february(received: str, registered: str, expected: str) -> None:
    assert amount(stock("intact", "refund", registered, received_on=received)) == expected


@clause("S0-5.5.2.A", "G-6")
@pytest.mark.parametrize("kind", CLASSES)
def test_an_age_band_does_not_roll_over_a_holiday(kind: str) -> None:
    """A year from 2025-10-01 ends on National Day 2026; the first working day after it is 10-08."""
    assert amount(stock("intact", "refund", "2026-10-01", kind=kind, received_on="2025-10-01")) == "8000.00"
    assert amount(stock("intact", "refund", "2026-10-02", kind=kind, received_on="2025-10-01")) == "6000.00"


@clause("AC-S0-11", "G-11")
@pytest.mark.parametrize(("method", "expected"), [("refund", "2333.33"), ("exchange", "3000.00")])
def test_amounts_are_rounded_half_up_once_on_the_line(method: str, expected: str) -> None:
    assert amount(stock("slight", method, "2025-03-01", shipping_price="3333.33")) == expected


@clause("G-11")
def test_half_a_cent_goes_up() -> None:
    """50 % of 0.01 is half a cent."""
    assert amount(stock("serious", "refund", "2025-03-01", shipping_price="0.01")) == "0.01"


@clause("S0-5.5.2.M")
def test_a_line_of_nothing_is_no_line() -> None:
    assert stock("intact", "refund", "2025-03-01", shipping_price="0.00").lines == ()


# ── readings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.5.2.1")
@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("A", ("8000.00", "6000.00", "4000.00")),
        ("B", ("10000.00", "10000.00", "10000.00")),
        ("C", ("10000.00", "8000.00", "6000.00")),
    ],
)
def test_exchange_at_equal_value_in_three_readings(reading: str, expected: tuple[str, ...]) -> None:
    row = {"A": ("80", "60", "40"), "B": ("100", "100", "100"), "C": ("100", "80", "60")}[reading]
    on = with_rates("slow_moving", intact_exchange=row)
    assert tuple(amount(stock("intact", "exchange", day, on=on)) for day in LAST_DAYS) == expected


@clause("S0-5.5.2.2", "S0-5.5.2.3")
@pytest.mark.parametrize(
    ("grade", "method", "row", "expected"),
    [
        ("slight", "refund", ("70", "56", "44.8"), ("7000.00", "5600.00", "4480.00")),
        ("slight", "exchange", ("90", "72", "57.6"), ("9000.00", "7200.00", "5760.00")),
        ("serious", "refund", ("50", "40", "32"), ("5000.00", "4000.00", "3200.00")),
        ("serious", "exchange", ("60", "48", "38.4"), ("6000.00", "4800.00", "3840.00")),
    ],
)
def test_down_two_tenths_by_multiplication_in_the_other_reading(
    grade: str, method: str, row: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    on = with_rates("slow_moving", **{f"{grade}_{method}": row})
    assert tuple(amount(stock(grade, method, day, on=on)) for day in LAST_DAYS) == expected


@clause("S0-5.6.2.1")
@pytest.mark.parametrize("grade", ["slight", "serious", "severe"])
def test_account_closing_goods_of_every_grade_go_by_the_first_clause_in_the_other_reading(grade: str) -> None:
    intact = next(each for each in table().grades if each.id == "intact")
    grades = tuple(replace(each, methods=intact.methods) for each in table().grades)
    on = with_rule("daoyi", "rates", "account_closing", grades=grades)
    got = tuple(amount(stock(grade, "refund", day, on=on, kind="account_closing")) for day in LAST_DAYS)
    assert got == ("8000.00", "6000.00", "4000.00")


@clause("S0-5.5.2.A")
def test_age_ends_with_the_goods_coming_back_in_the_other_reading() -> None:
    facts = over(STOCK, request={"goods_back_on": "2025-03-02"})
    assert amount(settle("daoyi", **facts)) == "8000.00"
    on = with_rule("daoyi", "rates", "slow_moving", age=replace(table().age, end="request.goods_back_on"))
    assert amount(settle(on, **facts)) == "6000.00"


# ── agreements ───────────────────────────────────────────────────────────────────────────────────────────────────────

CLOSING = over(
    STOCK,
    unit={"shipping_price": "6400.00", "received_on": "2024-09-01"},
    request={"return_class": "account_closing", "registered_on": "2026-03-01", "proposer": "franchisee"},
)
AGREED = {"agreement_rate": "70", "agreement_document": "A-7"}


@clause("AC-S0-19", "S0-5.6.2.1", "S0-5.6.2.2")
def test_account_closing_stock_of_the_second_year_by_the_matrix_or_by_agreement() -> None:
    made = settle("daoyi", **CLOSING)
    assert (amount(made), made.answer("borne_by.freight")) == ("3840.00", "franchisee")
    agreed = settle("daoyi", **over(CLOSING, request=AGREED))
    assert (amount(agreed), agreed.lines[0].document) == ("4480.00", "A-7")
    assert agreed.lines[0].state is LineState.FIXED


@clause("S0-5.6.2.1")
@pytest.mark.parametrize("unit", [{"grade": "severe"}, {"grade": None}, {"received_on": "2020-01-01"}])
def test_an_agreement_comes_before_grade_and_age(unit: dict[str, Any]) -> None:
    made = settle("daoyi", **over(CLOSING, unit=unit, request=AGREED))
    assert (made.outcome, amount(made)) == (Outcome.DECIDED, "4480.00")


@clause("S0-5.6.2.1", "S0-5.5.2.5")
def test_a_rate_without_the_document_of_the_agreement_does_not_count_and_holds_the_line() -> None:
    made = settle("daoyi", **over(CLOSING, request={"agreement_rate": "70"}))
    assert (made.outcome, amount(made)) == (Outcome.ON_HOLD, "3840.00")
    assert made.lines[0].state is LineState.HELD
    assert wanting(made) == [("request.agreement_document", None)]


@clause("S0-5.6.2.1")
def test_an_agreement_may_grant_nothing() -> None:
    made = settle("daoyi", **over(CLOSING, request={**AGREED, "agreement_rate": "0"}))
    assert (made.outcome, made.lines, made.answer("rate.account_closing")) == (Outcome.DECIDED, (), Decimal(0))


@clause("S0-5.6.2.1", "S0-5.5.2.5")
@pytest.mark.parametrize("left_out", [("override",), ("override_needs",), ("override", "override_needs")])
def test_a_table_that_leaves_nothing_to_agreements_or_to_no_document_goes_by_the_matrix(left_out: Any) -> None:
    on = with_rule("daoyi", "rates", "account_closing", **dict.fromkeys(left_out))
    made = settle(on, **over(CLOSING, request=AGREED))
    assert (made.outcome, amount(made), made.lines[0].state) == (Outcome.DECIDED, "3840.00", LineState.FIXED)


# ── what is not known, or not in the manual ──────────────────────────────────────────────────────────────────────────


@clause("S0-5.5.2.M")
@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("unit", "grade"),
        ("unit", "shipping_price"),
        ("unit", "received_on"),
        ("request", "registered_on"),
        ("request", "applicant"),
        ("request", "method"),
    ],
)
def test_what_the_rate_hangs_on_is_asked_for(group: str, name: str) -> None:
    made = settle("daoyi", **over(STOCK, **{group: {name: None}}))
    assert (made.outcome, made.lines) == (Outcome.UNDETERMINED, ())
    assert f"{group}.{name}" in [need.what for need in made.needs]


@clause("S0-5.5.2.M")
def test_a_grade_that_the_manual_does_not_know_is_refused_as_a_fact() -> None:
    with pytest.raises(FactError, match="not_in_rulebook"):
        stock("shabby", "refund", "2025-03-01")


@clause("S0-5.5.2.M")
def test_repair_of_slow_moving_stock_has_no_rate() -> None:
    assert moved(settle("daoyi", **over(STOCK, request={"method": "repair"}))) == []


@clause("S0-5.5.2.M")
def test_both_tables_declare_that_they_fall_and_do() -> None:
    for kind in CLASSES:
        assert table(kind).monotone
        for row in (method.rates for grade in table(kind).grades for method in grade.methods):
            assert list(row) == sorted(row, reverse=True)

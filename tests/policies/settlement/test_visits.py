"""Technical support by headquarters: days, the free visit, readings (技术支持收费)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.decision.decision import Decision, LineKind, Outcome
from domain.decision.ground import Ground
from domain.rulebook.policies.settlement import Beyond, ChargeRule, Free, Per, Year
from tests.policies.settlement.money import moved, settle, wanting, with_rule
from tests.policies.support import ground_of
from tests.support.clause import clause


def visit(returned: str, before: int | None = 1, on: str | Ground = "daoyi", departed: str = "2026-03-02") -> Decision:
    """A visit from Monday 2026-03-02; `before` are the visits of the year before it."""
    return settle(on, trip={"departed_on": departed, "returned_on": returned, "visits_before": before})


def rule() -> ChargeRule:
    chapter = ground_of("daoyi").book.settlement
    assert chapter is not None
    return next(each for each in chapter.charges if each.id == "technical_support")


def free() -> Free:
    found = rule().free
    assert found is not None
    return found


def with_support(**values: Any) -> Ground:
    return with_rule("daoyi", "charges", "technical_support", **values)


def fee(made: Decision) -> str | None:
    return str(made.lines[0].amount) if made.lines else None


@clause("S0-2.6", "S0-2.7")
@pytest.mark.parametrize(
    ("returned", "days", "amount"),
    [("2026-03-02", 1, "500.00"), ("2026-03-03", 2, "1000.00"), ("2026-03-06", 5, "2500.00")],
)
def test_each_day_from_departure_to_return_costs_500_both_counted(returned: str, days: int, amount: str) -> None:
    made = visit(returned)
    assert moved(made) == [("technical_support", "franchisee", "company", amount, "fixed")]
    assert (made.outcome, made.answer("days"), made.answer("free_days")) == (Outcome.DECIDED, days, 0)
    assert (made.lines[0].kind, made.lines[0].clause) == (LineKind.PAYMENT, "S0-2.6")


@clause("S0-2.7", "G-9")
def test_the_leap_day_is_a_day() -> None:
    assert fee(visit("2024-03-01", departed="2024-02-28")) == "1500.00"


@clause("S0-2.7")
@pytest.mark.parametrize(
    ("returned", "amount"), [("2026-03-02", None), ("2026-03-03", "500.00"), ("2026-03-06", "2000.00")]
)
def test_the_day_of_departure_is_left_out_in_the_other_reading(returned: str, amount: str | None) -> None:
    assert fee(visit(returned, on=with_support(both_ends=False))) == amount


@clause("S0-2.5")
@pytest.mark.parametrize(
    ("returned", "free_days", "amount"),
    [("2026-03-02", 1, None), ("2026-03-04", 3, None), ("2026-03-05", 3, "500.00"), ("2026-03-07", 3, "1500.00")],
)
def test_the_first_visit_of_the_year_is_free_for_three_days(returned: str, free_days: int, amount: str | None) -> None:
    made = visit(returned, before=0)
    assert (fee(made), made.answer("free_days")) == (amount, free_days)


@clause("S0-2.5")
def test_days_beyond_three_are_free_in_the_other_reading() -> None:
    on = with_support(free=replace(free(), beyond=Beyond.FREE))
    assert fee(visit("2026-03-07", before=0, on=on)) is None
    assert fee(visit("2026-03-07", before=1, on=on)) == "3000.00"


@clause("S0-2.5")
@pytest.mark.parametrize("year", Year)
def test_which_year_the_visits_are_those_of_is_answered(year: Year) -> None:
    on = with_support(free=replace(free(), year=year))
    assert visit("2026-03-02", on=on).answer("free_visits_of") is year


@clause("S0-2.5")
def test_the_default_year_is_the_calendar_year() -> None:
    assert visit("2026-03-02").answer("free_visits_of") is Year.CALENDAR


@clause("S0-2.4", "S0-2.5", "S0-2.7")
@pytest.mark.parametrize("missing", ["returned_on", "visits_before"])
def test_what_the_fee_hangs_on_is_asked_for(missing: str) -> None:
    trip = {"departed_on": "2026-03-02", "returned_on": "2026-03-03", "visits_before": 0} | {missing: None}
    made = settle("daoyi", trip=trip)
    assert (made.outcome, made.lines, wanting(made)) == (Outcome.UNDETERMINED, (), [(f"trip.{missing}", None)])


@clause("S0-2.5")
@pytest.mark.parametrize(("before", "amount"), [(0, None), (1, "500.00")])
def test_a_rate_per_visit_knows_the_free_visit_too(before: int, amount: str | None) -> None:
    assert fee(visit("2026-03-06", before, on=with_support(per=Per.VISIT))) == amount


@clause("S0-2.6")
@pytest.mark.parametrize(("per", "amount"), [(Per.DAY, "2500.00"), (Per.VISIT, "500.00")])
def test_where_no_visit_is_free_every_day_is_charged_or_the_visit_once(per: Per, amount: str) -> None:
    assert fee(visit("2026-03-06", before=0, on=with_support(per=per, free=None))) == amount


@clause("S0-2.6")
def test_a_rate_that_nobody_set_is_asked_for_by_its_slot() -> None:
    made = visit("2026-03-06", on=with_support(rate=None))
    assert (made.outcome, wanting(made)) == (
        Outcome.NEEDS_CONFIGURATION, [("settlement.charges.technical_support.rate", None)])  # fmt: skip

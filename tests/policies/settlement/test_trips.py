"""Loan and balance of a trip, visits by contract, manuals without the chapter, facts that nobody asked (出差与其他)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.decision import LineKind, Outcome
from domain.decision.facts import FactError
from tests.policies.settlement.money import moved, said, settle, wanting, with_rule
from tests.policies.support import ground_of, ground_on, with_chapter
from tests.support.clause import clause


@clause("AC-S4-10", "S4-2.4")
@pytest.mark.parametrize(
    ("spent", "answers", "lines"),
    [
        ("2460.00", {"returned": "540.00"}, [("loan", "technician", "company", "540.00", "fixed")]),
        ("3000.00", {"returned": "0.00"}, []),
        ("3120.50", {"paid_beyond": "120.50"}, [("loan", "company", "technician", "120.50", "fixed")]),
    ],
)
def test_a_loan_is_what_was_spent_and_what_goes_back(spent: str, answers: dict[str, str], lines: list[Any]) -> None:
    made = settle("huanke", trip={"loan": "3000.00", "spent": spent})
    assert made.outcome is Outcome.DECIDED
    assert ({name: str(value) for name, value in said(made).items()}, moved(made)) == (answers, lines)


@clause("AC-S4-10", "S4-2.4", "S4-1.2")
@pytest.mark.parametrize(
    ("collected", "remains", "blocked"),
    [("35000.00", "0.00", False), ("20000.00", "15000.00", False), ("0", "35000.00", False)],
)
def test_a_balance_that_remains_never_blocks_service(collected: str, remains: str, blocked: bool) -> None:
    made = settle("huanke", trip={"balance_due": "35000.00", "collected": collected})
    assert (made.outcome, str(made.answer("remains")), made.answer("blocked")) == (Outcome.DECIDED, remains, blocked)
    paid = [("balance", "customer", "company", collected, "fixed")] if collected != "0" else []
    assert (moved(made), {line.kind for line in made.lines}) == (paid, {LineKind.PAYMENT for _ in paid})


@clause("S4-1.2")
@pytest.mark.parametrize(("collected", "blocked"), [("35000.00", False), ("34999.99", True)])
def test_in_the_other_reading_service_depends_on_payment(collected: str, blocked: bool) -> None:
    chapter = ground_of("huanke").book.settlement
    assert chapter is not None
    assert chapter.balance is not None
    on = with_chapter("huanke", "settlement", balance=replace(chapter.balance, blocks=True))
    made = settle(on, trip={"balance_due": "35000.00", "collected": collected})
    assert made.answer("blocked") is blocked


@clause("S4-2.4")
def test_more_collected_than_due_is_refused_as_a_fact() -> None:
    with pytest.raises(FactError, match="contradictory"):
        settle("huanke", trip={"balance_due": "100.00", "collected": "100.01"})


@clause("S4-2.4")
@pytest.mark.parametrize(("trip", "missing"), [({"loan": "1.00"}, "spent"), ({"balance_due": "1.00"}, "collected")])
def test_what_was_spent_or_collected_is_asked_for(trip: dict[str, str], missing: str) -> None:
    made = settle("huanke", trip=trip)
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [(f"trip.{missing}", None)])


VISIT = [{"kind": "visit", "amount": "1200.00", "document": "C-7"}]


@clause("AC-S4-02", "S4-3.6")
@pytest.mark.parametrize(
    ("contract", "lines"),
    [
        ("in_warranty", []),
        ("yearly", []),
        ("per_visit", [("per_visit", "customer", "company", "1200.00", "fixed")]),
    ],
)
def test_a_visit_is_billed_at_the_agreed_price_under_a_per_visit_contract_only(contract: str, lines: list[Any]) -> None:
    made = settle("huanke", unit={"service_contract": contract}, charges=VISIT)
    assert (made.outcome, moved(made)) == (Outcome.DECIDED, lines)
    assert str(made.answer(f"charged.{contract}")) == ("1200.00" if lines else "0")


@clause("S4-3.6")
def test_without_an_agreed_price_the_slot_is_asked_for() -> None:
    made = settle("huanke", unit={"service_contract": "per_visit"})
    assert (made.outcome, wanting(made)) == (
        Outcome.NEEDS_CONFIGURATION, [("settlement.charges.per_visit.rate", None)])  # fmt: skip


@clause("S4-3.6")
def test_a_price_of_a_visit_that_was_set_is_charged_once_however_long_the_trip_lasts() -> None:
    on = with_rule("huanke", "charges", "per_visit", rate=Decimal("900.00"))
    trip = {"departed_on": "2026-03-02", "returned_on": "2026-03-04"}
    made = settle(on, unit={"service_contract": "per_visit"}, trip=trip)
    assert (made.outcome, moved(made)) == (
        Outcome.DECIDED, [("per_visit", "customer", "company", "900.00", "fixed")])  # fmt: skip


@clause("S4-3.6")
@pytest.mark.parametrize("contract", ["in_warranty", "yearly", "per_visit"])
def test_an_item_that_no_rule_takes_up_is_named(contract: str) -> None:
    belt = {"kind": "belt", "amount": "80.00"}
    made = settle("huanke", unit={"service_contract": contract}, charges=[*VISIT, belt])
    assert (made.outcome, said(made, "untouched.1")) == (Outcome.DECIDED, {"untouched.1": "belt"})
    assert str(made.answer(f"charged.{contract}")) == ("1200.00" if contract == "per_visit" else "0")


@clause("S0-5.3")
@pytest.mark.parametrize("name", ["daoyi", "lamps", "furniture", "phones", "huanke"])
def test_asked_about_nothing_it_asks_what_it_is_about(name: str) -> None:
    made = settle(name)
    assert (made.outcome, made.lines) == (Outcome.UNDETERMINED, ())
    assert made.needs


@clause("S0-5.3")
def test_a_fact_with_which_no_rule_begins_is_no_question() -> None:
    made = settle("daoyi", findings={"cause": "quality"})
    assert made.outcome is Outcome.UNDETERMINED
    assert {"request.entitled", "request.return_class", "trip.departed_on"} <= {need.what for need in made.needs}
    assert "findings.cause" not in [need.what for need in made.needs]


def test_a_manual_without_the_chapter_says_so() -> None:
    on = ground_on(replace(ground_of("huanke").book, settlement=None))
    assert settle(on).outcome is Outcome.CHAPTER_ABSENT

"""A decision closed: what it needs, its content as plain data, its hashes and its digest; months that it counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.decision import (
    Audience,
    Decision,
    Derivation,
    Digest,
    Hashes,
    Line,
    LineKind,
    LineState,
    Need,
    Outcome,
    decision,
    plain,
    sealed,
)
from domain.decision.facts import Facts
from domain.decision.months import complete_rows, next_month, quarter_of
from domain.decision.trace import Trace, Val
from tests.policies.support import ground_of

AS_OF = date(2026, 6, 1)
C = "S0-3.1"
LINE = Line(kind=LineKind.PAYMENT, what="refund", payer="company", payee="customer", clause=C, amount=Decimal("1.00"))


def asked(**values: Any) -> Trace:
    """A derivation that asked whether the unit is used."""
    trace = Trace(ground_of("daoyi"), Facts({f"unit.{name}": value for name, value in values.items()}, {}, {}), AS_OF)
    trace.fact("unit.used", C)
    return trace


def test_an_undetermined_decision_needs_what_was_asked_for_unless_it_is_told_what() -> None:
    told = Need("request.consent", "S0-3.5")
    assert decision(asked(), "p", Outcome.UNDETERMINED).needs == (Need("unit.used", C),)
    assert decision(asked(), "p", Outcome.UNDETERMINED, needs=[told]).needs == (told,)
    assert decision(asked(), "p", Outcome.DECIDED).needs == ()
    assert decision(asked(), "p", Outcome.NEEDS_PERSON, needs=[told]).needs == (told,)


def test_answers_are_found_by_name() -> None:
    made = decision(asked(), "p", Outcome.DECIDED, answers={"one": Val(1, 11), "two": Val("unit.used", 22)})
    assert (made.answer("one"), made.answer("two")) == (11, 22)
    assert [(each.name, each.value, each.ref) for each in made.answers] == [("one", 11, 1), ("two", 22, "unit.used")]
    assert decision(asked(), "p", Outcome.DECIDED).answers == ()
    with pytest.raises(KeyError):
        made.answer("three")


def test_a_decision_is_provisional_only_if_its_derivation_was() -> None:
    trace = asked()
    assert decision(trace, "p", Outcome.DECIDED).provisional is False
    trace.provisional = True
    assert decision(trace, "p", Outcome.DECIDED).provisional is True
    assert Decision("p", Outcome.DECIDED, Derivation("p", AS_OF, (), {})).provisional is False


def test_a_line_is_of_one_piece_fixed_and_seen_by_all_unless_it_says_otherwise() -> None:
    assert (LINE.quantity, LINE.state) == (1, LineState.FIXED)
    assert LINE.audience == (Audience.CUSTOMER, Audience.DEALER, Audience.COMPANY)


def test_the_hash_of_the_facts_is_made_when_it_is_asked_for_and_others_are_kept_as_they_are() -> None:
    hashes = Hashes({"rulebook": "r", "calendar": ""}, {"unit.stock": 3})
    assert (hashes["rulebook"], hashes["calendar"]) == ("r", "")
    assert hashes["facts"] == hashes["facts"] != ""
    assert hashes["facts"] == Hashes({}, {"unit.stock": 3})["facts"] != Hashes({}, {"unit.stock": 4})["facts"]
    assert (list(hashes), len(hashes)) == (["rulebook", "calendar", "facts"], 3)
    with pytest.raises(KeyError):
        hashes["weather"]


@pytest.mark.parametrize(
    "change",
    [
        {"policy": "q"},
        {"outcome": Outcome.ON_HOLD},
        {"provisional": True},
        {"answers": ()},
        {"lines": (replace(LINE, amount=Decimal("1.01")),)},
        {"lines": (replace(LINE, audience=(Audience.COMPANY,)),)},
        {"needs": (Need("unit.used", C),)},
    ],
)
def test_whatever_is_changed_in_a_decision_changes_its_digest(change: dict[str, Any]) -> None:
    made = decision(asked(stock=3), "p", Outcome.DECIDED, answers={"one": Val(1, 11)}, lines=[LINE])
    again = decision(asked(stock=3), "p", Outcome.DECIDED, answers={"one": Val(1, 11)}, lines=[LINE])
    other = decision(asked(stock=4), "p", Outcome.DECIDED, answers={"one": Val(1, 11)}, lines=[LINE])
    assert len(made.digest) == len(again.digest) == 64
    assert made.digest == again.digest == made.digest == sealed(made).digest != other.digest
    changed = replace(made, **change)
    assert changed.digest == made.digest, "a copy keeps it"
    assert sealed(changed).digest != made.digest


def test_the_class_has_no_digest_of_its_own() -> None:
    assert Decision.digest == ""
    assert isinstance(vars(Decision)["digest"], Digest)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, None),
        ("text", "text"),
        (3, 3),
        (True, True),
        (Outcome.ON_HOLD, "on_hold"),
        (date(2026, 5, 6), "2026-05-06"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.50"), "0.50"),
        ({"a": Decimal("0.5"), "b": (date(2026, 5, 6),)}, {"a": "0.5", "b": ["2026-05-06"]}),
        ([Outcome.DECIDED, (1, 2)], ["decided", [1, 2]]),
    ],
)
def test_all_that_stands_in_a_decision_is_plain_data(value: Any, data: Any) -> None:
    found = plain(value)
    assert (found, type(found)) == (data, type(data))


@pytest.mark.parametrize("value", [0.5, {1}, object()])
def test_nothing_else_is(value: Any) -> None:
    with pytest.raises(TypeError):
        plain(value)


@pytest.mark.parametrize(
    ("month", "after", "quarter"),
    [
        ("2026-01", "2026-02", "2026-Q1"),
        ("2026-03", "2026-04", "2026-Q1"),
        ("2026-04", "2026-05", "2026-Q2"),
        ("2026-06", "2026-07", "2026-Q2"),
        ("2026-07", "2026-08", "2026-Q3"),
        ("2026-10", "2026-11", "2026-Q4"),
        ("2026-11", "2026-12", "2026-Q4"),
        ("2026-12", "2027-01", "2026-Q4"),
    ],
)
def test_months_follow_each_other_and_lie_in_quarters(month: str, after: str, quarter: str) -> None:
    assert (next_month(month), quarter_of(month)) == (after, quarter)


@pytest.mark.parametrize(
    ("months", "good", "needed", "blocks", "slides"),
    [
        ((1, 2, 3, 4), "++++", 2, (2, 4), (2, 3, 4)),
        ((1, 2, 3, 4, 5), "+++++", 2, (2, 4), (2, 3, 4, 5)),
        ((1, 2, 4, 5), "++++", 3, (), ()),
        ((1, 2, 4, 5), "++++", 2, (2, 5), (2, 5)),
        ((1, 2, 3, 4, 5), "+-+++", 3, (5,), (5,)),
        ((1, 2, 3), "+++", 1, (1, 2, 3), (1, 2, 3)),
        ((1, 2, 3), "-++", 2, (3,), (3,)),
        ((1,), "+", 2, (), ()),
        ((), "", 1, (), ()),
    ],
)
def test_a_row_of_months_breaks_at_a_bad_one_and_at_one_left_out(
    months: Sequence[int], good: str, needed: int, blocks: Sequence[int], slides: Sequence[int]
) -> None:
    def named(numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(f"2026-{number:02}" for number in numbers)

    fine = [sign == "+" for sign in good]
    assert complete_rows(named(months), fine, needed, reuse=False) == named(blocks)
    assert complete_rows(named(months), fine, needed, reuse=True) == named(slides)


def test_every_month_of_a_row_has_its_truth() -> None:
    with pytest.raises(ValueError, match="shorter"):
        complete_rows(["2026-01", "2026-02"], [True], 1, reuse=False)

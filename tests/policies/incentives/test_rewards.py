"""Rewards: defects found, suggestions, satisfaction in a row, quiet quarters (奖励)."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from domain.decision.decision import Audience, Decision, LineKind, LineState, Outcome
from domain.decision.facts import FactError
from domain.decision.ground import Ground
from domain.decision.months import complete_rows, next_month, quarter_of
from domain.policies.incentives import decide_incentives
from domain.rulebook.policies.incentives import Whose
from tests.policies.incentives.deeds import months, owed, proposed, with_rule
from tests.policies.support import decide, ground_of
from tests.support.clause import clause

DEFECT = {"kind": "latent_defect", "owner": "e7", "confirmed": True, "document": "Q-1"}


@clause("AC-S1-14", "S1-7.2")
def test_a_confirmed_latent_defect_is_500_and_a_praise_notice_proposed() -> None:
    made = proposed("lamps", DEFECT)
    (line,) = made.lines
    assert (line.kind, line.payer, line.payee, line.amount) == (LineKind.PAYMENT, "company", "e7", Decimal("500.00"))
    assert (line.state, line.audience, line.document) == (LineState.PROPOSED, (Audience.COMPANY,), "Q-1")
    assert made.answer("latent_defect.also") == ("praise_notice",)
    assert made.answer("latent_defect.confirm") == "supervisor"


@clause("S1-7.2")
def test_a_defect_that_is_not_confirmed_is_not_rewarded_and_every_confirmed_one_is() -> None:
    assert proposed("lamps", DEFECT | {"confirmed": False}).lines == ()
    assert proposed("lamps", DEFECT | {"confirmed": None}).outcome is Outcome.UNDETERMINED
    assert len(proposed("lamps", DEFECT, DEFECT).lines) == 2


def rated(on: Ground | str, *rows: tuple[str, int, int], person: str = "p1") -> Decision:
    """Months of (month, satisfied, rated)."""
    return months(
        on, *[(month, person, first, second) for month, first, second in rows], names=("ratings_satisfied", "ratings")
    )


def year(good: str) -> list[tuple[str, int, int]]:
    """Months from 2025-11 on, "+" of 95 in a hundred, "-" of 94."""
    named, month = [], "2025-11"
    for sign in good:
        named.append((month, 95 if sign == "+" else 94, 100))
        month = next_month(month)
    return named


def streak(**values: Any) -> Ground:
    """Another reading of the streak."""
    chapter = ground_of("lamps").book.incentives
    assert chapter is not None
    rule = next(rule for rule in chapter.rules if rule.streak is not None)
    assert rule.streak is not None
    return with_rule("lamps", rule.id, streak=replace(rule.streak, **values), amount=Decimal("300.00"))


@clause("S1-7.1")
@pytest.mark.parametrize(
    ("good", "blocks", "slides"),
    [
        ("+", [], []),
        ("++", [], []),
        ("+++", ["2026-01"], ["2026-01"]),
        ("++++", ["2026-01"], ["2026-01", "2026-02"]),
        ("++-+++", ["2026-04"], ["2026-04"]),
        ("++++++", ["2026-01", "2026-04"], ["2026-01", "2026-02", "2026-03", "2026-04"]),
        ("++-++", [], []),
    ],
)
def test_three_months_in_a_row_earn_a_bonus_in_blocks_or_read_as_sliding(
    good: str, blocks: list[str], slides: list[str]
) -> None:
    assert [line.item for line in rated(streak(), *year(good)).lines] == blocks
    assert [line.item for line in rated(streak(reuse=True), *year(good)).lines] == slides


@clause("S1-7.1")
def test_ninety_five_per_cent_is_included_and_not_rounded() -> None:
    good, bad = ("2026-03", 19, 20), ("2026-03", 949_999, 1_000_000)
    before = [("2026-01", 95, 100), ("2026-02", 100, 100)]
    assert len(rated("lamps", *before, good).lines) == 1
    assert rated("lamps", *before, bad).lines == ()


@clause("S1-7.1")
def test_a_month_without_ratings_or_under_the_sample_or_left_out_breaks_the_row() -> None:
    january, march, april = ("2026-01", 9, 9), ("2026-03", 9, 9), ("2026-04", 9, 9)
    assert rated("lamps", january, ("2026-02", 0, 0), march, april).lines == ()
    assert rated("lamps", january, march, april).lines == ()
    assert len(rated("lamps", january, ("2026-02", 1, 1), march).lines) == 1
    assert rated(streak(sample=10), january, ("2026-02", 10, 10), march).lines == ()


@clause("S1-7.1")
def test_the_bonus_has_no_amount_in_the_manual_and_asks_for_it() -> None:
    made = rated("lamps", *year("+++"))
    assert (made.outcome, owed(made)) == (Outcome.NEEDS_CONFIGURATION, [("company", "p1", None)])
    (need,) = made.needs
    assert (need.what, need.role) == ("incentives.rules.satisfaction_streak.amount", "supervisor")
    assert (made.lines[0].kind, made.answer("satisfaction_streak.confirm")) == (LineKind.PAYMENT, "supervisor")
    assert owed(rated(streak(), *year("+++"))) == [("company", "p1", "300.00")]


@clause("S1-7.1")
def test_the_rate_is_the_persons_unless_read_as_the_departments() -> None:
    rows = [(month, who, n, 100) for month, *_ in year("+++") for who, n in (("p1", 100), ("p2", 90))]
    names = ("ratings_satisfied", "ratings")
    assert [line.payee for line in months(streak(), *rows, names=names).lines] == ["p1"]
    department = months(streak(whose=Whose.DEPARTMENT), *rows, names=names)
    assert [line.payee for line in department.lines] == ["department"]
    rows[-1] = (*rows[-1][:2], 89, 100)
    assert months(streak(whose=Whose.DEPARTMENT), *rows, names=names).lines == ()


@clause("S1-7.1")
def test_a_month_that_is_not_counted_leaves_open_only_what_hangs_on_it() -> None:
    def given(*satisfied: int | None) -> Decision:
        rows = [
            {"month": month, "person": "p1", "counts": {"ratings": 100} | ({"ratings_satisfied": n} if n else {})}
            for (month, *_), n in zip(year("+" * len(satisfied)), satisfied, strict=True)
        ]
        return decide(decide_incentives, streak(), {"months": rows})

    assert given(95, None, 95).outcome is Outcome.UNDETERMINED
    assert given(95, None, 94).outcome is Outcome.DECIDED
    assert len(given(95, 95, 95, None).lines) == 1


@clause("S1-7.1")
def test_months_in_any_order_give_the_same_and_one_twice_is_refused() -> None:
    rows = year("+++-+++")
    assert [x.item for x in rated("lamps", *rows).lines] == [x.item for x in rated("lamps", *rows[::-1]).lines]
    with pytest.raises(FactError, match="contradictory"):
        rated("lamps", rows[0], rows[0])


@clause("S1-7.1")
def test_rows_of_months_agree_with_a_search_over_every_pattern_of_nine() -> None:
    names = [month for month, *_ in year("+" * 9)]
    for good in product((False, True), repeat=9):
        blocks, start = [], 0
        while start + 3 <= 9:
            if all(good[start : start + 3]):
                blocks.append(names[start + 2])
                start += 3
            else:
                start += 1
        slides = [names[n] for n in range(2, 9) if all(good[n - 2 : n + 1])]
        assert complete_rows(names, good, 3, reuse=False) == tuple(blocks)
        assert complete_rows(names, good, 3, reuse=True) == tuple(slides)


def jobs(*rows: tuple[str, int, int], on: Ground | str = "huanke", person: str = "t1") -> Decision:
    """Months of (month, complaints, jobs)."""
    return months(on, *[(month, person, first, second) for month, first, second in rows], names=("complaints", "jobs"))


QUARTER = [("2026-01", 0, 0), ("2026-02", 0, 1), ("2026-03", 0, 0)]


@clause("S4-5.1")
def test_a_quarter_without_complaint_and_with_a_job_is_rewarded_when_an_amount_is_set() -> None:
    made = jobs(*QUARTER)
    assert (made.outcome, owed(made), made.lines[0].item) == (
        Outcome.NEEDS_CONFIGURATION,
        [("company", "t1", None)],
        "2026-Q1",
    )
    assert (made.lines[0].kind, made.answer("quiet_quarter.confirm")) == (LineKind.PAYMENT, "after_sales_manager")
    on = with_rule("huanke", "quiet_quarter", amount=Decimal("800.00"))
    assert owed(jobs(*QUARTER, on=on)) == [("company", "t1", "800.00")]


@clause("S4-5.1")
def test_one_complaint_no_job_or_three_months_that_are_no_quarter_earn_nothing() -> None:
    assert jobs(*QUARTER[:2], ("2026-03", 1, 0)).lines == ()
    assert jobs(QUARTER[0], ("2026-02", 0, 0), QUARTER[2]).lines == ()
    assert jobs(("2025-12", 0, 1), *QUARTER[:2]).lines == ()
    assert jobs(*QUARTER[:2]).outcome is Outcome.DECIDED


@clause("S4-5.1")
def test_every_technician_is_looked_at_alone() -> None:
    rows = [(month, who, who == "t2", 1) for month, *_ in QUARTER for who in ("t1", "t2")]
    made = months("huanke", *[(m, w, int(c), j) for m, w, c, j in rows], names=("complaints", "jobs"))
    assert [line.payee for line in made.lines] == ["t1"]


@clause("S1-7.1", "S4-5.1")
@pytest.mark.parametrize(
    ("book", "first", "second"), [("lamps", "ratings_satisfied", "ratings"), ("huanke", "complaints", "jobs")]
)
@pytest.mark.parametrize("unknown", ["month", "person"])
def test_a_month_of_which_neither_time_nor_person_is_known_is_asked_about(
    book: str, first: str, second: str, unknown: str
) -> None:
    given = [{"month": month, "person": "p1", "counts": {first: 0, second: 1}} for month, *_ in QUARTER]
    made = decide(decide_incentives, book, {"months": [{**given[0], unknown: None}, *given[1:]]})
    assert (made.outcome, made.lines) == (Outcome.UNDETERMINED, ())
    assert f"months.0.{unknown}" in [need.what for need in made.needs]


@clause("S4-5.1")
def test_that_three_months_are_one_quarter_of_one_person_is_derived_from_all_three() -> None:
    made = jobs(*QUARTER)
    steps = made.derivation.steps
    compared = [step.inputs for step in steps if step.op == "compare" and step.arg == "="]
    persons = {ref for inputs in compared for ref in inputs if str(ref).endswith(".person")}
    quarters = {steps[ref - 1].inputs for inputs in compared for ref in inputs if isinstance(ref, int)}
    assert persons == {f"months.{n}.person" for n in range(3)}
    assert {(f"months.{n}.month",) for n in range(3)} <= quarters


@clause("S4-5.1")
def test_calendar_quarters_begin_in_january_april_july_and_october() -> None:
    quarters = [quarter_of(f"2026-{n:02}") for n in range(1, 13)]
    assert quarters == [f"2026-Q{n}" for n in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]
    assert next_month("2026-12") == "2027-01"


@clause("S4-5.2")
def test_an_adopted_suggestion_is_rewarded_when_an_amount_is_set() -> None:
    deed = {"kind": "suggestion", "owner": "t3", "adopted": True}
    made = proposed("huanke", deed)
    assert (made.outcome, owed(made)) == (Outcome.NEEDS_CONFIGURATION, [("company", "t3", None)])
    assert made.needs[0].what == "incentives.rules.suggestion.amount"
    assert (made.lines[0].kind, made.answer("suggestion.confirm")) == (LineKind.PAYMENT, "after_sales_manager")
    assert proposed("huanke", deed | {"adopted": False}).lines == ()


@clause("S1-7.1", "S1-7.3")
def test_without_any_facts_all_are_asked_for_and_without_a_chapter_there_is_no_answer() -> None:
    nothing = decide(decide_incentives, "lamps", {})
    assert (nothing.outcome, [need.what for need in nothing.needs]) == (Outcome.UNDETERMINED, ["obligations", "months"])
    assert decide(decide_incentives, "phones", {}).outcome is Outcome.CHAPTER_ABSENT

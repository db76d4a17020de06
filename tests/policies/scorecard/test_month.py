"""Events, rewards and the total of a month (事件、奖励与总分)."""

from datetime import date

import pytest

from domain.decision.decision import Outcome
from domain.decision.facts import FactError
from domain.policies.scorecard import decide_kpi
from tests.policies.scorecard.sheet import COUNTS, PERFECT, facts, row, sheet, with_row
from tests.policies.support import decide, ground_of, with_chapter
from tests.support.clause import clause


@clause("AC-S2-09", "S2-K0.1", "S2-K12")
def test_a_month_of_every_kind_of_row_comes_to_78() -> None:
    made = sheet(COUNTS, 5)
    taken = [made.answer(f"K{n}") for n in range(1, 11)]
    assert taken == [4, 1, 2, 2, 0, 3, 1, 4, 2, 5]
    assert made.answer("K11_department") == 2
    assert (made.outcome, made.answer("total")) == (Outcome.DECIDED, 78)


@clause("S2-K12", "S2-K1.1")
def test_a_month_without_fault_has_the_sum_of_all_weights() -> None:
    assert sheet(PERFECT).answer("total") == 100


@clause("AC-S2-12", "S2-K8", "S2-K9")
@pytest.mark.parametrize(("failed", "points"), [(0, 0), (1, 2), (4, 8), (5, 10), (6, 10)])
def test_each_failure_takes_two_until_the_row_is_used_up(failed: int, points: int) -> None:
    assert sheet(PERFECT | {"checks_failed": failed}).answer("K8") == points
    made = sheet(PERFECT | {"reports_untrue": failed})
    assert (made.answer("K9"), made.answer("total")) == (points, 100 - points)


@clause("AC-S2-12", "S2-K10", "S2-K10.1")
def test_notices_take_from_the_months_total_unless_read_with_a_cap() -> None:
    counts = PERFECT | {"notices": 3}
    assert sheet(counts, 10, 10, 10).answer("total") == 70
    assert sheet(counts, 10, 10, 10, on=with_row("K10", capped=True)).answer("total") == 90


@clause("AC-S2-12", "S2-K10", "S2-K12")
def test_the_total_is_never_below_zero_and_rewards_count_before_that() -> None:
    eleven = [10] * 11
    assert sheet(PERFECT | {"notices": 11}, *eleven).answer("total") == 0
    assert sheet(PERFECT | {"notices": 11, "department_praise": 6}, *eleven).answer("total") == 2


@clause("S2-K10")
@pytest.mark.parametrize("points", [1, 11])
def test_points_of_a_notice_outside_of_the_range_go_back_to_administration(points: int) -> None:
    made = sheet(PERFECT | {"notices": 1}, points)
    assert made.outcome is Outcome.NEEDS_PERSON
    (need,) = made.needs
    assert (need.role, need.low, need.high) == ("administration", "2", "10")


@clause("S2-K10")
def test_a_notice_without_points_waits_for_them() -> None:
    assert sheet(PERFECT | {"notices": 2}, 5).outcome is Outcome.NEEDS_PERSON
    assert sheet(PERFECT | {"notices": 2}, 2, 10).answer("total") == 88
    with pytest.raises(FactError, match="contradictory"):
        sheet(PERFECT | {"notices": 1}, 2, 10)


@clause("AC-S2-15", "S2-K11")
def test_company_praise_without_points_leaves_the_month_without_a_total() -> None:
    made = sheet(COUNTS | {"company_praise": 1}, 5)
    assert made.outcome is Outcome.NEEDS_CONFIGURATION
    (need,) = made.needs
    assert (need.what, need.role) == ("scorecard.rows.K11_company.points", "service_manager")
    with pytest.raises(KeyError):
        made.answer("total")


@clause("AC-S2-15", "S2-K11")
def test_company_praise_counts_as_the_supervisor_entered_it_or_the_company_set_it() -> None:
    counts = COUNTS | {"company_praise": 2}
    assert sheet(counts, 5, K11_company=3).answer("total") == 84
    assert sheet(counts, 5, on=with_row("K11_company", points=5)).answer("total") == 88


@clause("S2-K11", "S2-K12")
def test_rewards_may_lift_a_month_above_a_hundred_unless_a_ceiling_is_set() -> None:
    counts = PERFECT | {"department_praise": 2}
    assert sheet(counts).answer("total") == 104
    assert sheet(counts, on=with_chapter("furniture", "scorecard", ceiling=100)).answer("total") == 100


@clause("S2-K13")
def test_no_money_is_attached_to_the_score() -> None:
    assert sheet(COUNTS, 5).lines == ()


@clause("S2-K0.3")
def test_every_row_quotes_its_printed_cell() -> None:
    assert row("K4").printed.startswith("回款真實度10")
    assert all(each.printed for each in ground_of("furniture").book.scorecard.rows)  # type: ignore[union-attr]


@clause("S2-K12")
def test_a_sheet_is_one_month_that_is_over() -> None:
    one = facts(COUNTS, 5)
    assert decide(decide_kpi, "furniture", one, date(2026, 5, 31)).answer("total") == 78
    with pytest.raises(FactError, match="in_future"):
        decide(decide_kpi, "furniture", one, date(2026, 5, 30))
    with pytest.raises(FactError, match="one month"):
        decide(decide_kpi, "furniture", {"months": one["months"] * 2})
    with pytest.raises(FactError, match="one month"):
        decide(decide_kpi, "furniture", {})


@clause("S2-K12")
def test_a_manual_without_a_scorecard_has_no_answer() -> None:
    assert sheet(COUNTS, on="phones").outcome is Outcome.CHAPTER_ABSENT

"""The ratio rows K1 to K7 (比率行)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.decision.decision import Outcome
from domain.decision.facts import FactError
from tests.policies.scorecard.sheet import COUNTS, PERFECT, RATIOS, row, sheet, with_row
from tests.support.clause import clause


@clause("S2-K1", "S2-K1.1", "S2-K1.3")
@pytest.mark.parametrize(
    ("late", "of", "points"),
    [
        (0, 1000, 0),
        (1, 1000, 2),
        (4, 1000, 2),
        (5, 1000, 4),
        (401, 100_000, 4),
        (10, 1000, 4),
        (11, 1000, 10),
        (15, 1000, 10),
        (1501, 100_000, 15),
        (16, 1000, 15),
        (1000, 1000, 15),
    ],
)
def test_share_of_late_complaints_on_a_boundary_takes_the_smaller_deduction(late: int, of: int, points: int) -> None:
    assert sheet(PERFECT | {"complaints_late": late, "complaints": of}).answer("K1") == points


@clause("S2-K1.3")
def test_read_as_the_civil_code_counts_a_boundary_falls_in_the_higher_band() -> None:
    bands = tuple(replace(band, below=band.at_most, at_most=None) if band.at_most else band for band in row("K1").bands)
    on = with_row("K1", bands=bands)
    counts = PERFECT | {"complaints": 1000}
    points = [sheet(counts | {"complaints_late": late}, on=on).answer("K1") for late in (0, 3, 4, 9, 10, 14, 15)]
    assert points == [0, 2, 4, 4, 10, 10, 15]


@clause("S2-K1.2")
def test_the_ratio_of_complaints_can_be_read_as_complaints_of_orders() -> None:
    on = with_row("K1", over="complaints", of="orders", share=False)
    assert sheet(PERFECT | {"complaints": 5, "orders": 1000}, on=on).answer("K1") == 4
    assert sheet(PERFECT | {"complaints": 5, "orders": 4}, on=on).answer("K1") == 15
    assert sheet(PERFECT | {"complaints": 1000, "complaints_late": 5}).answer("K1") == 4


@clause("S2-K1.4")
def test_fifteen_points_on_a_weight_of_ten_eat_into_other_rows_unless_read_with_a_cap() -> None:
    counts = PERFECT | {"complaints": 100, "complaints_late": 2}
    assert (sheet(counts).answer("K1"), sheet(counts).answer("total")) == (15, 85)
    capped = sheet(counts, on=with_row("K1", capped=True))
    assert (capped.answer("K1"), capped.answer("total")) == (10, 90)


@clause("S2-K2", "S2-K3", "S2-K4", "S2-K5", "S2-K6", "S2-K7", "S2-K2.1", "AC-S2-11")
@pytest.mark.parametrize("row_id", list(RATIOS))
@pytest.mark.parametrize(
    ("per_ten_thousand", "points"),
    [(10000, 0), (9990, 1), (9500, 1), (9499, 2), (8000, 2), (7999, 3), (7500, 3), (7499, 5), (0, 5)],
)
def test_a_ratio_takes_the_best_band_whose_lower_bound_it_reaches(
    row_id: str, per_ten_thousand: int, points: int
) -> None:
    over, of = RATIOS[row_id]
    made = sheet(PERFECT | {over: per_ten_thousand, of: 10_000})
    assert made.answer(row_id) == points
    assert made.answer("total") == 100 - points


@clause("S2-K2.1", "S2-K4")
def test_bands_can_be_read_as_printed_for_the_one_row_that_says_ninety() -> None:
    printed = tuple(replace(band, at_least=Decimal(90)) if band.at_least == 80 else band for band in row("K4").bands)
    on = with_row("K4", bands=printed)
    counts = PERFECT | {"callbacks_sampled": 100}
    assert sheet(counts | {"callbacks_genuine": 93}).answer("K4") == 2
    assert sheet(counts | {"callbacks_genuine": 93}, on=on).answer("K4") == 2
    assert sheet(counts | {"callbacks_genuine": 89}).answer("K4") == 2
    assert sheet(counts | {"callbacks_genuine": 89}, on=on).answer("K4") == 3


@clause("S2-K2.1")
def test_a_ratio_is_not_rounded_before_it_is_banded() -> None:
    made = sheet(PERFECT | {"callbacks_done": 949_999, "callbacks_due": 1_000_000})
    assert (made.answer("K2.share"), made.answer("K2")) == (Decimal("95.00"), 2)


@clause("AC-S2-11", "S2-K2")
@pytest.mark.parametrize("row_id", ["K1", *RATIOS])
def test_an_empty_denominator_is_not_rated_and_deducts_nothing(row_id: str) -> None:
    over, of = RATIOS.get(row_id, ("complaints_late", "complaints"))
    made = sheet(PERFECT | {over: 0, of: 0})
    assert made.outcome is Outcome.DECIDED
    assert (made.answer(f"{row_id}.share"), made.answer(row_id), made.answer("total")) == (None, None, 100)


@clause("S2-K4.1", "S2-K6.1")
def test_callbacks_are_read_as_callbacks_and_told_from_customers_called_back() -> None:
    assert row("K4").over == "callbacks_genuine"
    payments = with_row("K4", over="payments_genuine", of="payments")
    counts = COUNTS | {"payments": 10, "payments_genuine": 10}
    assert sheet(counts, 5).answer("K4") == 2
    assert sheet(counts, 5, on=payments).answer("K4") == 0
    assert (row("K2").of, row("K6").of) == ("callbacks_due", "customers_served")


@clause("S2-K0.2")
def test_content_without_a_row_in_the_table_is_shown_and_weighs_nothing() -> None:
    made = sheet(COUNTS | {"complaints_resolved": 133, "reports_due": 3, "reports_on_time": 2}, 5)
    assert made.answer("complaints_resolved.share") == Decimal("33.25")
    assert made.answer("reports_on_time.share") == Decimal("66.67")
    assert made.answer("reports_good.share") is None
    assert made.answer("total") == 78


@clause("S2-K3", "S2-K5")
def test_a_part_larger_than_its_whole_is_refused() -> None:
    with pytest.raises(FactError, match="contradictory"):
        sheet(PERFECT | {"opinions": 3, "opinions_fed_back_on_time": 4})


@clause("S2-K2")
def test_what_was_not_counted_is_unknown_not_zero() -> None:
    counts = {name: count for name, count in COUNTS.items() if name != "callbacks_due"}
    made = sheet(counts, 5)
    assert made.outcome is Outcome.UNDETERMINED
    assert [need.what for need in made.needs] == ["months.0.counts.callbacks_due"]

"""Many months folded (月度汇总)."""

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b

import pytest

from domain.decision.decision import Decision, Outcome
from domain.decision.facts import FactError, Month
from domain.decision.ground import Ground
from domain.policies.months import NOT_RATED, Tally, card_of, fold, merged, score
from domain.policies.scorecard import decide_kpi
from domain.rulebook.policies.scorecard import Band, ScorecardChapter, ScoreRow
from tests.policies.scorecard.sheet import COUNTS, PERFECT, RATIOS, facts, row, with_row
from tests.policies.support import decide, ground_of
from tests.support.clause import clause


def chapter() -> ScorecardChapter:
    """The furniture company's."""
    found = ground_of("furniture").book.scorecard
    assert found is not None
    return found


def sheet_of(month: Month, on: Ground | str = "furniture") -> Decision:
    """The decision on the same month."""
    entered: dict[str, int] = dict(month.entered)
    return decide(decide_kpi, on, facts(dict(month.counts), *month.notices.values(), **entered))


CARD = card_of(chapter())
EDGES = (0, 1, 4, 5, 10, 15, 16, 749, 750, 751, 799, 800, 949, 950, 951, 999, 1000)


def months(number: int, seed: int = 7) -> Iterator[Month]:
    """Months with ratios about the boundaries, and now and then something missing, unset or without points."""
    chosen = random.Random(seed)
    for n in range(number):
        counts = dict(PERFECT)
        for over, of in (("complaints_late", "complaints"), *RATIOS.values()):
            counts[of] = chosen.choice((0, 1000, 1000, 1000, 10_000))
            counts[over] = min(chosen.choice(EDGES), counts[of])
        for name in ("checks_failed", "reports_untrue", "department_praise"):
            counts[name] = chosen.choice((0, 0, 1, 5, 6))
        notices = {f"N-{k}": chosen.choice((2, 5, 10, 10)) for k in range(chosen.choice((0, 0, 1, 3, 9)))}
        counts["notices"] = len(notices) + (chosen.random() < 0.05)
        counts["company_praise"] = int(chosen.random() < 0.1)
        entered = {"K11_company": 4} if chosen.random() < 0.5 else {}
        if notices and chosen.random() < 0.05:
            notices["N-0"] = chosen.choice((1, 11))
        if chosen.random() < 0.05:
            del counts[chosen.choice(sorted(counts))]
        yield Month(
            month=f"2026-{n % 12 + 1:02}", person=f"p{n // 12}", counts=counts, notices=notices, entered=entered
        )


@clause("S2-K12", "S2-K1", "S2-K2.1", "S2-K8", "S2-K10", "S2-K11")
def test_a_fold_says_of_each_month_what_its_sheet_says() -> None:
    outcomes = set()
    for month in months(600):
        points, total, outcome = score(CARD, month)
        made = sheet_of(month)
        outcomes.add(outcome)
        assert outcome is made.outcome
        if outcome is Outcome.DECIDED:
            assert total == made.answer("total")
            assert points == [NOT_RATED if made.answer(row) is None else made.answer(row) for row in CARD.rows]
    assert len(outcomes) == 4


@clause("S2-K1.3", "S2-K1.4", "S2-K10.1")
@pytest.mark.parametrize("row_id", ["K1", "K10", "K8"])
def test_a_fold_follows_another_reading_too(row_id: str) -> None:
    on = with_row(row_id, capped=row_id != "K8")
    assert on.book.scorecard is not None
    card = card_of(replace(on.book.scorecard, ceiling=None))
    for month in months(100):
        made = sheet_of(month, on)
        if made.outcome is Outcome.DECIDED:
            assert score(card, month).total == made.answer("total")


@clause("S2-K12")
def test_order_and_division_of_the_months_do_not_matter() -> None:
    every = list(months(500))
    whole = fold(CARD, every)
    shuffled = random.Random(3).sample(every, len(every))
    assert fold(CARD, shuffled) == whole
    for parts in (2, 3, 7):
        assert merged(fold(CARD, shuffled[n::parts]) for n in range(parts)) == whole
    assert whole.months + sum(whole.waiting.values()) == 500
    assert len(whole.waiting) == 3
    assert 1 << 100 < whole.digest < 1 << 128


@clause("S2-K12")
def test_any_other_month_person_count_or_month_twice_gives_another_digest() -> None:
    every = list(months(50))
    first = replace(every[0], notices={}, counts=PERFECT)
    every[0] = first
    digest = fold(CARD, every).digest
    others = (
        replace(first, person="somebody"),
        replace(first, month="2031-01"),
        replace(first, counts=PERFECT | {"complaints": 3, "complaints_late": 3}),
    )
    assert all(fold(CARD, [other, *every[1:]]).digest != digest for other in others)
    assert fold(CARD, [*every, first]).digest != digest


@clause("AC-S2-09", "S2-K12")
def test_sums_of_a_fold() -> None:
    good, bad = Month(month="2026-05", person="a", counts=PERFECT), Month(month="2026-05", person="b", counts=COUNTS)
    tally = fold(CARD, [good, replace(bad, notices={"N-1": 5})])
    assert (tally.months, tally.total, tally.least, tally.most) == (2, 178, 78, 100)
    assert (tally.points["K1"], tally.points["K10"], tally.points["K11_department"]) == (4, 5, 2)
    nothing = fold(CARD, [])
    assert nothing == Tally(dict.fromkeys(CARD.rows, 0))
    assert merged([tally, nothing]) == tally


@clause("S2-K12")
def test_months_without_a_total_are_added_up_by_what_they_wait_for() -> None:
    good, unset = Month(counts=PERFECT), Month(counts=PERFECT | {"company_praise": 1})
    one, other, unknown = fold(CARD, [good]), fold(CARD, [unset, unset]), fold(CARD, [Month()])
    assert (one.months, one.total, one.least, one.most, one.waiting) == (1, 100, 100, 100, {})
    for tallies in ([one, other, unknown], [unknown, one, other]):
        both = merged(tallies)
        assert (both.months, both.least, both.most) == (1, 100, 100)
        assert both.waiting == {Outcome.NEEDS_CONFIGURATION: 2, Outcome.UNDETERMINED: 1}


@clause("S2-K12")
def test_a_row_that_takes_one_point_each_month_sums_to_the_months_and_an_unrated_one_to_nothing() -> None:
    one = Month(counts=PERFECT | {"callbacks_done": 96, "opinions": 0, "opinions_fed_back_on_time": 0})
    tally = fold(CARD, [one, one, one])
    assert (tally.points["K2"], tally.points["K3"], tally.total) == (3, 0, 297)


@clause("S2-K12")
def test_a_digest_is_that_of_points_total_month_and_person_of_every_month() -> None:
    good, unknown = Month(month="2026-05", person="a", counts=PERFECT), Month(month="2026-06", person="b")
    rows = len(CARD.rows)
    lines = ["0|" * rows + "100|2026-05|a", "-1|" * rows + "-1|2026-06|b"]
    digests = [int(blake2b(line.encode(), digest_size=16).hexdigest(), 16) for line in lines]
    assert [fold(CARD, [month]).digest for month in (good, unknown)] == digests
    assert fold(CARD, [good, unknown]).digest == sum(digests) % 2**128


@clause("S2-K3", "S2-K10")
def test_a_fold_refuses_what_contradicts_itself() -> None:
    with pytest.raises(FactError, match="contradictory"):
        fold(CARD, [Month(counts=PERFECT | {"opinions": 1, "opinions_fed_back_on_time": 2})])
    with pytest.raises(FactError, match="contradictory"):
        fold(CARD, [Month(counts=PERFECT, notices={"N-1": 5})])


@clause("S2-K1.3", "S2-K2.1")
@pytest.mark.parametrize("strict", [False, True])
def test_tables_of_points_are_exact_at_and_about_every_bound(strict: bool) -> None:
    late = row("K1")
    bands = tuple(replace(b, below=b.at_most, at_most=None) if b.at_most else b for b in late.bands)
    wide = (Band(points=1, at_most=Decimal(150)), Band(points=2, below=Decimal("200.5")), Band(points=3))
    over_whole = replace(late, share=False, bands=wide)
    for each in (
        replace(late, bands=bands) if strict else late,
        row("K2"),
        replace(row("K2"), share=False),
        over_whole,
    ):
        card = card_of(replace(chapter(), rows=(each,)))
        for of in (*range(1, 41), 999, 1000, 1001, 20_000):
            for over in {
                *range(min(of, 50)),
                *[of * n // 1000 + k for n in (*EDGES, 1500, 2000, 2005, 2006, 9000) for k in (0, 1)],
            }:
                if over <= of or not each.share:
                    counts = {each.over or "": over, each.of or "": of}
                    assert score(card, Month(counts=counts)).points == [banded(each, Fraction(100 * over, of))], over


def banded(row_: ScoreRow, ratio: Fraction) -> int:
    """Points of the first band that fits."""
    for band in row_.bands:
        fits = (
            (band.at_most is None or ratio <= band.at_most)
            and (band.below is None or ratio < band.below)
            and (band.at_least is None or ratio >= band.at_least)
        )
        if fits:
            return band.points
    raise AssertionError(row_.id)


@clause("S2-K2.1")
def test_all_that_lies_above_the_largest_bound_has_one_place_in_the_table() -> None:
    whole = (Band(points=0, at_least=Decimal(100)), Band(points=5))
    double = (Band(points=1, at_most=Decimal(200)), Band(points=9))
    for bands, size, points in (
        (whole, 20_002, {9_999: 5, 10_000: 0, 10_001: 0, 90_000: 0}),
        (double, 40_002, {10_001: 1, 20_000: 1, 20_001: 9, 90_000: 9}),
        ((Band(points=3),), 20_002, {0: 3, 10_001: 3}),
    ):
        card = card_of(replace(chapter(), rows=(replace(row("K2"), share=False, bands=bands),)))
        assert len(card.ratios[0][3]) == size
        for over, worth in points.items():
            month = Month(counts={"callbacks_done": over, "callbacks_due": 10_000})
            assert score(card, month).points == [worth]


@clause("S2-K10")
@pytest.mark.parametrize(("points", "outcome"), [(0, Outcome.DECIDED), (1, Outcome.NEEDS_PERSON)])
def test_a_range_of_nothing_but_nothing_is_a_range(points: int, outcome: Outcome) -> None:
    on = with_row("K10", at_least=0, at_most=0)
    assert on.book.scorecard is not None
    month = Month(month="2026-05", person="p1", counts=PERFECT | {"notices": 1}, notices={"N-1": points})
    assert score(card_of(on.book.scorecard), month).outcome is outcome
    assert sheet_of(month, on).outcome is outcome


@clause("S2-K2.1")
def test_bands_that_leave_a_gap_cannot_be_made_ready() -> None:
    gap = replace(row("K2"), bands=row("K2").bands[:-1])
    with pytest.raises(ValueError, match="K2 leave a gap"):
        card_of(replace(chapter(), rows=(gap,)))

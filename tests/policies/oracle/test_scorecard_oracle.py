"""The scorecard against the oracle (绩效对照): every small ratio, every bound of a band, and random months."""

import random
from typing import Any

import pytest

from domain.decision.check import check
from domain.decision.reading import read_facts
from domain.policies.scorecard import decide_kpi
from tests.policies.oracle import scorecard
from tests.policies.oracle.raw import Data
from tests.policies.oracle.rulebooks import Compared, compared
from tests.policies.oracle.worlds import LAST
from tests.support.clause import clause

BOOKS = ("furniture", "other:furniture")
MONTHS = 1_500


def _counts(rows: Data) -> dict[str, int]:
    names = (row[key] for row in rows.values() for key in ("over", "of", "count") if key in row)
    return dict.fromkeys(names, 0)


def _contradictory(rows: Data, counts: dict[str, int]) -> bool:
    """Whether a part is larger than its whole: two rows may share a count."""
    ratios = [row for row in rows.values() if row["kind"] == "ratio" and row.get("share", True)]
    return any(counts[row["over"]] > counts[row["of"]] for row in ratios)


def _check(
    rulebook: Compared, counts: dict[str, int], notices: list[int], entered: dict[str, int], *, again: bool
) -> None:
    month: dict[str, Any] = {"month": "2026-03", "person": "p", "counts": counts}
    month |= {"notices": {f"n{n}": points for n, points in enumerate(notices)}, "entered": entered}
    facts = read_facts({"months": [month]}, LAST)
    chapter = rulebook.raw["scorecard"]
    made = decide_kpi(rulebook.ground, facts, LAST)
    answers = {each.name: each.value for each in made.answers}
    wanted = {name: scorecard.points(row, counts, notices, entered.get(name)) for name, row in chapter["rows"].items()}
    for name, points in wanted.items():
        if isinstance(points, int):
            assert answers[name] == points, (name, month)
    assert answers.get("total") == scorecard.total(chapter, wanted), (month, wanted, answers)
    assert not again or check(made, rulebook.ground, facts) == ()


@clause("S2-K1.2", "S2-K1.3", "S2-K1.4", "S2-K2.1", "S2-K4.1", "S2-K6.1", "G-10")
@pytest.mark.parametrize("name", BOOKS)
def test_every_ratio_of_small_counts_falls_in_the_oracles_band(name: str) -> None:
    rulebook = compared(name)
    rows = rulebook.raw["scorecard"]["rows"]
    for row in (row for row in rows.values() if row["kind"] == "ratio"):
        bounds = [int(float(band[key]) * 20) for band in row.get("bands", []) for key in band if key != "points"]
        pairs = [(over, of) for of in range(12) for over in range(of + 1)]
        pairs += [(bound + by, 2_000) for bound in bounds for by in (-1, 0, 1) if 0 <= bound + by <= 2_000]
        for n, (over, of) in enumerate(pairs):
            counts = _counts(rows)
            counts[row["of"]] = of
            counts[row["over"]] = over
            if not _contradictory(rows, counts):
                _check(rulebook, counts, [], {}, again=n % 20 == 0)


@clause("S2-K8", "S2-K9", "S2-K10", "S2-K10.1", "S2-K11", "S2-K12")
@pytest.mark.parametrize("name", BOOKS)
def test_random_months_have_the_oracles_total(name: str) -> None:
    rulebook, rng = compared(name), random.Random(name)
    rows = rulebook.raw["scorecard"]["rows"]
    done = 0
    for _ in range(MONTHS):
        counts = {count: rng.choice((0, 1, 2, 5, 20, 100, 400)) for count in _counts(rows)}
        for row in rows.values():
            if row["kind"] == "ratio":
                counts[row["over"]] = rng.randint(0, counts[row["of"]])
            elif row["kind"] != "notices":
                counts[row["count"]] = rng.randint(0, 7)
        notices = [rng.randint(1, 11) for _ in range(rng.randint(0, 3))]
        for row in rows.values():
            if row["kind"] == "notices":
                counts[row["count"]] = len(notices) if rng.random() < 0.9 else 4
        unset = [key for key, row in rows.items() if row["kind"] == "reward" and row.get("points") is None]
        entered = {key: rng.randint(1, 5) for key in unset if rng.random() < 0.7}
        if not _contradictory(rows, counts):
            _check(rulebook, counts, notices, entered, again=done % 20 == 0)
            done += 1
    assert done > MONTHS // 4

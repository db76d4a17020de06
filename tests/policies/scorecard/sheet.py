"""A month of counts that the tests of the scorecard vary (考核测试用月份)."""

from dataclasses import replace
from typing import Any

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.policies.scorecard import decide_kpi
from domain.rulebook.policies.scorecard import ScoreRow
from tests.policies.support import decide, ground_of, with_chapter

COUNTS = {
    "complaints": 400,
    "complaints_late": 3,
    "callbacks_due": 100,
    "callbacks_done": 97,
    "opinions": 50,
    "opinions_fed_back_on_time": 44,
    "callbacks_sampled": 100,
    "callbacks_genuine": 93,
    "messages": 7,
    "messages_passed_on_time": 7,
    "customers_served": 100,
    "customers_called_back": 79,
    "ratings": 200,
    "ratings_satisfied": 199,
    "checks_failed": 2,
    "reports_untrue": 1,
    "notices": 1,
    "department_praise": 1,
    "company_praise": 0,
}
"""AC-S2-09."""
PERFECT = COUNTS | {
    "complaints_late": 0,
    "callbacks_done": 100,
    "opinions_fed_back_on_time": 50,
    "callbacks_genuine": 100,
    "customers_called_back": 100,
    "ratings_satisfied": 200,
    "checks_failed": 0,
    "reports_untrue": 0,
    "notices": 0,
    "department_praise": 0,
}
RATIOS = {
    "K2": ("callbacks_done", "callbacks_due"),
    "K3": ("opinions_fed_back_on_time", "opinions"),
    "K4": ("callbacks_genuine", "callbacks_sampled"),
    "K5": ("messages_passed_on_time", "messages"),
    "K6": ("customers_called_back", "customers_served"),
    "K7": ("ratings_satisfied", "ratings"),
}


def facts(counts: dict[str, int], *notices: int, **entered: int) -> dict[str, Any]:
    """One month of one person; `notices` are the points of each."""
    points = {f"N-{n}": given for n, given in enumerate(notices, 1)}
    return {"months": [{"month": "2026-05", "person": "p1", "counts": counts, "notices": points, "entered": entered}]}


def sheet(counts: dict[str, int], *notices: int, on: Ground | str = "furniture", **entered: int) -> Decision:
    """The decision on that month."""
    return decide(decide_kpi, on, facts(counts, *notices, **entered))


def with_row(row_id: str, **values: Any) -> Ground:
    """Another reading of one row."""
    chapter = ground_of("furniture").book.scorecard
    assert chapter is not None
    rows = tuple(replace(row, **values) if row.id == row_id else row for row in chapter.rows)
    return with_chapter("furniture", "scorecard", rows=rows)


def row(row_id: str) -> ScoreRow:
    """A row as the rulebook has it."""
    chapter = ground_of("furniture").book.scorecard
    assert chapter is not None
    return next(each for each in chapter.rows if each.id == row_id)

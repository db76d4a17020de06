"""Scorecard (绩效考核): the sheet of one month of one person, row by row, and its total. S2-K0 … S2-K13.

A ratio is never divided before it is banded: `over` is compared with the band's per cent of `of`, exactly.
"""

from datetime import date
from typing import NamedTuple

from domain.decision.decision import Decision, Need, Outcome, absent, decision
from domain.decision.facts import FactError, Facts
from domain.decision.ground import Ground
from domain.decision.trace import Trace, Val
from domain.rulebook.policies.scorecard import Band, RowKind, ScorecardChapter, ScoreRow

POLICY = "kpi"
MONTH = "months.0"


class Scored(NamedTuple):
    """A row of the sheet: what it takes or gives; None if it is not known, n/a, or only shown. `share` is the ratio in
    per cent, to be shown."""

    row: ScoreRow
    points: Val
    share: Val | None = None
    needs: tuple[Need, ...] = ()
    outcome: Outcome = Outcome.DECIDED


def decide_kpi(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """The points of every row under its id, "<id>.share" of every ratio, and the `total` of the month.

    Raises FactError (wrong_type) for other than one month, (contradictory) for a part larger than its whole.
    """
    trace, chapter = Trace(ground, facts, as_of), ground.book.scorecard
    if chapter is None:
        return absent(trace, POLICY)
    if facts.lengths.get("months", 0) != 1:
        raise FactError("wrong_type", "months", expected="one month")
    sheet = [_score(trace, row) for row in chapter.rows]
    answers: dict[str, Val] = {}
    for scored in sheet:
        if scored.share is not None:
            answers[f"{scored.row.id}.share"] = scored.share
        answers[scored.row.id] = scored.points
    needs = [need for scored in sheet for need in scored.needs]
    worst = [scored.outcome for scored in sheet]
    for outcome in (Outcome.UNDETERMINED, Outcome.NEEDS_PERSON, Outcome.NEEDS_CONFIGURATION):
        if outcome in worst:
            return decision(trace, POLICY, outcome, answers=answers, needs=needs)
    answers["total"] = _total(trace, chapter, sheet)
    answers["confirm"] = trace.rule(chapter.confirm, chapter.clause, "scorecard.confirm")
    return decision(trace, POLICY, Outcome.DECIDED, answers=answers)


def _total(trace: Trace, chapter: ScorecardChapter, sheet: list[Scored]) -> Val:
    """The weights of all rows, less deductions, plus rewards, and only then not under the floor. [S2-K12]"""
    weights = [
        trace.rule(row.weight, row.clause, f"scorecard.rows.{row.id}.weight") for row in chapter.rows if row.weight
    ]
    rated = [scored for scored in sheet if scored.points.value is not None]
    taken = trace.total([each.points for each in rated if each.row.kind is not RowKind.REWARD], chapter.clause)
    given = [each.points for each in rated if each.row.kind is RowKind.REWARD]
    left = trace.subtract(trace.total(weights, chapter.clause), taken, chapter.clause)
    total = trace.total([left, *given], chapter.clause)
    total = trace.largest([total, trace.rule(chapter.floor, chapter.clause, "scorecard.floor")], chapter.clause)
    if chapter.ceiling is not None:
        ceiling = trace.rule(chapter.ceiling, chapter.clause, "scorecard.ceiling")
        total = trace.smallest([total, ceiling], chapter.clause)
    return total


def _score(trace: Trace, row: ScoreRow) -> Scored:
    """One row: its counts, its points."""
    if row.kind is RowKind.RATIO:
        return _ratio(trace, row)
    if row.kind is RowKind.NOTICES:
        return _notices(trace, row)
    return _each(trace, row)


def _count(trace: Trace, name: str | None) -> Val:
    """A count of the month."""
    return trace.maybe(f"{MONTH}.counts.{name}")


def _weighs(row: ScoreRow) -> bool:
    return row.kind is not RowKind.RATIO or bool(row.bands)


def _open(trace: Trace, row: ScoreRow) -> Val:
    """No points, and not because there are none."""
    return trace.first((), row.clause)


def _unknown(trace: Trace, row: ScoreRow, *counts: Val, share: Val | None = None) -> Scored:
    """A row whose counts are not all known."""
    if not _weighs(row):
        return Scored(row, _open(trace, row), share)
    needs = tuple([Need(str(count.ref), row.clause) for count in counts if count.value is None])
    return Scored(row, _open(trace, row), share, needs, Outcome.UNDETERMINED)


def _ratio(trace: Trace, row: ScoreRow) -> Scored:
    path = f"scorecard.rows.{row.id}"
    over, of = _count(trace, row.over), _count(trace, row.of)
    share = trace.share(over, of, row.clause)
    if over.value is None or of.value is None:
        return _unknown(trace, row, over, of, share=share)
    if row.share and trace.compare(over, "<=", of, row.clause, f"{path}.share").value is False:
        raise FactError("contradictory", str(over.ref), other=str(of.ref))
    if share.value is None or not row.bands:
        return Scored(row, _open(trace, row), share)
    clause = trace.clause(f"{path}.bands", row.clause)
    cases: list[tuple[Val, Val]] = []
    for n, band in enumerate(row.bands):
        at = f"{path}.bands[{n}]"
        truth = _in_band(trace, band, over, of, clause, at)
        cases.append((truth, trace.rule(band.points, clause, f"{at}.points")))
        if truth.value:
            break
    return Scored(row, _capped(trace, row, trace.first(cases, clause)), share)


def _in_band(trace: Trace, band: Band, over: Val, of: Val, clause: str, path: str) -> Val:
    """Whether the ratio falls in the band. Without a bound it always does."""
    for name, how, bound in (
        ("at_most", "<=", band.at_most),
        ("below", "<", band.below),
        ("at_least", ">=", band.at_least),
    ):
        if bound is not None:
            limit = trace.multiply((of, trace.rule(bound, clause, f"{path}.{name}")), clause, percent=True)
            return trace.compare(over, how, limit, clause)
    return trace.all_of((), clause)


def _capped(trace: Trace, row: ScoreRow, points: Val) -> Val:
    """Until the row is used up, where the manual says so; else the row may go below nothing. [S2-K1.4, S2-K10.1]"""
    path = f"scorecard.rows.{row.id}"
    trace.rule(row.capped, row.clause, f"{path}.capped")
    if not row.capped:
        return points
    weight = trace.rule(row.weight, row.clause, f"{path}.weight")
    return trace.smallest((points, weight), row.clause)


def _each(trace: Trace, row: ScoreRow) -> Scored:
    path = f"scorecard.rows.{row.id}"
    count = _count(trace, row.count)
    if count.value is None:
        return _unknown(trace, row, count)
    points = trace.rule(row.points, row.clause, f"{path}.points")
    if row.points is None and count.value:
        points = trace.maybe(f"{MONTH}.entered.{row.id}")
    if points.value is None and count.value:
        need = Need(f"{path}.points", row.clause, row.set_by, "points_unset")
        return Scored(row, points, needs=(need,), outcome=Outcome.NEEDS_CONFIGURATION)
    if points.value is None:
        return Scored(row, count)  # none counted: nothing hangs on the points
    product = trace.multiply((count, points), row.clause)
    rewarded = row.kind is RowKind.REWARD
    return Scored(row, product if rewarded else _capped(trace, row, product))


def _notices(trace: Trace, row: ScoreRow) -> Scored:
    """The points of the notices, each within the range, as many as were counted. [S2-K10]"""
    path = f"scorecard.rows.{row.id}"
    count = _count(trace, row.count)
    if count.value is None:
        return _unknown(trace, row, count)
    given = [trace.maybe(name) for name in sorted(trace.facts.values) if name.startswith(f"{MONTH}.notices.")]
    if len(given) > count.value:
        raise FactError("contradictory", str(count.ref), other=f"{MONTH}.notices")
    known = trace.count([trace.given(str(each.ref), row.clause) for each in given], row.clause)
    whole = trace.compare(known, "=", count, row.clause)
    low = trace.rule(row.at_least, row.clause, f"{path}.at_least")
    high = trace.rule(row.at_most, row.clause, f"{path}.at_most")
    bounds = ((">=", low), ("<=", high))
    within = [trace.compare(each, how, bound, row.clause) for each in given for how, bound in bounds]
    if not trace.all_of((whole, *within), row.clause).value:
        low_text, high_text = str(row.at_least), str(row.at_most)
        need = Need(f"{MONTH}.notices", row.clause, row.set_by, "points_of_notice", low_text, high_text)
        return Scored(row, _open(trace, row), needs=(need,), outcome=Outcome.NEEDS_PERSON)
    return Scored(row, _capped(trace, row, trace.total(given, row.clause)))

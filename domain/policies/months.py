"""Many months at once (月度汇总): everyone's every month folded into one sheet, without derivations.

The rows are made ready once per chapter. A fold reads months from a stream and keeps only sums, so memory does not grow
with their number; folds of parts, in any order and by any number of processes, merge into the fold of the whole, and
their digest is the same. `decide_kpi` says the same of each month, and why. S2-K12.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from hashlib import blake2b
from sys import maxsize
from typing import NamedTuple, TypeVar

from domain.decision.decision import Outcome
from domain.decision.facts import FactError, Month
from domain.rulebook.policies.scorecard import RowKind, ScorecardChapter, ScoreRow

K = TypeVar("K", bound=str)
NOT_RATED = -1
_WHOLE = 10_000
"""Bounds are per cent with at most two places: whole numbers of 1/10,000."""
_BYTES = 16
_ALL = 1 << 8 * _BYTES
_NO_CAP = maxsize


class Card(NamedTuple):
    """A scorecard made ready (备好的考核表). `rows` are the ids of the rows in the order of the points.

    A ratio is over, of, share, table; an event row, count, points, cap, sign; notices are count, least, most, cap.
    A table has the points of a ratio at twice as many places as there are 1/10,000 to its largest bound: at 2 n if the
    ratio is exactly n of them, at 2 n + 1 if it lies between n and n + 1; the last place is for all that is larger.
    """

    rows: tuple[str, ...]
    ratios: tuple[tuple[str, str, bool, list[int]], ...]
    events: tuple[tuple[str, str, int | None, int, int], ...]
    notices: tuple[tuple[str, int, int, int], ...]
    start: int
    floor: int
    ceiling: int
    line: bytes


class Score(NamedTuple):
    """One month (单月得分): points of each row, NOT_RATED where there are none, and the total if there is one."""

    points: list[int]
    total: int
    outcome: Outcome


@dataclass(slots=True)
class Tally:
    """What a fold keeps (汇总): points of each row, totals, and months that have no total, by what they wait for.

    `digest` is the sum of the digests of all months: in which order they came does not matter.
    """

    points: dict[str, int]
    months: int = 0
    total: int = 0
    least: int | None = None
    most: int | None = None
    waiting: dict[Outcome, int] = field(default_factory=dict)
    digest: int = 0


def card_of(chapter: ScorecardChapter) -> Card:
    """The chapter made ready. Rows that are only shown are left out."""
    rows = [row for row in chapter.rows if row.kind is not RowKind.RATIO or row.bands]
    ratios = [row for row in rows if row.kind is RowKind.RATIO]
    events = [row for row in rows if row.kind in (RowKind.EACH, RowKind.REWARD)]
    notices = [row for row in rows if row.kind is RowKind.NOTICES]
    ids = tuple([row.id for row in (*ratios, *events, *notices)])
    return Card(
        ids,
        tuple([(row.over or "", row.of or "", row.share, _table(row)) for row in ratios]),
        tuple([(row.id, row.count or "", row.points, _cap(row), _sign(row)) for row in events]),
        tuple([(row.count or "", row.at_least or 0, row.at_most or 0, _cap(row)) for row in notices]),
        sum(row.weight for row in chapter.rows),
        chapter.floor,
        _NO_CAP if chapter.ceiling is None else chapter.ceiling,
        b"%d|" * len(ids) + b"%d|%b|%b",
    )


def _sign(row: ScoreRow) -> int:
    return -1 if row.kind is RowKind.REWARD else 1


def _cap(row: ScoreRow) -> int:
    return row.weight if row.capped else _NO_CAP


def _table(row: ScoreRow) -> list[int]:
    """Points by ratio. Bands are laid over each other from the last to the first, which counts where it fits."""
    bounds = [bound for band in row.bands for bound in (band.at_most, band.below, band.at_least) if bound is not None]
    size = max([2 * _WHOLE, *map(_place, bounds)]) + 2
    table = [NOT_RATED] * size
    for band in reversed(row.bands):
        first, end = 0, size
        if band.at_most is not None:
            end = _place(band.at_most) + 1
        elif band.below is not None:
            end = _place(band.below)
        elif band.at_least is not None:
            first = _place(band.at_least)
        table[first:end] = [min(band.points, _cap(row))] * (end - first)
    if NOT_RATED in table:
        raise ValueError(f"the bands of {row.id} leave a gap")
    return table


def _place(bound: Decimal) -> int:
    return 2 * int(bound * (_WHOLE // 100))


def score(card: Card, month: Month) -> Score:
    """The month as `decide_kpi` has it. Raises FactError (contradictory)."""
    try:
        points, total, outcome = _score(card, month)
    except KeyError:
        outcome = Outcome.UNDETERMINED
    if outcome is Outcome.DECIDED:
        return Score(points, total, outcome)
    return Score([NOT_RATED] * len(card.rows), NOT_RATED, outcome)


def _score(card: Card, month: Month) -> tuple[list[int], int, Outcome]:
    counts, points, taken, outcome = month.counts, list[int](), 0, Outcome.DECIDED
    for over_name, of_name, share, table in card.ratios:
        over, of = counts[over_name], counts[of_name]
        if over > of and share:
            raise FactError("contradictory", over_name, other=of_name)
        if not of:
            points.append(NOT_RATED)
            continue
        over *= _WHOLE
        place = over // of - -over // of  # the whole number below plus the one above
        worth = table[place if place < len(table) else -1]
        taken += worth
        points.append(worth)
    for row, name, each, cap, sign in card.events:
        number = counts[name]
        if each is None and number:
            each = month.entered.get(row)
            if each is None:
                outcome = Outcome.NEEDS_CONFIGURATION
        worth = min(number * each, cap) if each else 0
        taken += sign * worth
        points.append(worth)
    for name, low, high, cap in card.notices:
        number, given = counts[name], month.notices.values()
        if len(given) > number:
            raise FactError("contradictory", name, other="notices")
        if len(given) < number or (number and not low <= min(given) <= max(given) <= high):
            outcome = Outcome.NEEDS_PERSON
        worth = min(sum(given), cap)
        taken += worth
        points.append(worth)
    return points, min(max(card.start - taken, card.floor), card.ceiling), outcome


def fold(card: Card, months: Iterable[Month]) -> Tally:
    """The sums over all months of a stream."""
    sums, number, total, digest, waiting = [0] * len(card.rows), 0, 0, 0, dict[Outcome, int]()
    least, most = _NO_CAP, NOT_RATED
    for month in months:
        points, scored, outcome = score(card, month)
        line = card.line % (*points, scored, (month.month or "").encode(), (month.person or "").encode())
        digest += int.from_bytes(blake2b(line, digest_size=_BYTES).digest())
        if outcome is not Outcome.DECIDED:
            waiting[outcome] = waiting.get(outcome, 0) + 1
            continue
        number += 1
        total += scored
        least, most = min(least, scored), max(most, scored)
        sums = [kept if more == NOT_RATED else kept + more for kept, more in zip(sums, points, strict=True)]
    points_of = dict(zip(card.rows, sums, strict=True))
    return Tally(points_of, number, total, least if number else None, most if number else None, waiting, digest % _ALL)


def merged(tallies: Iterable[Tally]) -> Tally:
    """The fold of all that these are folds of."""
    return reduce(_added, tallies)


def _added(left: Tally, right: Tally) -> Tally:
    least = [each for each in (left.least, right.least) if each is not None]
    most = [each for each in (left.most, right.most) if each is not None]
    return Tally(
        _summed(left.points, right.points),
        left.months + right.months,
        left.total + right.total,
        min(least, default=None),
        max(most, default=None),
        _summed(left.waiting, right.waiting),
        (left.digest + right.digest) % _ALL,
    )


def _summed(left: Mapping[K, int], right: Mapping[K, int]) -> dict[K, int]:
    return {name: left.get(name, 0) + right.get(name, 0) for name in {**left, **right}}

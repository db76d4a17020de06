"""Many months at once (月度汇总): everyone's every month folded into one sheet, without derivations.

The rows are made ready once per chapter. A fold reads months from a stream and keeps only sums, so memory does not grow
with their number; folds of parts, in any order and by any number of processes, merge into the fold of the whole, and
their digest is the same. `decide_kpi` says the same of each month, and why. S2-K12.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from hashlib import blake2b
from operator import ge, le, lt
from typing import NamedTuple, TypeVar

from domain.decision.decision import Outcome
from domain.decision.facts import FactError, Month
from domain.rulebook.policies.scorecard import Band, RowKind, ScorecardChapter, ScoreRow

K = TypeVar("K", bound=str)
NOT_RATED = -1
_PER_CENT = 10_000
"""Bounds are per cent with at most two places: compared as whole numbers of 1/10,000."""
_BYTES = 16
_ALL = 1 << 8 * _BYTES
_NO_CAP = 1 << 62


_Band = tuple[Callable[[int, int], bool], int, int]


class Card(NamedTuple):
    """A scorecard made ready (备好的考核表). `rows` are the ids of the rows in the order of the points.

    A ratio is over, of, share, bands, cap; an event row, count, points, cap, sign; notices count, least, most, cap.
    """

    rows: tuple[str, ...]
    ratios: tuple[tuple[str, str, bool, tuple[_Band, ...], int], ...]
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
        tuple([(row.over or "", row.of or "", row.share, _bands(row), _cap(row)) for row in ratios]),
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


def _bands(row: ScoreRow) -> tuple[_Band, ...]:
    return tuple([_band(band) for band in row.bands])


def _band(band: Band) -> _Band:
    for how, bound in ((le, band.at_most), (lt, band.below), (ge, band.at_least)):
        if bound is not None:
            return how, int(bound * (_PER_CENT // 100)), band.points
    return ge, 0, band.points


def score(card: Card, month: Month) -> Score:
    """The month as `decide_kpi` has it. Raises FactError (contradictory)."""
    try:
        return _score(card, month)
    except KeyError:
        return Score([NOT_RATED] * len(card.rows), NOT_RATED, Outcome.UNDETERMINED)


def _score(card: Card, month: Month) -> Score:
    counts, points, taken, outcome = month.counts, list[int](), 0, Outcome.DECIDED
    for over_name, of_name, share, bands, cap in card.ratios:
        over, of = counts[over_name], counts[of_name]
        if over > of and share:
            raise FactError("contradictory", over_name, other=of_name)
        worth = NOT_RATED
        if of:
            over *= _PER_CENT
            for how, bound, banded in bands:
                if how(over, bound * of):
                    worth = min(banded, cap)
                    taken += worth
                    break
        points.append(worth)
    for row, name, worth_each, cap, sign in card.events:
        number = counts[name]
        each = month.entered.get(row) if worth_each is None and number else worth_each
        if each is None and number:
            outcome = Outcome.NEEDS_CONFIGURATION
        worth = min(number * (each or 0), cap)
        taken += sign * worth
        points.append(worth)
    for name, low, high, cap in card.notices:
        number, given = counts[name], month.notices
        if len(given) > number:
            raise FactError("contradictory", name, other="notices")
        if len(given) < number or (given and not low <= min(given.values()) <= max(given.values()) <= high):
            outcome = Outcome.NEEDS_PERSON
        worth = min(sum(given.values()), cap)
        taken += worth
        points.append(worth)
    if outcome is not Outcome.DECIDED:
        return Score([NOT_RATED] * len(points), NOT_RATED, outcome)
    return Score(points, min(max(card.start - taken, card.floor), card.ceiling), outcome)


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
        sums = [sum_ + max(each, 0) for sum_, each in zip(sums, points, strict=True)]
    points_of = dict(zip(card.rows, sums, strict=True))
    known = number > 0
    return Tally(points_of, number, total, least if known else None, most if known else None, waiting, digest % _ALL)


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

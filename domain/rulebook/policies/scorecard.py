"""The chapter on the scorecard (绩效考核): rows of a month, bands, events, and how the total is made."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rulebook.text import Text


class RowKind(StrEnum):
    """How a row earns its deduction (计分方式)."""

    RATIO = "ratio"
    """Counts `over` / counts `of`, in per cent, into bands."""
    EACH = "each"
    """`points` for every one of the count, up to the row's weight."""
    NOTICES = "notices"
    """Points set for each notice, from the month's total."""
    REWARD = "reward"
    """`points` are added for every one of the count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band (档次): `at_most` or `at_least` so many per cent, or neither for "else". The first that fits counts."""

    points: int
    at_most: Decimal | None = None
    at_least: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """A row of the sheet (考核项). `printed` quotes the manual's cell; `over`, `of`, `count` name counts of the month.

    An empty denominator is n/a: not rated, nothing deducted. `points` unset blocks confirmation where they are needed.
    """

    id: str
    clause: str
    name: Text
    kind: RowKind
    printed: str
    weight: int = 0
    over: str | None = None
    of: str | None = None
    bands: tuple[Band, ...] = ()
    count: str | None = None
    points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardChapter:
    """The scorecard (绩效考核表): `start` less deductions, plus rewards; never under `floor`."""

    clause: str
    start: int
    floor: int
    rows: tuple[ScoreRow, ...]
    confirm: str
    """The role that confirms a month."""

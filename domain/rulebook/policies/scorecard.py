"""The chapter on the scorecard (绩效考核): rows of a month, bands, events, and how the total is made."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rulebook.text import Text


class RowKind(StrEnum):
    """How a row earns its points (计分方式)."""

    RATIO = "ratio"
    """Counts `over` / counts `of`, in per cent, into bands; without bands it is only shown."""
    EACH = "each"
    """`points` off for every one of the count."""
    NOTICES = "notices"
    """Points off that a person sets for each notice, between `at_least` and `at_most`."""
    REWARD = "reward"
    """`points` are added for every one of the count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band (档次): `at_most`, `below` or `at_least` so many per cent, or none of them for "else". The first that fits
    counts."""

    points: int
    at_most: Decimal | None = None
    below: Decimal | None = None
    at_least: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """A row of the sheet (考核项). `printed` quotes the manual's cell; `over`, `of`, `count` name counts of the month.

    `share`: what `over` counts is part of what `of` counts, so more of it is contradictory. An empty denominator is
    n/a: not rated, nothing deducted. `capped`: the deduction ends with the row's `weight`; else it eats into the others
    of the month. `points` unset: where they are needed, the month has no total until they are entered.
    """

    id: str
    clause: str
    name: Text
    kind: RowKind
    printed: str
    weight: int = 0
    over: str | None = None
    of: str | None = None
    share: bool = True
    bands: tuple[Band, ...] = ()
    count: str | None = None
    points: int | None = None
    capped: bool = False
    at_least: int | None = None
    at_most: int | None = None
    set_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardChapter:
    """The scorecard (绩效考核表): the weights of all rows less deductions, plus rewards; never under `floor`, and never
    over `ceiling` if there is one."""

    clause: str
    floor: int
    rows: tuple[ScoreRow, ...]
    confirm: str
    """The role that confirms a month."""
    ceiling: int | None = None

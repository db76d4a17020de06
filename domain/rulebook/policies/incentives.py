"""The chapter on incentives (奖惩): fines and rewards, proposals until a person confirms them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rulebook.policies.common import Rule


class IncentiveKind(StrEnum):
    """Fine or reward (罚款或奖励)."""

    FINE = "fine"
    REWARD = "reward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """So many months in a row (连续月): a ratio of two counts of at least `at_least` per cent; a month that was used
    once is not used again unless `reuse`. Months with fewer than `sample` in the denominator break the streak."""

    clause: str
    months: int
    over: str
    of: str
    at_least: Decimal
    sample: int
    reuse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncentiveRule(Rule):
    """A fine or reward (奖惩规则). Its `when` is read once for every obligation (`obligations.*`), or, with `streak` or
    `quiet`, over the months. `amount` unset, or `severity` set by the manager: the proposal waits for a value."""

    kind: IncentiveKind
    payer: str
    payee: str
    confirm: str
    amount: Decimal | None = None
    by_severity: bool = False
    also: tuple[str, ...] = ()
    """What else follows: praise notice and the like."""
    streak: Streak | None = None
    quiet: str | None = None
    """Count that must be 0 over the quarter's months for the reward. [S4-5.1]"""
    active: str | None = None
    """Count that must be at least 1 over the same months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncentiveChapter:
    """Fines and rewards (奖惩). `empty` are clauses that the manual left blank; nothing is invented. [S1-7.4]"""

    clause: str
    rules: tuple[IncentiveRule, ...]
    empty: tuple[str, ...] = ()

"""The chapter on incentives (奖惩): fines and rewards, proposals until a person confirms them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rulebook.policies.common import Rule
from domain.rulebook.text import Text


class IncentiveKind(StrEnum):
    """Fine or reward (罚款或奖励)."""

    FINE = "fine"
    REWARD = "reward"


class Party(StrEnum):
    """Who pays or receives (收付方)."""

    COMPANY = "company"
    OWNER = "owner"
    """Whoever owed the obligation, or did the deed."""
    PERSON = "person"
    """Whose months they are."""


class Per(StrEnum):
    """What one occurrence is (按何计次). [S1-7.3]"""

    CASE = "case"
    """However many obligations of a case are breached, the first one counts."""
    OBLIGATION = "obligation"
    """Every obligation, once in each round."""
    DAY = "day"
    """Every day late."""


class AmountFrom(StrEnum):
    """Where the amount comes from (金额来源)."""

    RULE = "rule"
    """`amount`; while that is unset, the proposal waits for it."""
    SEVERITY = "severity"
    """`scale`, by the severity that the confirming role chooses. [S4-4.1]"""
    PERSON = "person"
    """Whoever confirms sets it each time. [S2-1.8]"""


class Whose(StrEnum):
    """Whose months are looked at (按谁统计). [S1-7.1]"""

    PERSON = "person"
    DEPARTMENT = "department"
    """All persons' counts of a month together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """So many calendar months in a row (连续月): counts `over` at least `at_least` per cent of counts `of`.

    Unless `reuse`, a month that was rewarded is not used again. A month with fewer than `sample` in `of`, and a month
    that is not there, break the streak.
    """

    clause: str
    months: int
    over: str
    of: str
    at_least: Decimal
    sample: int
    reuse: bool
    whose: Whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A calendar quarter without any of the count `none`, and at least `at_least` of the count `active` (平静季度)."""

    clause: str
    none: str
    active: str
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """A step of the scale of a penalty (情节轻重)."""

    id: str
    clause: str
    name: Text
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class IncentiveRule(Rule):
    """A fine or reward (奖惩规则). Its `when` is read for every obligation; a rule with `streak` or `quiet` looks at
    months instead and has none.

    `per` tells which of several obligations are one occurrence; without it each stands for itself. `unchecked` is a
    list of which some item must be missing among what was checked. `also` is what else follows. `confirm` is the role
    that confirms or rejects the proposal.
    """

    kind: IncentiveKind
    payer: Party
    payee: Party
    confirm: str
    amount_from: AmountFrom = AmountFrom.RULE
    amount: Decimal | None = None
    scale: tuple[Severity, ...] | None = None
    per: Per | None = None
    unchecked: str | None = None
    streak: Streak | None = None
    quiet: Quiet | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncentiveChapter:
    """Fines and rewards (奖惩). `empty` are clauses that the manual left blank; nothing is invented. [S1-7.4]"""

    clause: str
    rules: tuple[IncentiveRule, ...]
    empty: tuple[str, ...] = ()

"""The chapter on returns (返厂与退货): classes with conditions, methods, refused lines, papers, who may approve."""

from dataclasses import dataclass
from enum import StrEnum

from domain.rulebook.policies.common import Rolls, Rule
from domain.rulebook.text import Text


class Unmet(StrEnum):
    """What follows when a condition of the gate is not met (未满足时)."""

    HOLD = "hold"
    """The return waits until it is."""
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Rule):
    """What must hold before any return is taken up (受理门槛). [S0-5.1]"""

    unmet: Unmet = Unmet.HOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What may be asked for (处理方法): refund, exchange, repair."""

    id: str
    clause: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnClass(Rule):
    """A class of return (返厂类别). `methods` may be asked for; `states` are facts that the agreement must state, as
    far as it does; `bases` are those of which one must be named."""

    methods: tuple[str, ...]
    states: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser(Rule):
    """Who chooses among the methods (由谁选择)."""

    chooser: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Rule):
    """When a return, or a line of a parcel, is refused (拒收)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed(Rule):
    """What may lie in a parcel to the factory (可返厂项). [S3-8.1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRule(Rule):
    """Who must approve, on which papers (审批权限). `approver_at_least` is a rank of the chapter, `needs` are facts
    that must be given; without either it lifts the rules over which it prevails."""

    approver_at_least: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueBy:
    """A deadline of a duty (义务期限): `done` is the day it was done; `seen`, the day it was looked at and was not."""

    clause: str
    anchor: str
    months: int
    done: str
    seen: str
    roll: Rolls = Rolls.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Rule):
    """Something the dealer must keep up (加盟商义务): flagged when the rule does not apply, or when it is late."""

    due: DueBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """An approver's rank (审批级别), the lowest `level` first."""

    id: str
    clause: str
    name: Text
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChapter:
    """Returns (返厂). `boxed` and `refused` speak of the lines of a parcel, all else of the return as a whole."""

    clause: str
    gate: tuple[Gate, ...] = ()
    methods: tuple[Method, ...] = ()
    classes: tuple[ReturnClass, ...] = ()
    choosers: tuple[Chooser, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    ranks: tuple[Rank, ...] = ()
    authority: tuple[AuthorityRule, ...] = ()
    duties: tuple[Duty, ...] = ()
    boxed: tuple[Boxed, ...] = ()
    refused: tuple[Refusal, ...] = ()

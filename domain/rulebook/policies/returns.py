"""The chapter on returns (返厂与退货): classes with conditions, methods, refused lines, papers, who may approve."""

from dataclasses import dataclass

from domain.rulebook.policies.common import Rule
from domain.rulebook.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnClass(Rule):
    """A class of return (返厂类别). `methods` may be asked for; `needs` are facts that must be known to choose it."""

    methods: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine(Rule):
    """What may not be in the parcel (拒收项)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRule(Rule):
    """Who must approve, on which basis (审批权限). `approver_at_least` is a rank of the chapter."""

    approver_at_least: str
    basis: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Rule):
    """Something the dealer must keep up (加盟商义务): it is met when the rule applies, and flagged when not."""

    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """An approver's rank (审批级别), the lowest `level` first."""

    id: str
    clause: str
    name: Text
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChapter:
    """Returns (返厂). `gate` are facts that must be known before a return is accepted at all. [S0-5.1]"""

    clause: str
    gate: tuple[str, ...] = ()
    classes: tuple[ReturnClass, ...] = ()
    refused: tuple[RefusedLine, ...] = ()
    ranks: tuple[Rank, ...] = ()
    authority: tuple[AuthorityRule, ...] = ()
    duties: tuple[Duty, ...] = ()

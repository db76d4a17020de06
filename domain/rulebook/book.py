"""A company's manual as data (规则手册)."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from domain.rulebook.complaint import ComplaintChapter
from domain.rulebook.lookup import by_id
from domain.rulebook.notices import NoticeRule, Trigger
from domain.rulebook.people import Channel, Department, Role
from domain.rulebook.policies.common import ItemList
from domain.rulebook.policies.incentives import IncentiveChapter
from domain.rulebook.policies.remedies import RemedyChapter
from domain.rulebook.policies.responsibility import ResponsibilityChapter
from domain.rulebook.policies.returns import ReturnChapter
from domain.rulebook.policies.scorecard import ScorecardChapter
from domain.rulebook.policies.settlement import SettlementChapter
from domain.rulebook.policies.warranty import WarrantyChapter
from domain.rulebook.text import Text
from domain.time.calendar import Window

POLICIES = ("warranty", "remedies", "returns", "settlement", "responsibility", "scorecard", "incentives")
"""The chapters that decisions read; each optional."""


class SourceKind(StrEnum):
    """Where a value comes from (取值来源)."""

    MANUAL = "manual"
    """Stated by the clause."""
    READING = "reading"
    """The clause can be read in several ways; `reading` names the one chosen."""
    DEFAULT = "default"
    """The manual is silent; the company may set it."""
    UNSET = "unset"
    """The manual gives no value and nobody has set one: what hangs on it asks for configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Why the value at `key` is what it is (取值依据). Without a Source, the clause of its rule states it."""

    key: str
    clause: str
    kind: SourceKind
    reading: str | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """A published rulebook. `calendar` is a region of `rulebooks/calendars`; windows are minutes of the civil day.

    `complaint_slice` is what a complaint's plan carries. Lookups raise KeyError.
    """

    name: str
    version: str
    title: Text
    manual: str
    language: str
    calendar: str
    windows: tuple[Window, ...]
    quiet: tuple[Window, ...]
    roles: tuple[Role, ...]
    departments: tuple[Department, ...] = ()
    channels: tuple[Channel, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    complaint: ComplaintChapter | None = None
    lists: tuple[ItemList, ...] = ()
    warranty: WarrantyChapter | None = None
    remedies: RemedyChapter | None = None
    returns: ReturnChapter | None = None
    settlement: SettlementChapter | None = None
    responsibility: ResponsibilityChapter | None = None
    scorecard: ScorecardChapter | None = None
    incentives: IncentiveChapter | None = None
    sources: tuple[Source, ...] = ()

    def role(self, role_id: str) -> Role:
        return by_id(self.roles, role_id)

    def department(self, department_id: str) -> Department:
        return by_id(self.departments, department_id)

    def channel(self, channel_id: str) -> Channel:
        return by_id(self.channels, channel_id)

    def notice(self, notice_id: str) -> NoticeRule:
        return by_id(self.notices, notice_id)

    def notices_on(self, trigger: Trigger) -> tuple[NoticeRule, ...]:
        """The notices that an occurrence sets off; those on "task_opened" only go out when their step names them."""
        return tuple(notice for notice in self.notices if notice.on == trigger)

    def complaint_slice(self) -> "Rulebook":
        """This book as a complaint's plan carries it: without its policies and the notes on where values come from."""
        without: dict[str, Any] = dict.fromkeys(POLICIES)
        return replace(self, sources=(), lists=(), **without)

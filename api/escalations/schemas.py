"""Shapes of escalations (升级结构)."""

from typing import Literal

from pydantic import Field
from typing_extensions import TypedDict

from api.paging import Code, Page
from api.words import Named


class EscalationFilter(Page):
    """Filters of the list; all of them together."""

    to: Code | None = Field(None, description="addressed role")
    case_no: Code | None = None
    mine: bool = Field(False, description="addressed to a role of the calling person")
    acknowledged: bool | None = None
    status: Literal["open", "closed"] = "open"
    rehearsal: bool = False


class EscalationOut(TypedDict):
    """A rung that fired for a task or promise. `overdue`: not acknowledged in its term, by the case's clock."""

    id: str
    case_no: str
    subject: str
    about: Named
    rung: int
    to: Named
    at: str
    acknowledge_by: str | None
    acknowledged_at: str | None
    acknowledged_by: str | None
    status: str
    overdue: bool
    due: str | None
    clause: str | None
    may_acknowledge: bool
    rehearsal: bool
    href: str


class EscalationList(TypedDict):
    """A page of escalations, the newest first."""

    items: list[EscalationOut]
    next: str | None

"""Shapes of tasks (待办结构)."""

from typing import Literal

from pydantic import Field
from typing_extensions import TypedDict

from api.deadlines.schemas import TermOut
from api.fields import FormOut
from api.paging import Code, InstantParam, Page
from api.words import Named


class TaskFilter(Page):
    """Filters of the queue; all of them together. Rehearsals' tasks are listed only when asked for."""

    role: Code | None = None
    department: Code | None = None
    person: Code | None = None
    case_no: Code | None = Field(None, description="the tasks of one case, a rehearsal's too")
    step: Code | None = None
    due_before: InstantParam | None = None
    breached: bool | None = None
    mine: bool = Field(False, description="what the calling person owes")
    status: Literal["open", "answered", "dropped"] = "open"
    rehearsal: bool = False


class TaskDeadlineOut(TypedDict):
    """A task's deadline. `overdue`: due by the case's clock; `breached`: recorded as missed."""

    clause: str
    term: TermOut | None
    start: str
    due: str
    provisional: bool
    binding: bool
    status: str
    overdue: bool
    breached: bool
    explain: str


class TaskCaseOut(TypedDict):
    """What a queue shows of the task's case."""

    case_no: str
    state: Named
    complaint_type: Named | None
    major: bool
    rehearsal: bool
    round: int
    href: str


class TaskOut(TypedDict):
    """A form that someone owes."""

    id: str
    case: TaskCaseOut
    step: Named
    forms: list[FormOut]
    role: Named
    department: Named | None
    person: str | None
    clause: str
    round: int
    revision: int
    etag: str
    status: str
    opened_at: str
    closed_at: str | None
    late: bool
    deadline: TaskDeadlineOut | None
    may_file: bool
    href: str


class TaskList(TypedDict):
    """A page of tasks, the nearest deadline first."""

    items: list[TaskOut]
    next: str | None

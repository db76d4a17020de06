"""Shapes of cases (案件结构). Instants are RFC 3339; people's words and customers' data never stand in a list."""

from typing import Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.deadlines.schemas import TermOut
from api.fields import FormOut
from api.paging import Code, InstantParam, Page
from api.words import Named


class CaseFilter(Page):
    """Filters of the list of cases; all of them together. Rehearsals are listed only when asked for."""

    state: Code | None = None
    type: Code | None = Field(None, description="the complaint's type")
    department: Code | None = None
    channel: Code | None = None
    major: bool | None = None
    breached: bool | None = Field(None, description="has a running deadline that was missed")
    open: bool | None = None
    opened_from: InstantParam | None = Field(None, description="accepted at or after")
    opened_before: InstantParam | None = Field(None, description="accepted before")
    rehearsal: bool = False
    q: str | None = Field(None, max_length=40, description="a case number or its beginning")
    phone: str | None = Field(None, max_length=40, description="the customer's phone, however written")


class CustomerOut(TypedDict):
    """The customer: masked, but for what `reveal` shows."""

    name: str | None
    phone: str | None
    address: str | None


class RevealOut(TypedDict):
    """Someone was shown the customer unmasked."""

    actor: str
    reason: str
    at: str


class RevealList(TypedDict):
    """The record of one case, whole."""

    items: list[RevealOut]


class DeadlineOut(TypedDict):
    """A running deadline. `due` is exclusive: an act is in time before it."""

    id: str
    clause: str
    term: TermOut | None
    start: str
    due: str
    provisional: bool
    binding: bool
    breached: bool
    reminders: int
    rungs: int
    explain: str


class CaseTaskOut(TypedDict):
    """An open task of a case, with what `POST {href}` needs: the form's id and the revision for If-Match."""

    id: str
    step: Named
    forms: list[str]
    role: Named
    department: Named | None
    person: str | None
    clause: str
    revision: int
    opened_at: str
    deadline: DeadlineOut | None
    href: str


class PromiseOut(TypedDict):
    """A promise to the customer that is not kept yet."""

    id: str
    rule: Named
    role: Named
    clause: str
    opened_at: str
    deadline: DeadlineOut


class OfferOut(TypedDict):
    """A form that may come now."""

    id: str
    kind: Named
    form: str
    role: Named
    department: Named | None
    clause: str
    until: str | None
    left: int
    href: str


class CaseEscalationOut(TypedDict):
    """A rung that fired and whose task or promise is still open."""

    id: str
    subject: str
    rung: int
    to: Named
    at: str
    acknowledge_by: str | None
    acknowledged: bool


class ActionOut(TypedDict):
    """Something the calling person may do now: send `form`'s fields to `href`, with `if_match` where it is given."""

    kind: str
    method: str
    href: str
    form: FormOut
    clause: str
    if_match: NotRequired[str]
    target: NotRequired[str]
    due: NotRequired[str]


class CaseSummary(TypedDict):
    """One case in a list."""

    case_no: str
    case_type: str
    state: Named
    outcome: str | None
    round: int
    proposal: int
    channel: Named | None
    complaint_type: Named | None
    department: Named | None
    major: bool
    callbacks_round: int
    callbacks_total: int
    revision: int
    rehearsal: bool
    frozen: str | None
    accepted_at: str
    opened_at: str | None
    closed_at: str | None
    sealed_at: str | None
    breached: bool
    next_due: str | None
    rulebook: dict[str, str]
    href: str


class CaseOut(CaseSummary):
    """One case as it stands, with everything open."""

    now: str
    customer: CustomerOut | None
    tasks: list[CaseTaskOut]
    promises: list[PromiseOut]
    offers: list[OfferOut]
    escalations: list[CaseEscalationOut]
    words: NotRequired[dict[str, str]]
    allowed_actions: NotRequired[list[ActionOut]]


class CaseList(TypedDict):
    """A page of cases, newest first. `next` is the cursor of the following page, null on the last."""

    items: list[CaseSummary]
    next: str | None


class ActorOut(TypedDict):
    """Who acted, in which role."""

    id: str
    name: str | None
    role: Named
    department: Named | None


class EntryOut(TypedDict):
    """One event. `at` is the instant by which it is judged; `fired_at` only if it was noticed later than due.

    `to`: the department or role that owes it, or is told of it.
    """

    seq: int
    event: Named
    at: str
    fired_at: NotRequired[str]
    actor: NotRequired[ActorOut]
    about: NotRequired[Named]
    to: NotRequired[Named]
    acknowledge_by: NotRequired[str]
    form: NotRequired[Named]
    state: NotRequired[Named]
    clause: NotRequired[str]
    deadline: NotRequired[dict[str, Any]]
    words: NotRequired[dict[str, str]]
    data: dict[str, Any]
    hash: str


class Timeline(TypedDict):
    """A page of events, oldest first."""

    case_no: str
    items: list[EntryOut]
    next: str | None

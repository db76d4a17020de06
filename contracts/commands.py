"""Commands that ask a case for a change, and the receipts it answers with (see design of commands)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

CommandKind = Literal["open", "form", "withdraw", "acknowledge"]

RESUME_SOON_INTERVENTIONS = 1_200
RESUME_SOON_FORMS = 1_900
"""Accepted updates in one run from which interventions, then forms, are answered `busy` until the case resumes."""

EVENTS_PER_PAGE = 100
EVENTS_CARRIED = 200


class Message(BaseModel):
    """Base of everything that crosses a port: immutable, unknown fields refused, defaults left out when written."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ActorRef(Message):
    """Who acts, in which role (角色), for which department. Ids only; names live in the actor directory."""

    id: str = Field(max_length=100)
    role: str = Field(max_length=60)
    department: str | None = Field(default=None, max_length=60)
    supervisor: bool = False


class Known(Message):
    """What the table holds of a case: its revision and the chain head there."""

    revision: int = 0
    head: str


class Command(Message):
    """One change that a person or a system wants. `id` is also the update id.

    `received_at` is a case instant (microseconds UTC): the database's clock plus the case's clock offset.
    `fields` holds the decision fields of the form only; people's words stay in the document `doc`.
    """

    id: str = Field(max_length=100)
    kind: CommandKind
    actor: ActorRef
    received_at: int
    known: Known | None = None
    target: str | None = None
    target_revision: int | None = None
    form: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    doc: str | None = None
    occurred_at: int | None = None


class Receipt(Message):
    """What changed: events after `since`, oldest first, as canonical text; `head` is the chain head at `revision`.

    `revision` is the sequence number of the last event listed here; `latest` that of the case. `now` is the case's
    clock, microseconds UTC. `first` is the sequence number of `events[0]`.
    """

    case_no: str
    epoch: int = 0
    first: int
    events: list[str]
    revision: int
    head: str
    latest: int
    now: int


class Refusal(Message):
    """Why a case refused a command: a stable code, where it points, the clause, and the revision it spoke at.

    `detail` says what is wrong with a field when the code is `invalid_fields`, for example `department_required`.
    """

    code: str
    detail: str | None = None
    pointer: str | None = None
    clause: str | None = None
    revision: int = 0
    head: str = ""


FINAL_REFUSALS = (
    "task_not_open",
    "offer_not_open",
    "escalation_not_open",
    "stale_revision",
    "wrong_form",
    "wrong_actor",
    "invalid_fields",
    "case_closed",
    "superseded",
    "too_far_back",
    "occurred_out_of_range",
)
"""Codes that speak of a thing named by id and revision: those only move forward, so the answer is for ever."""

PASSING_REFUSALS = ("busy", "not_yet", "fork", "not_open_yet")
"""Codes whose command may succeed later; they are never stored as an answer."""

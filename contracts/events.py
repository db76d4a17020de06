"""Names and shape of the events of a case (事件). Everything that changes a case is one of these.

An event's canonical text holds ``seq name at actor role`` (the engine's own acts bear its role for both) and, where
they apply, ``department``, ``command`` (the command it answers), ``fired_at`` (only when an outage delayed it: the
real instant) and ``data``. `at` is the due instant of what fired by itself, else the instant by which an act is judged.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

OPENED: Final = "opened"
STATE_ENTERED: Final = "state_entered"
TASK_OPENED: Final = "task_opened"
TASK_ANSWERED: Final = "task_answered"
TASK_DROPPED: Final = "task_dropped"
OFFER_OPENED: Final = "offer_opened"
OFFER_TAKEN: Final = "offer_taken"
OFFER_CLOSED: Final = "offer_closed"
PROMISE_OPENED: Final = "promise_opened"
PROMISE_KEPT: Final = "promise_kept"
PROMISE_DROPPED: Final = "promise_dropped"
REMINDED: Final = "reminded"
BREACHED: Final = "breached"
ESCALATED: Final = "escalated"
ACKNOWLEDGED: Final = "acknowledged"
NOTICE: Final = "notice"
WITHDRAWN: Final = "withdrawn"
CLOSED: Final = "closed"
SEALED: Final = "sealed"


@dataclass(frozen=True, slots=True)
class Event:
    """One event, decoded. Instants in microseconds UTC."""

    seq: int
    name: str
    at: int
    actor: str | None = None
    role: str | None = None
    department: str | None = None
    command: str | None = None
    fired_at: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def as_plain(event: Event) -> dict[str, Any]:
    """The event as a map without what is None or empty."""
    plain: dict[str, Any] = {"seq": event.seq, "name": event.name, "at": event.at}
    if event.actor is not None:
        plain["actor"] = event.actor
    if event.role is not None:
        plain["role"] = event.role
    if event.department is not None:
        plain["department"] = event.department
    if event.command is not None:
        plain["command"] = event.command
    if event.fired_at is not None:
        plain["fired_at"] = event.fired_at
    if event.data:
        plain["data"] = event.data
    return plain


def from_text(text: str) -> Event:
    """Reads an event from its canonical text."""
    return Event(**json.loads(text))

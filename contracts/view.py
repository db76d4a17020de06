"""The case as it stands (案件视图): a fold over its events, the same in the workflow and where the table is written.

Only `fold` changes a view. It holds what is *open*; what is over stands in the events.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contracts import events as ev
from contracts.events import Event


@dataclass(slots=True)
class DeadlineView:
    """A running deadline: exclusive limit `due` (microseconds UTC), what it was counted from, and what fired."""

    clause: str
    start: int
    due: int
    term: str | None = None
    provisional: bool = False
    binding: bool = True
    breached: bool = False
    reminders: int = 0
    rungs: int = 0


@dataclass(slots=True)
class TaskView:
    """A form that someone owes (待办)."""

    id: str
    step: str
    forms: list[str]
    role: str
    opened_at: int
    clause: str
    department: str | None = None
    person: str | None = None
    revision: int = 1
    deadline: DeadlineView | None = None


@dataclass(slots=True)
class PromiseView:
    """What the customer was promised (承诺)."""

    id: str
    rule: str
    role: str
    opened_at: int
    clause: str
    deadline: DeadlineView


@dataclass(slots=True)
class OfferView:
    """A form that may come and that nobody owes."""

    id: str
    kind: str
    form: str
    role: str
    clause: str
    opened_at: int
    department: str | None = None
    until: int | None = None
    left: int = 1


@dataclass(slots=True)
class EscalationView:
    """A rung that fired (升级) for a task or promise, and whether its addressee has acknowledged it.

    `cause` is "breach", or the rule that escalates without one; `superseded` once the next rung has fired.
    """

    id: str
    subject: str
    cause: str
    ladder: str
    rung: int
    to: str
    at: int
    acknowledge_by: int | None = None
    acknowledged: bool = False
    superseded: bool = False


@dataclass(slots=True)
class CaseView:
    """Scalars of the case, and everything open, by id in order of opening."""

    case_no: str
    company: str
    case_type: str = ""
    revision: int = 0
    state: str = ""
    round: int = 0
    proposal: int = 0
    complaint_type: str | None = None
    department: str | None = None
    major: bool = False
    rehearsal: bool = False
    outcome: str | None = None
    callbacks_round: int = 0
    callbacks_total: int = 0
    opened_at: int | None = None
    closed_at: int | None = None
    sealed_at: int | None = None
    tasks: dict[str, TaskView] = field(default_factory=dict)
    promises: dict[str, PromiseView] = field(default_factory=dict)
    offers: dict[str, OfferView] = field(default_factory=dict)
    escalations: dict[str, EscalationView] = field(default_factory=dict)

    def deadline_of(self, subject: str) -> DeadlineView | None:
        """The running deadline of an open task or promise."""
        if subject in self.tasks:
            return self.tasks[subject].deadline
        return self.promises[subject].deadline if subject in self.promises else None


BREACH = "breach"
"""Cause of an escalation that a missed deadline set off."""

SCALARS = ("state", "round", "proposal", "complaint_type", "department", "callbacks_round", "callbacks_total")
"""Fields that a `state_entered` event may set."""


def fold(view: CaseView, event: Event) -> None:
    """Brings `view` from revision ``event.seq - 1`` to ``event.seq``. Raises ValueError (`gap`) otherwise."""
    if event.seq != view.revision + 1:
        raise ValueError(f"gap: event {event.seq} after revision {view.revision}")
    view.revision = event.seq
    change = _CHANGES.get(event.name)
    if change is not None:  # an event of a newer release changes nothing here and stays in the timeline
        change(view, event)


def _opened(view: CaseView, event: Event) -> None:
    data = event.data
    view.case_type, view.opened_at, view.round = data["case_type"], event.at, 1
    view.complaint_type, view.department = data.get("complaint_type"), data.get("department")
    view.major, view.rehearsal = data.get("major", False), data.get("rehearsal", False)


def _state_entered(view: CaseView, event: Event) -> None:
    for name in SCALARS:
        if name in event.data:
            setattr(view, name, event.data[name])


def _deadline(data: dict[str, Any] | None) -> DeadlineView | None:
    return DeadlineView(**data) if data else None


def _task_opened(view: CaseView, event: Event) -> None:
    data = dict(event.data)
    deadline = _deadline(data.pop("deadline", None))
    data.pop("round", None)
    task = TaskView(id=data.pop("task"), opened_at=event.at, deadline=deadline, **data)
    view.tasks[task.id] = task


def _task_over(view: CaseView, event: Event) -> None:
    _subject_over(view, event.data["task"])
    view.tasks.pop(event.data["task"], None)


def _subject_over(view: CaseView, subject: str) -> None:
    """What is settled needs no acknowledgement any more."""
    for escalation in [e for e in view.escalations.values() if e.subject == subject]:
        del view.escalations[escalation.id]


def _offer_opened(view: CaseView, event: Event) -> None:
    data = dict(event.data)
    offer = OfferView(id=data.pop("offer"), opened_at=event.at, **data)
    view.offers[offer.id] = offer


def _offer_taken(view: CaseView, event: Event) -> None:
    offer = view.offers.get(event.data["offer"])
    if offer is not None:
        offer.left -= 1
        if offer.left <= 0:
            del view.offers[offer.id]


def _offer_closed(view: CaseView, event: Event) -> None:
    view.offers.pop(event.data["offer"], None)


def _promise_opened(view: CaseView, event: Event) -> None:
    data = dict(event.data)
    deadline = DeadlineView(**data.pop("deadline"))
    data.pop("round", None)
    promise = PromiseView(id=data.pop("promise"), opened_at=event.at, deadline=deadline, **data)
    view.promises[promise.id] = promise


def _promise_over(view: CaseView, event: Event) -> None:
    _subject_over(view, event.data["promise"])
    view.promises.pop(event.data["promise"], None)


def _reminded(view: CaseView, event: Event) -> None:
    deadline = view.deadline_of(event.data["subject"])
    if deadline is not None:
        deadline.reminders = event.data["reminder"]


def _breached(view: CaseView, event: Event) -> None:
    deadline = view.deadline_of(event.data["subject"])
    if deadline is not None:
        deadline.breached = True


def _escalated(view: CaseView, event: Event) -> None:
    data = event.data
    for earlier in view.escalations.values():
        if (earlier.subject, earlier.ladder, earlier.cause) == (data["subject"], data["ladder"], data["cause"]):
            earlier.superseded = True
    deadline = view.deadline_of(data["subject"])
    if deadline is not None and data["cause"] == BREACH:
        deadline.rungs = data["rung"]
    plain = {key: value for key, value in data.items() if key != "escalation"}
    view.escalations[data["escalation"]] = EscalationView(id=data["escalation"], at=event.at, **plain)


def _acknowledged(view: CaseView, event: Event) -> None:
    if event.data["escalation"] in view.escalations:
        view.escalations[event.data["escalation"]].acknowledged = True


def _closed(view: CaseView, event: Event) -> None:
    view.outcome, view.closed_at, view.state = event.data["outcome"], event.at, event.data["state"]


def _sealed(view: CaseView, event: Event) -> None:
    view.sealed_at = event.at


def _reopened_by_offer(view: CaseView, event: Event) -> None:
    _offer_taken(view, event)
    if event.data.get("reopens"):
        view.outcome, view.closed_at = None, None


_CHANGES: dict[str, Callable[[CaseView, Event], None]] = {
    ev.OPENED: _opened,
    ev.STATE_ENTERED: _state_entered,
    ev.TASK_OPENED: _task_opened,
    ev.TASK_ANSWERED: _task_over,
    ev.TASK_DROPPED: _task_over,
    ev.OFFER_OPENED: _offer_opened,
    ev.OFFER_TAKEN: _reopened_by_offer,
    ev.OFFER_CLOSED: _offer_closed,
    ev.PROMISE_OPENED: _promise_opened,
    ev.PROMISE_KEPT: _promise_over,
    ev.PROMISE_DROPPED: _promise_over,
    ev.REMINDED: _reminded,
    ev.BREACHED: _breached,
    ev.ESCALATED: _escalated,
    ev.ACKNOWLEDGED: _acknowledged,
    ev.CLOSED: _closed,
    ev.SEALED: _sealed,
}


def to_plain(view: CaseView) -> dict[str, Any]:
    """The view as plain data (for the query, a resume, the table). By hand: every store does it."""
    plain = _fields(view)
    plain["tasks"] = {key: _owed(task) | {"forms": list(task.forms)} for key, task in view.tasks.items()}
    plain["promises"] = {key: _owed(promise) for key, promise in view.promises.items()}
    plain["offers"] = {key: _fields(offer) for key, offer in view.offers.items()}
    plain["escalations"] = {key: _fields(escalation) for key, escalation in view.escalations.items()}
    return plain


def _fields(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__slots__}


def _owed(part: TaskView | PromiseView) -> dict[str, Any]:
    deadline = part.deadline
    return _fields(part) | {"deadline": None if deadline is None else _fields(deadline)}


def from_plain(data: dict[str, Any]) -> CaseView:
    """Reads what `to_plain` wrote."""
    plain = dict(data)
    plain["tasks"] = {
        key: TaskView(**{**item, "deadline": _deadline(item.get("deadline"))}) for key, item in data["tasks"].items()
    }
    plain["promises"] = {
        key: PromiseView(**{**item, "deadline": DeadlineView(**item["deadline"])})
        for key, item in data["promises"].items()
    }
    plain["offers"] = {key: OfferView(**item) for key, item in data["offers"].items()}
    plain["escalations"] = {key: EscalationView(**item) for key, item in data["escalations"].items()}
    return CaseView(**plain)

"""From events to rows (事件成行): pure, so that the table is the same however the events arrive."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from contracts import events as ev
from contracts.events import Event
from contracts.view import CaseView, fold

Row = dict[str, Any]


@dataclass(slots=True)
class Changes:
    """Rows to insert, and by id what changes in rows that stand. A row opened and closed here is inserted closed."""

    tasks: dict[str, Row] = field(default_factory=dict)
    tasks_over: dict[str, Row] = field(default_factory=dict)
    deadlines: dict[str, Row] = field(default_factory=dict)
    deadlines_set: dict[str, Row] = field(default_factory=dict)
    offers: dict[str, Row] = field(default_factory=dict)
    offers_set: dict[str, Row] = field(default_factory=dict)
    escalations: dict[str, Row] = field(default_factory=dict)
    escalations_set: dict[str, Row] = field(default_factory=dict)
    notices: list[Row] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    """By command id, the first event that bears it."""


def changes(view: CaseView, events: list[Event], epoch: int) -> Changes:
    """Folds `events` into `view` and answers what that changes in the tables. Raises ValueError (`gap`)."""
    out = Changes()
    before = tuple(view.escalations)
    for event in events:
        fold(view, event)
        if event.command is not None and _is_uuid(event.command):
            out.answers.setdefault(event.command, event.seq)
        change = _CHANGES.get(event.name)
        if change is not None:
            change(out, view, event)
        if event.name == ev.NOTICE:
            out.notices.append(_notice(event, f"{view.case_no}:{epoch}:{event.seq}"))
    for escalation in (*before, *out.escalations):
        if escalation not in view.escalations:
            _set(out.escalations, out.escalations_set, escalation, status="closed")
    return out


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _set(new: dict[str, Row], patches: dict[str, Row], key: str, **values: Any) -> None:
    """Changes a row that was opened in this batch, or notes the change of one that stands."""
    if key in new:
        new[key].update(values)
    else:
        patches.setdefault(key, {"id": key}).update(values)


def _task_opened(out: Changes, view: CaseView, event: Event) -> None:
    data = event.data
    out.tasks[data["task"]] = {
        "id": data["task"],
        "step": data["step"],
        "forms": data["forms"],
        "role": data["role"],
        "department": data.get("department"),
        "person": data.get("person"),
        "clause": data["clause"],
        "round": data.get("round", view.round),
        "revision": data.get("revision", 1),
        "status": "open",
        "opened_at": event.at,
        "closed_at": None,
        "late": False,
    }
    if data.get("deadline"):
        _deadline(out, data["task"], "task", data["step"], data)


def _promise_opened(out: Changes, view: CaseView, event: Event) -> None:
    _deadline(out, event.data["promise"], "promise", event.data["rule"], event.data)


def _deadline(out: Changes, key: str, kind: str, rule: str, data: Row) -> None:
    deadline = data["deadline"]
    out.deadlines[key] = {
        "id": key,
        "kind": kind,
        "rule": rule,
        "role": data["role"],
        "department": data.get("department"),
        "clause": deadline["clause"],
        "term": deadline.get("term"),
        "start": deadline["start"],
        "due": deadline["due"],
        "provisional": deadline.get("provisional", False),
        "binding": deadline.get("binding", True),
        "status": "running",
        "breached_at": None,
        "closed_at": None,
    }


def _task_answered(out: Changes, view: CaseView, event: Event) -> None:
    late = event.data.get("late", False)
    _set(out.tasks, out.tasks_over, event.data["task"], status="answered", closed_at=event.at, late=late)
    _deadline_over(out, event.data["task"], "late" if late else "met", event.at)


def _task_dropped(out: Changes, view: CaseView, event: Event) -> None:
    _set(out.tasks, out.tasks_over, event.data["task"], status="dropped", closed_at=event.at, late=False)
    _deadline_over(out, event.data["task"], "dropped", event.at)


def _promise_kept(out: Changes, view: CaseView, event: Event) -> None:
    _deadline_over(out, event.data["promise"], "late" if event.data.get("late", False) else "met", event.at)


def _promise_dropped(out: Changes, view: CaseView, event: Event) -> None:
    _deadline_over(out, event.data["promise"], "dropped", event.at)


def _deadline_over(out: Changes, key: str, status: str, at: int) -> None:
    """Of a task without a deadline the patch meets no row."""
    _set(out.deadlines, out.deadlines_set, key, status=status, closed_at=at)


def _breached(out: Changes, view: CaseView, event: Event) -> None:
    _set(out.deadlines, out.deadlines_set, event.data["subject"], breached_at=event.at)


def _offer_opened(out: Changes, view: CaseView, event: Event) -> None:
    data = event.data
    out.offers[data["offer"]] = {
        "id": data["offer"],
        "kind": data["kind"],
        "form": data["form"],
        "role": data["role"],
        "department": data.get("department"),
        "clause": data["clause"],
        "until": data.get("until"),
        "left": data.get("left", 1),
        "status": "open",
    }


def _offer_changed(out: Changes, view: CaseView, event: Event) -> None:
    offer = view.offers.get(event.data["offer"])
    left, status = (offer.left, "open") if offer is not None else (0, "closed")
    _set(out.offers, out.offers_set, event.data["offer"], left=left, status=status)


def _escalated(out: Changes, view: CaseView, event: Event) -> None:
    data = event.data
    out.escalations[data["escalation"]] = {
        "id": data["escalation"],
        "subject": data["subject"],
        "rung": data["rung"],
        "to_role": data["to"],
        "at": event.at,
        "acknowledge_by": data.get("acknowledge_by"),
        "acknowledged_at": None,
        "acknowledged_by": None,
        "status": "open",
    }


def _acknowledged(out: Changes, view: CaseView, event: Event) -> None:
    who = {"acknowledged_at": event.at, "acknowledged_by": event.actor}
    _set(out.escalations, out.escalations_set, event.data["escalation"], **who)


def _notice(event: Event, key: str) -> Row:
    data = event.data
    return {
        "id": key,
        "rule": data["rule"],
        "template": data["template"],
        "channel": data["channel"],
        "to_kind": data["to"]["kind"],
        "to_id": data["to"].get("id"),
        "about": data.get("about"),
        "params": data.get("params", {}),
        "doc": data.get("doc"),
        "not_before": data["not_before"],
        "at": event.at,
    }


_CHANGES = {
    ev.TASK_OPENED: _task_opened,
    ev.TASK_ANSWERED: _task_answered,
    ev.TASK_DROPPED: _task_dropped,
    ev.PROMISE_OPENED: _promise_opened,
    ev.PROMISE_KEPT: _promise_kept,
    ev.PROMISE_DROPPED: _promise_dropped,
    ev.BREACHED: _breached,
    ev.OFFER_OPENED: _offer_opened,
    ev.OFFER_TAKEN: _offer_changed,
    ev.OFFER_CLOSED: _offer_changed,
    ev.ESCALATED: _escalated,
    ev.ACKNOWLEDGED: _acknowledged,
}

"""What the one statement of storing takes (`casebook.sql.STORE`): rows as json lists, and the case row's new values."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from casebook.rows import Changes
from contracts.events import Event

Linked = tuple[Event, str, str]
"""An event, its text, and the chain head after it."""


def parameters(
    case_no: str,
    row: Mapping[str, Any],
    new: list[Linked],
    changed: Changes,
    view: dict[str, Any],
    head: str,
    clock_offset: int,
) -> dict[str, Any]:
    """Values for `sql.STORE`. `view`: as plain data.

    In a later epoch, notices that an earlier one has put out are not put out again.
    """
    events = [
        {"seq": event.seq, "name": event.name, "at": event.at, "text": text, "hash": hash_}
        for event, text, hash_ in new
    ]
    return {
        "case_no": case_no,
        "company": row["company"],
        "epoch": row["epoch"],
        "rehearsal": row["rehearsal"],
        "clock_offset": clock_offset,
        "rebuilt": row["epoch"] > 0,
        "events": _json(events),
        "tasks": _rows(changed.tasks),
        "tasks_over": _rows(changed.tasks_over),
        "deadlines": _rows(changed.deadlines),
        "deadlines_set": _rows(changed.deadlines_set),
        "offers": _rows(changed.offers),
        "offers_set": _rows(changed.offers_set),
        "escalations": _rows(changed.escalations),
        "escalations_set": _rows(changed.escalations_set),
        "notices": _json(changed.notices),
        "answers": _json([{"id": key, "revision": seq} for key, seq in changed.answers.items()]),
        "base": row["revision"],
        "revision": view["revision"],
        "head": head,
        "view": _json(view),
        "state": view["state"] or "accepted",
        "outcome": view["outcome"],
        "round": view["round"],
        "proposal": view["proposal"],
        "complaint_type": view["complaint_type"],
        "department": view["department"],
        "major": view["major"],
        "callbacks_round": view["callbacks_round"],
        "callbacks_total": view["callbacks_total"],
        "opened_at": view["opened_at"],
        "closed_at": view["closed_at"],
        "sealed_at": view["sealed_at"],
    }


def _json(value: Any) -> str:
    return to_json(value).decode()  # what `json` would write, in a fraction of its time


def _rows(rows: dict[str, Any]) -> str:
    return _json(list(rows.values())) if rows else "[]"

"""Events as a timeline (时间线): names in both languages, deadlines with their reasons, words for the company only."""

from dataclasses import dataclass
from typing import Any

from api import words
from api.cases import render
from api.cases.schemas import ActorOut, EntryOut
from api.deadlines.words import reason, without_term
from api.instants import write
from api.plans import Plan
from api.words import Named
from casebook.people import Directory
from contracts.events import Event
from domain.time.explain import explain
from domain.time.term import Term


@dataclass(frozen=True, slots=True)
class Around:
    """What a page of events is told with: subjects are task, promise and offer ids with (kind, rule)."""

    company: str
    plan: Plan
    directory: Directory
    subjects: dict[str, tuple[str, str]]
    words: dict[str, dict[str, str]]


def entry(event: Event, head: str, around: Around) -> EntryOut:
    """One event as data for a reader."""
    data = event.data
    out: EntryOut = {
        "seq": event.seq,
        "event": words.named_in("events", event.name),
        "at": write(event.at),
        "data": data,
        "hash": head,
    }
    if event.fired_at is not None:
        out["fired_at"] = write(event.fired_at)
    if event.actor is not None:
        out["actor"] = _actor(event, around)
    about = _about(data, around)
    if about is not None:
        out["about"] = about
    if "form" in data:
        out["form"] = words.named_in("forms", data["form"])
    if "state" in data:
        out["state"] = words.named_in("states", data["state"])
    to = _whom(data, around.plan)
    if to is not None:
        out["to"] = to
    if "acknowledge_by" in data:
        out["acknowledge_by"] = write(data["acknowledge_by"])
    if "clause" in data:
        out["clause"] = data["clause"]
    if data.get("deadline"):
        out["deadline"] = _deadline(data["deadline"], _subject(data) or "", around)
    if data.get("doc") in around.words:
        out["words"] = around.words[data["doc"]]
    return out


def document_ids(events: list[Event]) -> list[str]:
    """The documents that these events refer to."""
    return [event.data["doc"] for event in events if event.data.get("doc")]


def _subject(data: dict[str, Any]) -> str | None:
    """The task, promise or offer that an event speaks of."""
    for key in ("task", "promise", "offer", "subject", "about"):
        if key in data:
            return str(data[key])
    return None


def _about(data: dict[str, Any], around: Around) -> Named | None:
    subject = _subject(data)
    if subject is None:
        return None
    kind, rule = around.subjects.get(subject, ("", subject))
    if kind == "task":
        name = render.step(around.plan, rule)
    elif kind == "promise":
        name = render.promise_rule(around.plan, rule)
    elif kind == "offer":
        name = render.offer_rule(around.plan, rule)
    else:
        name = {"id": rule, "zh": rule, "en": rule}
    return {"id": subject, "zh": name["zh"], "en": name["en"]}


def _whom(data: dict[str, Any], plan: Plan) -> Named | None:
    """Who owes it or is told: a department, a role; None for the customer and where nobody is named."""
    to = data.get("to")
    if isinstance(to, dict):
        named = {"department": render.department, "role": render.role}.get(to["kind"])
        return named(plan, to["id"]) if named else None
    if _subject(data) is None:
        return None
    if data.get("department"):
        return render.department(plan, data["department"])
    role = to or data.get("role")
    return render.role(plan, role) if role else None


def _actor(event: Event, around: Around) -> ActorOut:
    person = around.directory.person(around.company, event.actor or "")
    return {
        "id": event.actor or "",
        "name": person.name if person else None,
        "role": render.role(around.plan, event.role or ""),
        "department": render.department(around.plan, event.department),
    }


def _deadline(data: dict[str, Any], subject: str, around: Around) -> dict[str, Any]:
    """The deadline as it was set, with one line that says why."""
    out: dict[str, Any] = {
        "due": write(data["due"]),
        "start": write(data["start"]),
        "term": render.term(data.get("term")),
        "clause": data["clause"],
        "provisional": data.get("provisional", False),
        "binding": data.get("binding", True),
        "explain": f"/v1/deadlines/{subject}/explain",
    }
    if data.get("term"):
        why = reason(explain(Term.parse(data["term"]), data["start"], around.plan.calendar))
        out["reason"] = {"zh": why.zh, "en": why.en}
    else:
        kind, rule = around.subjects.get(subject, ("", ""))
        name = words.text("notes", without_term(around.plan, kind, rule))
        out["reason"] = {"zh": name.zh, "en": name.en}
    return out

"""A case's row as an answer (案件呈现): what is open is read from the folded view that the row carries."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Row

from api import masking, words
from api.cases.schemas import (
    CaseEscalationOut,
    CaseOut,
    CaseSummary,
    CaseTaskOut,
    CustomerOut,
    DeadlineOut,
    OfferOut,
    PromiseOut,
)
from api.deadlines.schemas import TermOut
from api.deadlines.words import term_text
from api.instants import write, write_or_none
from api.plans import Plan
from api.words import Named
from domain.time.term import Term


def summary(row: Row[Any], plan: Plan, next_due: int | None, *, breached: bool) -> CaseSummary:
    """One case for a list."""
    return {
        "case_no": row.case_no,
        "case_type": row.case_type,
        "state": words.named_in("states", row.state),
        "outcome": row.outcome,
        "round": row.round,
        "proposal": row.proposal,
        "channel": channel(plan, row.channel),
        "complaint_type": complaint_type(plan, row.complaint_type),
        "department": department(plan, row.department),
        "major": row.major,
        "callbacks_round": row.callbacks_round,
        "callbacks_total": row.callbacks_total,
        "revision": row.revision,
        "rehearsal": row.rehearsal,
        "frozen": row.frozen,
        "accepted_at": write(row.accepted_at),
        "opened_at": write_or_none(row.opened_at),
        "closed_at": write_or_none(row.closed_at),
        "sealed_at": write_or_none(row.sealed_at),
        "breached": breached,
        "next_due": write_or_none(next_due),
        "rulebook": {"name": row.rulebook, "version": row.version},
        "href": f"/v1/cases/{row.case_no}",
    }


def full(row: Row[Any], plan: Plan) -> CaseOut:
    """One case with everything open. Without words and actions: the caller adds what the person may see and do."""
    view = row.view
    subjects = [*view.get("tasks", {}).values(), *view.get("promises", {}).values()]
    running = [item["deadline"] for item in subjects if item.get("deadline")]
    due = min((deadline["due"] for deadline in running), default=None)
    case = {
        **summary(row, plan, due, breached=any(deadline.get("breached") for deadline in running)),
        "now": write(row.now),
        "customer": customer(row),
        "tasks": [task(item, plan) for item in view.get("tasks", {}).values()],
        "promises": [promise(item, plan) for item in view.get("promises", {}).values()],
        "offers": [offer(item, plan) for item in view.get("offers", {}).values()],
        "escalations": [escalation(item, plan) for item in view.get("escalations", {}).values()],
    }
    return cast(CaseOut, case)


def customer(row: Row[Any]) -> CustomerOut | None:
    """The customer, masked; None for an anonymous complaint."""
    if row.customer_id is None:
        return None
    return {
        "name": masking.name(row.customer_name),
        "phone": row.customer_phone,
        "address": masking.address(row.customer_address),
    }


def task(item: dict[str, Any], plan: Plan) -> CaseTaskOut:
    """An open task from the view."""
    return {
        "id": item["id"],
        "step": step(plan, item["step"]),
        "forms": item["forms"],
        "role": role(plan, item["role"]),
        "department": department(plan, item.get("department")),
        "person": item.get("person"),
        "clause": item["clause"],
        "revision": item["revision"],
        "opened_at": write(item["opened_at"]),
        "deadline": deadline(item["id"], item["deadline"]) if item.get("deadline") else None,
        "href": f"/v1/tasks/{item['id']}/form",
    }


def promise(item: dict[str, Any], plan: Plan) -> PromiseOut:
    """A promise from the view."""
    return {
        "id": item["id"],
        "rule": promise_rule(plan, item["rule"]),
        "role": role(plan, item["role"]),
        "clause": item["clause"],
        "opened_at": write(item["opened_at"]),
        "deadline": deadline(item["id"], item["deadline"]),
    }


def offer(item: dict[str, Any], plan: Plan) -> OfferOut:
    """An offer from the view."""
    return {
        "id": item["id"],
        "kind": offer_rule(plan, item["kind"]),
        "form": item["form"],
        "role": role(plan, item["role"]),
        "department": department(plan, item.get("department")),
        "clause": item["clause"],
        "until": write_or_none(item.get("until")),
        "left": item.get("left", 1),
        "href": f"/v1/offers/{item['id']}/form",
    }


def escalation(item: dict[str, Any], plan: Plan) -> CaseEscalationOut:
    """An escalation from the view."""
    return {
        "id": item["id"],
        "subject": item["subject"],
        "rung": item["rung"],
        "to": role(plan, item["to"]),
        "at": write(item["at"]),
        "acknowledge_by": write_or_none(item.get("acknowledge_by")),
        "acknowledged": item.get("acknowledged", False),
    }


def deadline(subject: str, item: dict[str, Any]) -> DeadlineOut:
    """A running deadline from the view."""
    return {
        "id": subject,
        "clause": item["clause"],
        "term": term(item.get("term")),
        "start": write(item["start"]),
        "due": write(item["due"]),
        "provisional": item.get("provisional", False),
        "binding": item.get("binding", True),
        "breached": item.get("breached", False),
        "reminders": item.get("reminders", 0),
        "rungs": item.get("rungs", 0),
        "explain": f"/v1/deadlines/{subject}/explain",
    }


def term(text: str | None) -> TermOut | None:
    """A term with its words."""
    if not text:
        return None
    named = term_text(Term.parse(text))
    return {"term": text, "zh": named.zh, "en": named.en}


def role(plan: Plan, role_id: str) -> Named:
    """A role with the rulebook's name."""
    return words.rule_name(plan.book.role, role_id)


def department(plan: Plan, department_id: str | None) -> Named | None:
    """A department with the rulebook's name."""
    return words.rule_name(plan.book.department, department_id) if department_id else None


def channel(plan: Plan, channel_id: str | None) -> Named | None:
    """A channel with the rulebook's name."""
    if not channel_id:
        return None
    found = next((item for item in plan.book.channels if item.id == channel_id), None)
    return words.named(channel_id, found.name) if found else {"id": channel_id, "zh": channel_id, "en": channel_id}


def complaint_type(plan: Plan, type_id: str | None) -> Named | None:
    """A type of complaint with the rulebook's name."""
    return _chaptered(plan, lambda chapter: chapter.type, type_id) if type_id else None


def step(plan: Plan, step_id: str) -> Named:
    """A step with the rulebook's name."""
    return _chaptered(plan, lambda chapter: chapter.step, step_id)


def promise_rule(plan: Plan, rule_id: str) -> Named:
    """A promise with the rulebook's name."""
    return _chaptered(plan, lambda chapter: chapter.promise, rule_id)


def offer_rule(plan: Plan, rule_id: str) -> Named:
    """An offer with the rulebook's name."""
    return _chaptered(plan, lambda chapter: chapter.offer, rule_id)


def _chaptered(plan: Plan, lookup: Callable[[Any], Callable[[str], Any]], key: str) -> Named:
    chapter = plan.book.complaint
    if chapter is None:
        return {"id": key, "zh": key, "en": key}
    return words.rule_name(lookup(chapter), key)

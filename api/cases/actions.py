"""What the calling person may do now (可执行的动作), each with the form to send and the revision to name."""

from typing import Any

from sqlalchemy import Row

from api import rights
from api.cases.schemas import ActionOut
from api.fields import form_out
from api.headers import etag
from api.instants import write
from api.plans import Plan
from casebook.people import Person
from contracts.forms import Acknowledgement, Withdrawal


def allowed(row: Row[Any], plan: Plan, person: Person) -> list[ActionOut]:
    """Every act that the case would take from this person, in the order in which it fell due or open."""
    if row.frozen is not None or row.sealed_at is not None:
        return []
    view = row.view
    actions = [
        action
        for task in view.get("tasks", {}).values()
        if rights.may_file(person, task["role"], task.get("department"), task.get("person"))
        for action in _of_task(task, row, plan)
    ]
    actions += [
        _of_offer(offer, row, plan)
        for offer in view.get("offers", {}).values()
        if rights.may_file(person, offer["role"], offer.get("department"))
    ]
    actions += [
        _of_escalation(escalation, plan)
        for escalation in view.get("escalations", {}).values()
        if not escalation.get("acknowledged") and person.owes(escalation["to"], None)
    ]
    intake = plan.book.complaint.intake.role if plan.book.complaint else ""
    if row.closed_at is None and row.revision and rights.may_file(person, intake, None):
        actions.append(_withdrawal(row, plan))
    return actions


def type_due(plan: Plan, step: str, complaint_type: str | None) -> bool:
    """Whether the complaint's type is owed with this step's form. [S0-6.8]"""
    chapter = plan.book.complaint
    return chapter is not None and complaint_type is None and chapter.type_due.by == step


def _of_task(task: dict[str, Any], row: Row[Any], plan: Plan) -> list[ActionOut]:
    actions: list[ActionOut] = []
    for form in task["forms"]:
        due = type_due(plan, task["step"], row.complaint_type)
        action: ActionOut = {
            "kind": "task",
            "method": "POST",
            "href": f"/v1/tasks/{task['id']}/form",
            "form": form_out(form, plan, row.complaint_type, type_due=due),
            "clause": task["clause"],
            "if_match": etag(task["revision"]),
            "target": task["id"],
        }
        if task.get("deadline"):
            action["due"] = write(task["deadline"]["due"])
        actions.append(action)
    return actions


def _of_offer(offer: dict[str, Any], row: Row[Any], plan: Plan) -> ActionOut:
    return {
        "kind": "offer",
        "method": "POST",
        "href": f"/v1/offers/{offer['id']}/form",
        "form": form_out(offer["form"], plan, row.complaint_type),
        "clause": offer["clause"],
        "target": offer["id"],
    }


def _of_escalation(escalation: dict[str, Any], plan: Plan) -> ActionOut:
    return {
        "kind": "acknowledge",
        "method": "POST",
        "href": f"/v1/escalations/{escalation['id']}/acknowledgement",
        "form": form_out(Acknowledgement.FORM, plan, None),
        "clause": Acknowledgement.CLAUSE,
        "target": escalation["id"],
    }


def _withdrawal(row: Row[Any], plan: Plan) -> ActionOut:
    return {
        "kind": "withdraw",
        "method": "POST",
        "href": f"/v1/cases/{row.case_no}/withdraw",
        "form": form_out(Withdrawal.FORM, plan, None),
        "clause": Withdrawal.CLAUSE,
        "if_match": etag(row.revision),
        "target": row.case_no,
    }

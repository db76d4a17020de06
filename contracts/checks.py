"""What a form's decision fields must agree with: the rulebook and the case. Used before acceptance and in the case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.forms import DepartmentReply, Form, InvestigationReport, SatisfactionSurvey
from contracts.view import CaseView
from domain.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a form: stable code, JSON pointer of the field, clause."""

    code: str
    pointer: str
    clause: str


def problems(form: Form, book: Rulebook, view: CaseView | None, today: date) -> list[Problem]:
    """Everything in `form` that the rulebook or the case forbids. `view` is None for an intake."""
    found = _unknown_codes(form, book) + _type_due(form, book, view)
    check = _CHECKS.get(form.FORM)  # by form id: the workflow holds the form without its words, another class
    return found + check(form, book, view, today) if check else found


def _unknown_codes(form: Form, book: Rulebook) -> list[Problem]:
    """Departments, types and channels must be the rulebook's."""
    chapter = book.complaint
    known = {
        "department": [item.id for item in book.departments],
        "suggested_department": [item.id for item in book.departments],
        "channel": [item.id for item in book.channels],
        "complaint_type": [item.id for item in chapter.types] if chapter else [],
    }
    return [
        Problem(f"unknown_{field.removeprefix('suggested_')}", f"/{field}", form.CLAUSE)
        for field, ids in known.items()
        if getattr(form, field, None) is not None and getattr(form, field) not in ids
    ]


def _type_due(form: Form, book: Rulebook, view: CaseView | None) -> list[Problem]:
    """The type sets the number of callbacks, so it is owed with the form that the rulebook names (S0-6.8)."""
    chapter = book.complaint
    if chapter is None or view is None or form.FORM not in chapter.step(chapter.type_due.by).forms:
        return []
    named = getattr(form, "complaint_type", None)
    if view.complaint_type is None and named is None:
        return [Problem("complaint_type_required", "/complaint_type", chapter.type_due.clause)]
    settled = view.complaint_type is not None and form.FORM != InvestigationReport.FORM  # which may classify anew
    if settled and named not in (None, view.complaint_type):
        return [Problem("complaint_type_settled", "/complaint_type", chapter.type_due.clause)]
    return []


def _investigation(form: Any, book: Rulebook, view: CaseView | None, today: date) -> list[Problem]:
    """A substantiated complaint needs a responsible department (S0-6.2)."""
    if form.substantiated and form.department is None:
        return [Problem("department_required", "/department", "S0-6.2")]
    return []


def _reply(form: Any, book: Rulebook, view: CaseView | None, today: date) -> list[Problem]:
    """The promised date is a date, and not over (S0-6.5)."""
    try:
        promised = date.fromisoformat(form.promised_on)
    except ValueError:
        return [Problem("not_a_date", "/promised_on", "S0-6.5")]
    if promised < today:
        return [Problem("promised_in_past", "/promised_on", "S0-6.5")]
    if promised.year > today.year + 5:
        return [Problem("promised_too_far", "/promised_on", "S0-6.5")]
    return []


def _survey(form: Any, book: Rulebook, view: CaseView | None, today: date) -> list[Problem]:
    """A customer who was reached gave an answer of the survey; another callback stays within the maximum (S0-6.6a)."""
    if not form.reached:
        given = [name for name in ("satisfaction", "another") if getattr(form, name)]
        return [Problem("not_reached", f"/{name}", "S0-F7") for name in given]
    if form.satisfaction is None:
        return [Problem("satisfaction_required", "/satisfaction", "S0-F7")]
    if view is None or view.complaint_type is None or book.complaint is None:
        return []
    policy = book.complaint.callback_for(view.complaint_type)
    if form.satisfaction not in policy.answers:
        return [Problem("unknown_satisfaction", "/satisfaction", policy.clause)]
    if form.another and policy.at_most is not None and view.callbacks_round + 1 >= policy.at_most:
        return [Problem("callback_limit", "/another", policy.clause)]
    return []


_CHECKS: dict[str, Callable[[Any, Rulebook, CaseView | None, date], list[Problem]]] = {
    InvestigationReport.FORM: _investigation,
    DepartmentReply.FORM: _reply,
    SatisfactionSurvey.FORM: _survey,
}

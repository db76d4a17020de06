"""Queues of tasks (待办查询): those with a deadline by due instant, then those without."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select

from api import paging, rights, words
from api.caller import Caller
from api.cases import render
from api.cases.actions import type_due
from api.fields import form_out
from api.headers import etag
from api.instants import write, write_or_none
from api.plans import Plan, plan_of
from api.problems import ProblemError
from api.tasks.schemas import TaskDeadlineOut, TaskFilter, TaskList, TaskOut
from casebook.book import single_statements
from casebook.people import Person
from storage import models

_T, _D, _C = models.tasks, models.deadlines, models.cases
_UNDATED = 2**62
"""Where tasks without a deadline stand in the order."""

_COLUMNS = (
    *_T.c,
    _C.c.state,
    _C.c.round.label("case_round"),
    _C.c.complaint_type,
    _C.c.major,
    _C.c.rehearsal,
    _C.c.plan_hash,
    _D.c.clause.label("deadline_clause"),
    _D.c.term,
    _D.c.start,
    _D.c.due,
    _D.c.provisional,
    _D.c.binding,
    _D.c.breached_at,
    _D.c.status.label("deadline_status"),
    (func.instant_now() + _C.c.clock_offset).label("now"),
)


async def page(caller: Caller, wanted: TaskFilter) -> TaskList:
    """A page of the company's tasks."""
    due, task_id = paging.read_cursor(wanted.cursor, int, str) if wanted.cursor else (-_UNDATED, "")
    rows: list[Row[Any]] = []
    async with single_statements(caller.book.engine) as connection:
        if due < _UNDATED:
            rows += (await connection.execute(_dated(caller, wanted, due, task_id))).all()
        if len(rows) <= wanted.limit and wanted.breached is not True and wanted.due_before is None:
            after = task_id if due == _UNDATED else ""
            rows += (await connection.execute(_undated(caller, wanted, after, wanted.limit + 1 - len(rows)))).all()
    shown = rows[: wanted.limit]
    plans = {row.plan_hash: await plan_of(caller.book.engine, row.plan_hash) for row in shown}
    items = [task_out(row, plans[row.plan_hash], caller.person) for row in shown]
    cursor = None
    if len(rows) > wanted.limit:
        last = shown[-1]
        cursor = paging.write_cursor((_UNDATED if last.due is None else last.due, last.id))
    return {"items": items, "next": cursor}


async def one(caller: Caller, task_id: str) -> TaskOut:
    """One task. Raises ProblemError `not_found`, also for another company's."""
    query = select(*_COLUMNS).join(_C, _C.c.case_no == _T.c.case_no).outerjoin(_D, _D.c.id == _T.c.id)
    async with single_statements(caller.book.engine) as connection:
        found = await connection.execute(query.where(_T.c.id == task_id, _T.c.company == caller.company))
        row = found.one_or_none()
    if row is None or not (caller.inside or caller.person.owes(row.role, row.department, row.person)):
        raise ProblemError("not_found")
    return task_out(row, await plan_of(caller.book.engine, row.plan_hash), caller.person)


async def forms_of(caller: Caller, task_id: str) -> list[str]:
    """The forms that a task takes. Raises ProblemError `not_found`."""
    query = select(_T.c.forms).where(_T.c.id == task_id, _T.c.company == caller.company)
    async with single_statements(caller.book.engine) as connection:
        forms: list[str] | None = (await connection.execute(query)).scalar_one_or_none()
    if forms is None:
        raise ProblemError("not_found")
    return forms


def _dated(caller: Caller, wanted: TaskFilter, due: int, task_id: str) -> Select[Any]:
    """Driven by the deadlines' index: the queue is read in order and the rest is looked up."""
    found = select(*_COLUMNS).join(_D, _D.c.id == _T.c.id).join(_C, _C.c.case_no == _T.c.case_no)
    found = found.where(_D.c.company == caller.company, *_conditions(caller, wanted))
    if wanted.status == "open":
        found = found.where(_D.c.status == "running")
    if wanted.role is not None:
        found = found.where(_D.c.role == wanted.role)
    if wanted.due_before is not None:
        found = found.where(_D.c.due < wanted.due_before)
    if wanted.breached is not None:
        found = found.where(_D.c.breached_at.is_not(None) if wanted.breached else _D.c.breached_at.is_(None))
    if wanted.cursor is not None:
        found = found.where(paging.after((_D.c.due, _D.c.id), (due, task_id)))
    return found.order_by(_D.c.due, _D.c.id).limit(wanted.limit + 1)


def _undated(caller: Caller, wanted: TaskFilter, after: str, limit: int) -> Select[Any]:
    found = select(*_COLUMNS).join(_C, _C.c.case_no == _T.c.case_no).outerjoin(_D, _D.c.id == _T.c.id)
    without = ~exists().where(_D.c.id == _T.c.id).correlate(_T)
    found = found.where(_T.c.id > after, without, *_conditions(caller, wanted))
    return found.order_by(_T.c.id).limit(limit)


def _conditions(caller: Caller, wanted: TaskFilter) -> list[ColumnElement[bool]]:
    conditions = [_T.c.company == caller.company, _T.c.status == wanted.status]
    for column, value in (
        (_T.c.role, wanted.role),
        (_T.c.department, wanted.department),
        (_T.c.person, wanted.person),
        (_T.c.case_no, wanted.case_no),
        (_T.c.step, wanted.step),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.case_no is None:
        conditions.append(_C.c.rehearsal.is_(wanted.rehearsal))
    if wanted.mine:
        conditions.append(_mine(caller.person))
    return conditions


def _mine(person: Person) -> ColumnElement[bool]:
    by_role = and_(
        _T.c.person.is_(None),
        _T.c.role.in_(person.roles),
        or_(_T.c.department.is_(None), _T.c.department.in_(person.departments)),
    )
    return or_(_T.c.person == person.id, by_role)


def task_out(row: Row[Any], plan: Plan, person: Person) -> TaskOut:
    """A task with its form's fields."""
    due = type_due(plan, row.step, row.complaint_type)
    return {
        "id": row.id,
        "case": {
            "case_no": row.case_no,
            "state": words.named_in("states", row.state),
            "complaint_type": render.complaint_type(plan, row.complaint_type),
            "major": row.major,
            "rehearsal": row.rehearsal,
            "round": row.case_round,
            "href": f"/v1/cases/{row.case_no}",
        },
        "step": render.step(plan, row.step),
        "forms": [form_out(form, plan, row.complaint_type, type_due=due) for form in row.forms],
        "role": render.role(plan, row.role),
        "department": render.department(plan, row.department),
        "person": row.person,
        "clause": row.clause,
        "round": row.round,
        "revision": row.revision,
        "etag": etag(row.revision),
        "status": row.status,
        "opened_at": write(row.opened_at),
        "closed_at": write_or_none(row.closed_at),
        "late": row.late,
        "deadline": _deadline(row) if row.due is not None else None,
        "may_file": row.status == "open" and rights.may_file(person, row.role, row.department, row.person),
        "href": f"/v1/tasks/{row.id}/form",
    }


def _deadline(row: Row[Any]) -> TaskDeadlineOut:
    return {
        "clause": row.deadline_clause,
        "term": render.term(row.term),
        "start": write(row.start),
        "due": write(row.due),
        "provisional": row.provisional,
        "binding": row.binding,
        "status": row.deadline_status,
        "overdue": row.deadline_status == "running" and row.now >= row.due,
        "breached": row.breached_at is not None,
        "explain": f"/v1/deadlines/{row.id}/explain",
    }

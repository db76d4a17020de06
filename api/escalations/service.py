"""Reading escalations (升级查询)."""

from typing import Any

from sqlalchemy import Row, Select, func, select

from api import paging
from api.caller import Caller
from api.cases import render
from api.escalations.schemas import EscalationFilter, EscalationList, EscalationOut
from api.instants import write, write_or_none
from api.plans import Plan, plan_of
from api.words import Named
from casebook.book import single_statements
from casebook.people import Person
from storage import models

_E, _D, _C = models.escalations, models.deadlines, models.cases


async def page(caller: Caller, wanted: EscalationFilter) -> EscalationList:
    """A page of the company's escalations."""
    async with single_statements(caller.book.engine) as connection:
        rows = (await connection.execute(_query(caller, wanted))).all()
    shown = rows[: wanted.limit]
    plans = {row.plan_hash: await plan_of(caller.book.engine, row.plan_hash) for row in shown}
    more = len(rows) > wanted.limit
    return {
        "items": [_out(row, plans[row.plan_hash], caller.person) for row in shown],
        "next": paging.write_cursor((shown[-1].at, shown[-1].id)) if more else None,
    }


def _query(caller: Caller, wanted: EscalationFilter) -> Select[Any]:
    found = (
        select(
            *_E.c,
            _C.c.plan_hash,
            _C.c.rehearsal,
            _D.c.due,
            _D.c.clause,
            _D.c.rule,
            _D.c.kind,
            (func.instant_now() + _C.c.clock_offset).label("now"),
        )
        .join(_C, _C.c.case_no == _E.c.case_no)
        .outerjoin(_D, _D.c.id == _E.c.subject)
        .where(_E.c.company == caller.company, _E.c.status == wanted.status)
    )
    if wanted.to is not None:
        found = found.where(_E.c.to_role == wanted.to)
    if wanted.case_no is not None:
        found = found.where(_E.c.case_no == wanted.case_no)
    else:
        found = found.where(_C.c.rehearsal.is_(wanted.rehearsal))
    if wanted.mine:
        found = found.where(_E.c.to_role.in_(caller.person.roles))
    if wanted.acknowledged is not None:
        seen = _E.c.acknowledged_at
        found = found.where(seen.is_not(None) if wanted.acknowledged else seen.is_(None))
    if wanted.cursor is not None:
        found = found.where(paging.before((_E.c.at, _E.c.id), paging.read_cursor(wanted.cursor, int, str)))
    return found.order_by(_E.c.at.desc(), _E.c.id.desc()).limit(wanted.limit + 1)


def _about(row: Row[Any], plan: Plan) -> Named:
    if row.rule is None:
        return {"id": row.subject, "zh": row.subject, "en": row.subject}
    return render.step(plan, row.rule) if row.kind == "task" else render.promise_rule(plan, row.rule)


def _out(row: Row[Any], plan: Plan, person: Person) -> EscalationOut:
    waiting = row.status == "open" and row.acknowledged_at is None
    return {
        "id": row.id,
        "case_no": row.case_no,
        "subject": row.subject,
        "about": _about(row, plan),
        "rung": row.rung,
        "to": render.role(plan, row.to_role),
        "at": write(row.at),
        "acknowledge_by": write_or_none(row.acknowledge_by),
        "acknowledged_at": write_or_none(row.acknowledged_at),
        "acknowledged_by": row.acknowledged_by,
        "status": row.status,
        "overdue": waiting and row.acknowledge_by is not None and row.now >= row.acknowledge_by,
        "due": write_or_none(row.due),
        "clause": row.clause,
        "may_acknowledge": waiting and person.owes(row.to_role, None),
        "rehearsal": row.rehearsal,
        "href": f"/v1/escalations/{row.id}/acknowledgement",
    }

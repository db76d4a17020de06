"""What the routes of cases read (案件服务): one statement where one is all there is."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, select

from api import paging
from api.caller import Caller
from api.cases import queries, render
from api.cases.actions import allowed
from api.cases.schemas import CaseFilter, CaseList, CaseOut, Timeline
from api.cases.timeline import Around, document_ids, entry
from api.plans import Plan, plan_of
from api.problems import FieldError, ProblemError
from casebook.book import database_errors, single_statements
from casebook.customers import read_phone
from casebook.errors import CasebookError
from contracts.events import from_text
from storage import models


async def page(caller: Caller, wanted: CaseFilter) -> CaseList:
    """A page of the company's cases."""
    hashed = _phone_hash(caller, wanted.phone) if wanted.phone is not None else None
    async with single_statements(caller.book.engine) as connection:
        customers = None
        if hashed is not None:
            people = {"company": caller.company, "phone_hash": hashed}
            customers = (await connection.execute(queries.CUSTOMERS, people)).scalars().all()
        query = queries.page_query(caller.company, wanted, customers)
        rows = (await connection.execute(query)).all()
    shown = rows[: wanted.limit]
    plans = {row.plan_hash: await plan_of(caller.book.engine, row.plan_hash) for row in shown}
    items = [render.summary(row, plans[row.plan_hash], row.next_due, breached=bool(row.breached)) for row in shown]
    more = len(rows) > wanted.limit
    return {"items": items, "next": paging.write_cursor(queries.cursor_of(shown[-1])) if more else None}


def _phone_hash(caller: Caller, phone: str) -> str:
    try:
        return read_phone(phone, caller.book.phone_key).hash
    except CasebookError:
        raise ProblemError("invalid_parameter", errors=(FieldError("phone_invalid", "phone", "parameter"),)) from None


async def row_of(caller: Caller, case_no: str) -> tuple[Row[Any], Plan]:
    """One case's row and plan. Raises ProblemError `not_found`, also for another company's case."""
    async with single_statements(caller.book.engine) as connection:
        wanted = {"case_no": case_no, "company": caller.company}
        row = (await connection.execute(queries.ONE, wanted)).one_or_none()
    if row is None:
        raise ProblemError("not_found")
    return row, await plan_of(caller.book.engine, row.plan_hash)


async def brief(caller: Caller, case_no: str, found: Mapping[str, Any] | None = None) -> CaseOut:
    """The case as it stands, as an answer to a command. `found` is its row, if the caller has just stored it."""
    if found is None:
        async with database_errors():
            found = await queries.ONE_DIRECT.one(caller.book.engine, {"case_no": case_no, "company": caller.company})
    if found is None:
        raise ProblemError("not_found")
    row: Any = SimpleNamespace(**found)
    return render.full(row, await plan_of(caller.book.engine, row.plan_hash))


async def whole(caller: Caller, case_no: str) -> CaseOut:
    """The case with the words of its record and what the caller may do."""
    row, plan = await row_of(caller, case_no)
    out = render.full(row, plan)
    if row.subject_doc is not None:
        out["words"] = (await words_of(caller, [row.subject_doc])).get(row.subject_doc, {})
    out["allowed_actions"] = allowed(row, plan, caller.person)
    return out


async def words_of(caller: Caller, ids: list[str]) -> dict[str, dict[str, str]]:
    """What people of the company wrote, by document."""
    if not ids:
        return {}
    async with single_statements(caller.book.engine) as connection:
        rows = (await connection.execute(queries.words_query(caller.company, ids))).all()
    return {row.id: row.words for row in rows}


async def timeline(caller: Caller, case_no: str, wanted: paging.Page) -> Timeline:
    """A page of events, oldest first."""
    (after_seq,) = paging.read_cursor(wanted.cursor, int) if wanted.cursor else (0,)
    if not 0 <= after_seq < 2**31:
        raise ProblemError("invalid_cursor")
    head = select(models.cases.c.plan_hash).where(
        models.cases.c.case_no == case_no, models.cases.c.company == caller.company
    )
    async with single_statements(caller.book.engine) as connection:
        plan_hash = (await connection.execute(head)).scalar_one_or_none()
        if plan_hash is None:
            raise ProblemError("not_found")
        query = queries.timeline_query(caller.company, case_no, after_seq, wanted.limit)
        rows = (await connection.execute(query)).all()
        subjects = (await connection.execute(queries.subjects_query(case_no))).all()
    shown = rows[: wanted.limit]
    events = [from_text(row.text) for row in shown]
    around = Around(
        company=caller.company,
        plan=await plan_of(caller.book.engine, plan_hash),
        directory=caller.book.directory,
        subjects={row.id: (row.kind, row.rule) for row in subjects},
        words=await words_of(caller, document_ids(events)),
    )
    items = [entry(event, row.hash, around) for event, row in zip(events, shown, strict=True)]
    more = len(rows) > wanted.limit
    return {
        "case_no": case_no,
        "items": items,
        "next": paging.write_cursor((shown[-1].seq,)) if more else None,
    }

"""Reading cases from the table (案件查询): always within one company."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Row, Select, and_, bindparam, exists, func, literal, select, true
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import distinct_on

from api.cases.schemas import CaseFilter
from api.paging import before, read_cursor
from casebook.sql import SHOWN
from storage import models
from storage.direct import Direct

_C, _D, _U = models.cases, models.deadlines, models.customers
NOW = func.instant_now()

_SUMMARY = [_C.c[name] for name in SHOWN]


def _running() -> Any:
    """The nearest due instant and whether anything is late, of one case."""
    return (
        select(func.min(_D.c.due).label("next_due"), func.bool_or(_D.c.breached_at.is_not(None)).label("breached"))
        .where(_D.c.case_no == _C.c.case_no, _D.c.status == "running")
        .lateral("running")
    )


OPEN_STATES = (
    "accepted",
    "registered",
    "investigating",
    "with_department",
    "awaiting_consent",
    "implementing",
    "awaiting_callback",
)
"""States of cases that are not closed: asking for one is asking for an open case, which has an index."""

CUSTOMERS = select(_U.c.id).where(_U.c.company == bindparam("company"), _U.c.phone_hash == bindparam("phone_hash"))
"""Customers of a phone: asked first, since a planner that has to guess their number reads all cases instead."""


def page_query(company: str, wanted: CaseFilter, customers: Sequence[str] | None) -> Select[Any]:
    """One row more than the page, newest first. `customers`: only cases of these."""
    running = _running()
    found = select(*_SUMMARY, running.c.next_due, running.c.breached).join(running, true())
    found = found.where(_C.c.company == company, _C.c.rehearsal.is_(wanted.rehearsal))
    for column, value in (
        (_C.c.state, wanted.state),
        (_C.c.complaint_type, wanted.type),
        (_C.c.department, wanted.department),
        (_C.c.channel, wanted.channel),
        (_C.c.major, wanted.major),
    ):
        if value is not None:
            found = found.where(column == value)
    if wanted.open is not None:
        found = found.where(_C.c.closed_at.is_(None) if wanted.open else _C.c.closed_at.is_not(None))
    if wanted.breached is not None:
        late = exists().where(_D.c.case_no == _C.c.case_no, _D.c.status == "running", _D.c.breached_at.is_not(None))
        found = found.where(late if wanted.breached else ~late)
    if wanted.opened_from is not None:
        found = found.where(_C.c.accepted_at >= wanted.opened_from)
    if wanted.opened_before is not None:
        found = found.where(_C.c.accepted_at < wanted.opened_before)
    if wanted.q is not None:
        found = found.where(_C.c.case_no.startswith(wanted.q.strip().upper(), autoescape=True))
    if wanted.state in OPEN_STATES:
        found = found.where(_C.c.closed_at.is_(None))
    if customers is not None:
        found = found.where(_C.c.customer_id.in_(customers))
    if wanted.cursor is not None:
        found = found.where(before((_C.c.accepted_at, _C.c.case_no), read_cursor(wanted.cursor, int, str)))
    return found.order_by(_C.c.accepted_at.desc(), _C.c.case_no.desc()).limit(wanted.limit + 1)


ONE: Select[Any] = (
    select(
        *_SUMMARY,
        _C.c.view,
        (NOW + _C.c.clock_offset).label("now"),
        _U.c.name.label("customer_name"),
        _U.c.phone_masked.label("customer_phone"),
        _U.c.address.label("customer_address"),
    )
    .outerjoin(_U, _U.c.id == _C.c.customer_id)
    .where(_C.c.case_no == bindparam("case_no"), _C.c.company == bindparam("company"))
)
"""One case with its customer."""
ONE_DIRECT = Direct(str(ONE.compile(dialect=postgresql.dialect(paramstyle="named"))))  # type: ignore[no-untyped-call]
"""The same, sent straight: every answer to a command reads it."""


def timeline_query(company: str, case_no: str, after_seq: int, limit: int) -> Select[Any]:
    """Events of the case's present chain after a sequence number: of each number the newest epoch's."""
    events = models.events
    return (
        select(events.c.seq, events.c.text, events.c.hash)
        .ext(distinct_on(events.c.seq))
        .join(_C, and_(_C.c.case_no == events.c.case_no, _C.c.company == company))
        .where(events.c.case_no == case_no, events.c.seq > after_seq, events.c.seq <= _C.c.revision)
        .order_by(events.c.seq, events.c.epoch.desc())
        .limit(limit + 1)
    )


def subjects_query(case_no: str) -> CompoundSelect[Any]:
    """Which rule each task, promise and offer of a case follows."""
    tasks, offers = models.tasks, models.offers
    return (
        select(tasks.c.id, tasks.c.step.label("rule"), literal("task").label("kind"))
        .where(tasks.c.case_no == case_no)
        .union_all(
            select(_D.c.id, _D.c.rule, _D.c.kind).where(_D.c.case_no == case_no, _D.c.kind == "promise"),
            select(offers.c.id, offers.c.kind, literal("offer")).where(offers.c.case_no == case_no),
        )
    )


def words_query(company: str, ids: Sequence[str]) -> Select[Any]:
    """What people wrote on these forms."""
    documents = models.documents
    return select(documents.c.id, documents.c.words).where(documents.c.id.in_(ids), documents.c.company == company)


def cursor_of(row: Row[Any]) -> tuple[int, str]:
    """The sort key of a row of the list."""
    return row.accepted_at, row.case_no

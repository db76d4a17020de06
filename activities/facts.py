"""What a notice speaks of (通知所述事实): read from the table when it goes out, in no language yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.templates.spoken import spoken_instant, spoken_term
from casebook.plans import stored_plan
from domain.rulebook.book import Rulebook
from storage.models import cases, customers, deadlines, escalations, tasks

CASE_COLUMNS = (
    *(cases.c[name] for name in ("complaint_type", "department", "round", "major")),
    *(cases.c[name] for name in ("plan_hash", "customer_id", "clock_offset")),
    customers.c.name.label("customer_name"),
    customers.c.phone.label("customer_phone"),
)

# The last paper of each form that the case knew when the notice was made; a paper of a refused command is none.
_PAPERS = text(
    """
    select distinct on (d.form) d.form, d.words, c.fields
    from documents d join commands c on c.id = d.command_id
    where d.case_no = :case_no and c.status = 'done' and c.accepted_at <= :created_at
    order by d.form, (d.id::text = :doc) desc, c.received_at desc
    """
)


class Paper(dict[str, Any]):
    """A form's fields, words and decisions; a field that nobody filled in is empty."""

    def __missing__(self, key: str) -> str:
        return ""


class Papers(dict[str, Paper]):
    """Papers by form; a form that nobody filed is empty."""

    def __missing__(self, key: str) -> Paper:
        return Paper()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a template may name."""

    notice: Mapping[str, Any]
    case: RowMapping
    book: Rulebook
    offset_minutes: int
    papers: Papers
    clocks: Sequence[RowMapping]
    """Deadlines of the case, oldest first."""
    task: RowMapping | None
    rung: RowMapping | None


async def read_facts(connection: AsyncConnection, notice: Mapping[str, Any]) -> Facts:
    """The facts of one notice, a row of `notices`."""
    joined = cases.outerjoin(customers, customers.c.id == cases.c.customer_id)
    its_case = select(*CASE_COLUMNS).select_from(joined).where(cases.c.case_no == notice["case_no"])
    case = (await connection.execute(its_case)).mappings().one()
    its_clocks = select(deadlines).where(deadlines.c.case_no == notice["case_no"])
    plan = await stored_plan(connection.engine, case["plan_hash"])
    about = notice["about"]
    return Facts(
        notice=notice,
        case=case,
        book=plan.book,
        offset_minutes=plan.plan.calendar.offset_minutes,
        papers=await _papers(connection, notice),
        clocks=await _rows(connection, its_clocks.order_by(deadlines.c.start, deadlines.c.id)),
        task=_first(await _rows(connection, select(tasks).where(tasks.c.id == about))) if about else None,
        rung=_first(await _rows(connection, _rung(notice))) if about else None,
    )


def _rung(notice: Mapping[str, Any]) -> Any:
    """The rung that this notice tells of: the last one for its subject and addressee."""
    same = (escalations.c.subject == notice["about"]) & (escalations.c.to_role == notice["to_id"])
    return select(escalations).where(same).order_by(escalations.c.at.desc()).limit(1)


async def _rows(connection: AsyncConnection, query: Any) -> Sequence[RowMapping]:
    return (await connection.execute(query)).mappings().all()


def _first(rows: Sequence[RowMapping]) -> RowMapping | None:
    return rows[0] if rows else None


async def _papers(connection: AsyncConnection, notice: Mapping[str, Any]) -> Papers:
    known = {"case_no": notice["case_no"], "created_at": notice["created_at"], "doc": notice["doc"] or ""}
    rows = (await connection.execute(_PAPERS, known)).all()
    return Papers({row.form: Paper({**_plain(row.fields), **_plain(row.words)}) for row in rows})


def _plain(column: Any) -> dict[str, Any]:
    # A JSON column of a textual statement comes as text.
    return dict(json.loads(column) if isinstance(column, str) else column)


def in_language(facts: Facts, language: str, addressee: str) -> dict[str, Any]:
    """The names that the templates use, in one language. Instants are in the calendar's civil time."""
    case, notice = facts.case, facts.notice
    chapter = facts.book.complaint
    assert chapter is not None  # noqa: S101 - a complaint's plan carries its chapter, checked when it was made
    kind, department = case["complaint_type"], case["department"]
    by_id = {clock["id"]: clock for clock in facts.clocks}
    promises = [clock for clock in facts.clocks if clock["kind"] == "promise"]
    return {
        "case_no": notice["case_no"],
        "type": chapter.type(kind).name.in_language(language) if kind else "",
        "department": facts.book.department(department).name.in_language(language) if department else "",
        "round": case["round"],
        "major": case["major"],
        "customer": case["customer_name"] or "",
        "addressee": addressee,
        "subject": facts.papers["complaint_record"]["subject"],
        "papers": facts.papers,
        "params": notice["params"],
        "clock": _clock(facts, by_id.get(notice["about"]), language),
        "promise": _clock(facts, promises[-1] if promises else None, language),
        "task": _task(facts, language),
        "rung": _spoken_rung(facts, language),
    }


def _clock(facts: Facts, clock: RowMapping | None, language: str) -> dict[str, str] | None:
    if clock is None or facts.book.complaint is None:
        return None
    rules = facts.book.complaint
    rule = rules.promise(clock["rule"]) if clock["kind"] == "promise" else rules.step(clock["rule"])
    return {
        "name": rule.name.in_language(language),
        "by": spoken_instant(clock["due"], facts.offset_minutes, language, limit=True),
        "term": spoken_term(clock["term"], language) if clock["term"] else "",
        "clause": clock["clause"],
    }


def _task(facts: Facts, language: str) -> dict[str, str] | None:
    task = facts.task
    if task is None or facts.book.complaint is None:
        return None
    name = facts.book.complaint.step(task["step"]).name.in_language(language)
    return {"id": task["id"], "name": name, "clause": task["clause"]}


def _spoken_rung(facts: Facts, language: str) -> dict[str, Any] | None:
    rung = facts.rung
    if rung is None:
        return None
    limit = rung["acknowledge_by"]
    spoken = spoken_instant(limit, facts.offset_minutes, language, limit=True) if limit is not None else ""
    return {"number": rung["rung"], "acknowledge_by": spoken}

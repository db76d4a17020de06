"""Verification (核对): whether table, chain and workflow of each case say the same; what waits, what broke."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from casebook.asking import ASK_SECONDS
from casebook.book import Casebook, single_statements
from casebook.rows import Changes, changes
from contracts import names
from contracts.chain import GENESIS, link
from contracts.events import from_text
from contracts.view import CaseView, to_plain

AT_ONCE = 8
FAILING_ATTEMPTS = 3
UNANSWERED_SECONDS = 60
LOOK_AGAIN = 1.5
_MAY_PASS = ("table_behind", "view_differs", "chain_head", "outbox_differs")

_CASES = text("""
    select * from cases where (cast(:company as text) is null or company = :company)
       and (cast(:case_no as text) is null or case_no = :case_no) and case_no > :after order by case_no limit 200
""")
_EVENTS = text("select text, hash from events where case_no = :case_no and epoch = :epoch order by seq")
_PARTS = {
    name: text(f"select * from {name} where case_no = :case_no order by id")  # noqa: S608 - names of this file
    for name in ("tasks", "deadlines", "offers", "escalations")
}
_NOTICES = text("select id from notices where case_no = :case_no")
_UNANSWERED = text("""
    select id, kind, stuck from commands where case_no = :case_no and status = 'pending'
       and accepted_at < instant_now() - :age
""")
_ENDED = (WorkflowExecutionStatus.COMPLETED, WorkflowExecutionStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that disagrees: stable `code`, the case, and what exactly."""

    code: str
    case_no: str
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What was checked and found. Nothing checked is no success."""

    cases: int = 0
    events: int = 0
    commands: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether something was checked and nothing was found."""
        return self.cases > 0 and not self.findings


async def verify(book: Casebook, *, company: str | None = None, case_no: str | None = None) -> Report:
    """Checks the cases of a company, one case, or all. Reads only; needs a worker to ask the workflows."""
    report, gate = Report(), asyncio.Semaphore(AT_ONCE)

    async def one(row: dict[str, Any]) -> None:
        async with gate:
            await _check(book, row, report)

    async for page in _pages(book, company, case_no):
        await asyncio.gather(*(one(row) for row in page))
    report.findings.sort(key=lambda finding: (finding.case_no, finding.code, finding.detail))
    return report


async def _pages(book: Casebook, company: str | None, case_no: str | None) -> AsyncIterator[list[dict[str, Any]]]:
    after = ""
    while True:
        async with single_statements(book.engine) as connection:
            values = {"company": company, "case_no": case_no, "after": after}
            page = [dict(row) for row in (await connection.execute(_CASES, values)).mappings().all()]
        if not page:
            return
        yield page
        after = page[-1]["case_no"]


async def _check(book: Casebook, row: dict[str, Any], report: Report) -> None:
    report.cases += 1
    found, events, commands = await _look(book, row)
    if any(finding.code in _MAY_PASS for finding in found):  # a living case may have moved between two looks
        await asyncio.sleep(LOOK_AGAIN)
        async with single_statements(book.engine) as connection:
            again = {"company": row["company"], "case_no": row["case_no"], "after": ""}
            fresh = (await connection.execute(_CASES, again)).mappings().one()
        found, events, commands = await _look(book, dict(fresh))
    report.findings += found
    report.events += events
    report.commands += commands


async def _look(book: Casebook, row: dict[str, Any]) -> tuple[list[Finding], int, int]:
    """Findings of one case, and how many events and unanswered commands were looked at."""
    case_no, findings = row["case_no"], []

    def found(code: str, detail: str = "") -> None:
        findings.append(Finding(code, case_no, detail))

    if row["frozen"] is not None:
        found("frozen", row["frozen"])
    async with single_statements(book.engine) as connection:
        where = {"case_no": case_no, "epoch": row["epoch"]}
        events = (await connection.execute(_EVENTS, where)).all()
        parts = {name: (await connection.execute(query, where)).mappings().all() for name, query in _PARTS.items()}
        notices = set((await connection.execute(_NOTICES, where)).scalars())
        age = {"case_no": case_no, "age": UNANSWERED_SECONDS * 1_000_000}
        waiting = (await connection.execute(_UNANSWERED, age)).all()
    for command in waiting:
        found("command_stuck" if command.stuck else "command_unanswered", f"{command.kind} {command.id}")
    _check_rows(row, [tuple(event) for event in events], parts, notices, found)
    await _check_workflow(book, row, found)
    return findings, len(events), len(waiting)


def _check_rows(
    row: dict[str, Any], events: list[tuple[str, str]], parts: dict[str, Any], notices: set[str], found: Any
) -> None:
    """The rows must be what the events fold to, and the chain must hold."""
    head = GENESIS
    for seq, (text_, hash_) in enumerate(events, start=1):
        head = link(head, text_)
        if head != hash_:
            found("event_altered", str(seq))
            return
    if row["revision"] != len(events) or row["head"] != head:
        found("chain_head", f"row {row['revision']}, events {len(events)}")
        return
    view = CaseView(case_no=row["case_no"], company=row["company"])
    made = changes(view, [from_text(text_) for text_, _ in events], row["epoch"])
    if to_plain(view) != row["view"] and events:
        found("view_differs")
    _check_parts(made, parts, found)
    if row["epoch"] == 0 and {notice["id"] for notice in made.notices} != notices:
        found("outbox_differs")


def _check_parts(made: Changes, parts: dict[str, Any], found: Any) -> None:
    for name, rows in parts.items():
        stands = {row["id"]: dict(row) for row in rows}
        wanted: dict[str, dict[str, Any]] = getattr(made, name)
        for key in sorted(stands.keys() | wanted.keys()):
            have, want = stands.get(key), wanted.get(key)
            if have is None or want is None:
                found(f"{name}_row", f"{key} {'missing' if have is None else 'invented'}")
            elif any(have[column] != value for column, value in want.items()):
                found(f"{name}_row", f"{key} differs")


async def _check_workflow(book: Casebook, row: dict[str, Any], found: Any) -> None:
    """The workflow must stand where the table stands."""
    handle = book.client.get_workflow_handle(row["workflow_id"])
    try:
        async with asyncio.timeout(ASK_SECONDS):
            described = await handle.describe()
            _check_execution(row, described, found)
            answer: dict[str, Any] = await handle.query(names.VIEW, result_type=dict[str, Any])
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            found("workflow_unavailable", error.status.name.lower())
        elif row["sealed_at"] is None and row["revision"]:
            found("workflow_missing")
        return
    except (TimeoutError, WorkflowQueryFailedError) as error:
        found("workflow_unavailable", type(error).__name__)
        return
    view = answer["view"]
    if view["revision"] != row["revision"] or answer["head"] != row["head"]:
        found("table_behind", f"row {row['revision']}, case {view['revision']}")
    elif row["revision"] and view != row["view"]:
        found("view_differs", "from the query")


def _check_execution(row: dict[str, Any], described: WorkflowExecutionDescription, found: Any) -> None:
    status = described.status
    if status not in _ENDED:
        found("workflow_ended", status.name.lower() if status else "unknown")
    elif status is WorkflowExecutionStatus.COMPLETED and row["sealed_at"] is None:
        found("table_behind", "the workflow has ended")
    raw = described.raw_description
    if raw.HasField("pending_workflow_task") and raw.pending_workflow_task.attempt >= FAILING_ATTEMPTS:
        found("workflow_task_failing", f"attempt {raw.pending_workflow_task.attempt}")
    if raw.workflow_extended_info.HasField("last_reset_time") and described.run_id != row["reset_run"]:
        found("foreign_reset", described.run_id)

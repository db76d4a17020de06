"""Healing (修复): a case's rows are written anew from its own history; and a reset, the only one that loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.service import RPCError, RPCStatusCode

from casebook import sql
from casebook.accept import lease
from casebook.book import Casebook, single_statements, transaction
from casebook.case_ref import CaseRef
from casebook.drive import drive, load_case
from casebook.errors import CasebookError
from casebook.history import read_history
from casebook.parameters import Linked, parameters
from casebook.rows import changes
from contracts.chain import GENESIS
from contracts.events import from_text
from contracts.view import CaseView, to_plain

log = structlog.get_logger(__name__)

HELD = "reset"
HOLD_SECONDS = 60

_OWN_EVENTS = text("select text from events where case_no = :case_no and epoch = :epoch order by seq")
_PARTS = ("tasks", "deadlines", "offers", "escalations")
_NEW_EPOCH = text("update cases set epoch = :epoch where case_no = :case_no")
_THAW = text("update cases set frozen = null, reset_run = :run where case_no = :case_no")
_HOLD = text("update cases set frozen = :held where case_no = :case_no")
_LET_GO = text("update cases set frozen = :before where case_no = :case_no and frozen = :held")
_ASKED_NOW = text("""
    select count(*) from commands where case_no = :case_no and status = 'pending' and lease_until > instant_now()
""")
# What the case does not remember is asked again, in the order in which it was received.
_REOPEN = text("""
    update commands set status = 'pending', answer = null, answered_at = null, lease_until = null, tries = 0,
           stuck = false, next_try_at = instant_now(), reopened = true
     where case_no = :case_no and status = 'done' and not (id = any(cast(:remembered as uuid[]))) returning id
""")
_IN_ORDER = text("select id from commands where case_no = :case_no and status = 'pending' order by received_at, id")


@dataclass(frozen=True, slots=True)
class Healed:
    """What healing did: `reopened` commands are asked again; `epoch` is a new one if rows had to be replaced."""

    case_no: str
    revision: int
    epoch: int
    replaced: bool
    reopened: int


async def heal(book: Casebook, case_no: str) -> Healed:
    """Writes the case's rows anew from its history, thaws it, and has forgotten commands asked again.

    After a foreign reset that lost commands for good, the case is reset once more, in our own way. Raises
    CasebookError: not_found, history_incomplete, history_inconsistent, case_unavailable.
    """
    case = await load_case(book, case_no)
    if (await read_history(book.client, case.workflow_id)).unheard:
        return await reset(book, case_no)
    async with _held(book, case):  # or the table of a living case would outrun the history that was read
        return await _rebuild(book, case)


async def _rebuild(book: Casebook, case: CaseRef, *, anew: bool = False) -> Healed:
    """`anew` opens an epoch even where the table's own events fit: what an earlier run still says must not."""
    case_no, run = case.case_no, await _present_run(book, case.workflow_id)
    said = await read_history(book.client, case.workflow_id)
    async with transaction(book.engine) as connection:
        row = dict((await connection.execute(sql.LOCK_CASE, {"case_no": case_no})).mappings().one())
        where = {"case_no": case_no, "epoch": row["epoch"]}
        own = list((await connection.execute(_OWN_EVENTS, where)).scalars())
        said.complete(own)
        linked: list[Linked] = [(from_text(text_), text_, head) for text_, head in said.chain()]
        replaced = anew or own != [text_ for _, text_, _ in linked][: len(own)] or not _whole(row, linked)
        if replaced:
            row["epoch"] += 1
            await connection.execute(_NEW_EPOCH, {"case_no": case_no, "epoch": row["epoch"]})
        await connection.execute(_THAW, {"case_no": case_no, "run": run})
        await _rewrite(connection, case_no, row, linked, already=0 if replaced else len(own))
        remembered = [event.command for event, _, _ in linked if event.command]
        reopened = (await connection.execute(_REOPEN, {"case_no": case_no, "remembered": remembered})).all()
    log.warning("case_healed", case_no=case_no, revision=len(linked), replaced=replaced, reopened=len(reopened))
    return Healed(case_no, len(linked), row["epoch"], replaced, len(reopened))


async def _present_run(book: Casebook, workflow_id: str) -> str | None:
    """The run whose history is taken as the truth: a reset that led to it is known from now on."""
    try:
        return (await book.client.get_workflow_handle(workflow_id).describe()).run_id
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise CasebookError("history_incomplete", params={"seq": 1}) from error
        raise CasebookError("case_unavailable", retry_after=5) from error


def _whole(row: dict[str, Any], linked: list[Linked]) -> bool:
    """Whether the case row stands on this chain."""
    revision = row["revision"]
    return revision <= len(linked) and bool(row["head"] == (linked[revision - 1][2] if revision else GENESIS))


async def _rewrite(
    connection: AsyncConnection, case_no: str, row: dict[str, Any], linked: list[Linked], already: int
) -> None:
    """Folds all events from the first and replaces every row made of them; events and notices are only added."""
    for table in _PARTS:
        await connection.execute(text(f"delete from {table} where case_no = :case_no"), {"case_no": case_no})  # noqa: S608
    view = CaseView(case_no=case_no, company=row["company"])
    changed = changes(view, [event for event, _, _ in linked], row["epoch"])
    head = linked[-1][2] if linked else GENESIS
    values = parameters(case_no, row, linked[already:], changed, to_plain(view), head, row["clock_offset"])
    await connection.execute(sql.STORE, {**values, "command": None})


async def reset(book: Casebook, case_no: str, event_id: int | None = None) -> Healed:
    """Resets the case's workflow to a completed workflow task (the first, if not said) and asks all again.

    The server's own way of applying updates again loses forms silently, so it is told not to. Raises CasebookError.
    """
    case = await load_case(book, case_no)
    run = "" if event_id else await _first_run(book, case.workflow_id)
    target = event_id or await first_task(book, case.workflow_id, run)
    request = ResetWorkflowExecutionRequest(
        namespace=book.client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=case.workflow_id, run_id=run),
        reason="tuoshan heal --reset",
        workflow_task_finish_event_id=target,
        request_id=str(uuid4()),
        reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
    )
    try:
        async with _held(book, case):
            await book.client.workflow_service.reset_workflow_execution(request)
    except RPCError as error:
        raise CasebookError("case_unavailable", retry_after=5, params={"detail": error.message}) from error
    healed = await _rebuild(book, case, anew=True)
    await ask_in_order(book, case_no)
    return healed


@asynccontextmanager
async def _held(book: Casebook, case: CaseRef) -> AsyncIterator[None]:
    """Holds the case. If the block or the wait before it fails, the case is let go as it was found."""
    before = None if case.frozen == HELD else case.frozen  # left over from one that died on its way
    try:
        await _hold(book, case.case_no)
        yield
    except BaseException:
        async with transaction(book.engine) as connection:
            await connection.execute(_LET_GO, {"case_no": case.case_no, "held": HELD, "before": before})
        raise


async def _hold(book: Casebook, case_no: str) -> None:
    """Lets no new command in and waits until none is being asked."""
    async with transaction(book.engine) as connection:
        await connection.execute(sql.LOCK_CASE, {"case_no": case_no})
        await connection.execute(_HOLD, {"case_no": case_no, "held": HELD})
    for _ in range(HOLD_SECONDS):
        async with single_statements(book.engine) as connection:
            if not (await connection.execute(_ASKED_NOW, {"case_no": case_no})).scalar_one():
                return
        await asyncio.sleep(1)
    raise CasebookError("still_running", retry_after=HOLD_SECONDS)


async def _first_run(book: Casebook, workflow_id: str) -> str:
    """The run that the present one was reset from, at however many removes, or the present one."""
    async for event in book.client.get_workflow_handle(workflow_id).fetch_history_events():
        return str(event.workflow_execution_started_event_attributes.original_execution_run_id)
    raise CasebookError("history_incomplete", params={"seq": 1})


async def first_task(book: Casebook, workflow_id: str, run: str | None = None) -> int:
    """The event that completes the case's first workflow task in a run, the present one if not said."""
    async for event in book.client.get_workflow_handle(workflow_id, run_id=run).fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            return int(event.event_id)
    raise CasebookError("history_incomplete", params={"seq": 1})


async def ask_in_order(book: Casebook, case_no: str) -> int:
    """Asks every unanswered command of a case, one after the other as received; answers how many were answered.

    Stops at the first that gets no answer: the re-driver goes on from there.
    """
    async with single_statements(book.engine) as connection:
        waiting = [str(item) for item in (await connection.execute(_IN_ORDER, {"case_no": case_no})).scalars()]
    answered = 0
    for command_id in waiting:
        row = await lease(book, command_id)
        if row is None:
            break
        answer = await drive(book, row, await load_case(book, case_no))
        if answer.status not in ("done", "refused"):
            break
        answered += 1
    return answered

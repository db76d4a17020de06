"""Replaying histories on the code as it is now (重放), for `tuoshan replay` and the tests.

Replay itself notices commands that changed; a changed *value* shows in the chain: the head that the replayed case comes
to is compared with the head that the table, or the history's own receipts, hold.
"""

import gzip
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from sqlalchemy import text
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError
from temporalio.worker import ExecuteWorkflowInput, Interceptor, Replayer, WorkflowInboundInterceptor
from temporalio.worker import WorkflowInterceptorClassInput as ClassInput

from casebook.book import single_statements
from casebook.converter import data_converter
from cli.upkeep import casebook
from contracts.chain import GENESIS
from contracts.commands import Receipt
from contracts.names import PROJECT
from workers.sandbox import sandbox
from workflows.cases.complaint import Complaint
from workflows.kit.casefile import CaseFile

_OPEN = text("""
    select case_no, workflow_id, revision, head from cases
     where sealed_at is null and frozen is null and revision > 0 and case_no > :after order by case_no limit 200
""")


@dataclass(frozen=True, slots=True)
class Replayed:
    """One history on this code. `code`: not_deterministic, chain_head, no_receipt, no_history; empty if it agrees."""

    workflow_id: str
    revision: int = 0
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """The head that a case must come to."""

    revision: int = 0
    head: str = GENESIS


async def replay_all(files: list[Path], tell: Callable[[int], None]) -> list[Replayed]:
    """Every history in `files`; without any, every case of this installation that is not sealed. `tell` counts."""
    found: list[Replayed] = []
    histories: AsyncIterator[tuple[WorkflowHistory | str, Expected | None]]
    histories = _recorded(files) if files else _open_cases()
    async for history, expected in histories:
        if isinstance(history, str):
            found.append(Replayed(history, 0, "no_history"))
        else:
            found.append(await replay(history, expected))
        tell(len(found))
    return found


async def _recorded(files: Iterable[Path]) -> AsyncIterator[tuple[WorkflowHistory | str, Expected | None]]:
    for file in files:
        try:
            raw = file.read_bytes()
            content = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode()
            history = WorkflowHistory.from_json(file.name.partition(".")[0], content)
        except (OSError, ValueError, EOFError) as error:
            raise typer.BadParameter(f"{file}: {error}") from None
        yield history, await _last_receipt(history)


async def _open_cases() -> AsyncIterator[tuple[WorkflowHistory | str, Expected | None]]:
    """The workflow's id alone stands for a history that is not to be had."""
    async with casebook() as book:
        after = ""
        while True:
            async with single_statements(book.engine) as connection:
                page = (await connection.execute(_OPEN, {"after": after})).all()
            for row in page:
                yield await _history(book.client, row.workflow_id), Expected(row.revision, row.head)
            if not page:
                return
            after = page[-1].case_no


async def _history(client: Client, workflow_id: str) -> WorkflowHistory | str:
    try:
        return await client.get_workflow_handle(workflow_id).fetch_history()
    except RPCError:
        return workflow_id


async def _last_receipt(history: WorkflowHistory) -> Expected | None:
    """The highest revision that the history's own receipts name, with its head."""
    last: Expected | None = None
    for event in history.events:
        payload = None
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
            outcome = event.workflow_execution_update_completed_event_attributes.outcome
            payload = outcome.success.payloads[0] if outcome.HasField("success") else None
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            scheduled = event.activity_task_scheduled_event_attributes
            payload = scheduled.input.payloads[0] if scheduled.activity_type.name == PROJECT else None
        if payload is None:
            continue
        (receipt,) = await data_converter.decode([payload], [Receipt])
        if last is None or receipt.revision > last.revision:
            last = Expected(receipt.revision, receipt.head)
    return last


async def replay(history: WorkflowHistory, expected: Expected | None) -> Replayed:
    """Replays one run of one case."""
    witness = _Witness()
    replayer = Replayer(
        workflows=[Complaint],
        workflow_runner=sandbox(),
        data_converter=data_converter,
        interceptors=[witness],
        build_id="replay",
    )
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    if result.replay_failure is not None:
        return Replayed(history.workflow_id, 0, "not_deterministic", str(result.replay_failure)[:300])
    file = witness.file
    if expected is None or file is None:
        return Replayed(history.workflow_id, 0, "no_receipt")
    head = file.head_at(expected.revision)
    if head != expected.head:
        detail = f"{expected.revision}: {expected.head[:12]} ≠ {(head or 'none')[:12]}"
        return Replayed(history.workflow_id, file.revision, "chain_head", detail)
    return Replayed(history.workflow_id, file.revision)


class _Witness(Interceptor):
    """Keeps hold of the replayed case's file, which nothing else hands out."""

    def __init__(self) -> None:
        self.file: CaseFile | None = None

    def workflow_interceptor_class(self, _input: ClassInput) -> type[WorkflowInboundInterceptor]:
        witness = self

        class Watch(WorkflowInboundInterceptor):
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
                witness.file = workflow.instance().desk.file
                return await super().execute_workflow(input)

        return Watch

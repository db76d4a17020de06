"""Asking a case (询问案件): one update under the command's id, and what its outcome means."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.errordetails.v1 import NotFoundFailure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from casebook.book import single_statements
from casebook.errors import CasebookError
from contracts import names
from contracts.case import CaseInput
from contracts.commands import FINAL_REFUSALS, PASSING_REFUSALS, ActorRef, Command, Known, Receipt, Refusal

ASK_SECONDS = 8
"""How long a case may take to answer before the outcome counts as unknown."""
LOOK_SECONDS = 3
LEASE_SECONDS = 20
"""How long a command is taken as being asked: longer than an ask and its store."""

_COMPANY = SearchAttributeKey.for_keyword("Company")
_CASE_TYPE = SearchAttributeKey.for_keyword("CaseType")
_WORKFLOW_OF = text("select workflow_id from cases where case_no = :case_no")


@dataclass(frozen=True, slots=True)
class Asked:
    """Exactly one is set. `refusal` is final, `passing` is one that may be lifted, `unknown` says what went wrong."""

    receipt: Receipt | None = None
    refusal: Refusal | None = None
    passing: Refusal | None = None
    unknown: str | None = None
    gone: bool = False
    """The server knows no such running case."""
    silent: bool = False
    """Nothing came back: the server is away, no worker is there, or the case does not get through its task."""


def command_of(row: Mapping[str, Any], fields: dict[str, Any], known: Known | None) -> Command:
    """The command as its case gets it, from its row."""
    return Command(
        id=row["id"],
        kind=row["kind"],
        actor=ActorRef(id=row["actor"], role=row["role"], department=row["department"], supervisor=row["supervisor"]),
        received_at=row["received_at"],
        known=known,
        target=row["target"],
        target_revision=row["target_revision"],
        form=row["form"],
        fields=fields,
        doc=row["doc"],
        occurred_at=row["occurred_at"],
    )


async def ask(client: Client, workflow_id: str, command: Command) -> Asked:
    """Sends a form, a withdrawal or an acknowledgement."""
    update = names.SUBMIT if command.kind in ("open", "form") else names.INTERVENE
    try:
        async with asyncio.timeout(ASK_SECONDS):
            handle = client.get_workflow_handle(workflow_id)
            return Asked(receipt=await handle.execute_update(update, command, id=command.id, result_type=Receipt))
    except Exception as error:
        return _judge(error)


async def ask_open(client: Client, queue: str, workflow_id: str, case: CaseInput, command: Command) -> Asked:
    """Starts the case, unless it runs, and hands it its intake."""
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        names.COMPLAINT,
        case,
        id=workflow_id,
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        search_attributes=TypedSearchAttributes(
            [SearchAttributePair(_COMPANY, case.company), SearchAttributePair(_CASE_TYPE, names.COMPLAINT)]
        ),
    )
    try:
        async with asyncio.timeout(ASK_SECONDS):
            receipt = await client.execute_update_with_start_workflow(
                names.SUBMIT, command, start_workflow_operation=start, id=command.id, result_type=Receipt
            )
            return Asked(receipt=receipt)
    except Exception as error:
        _look_at(start)
        return _judge(error)


def _look_at(start: WithStartWorkflowOperation[Any, Any]) -> None:
    """The SDK lays the error into a future as well and complains if nobody looks at it there."""
    handle = getattr(start, "_workflow_handle", None)
    if handle is not None and handle.done():
        handle.exception()


def _judge(error: Exception) -> Asked:
    """What an ask that failed means. Only our own codes count as answers; anything else leaves the outcome unknown."""
    match error:
        case WorkflowUpdateFailedError(cause=ApplicationError(type=code) as cause) if code in FINAL_REFUSALS:
            return Asked(refusal=_refusal(cause, code))
        case WorkflowUpdateFailedError(cause=ApplicationError(type=code) as cause) if code in PASSING_REFUSALS:
            return Asked(passing=_refusal(cause, code))
        case WorkflowUpdateFailedError(cause=ApplicationError(type=code)):
            return Asked(unknown=f"update_failed: {code}")
        case WorkflowUpdateRPCTimeoutOrCancelledError() | TimeoutError():
            return Asked(unknown="timeout", silent=True)
        case WorkflowAlreadyStartedError():
            return Asked(unknown="not_running", gone=True)
        case RPCError() if case_gone(error):
            return Asked(unknown="not_running", gone=True)
        case RPCError(status=status):
            return Asked(unknown=f"rpc: {status.name.lower()}", silent=True)
        case _:
            return Asked(unknown=type(error).__name__)


def case_gone(error: RPCError) -> bool:
    """Whether the server knows no such running workflow. A namespace that is not found says nothing of its cases."""
    missing = any(detail.Is(NotFoundFailure.DESCRIPTOR) for detail in error.grpc_status.details)
    return error.status is RPCStatusCode.NOT_FOUND and missing


async def someone_works(client: Client, queue: str) -> bool:
    """Whether the server answers and a worker takes cases from the queue."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return bool((await client.workflow_service.describe_task_queue(request)).pollers)
    except (TimeoutError, RPCError):
        return False


def _refusal(cause: ApplicationError, code: str) -> Refusal:
    details = cause.details[0] if cause.details else None
    try:
        return Refusal.model_validate(details)
    except ValueError:
        return Refusal(code=code)


async def page_of_events(client: Client, engine: AsyncEngine, case_no: str, since: int) -> Receipt:
    """The case's events after a revision, at most a page. Raises CasebookError (case_unavailable, database_…)."""
    async with single_statements(engine) as connection:
        workflow_id = (await connection.execute(_WORKFLOW_OF, {"case_no": case_no})).scalar_one()
    try:
        async with asyncio.timeout(ASK_SECONDS):
            handle = client.get_workflow_handle(workflow_id)
            receipt: Receipt = await handle.query(names.EVENTS, since, result_type=Receipt)
            return receipt
    except (TimeoutError, RPCError, WorkflowQueryFailedError) as error:
        raise CasebookError("case_unavailable", retry_after=5) from error

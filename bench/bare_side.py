"""How a bare workflow is started and stepped."""

from typing import Any
from uuid import uuid4

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from bench import bare
from casebook.book import Casebook

STEPS = 10


async def open_case(book: Casebook, case: str) -> None:
    """Starts it with its first update."""
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        bare.NAME,
        STEPS,
        id=case,
        task_queue=book.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
    )
    await book.client.execute_update_with_start_workflow(bare.UPDATE, start_workflow_operation=start, id=str(uuid4()))


async def file(book: Casebook, case: str) -> None:
    """One update."""
    await book.client.get_workflow_handle(case).execute_update(bare.UPDATE, id=str(uuid4()))

"""Projection (投影): stores what a case did by itself, when no receipt of a command carried it."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from casebook.book import single_statements
from casebook.store import store
from contracts.commands import Receipt
from contracts.names import PROJECT

_RESET = text("select epoch, reset_run from cases where case_no = :case_no")


@dataclass(frozen=True, slots=True)
class Projection:
    """The activity `project`, bound to one process's database."""

    engine: AsyncEngine
    client: Client

    @activity.defn(name=PROJECT)
    async def project(self, receipt: Receipt) -> None:
        """Stores the receipt. Fails, and is tried again, while the database is away or the case is held or frozen."""
        epoch = await self._epoch(receipt.case_no)
        done = await store(self.engine, self.client, receipt, epoch=epoch)
        if done.status != "stored":
            raise ApplicationError(f"not stored: {done.status}", type=f"case_{done.status}")

    async def _epoch(self, case_no: str) -> int | None:
        """The row's epoch. Fails for good where the case was reset and this activity is of a run before that."""
        async with single_statements(self.engine) as connection:
            row = (await connection.execute(_RESET, {"case_no": case_no})).one_or_none()
        if row is None:
            return None
        info = activity.info()
        if row.reset_run is not None and info.workflow_run_id != row.reset_run and info.workflow_id is not None:
            present = await self.client.get_workflow_handle(info.workflow_id).describe()
            if present.run_id != info.workflow_run_id:
                raise ApplicationError("of a run before a reset", type="case_stale", non_retryable=True)
        return int(row.epoch)

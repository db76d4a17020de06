"""Projection (投影): stores what a case did by itself, when no receipt of a command carried it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from casebook.store import store
from contracts.commands import Receipt
from contracts.names import PROJECT


@dataclass(frozen=True, slots=True)
class Projection:
    """The activity `project`, bound to one process's database."""

    engine: AsyncEngine
    client: Client

    @activity.defn(name=PROJECT)
    async def project(self, receipt: Receipt) -> None:
        """Stores the receipt. Fails, and is tried again, while the database is away or the case is held or frozen."""
        done = await store(self.engine, self.client, receipt)
        if done.status != "stored":
            raise ApplicationError(f"not stored: {done.status}", type=f"case_{done.status}")

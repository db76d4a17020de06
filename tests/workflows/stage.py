"""The stage of the scenarios: a worker on the real server in virtual time, and a journal in place of the table."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import Worker

from contracts.commands import Receipt
from contracts.names import EVENTS, PROJECT
from contracts.view import CaseView
from tests.workflows.journal import Gap, Journal
from workers.sandbox import sandbox
from workflows.cases.complaint import Complaint


@dataclass(slots=True)
class Stage:
    """One worker's queue. `mode` is part of the workflow ids, so that a case can be played once per mode."""

    client: Client
    skipper: TimeSkipper
    queue: str
    resume_always: bool = False
    cached: int = 1_000
    journals: dict[str, Journal] = field(default_factory=dict)

    def journal(self, workflow_id: str, case_no: str) -> Journal:
        """The journal of a case, made when first asked for."""
        return self.journals.setdefault(workflow_id, Journal(CaseView(case_no=case_no, company="daoyi")))

    @activity.defn(name=PROJECT)
    async def project(self, receipt: Receipt) -> None:
        """The activity: stores as the casebook does, fetching what lies between."""
        workflow_id = activity.info().workflow_id
        assert workflow_id is not None
        journal = self.journal(workflow_id, receipt.case_no)
        try:
            journal.store(receipt)
        except Gap:
            handle = self.client.get_workflow_handle(workflow_id)
            while len(journal.texts) < receipt.latest:
                journal.store(await handle.query(EVENTS, len(journal.texts), result_type=Receipt))
            journal.store(receipt)

    def worker(self) -> Worker:
        """A worker of this stage's queue, to be entered as a context."""
        return Worker(
            self.client,
            task_queue=self.queue,
            workflows=[Complaint],
            activities=[self.project],
            workflow_runner=sandbox(),
            max_cached_workflows=self.cached,
            build_id="scenarios",
        )


def dark_stage(client: Client, *, resume_always: bool = False, cached: int = 1_000) -> Stage:
    """A stage whose worker the test starts and stops itself."""
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    return Stage(skipper.client, skipper, f"scenarios-{uuid4()}", resume_always, cached)


@asynccontextmanager
async def lit_stage(client: Client, *, resume_always: bool = False, cached: int = 1_000) -> AsyncIterator[Stage]:
    """A stage whose worker runs."""
    stage = dark_stage(client, resume_always=resume_always, cached=cached)
    async with stage.worker():
        yield stage
        await asyncio.sleep(0)

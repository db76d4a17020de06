"""A casebook on servers of its own, and a worker that can be stopped and started."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.project import Projection
from casebook.book import Casebook
from casebook.people import Person
from casebook.settings import ROOT, Settings
from tests.support.database import suite_database
from workers.sandbox import sandbox
from workflows.cases.complaint import Complaint

if TYPE_CHECKING:
    from cli.runtime.postgres import Cluster

ACTORS = ROOT / "examples" / "actors.toml"
OTHER_COMPANY = """
[[companies]]
id = "other"
rulebook = "daoyi"

[[people]]
id = "stranger"
name = "A supervisor of another company"
company = "other"
roles = ["supervisor", "customer_service"]
"""


@pytest.fixture(scope="session")
async def casebook_url(postgres: "Cluster") -> str:
    """A database of this suite's own: some tests look at all commands there are."""
    return await suite_database(postgres, "casebook")


@pytest.fixture
def settings(casebook_url: str, temporal: str, tmp_path: Path) -> Settings:
    """Settings with a task queue of this test's own."""
    actors = tmp_path / "actors.toml"
    actors.write_text(ACTORS.read_text(encoding="utf-8") + OTHER_COMPANY, "utf-8")
    return Settings(
        database_url=casebook_url, temporal_address=temporal, task_queue=f"test-{uuid4()}", actors_file=actors
    )


@pytest.fixture
async def book(settings: Settings, temporal_client: Client) -> AsyncIterator[Casebook]:
    """A casebook without a worker: nobody answers."""
    made = await Casebook.connect(settings, client=temporal_client)
    yield made
    await made.close()


@asynccontextmanager
async def working(book: Casebook) -> AsyncIterator[Worker]:
    """A worker for this casebook's queue while the block runs."""
    async with Worker(
        book.client,
        task_queue=book.settings.task_queue,
        workflows=[Complaint],
        activities=[Projection(book.engine, book.client).project],
        workflow_runner=sandbox(),
        build_id="test",
    ) as worker:
        yield worker


@pytest.fixture
async def worker(book: Casebook) -> AsyncIterator[Worker]:
    """A worker that runs for the whole test."""
    async with working(book) as running:
        yield running


def person(book: Casebook, person_id: str, company: str = "daoyi") -> Person:
    """Someone of the example's people."""
    found = book.directory.person(company, person_id)
    assert found is not None
    return found

"""The API over real HTTP, with the real database, Temporal and a worker, for this whole suite."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx2
import pytest
import uvicorn
from temporalio.client import Client
from temporalio.worker import Worker

from activities.project import Projection
from api.app import create_app
from api.protocol import Protocol
from api.rate import Limits
from casebook.book import Casebook
from casebook.settings import ROOT, Settings
from tests.api.support import Api
from tests.support.database import suite_database
from workers.sandbox import sandbox
from workflows.cases.complaint import Complaint

if TYPE_CHECKING:
    from cli.runtime.postgres import Cluster

EXAMPLE = ROOT / "examples" / "actors.toml"


def _person(person: str, company: str, roles: str, *, more: str = "") -> str:
    token = hashlib.sha256(f"test-{person}".encode()).hexdigest()
    return (
        f'[[people]]\nid = "{person}"\nname = "{person}"\ncompany = "{company}"\nroles = [{roles}]\n'
        f'token_sha256 = "{token}"\n{more}\n'
    )


OTHERS = (
    '\n[[companies]]\nid = "other"\nrulebook = "daoyi"\n\n'
    + _person("stranger", "other", '"supervisor", "customer_service"')
    + _person("gone", "daoyi", '"supervisor"', more="disabled = true")
    + _person("nobody", "daoyi", "")
)


@pytest.fixture(scope="session")
async def api_database(postgres: "Cluster") -> str:
    """A database of this suite's own."""
    return await suite_database(postgres, "api")


@pytest.fixture(scope="session")
def api_settings(api_database: str, temporal: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a task queue of this suite's own."""
    actors: Path = tmp_path_factory.mktemp("api") / "actors.toml"
    actors.write_text(EXAMPLE.read_text(encoding="utf-8") + OTHERS, "utf-8")
    return Settings(
        database_url=api_database, temporal_address=temporal, task_queue=f"api-{uuid4()}", actors_file=actors
    )


@asynccontextmanager
async def serving(book: Casebook, limits: Limits | None = None) -> AsyncIterator[Api]:
    """The API of a casebook on a free loopback port, and a client for it."""
    config = uvicorn.Config(
        create_app(book, limits), host="127.0.0.1", port=0, http=Protocol, lifespan="off", log_config=None, ws="none"
    )
    server = uvicorn.Server(config)
    with server.capture_signals():
        task = asyncio.create_task(server._serve())
        while not server.started:
            await asyncio.sleep(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    async with httpx2.AsyncClient(base_url=address, timeout=30) as client:
        yield Api(client, book)
    server.should_exit = True
    await task


@pytest.fixture(scope="session")
async def book(api_settings: Settings, temporal_client: Client) -> AsyncIterator[Casebook]:
    """The casebook behind the API."""
    made = await Casebook.connect(api_settings, client=temporal_client)
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def worker(book: Casebook) -> AsyncIterator[None]:
    """A worker for the suite's queue."""
    async with Worker(
        book.client,
        task_queue=book.settings.task_queue,
        workflows=[Complaint],
        activities=[Projection(book.engine, book.client).project],
        workflow_runner=sandbox(),
        build_id="test",
    ):
        yield


@pytest.fixture(scope="session")
async def api(book: Casebook, worker: None) -> AsyncIterator[Api]:
    """The API with somebody to answer."""
    async with serving(book) as running:
        yield running


@pytest.fixture(scope="session")
async def deserted(api_settings: Settings, temporal_client: Client) -> AsyncIterator[Api]:
    """The API with no worker on its queue: nobody answers."""
    settings = api_settings.model_copy(update={"task_queue": f"api-{uuid4()}"})
    book = await Casebook.connect(settings, client=temporal_client)
    async with serving(book) as running:
        yield running
    await book.close()

"""Real servers for the suites that need them, one set per pytest process, started at first use and always stopped.

The fast suites (domain, contracts, rulebook, unit) ask for none of these and start nothing.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from temporalio.client import Client

    from cli.runtime.postgres import Cluster
    from cli.runtime.supervisor import Supervisor

NAMESPACE = "tuoshan"

if "TUOSHAN_MUTANTS" in os.environ:  # whether a fault is caught, not by which smallest example
    settings.register_profile("mutants", phases=(Phase.explicit, Phase.generate), database=None, deadline=None)
    settings.load_profile("mutants")


@pytest.fixture(scope="session")
def server_data() -> Iterator[Path]:
    """A data directory for this pytest process, short enough for every path, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tuoshan-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def servers(server_data: Path) -> "AsyncIterator[Supervisor]":
    """The supervisor that owns this process's servers; leaving it stops them."""
    from cli.runtime.supervisor import Supervisor

    async with Supervisor(server_data / "logs") as supervisor:
        yield supervisor


@pytest.fixture(scope="session")
async def postgres(servers: "Supervisor", server_data: Path) -> "Cluster":
    """An embedded PostgreSQL without any database of ours; `create_database` and `url(name)` make more."""
    from cli.runtime import ports
    from cli.runtime.postgres import Cluster

    cluster = Cluster(server_data, ports.choose())
    await servers.start(await cluster.part())
    return cluster


@pytest.fixture(scope="session")
async def database_url(postgres: "Cluster") -> str:
    """A database with the newest schema, for SQLAlchemy with asyncpg. Shared by the session: use a company per test."""
    from tests.support.database import suite_database

    return await suite_database(postgres, "tests")


@pytest.fixture(scope="session")
async def temporal(servers: "Supervisor", server_data: Path) -> str:
    """The address of a development server with time skipping and the namespace `tuoshan`."""
    from cli.runtime import ports, temporal_binary
    from cli.runtime.temporal_namespace import ensure_namespace
    from cli.runtime.temporal_server import DevServer

    program = await asyncio.to_thread(temporal_binary.ensure)
    server = DevServer(program, server_data, ports.choose())
    await servers.start(server.part())
    await ensure_namespace(server.address, NAMESPACE, retention_days=90)
    return server.address


@pytest.fixture(scope="session")
async def temporal_client(temporal: str) -> "Client":
    """A client in the namespace, with the data converter that workers and API use."""
    from temporalio.client import Client

    from casebook.converter import data_converter

    return await Client.connect(temporal, namespace=NAMESPACE, data_converter=data_converter)


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer has exported must not steer a test."""
    for name in list(os.environ):
        if name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE") or (
            name.startswith("TUOSHAN_") and name != "TUOSHAN_CACHE" and not name.startswith("TUOSHAN_TEST_")
        ):
            monkeypatch.delenv(name)

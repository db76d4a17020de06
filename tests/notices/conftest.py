"""A database of its own, and both simulators as processes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.runtime.postgres import Cluster
from storage.engine import make_engine
from tests.notices.seed import Case, add_case
from tests.notices.support import Post, gateway_simulator, gateways, mailbox_simulator
from tests.support.database import suite_database


@pytest.fixture(scope="session")
async def notices_url(postgres: Cluster) -> str:
    """A database apart: a dispatcher takes whatever is due, also other suites' notices."""
    return await suite_database(postgres, "notices")


@pytest.fixture(scope="session")
async def notices_engine(notices_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(notices_url, process="tests")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def simulated(notices_engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    folder: Path = tmp_path_factory.mktemp("simulators")
    async with httpx2.AsyncClient(trust_env=False) as client:
        messages = gateway_simulator(folder / "messages", client)
        mailbox = mailbox_simulator(folder / "mails", client)
        try:
            await asyncio.gather(messages.start(), mailbox.start())
            yield Post(notices_engine, messages, mailbox, gateways(client, messages.url, mailbox.smtp_port))
        finally:
            await messages.kill()
            await mailbox.kill()


@pytest.fixture
async def post(simulated: Post) -> AsyncIterator[Post]:
    """The set-up without faults, before and after each test."""
    for simulator in (simulated.messages, simulated.mailbox):
        await simulator.client.delete(f"{simulator.url}/admin/fault")
    yield simulated
    for simulator in (simulated.messages, simulated.mailbox):
        await simulator.client.delete(f"{simulator.url}/admin/fault")


@pytest.fixture
async def case(post: Post) -> Case:
    return await add_case(post.engine)

"""One installation on this machine: whole, alone on its data directory, and found by other commands."""

import socket
import stat
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from casebook import settings
from cli.runtime import ports
from cli.runtime.installation import DataDirectoryInUse
from cli.runtime.platform import Options, Platform

PARTS = ["postgres", "temporal", "message_gateway", "mailbox"]


@pytest.fixture(scope="module")
async def platform() -> AsyncIterator[Platform]:
    """Everything but our own worker and API, which other suites run."""
    with tempfile.TemporaryDirectory(prefix="tuoshan-platform-") as folder:
        options = Options(Path(folder), worker=False, api=False, publish=True)
        async with Platform(options) as platform:
            yield platform
        assert not any(platform.parts.alive(name) for name in PARTS)
        assert not (Path(folder) / settings.RUN_FILE).exists()


async def test_all_parts_run_in_the_order_of_their_needs(platform: Platform) -> None:
    assert platform.parts.names() == PARTS
    assert all(platform.parts.alive(name) for name in PARTS)


async def test_database_has_its_schema(platform: Platform) -> None:
    connection = await asyncpg.connect(platform.settings.database_url.replace("+asyncpg", ""))
    try:
        assert await connection.fetchval("select count(*) from alembic_version") == 1
    finally:
        await connection.close()


async def test_another_process_finds_it_by_its_data_directory(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUOSHAN_DATA", str(platform.data))
    found = settings.load()
    assert found == platform.settings
    assert found.phone_hash_key.get_secret_value() != settings.DEVELOPMENT_SECRET
    assert stat.S_IMODE((platform.data / settings.RUN_FILE).stat().st_mode) == 0o600


async def test_a_second_one_on_the_same_data_directory_is_refused(platform: Platform) -> None:
    with pytest.raises(DataDirectoryInUse):
        async with Platform(Options(platform.data)):
            pass
    assert platform.parts.alive("postgres")


async def test_simulators_take_messages_and_mails(platform: Platform) -> None:
    assert platform.settings.message_gateway_url == platform.settings.rehearsal_message_gateway_url != ""
    assert await ports.accepts(platform.settings.smtp_port, platform.settings.smtp_host)


async def test_each_part_comes_back_after_kill(platform: Platform) -> None:
    for name in PARTS:
        before = platform.parts.pid(name)
        await platform.parts.kill(name)
        await platform.parts.ready(name)
        assert platform.parts.pid(name) != before


def test_a_taken_port_is_replaced_by_a_free_one() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = int(listener.getsockname()[1])
        assert ports.choose(taken) != taken

"""The embedded PostgreSQL keeps what was committed, whatever happens to its process."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from cli.runtime import ports, unprivileged
from cli.runtime.postgres import Cluster
from cli.runtime.postgres_binaries import NoPostgres, find
from cli.runtime.supervisor import Supervisor


@pytest.fixture
async def own(server_data: Path) -> AsyncIterator[tuple[Cluster, Supervisor]]:
    """A cluster of the test's own, since it will be killed."""
    data = server_data / "own"
    data.mkdir(mode=0o711, exist_ok=True)
    cluster = Cluster(data, ports.choose())
    async with Supervisor(data / "logs") as supervisor:
        await supervisor.start(await cluster.part())
        await cluster.create_database("kept")
        yield cluster, supervisor


async def _fetch(cluster: Cluster, query: str) -> object:
    connection = await asyncpg.connect(cluster.url("kept").replace("+asyncpg", ""))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_committed_rows_survive_kill_and_restart(own: tuple[Cluster, Supervisor]) -> None:
    cluster, supervisor = own
    await cluster.execute("create table case_row (no text)", "kept")
    await cluster.execute("insert into case_row values ('TS20260212-000123')", "kept")
    await supervisor.kill("postgres")
    await supervisor.ready("postgres")
    assert await _fetch(cluster, "select no from case_row") == "TS20260212-000123"
    await supervisor.restart("postgres")
    assert await _fetch(cluster, "select count(*) from case_row") == 1
    await cluster.execute("drop table case_row", "kept")


async def test_trigram_search_finds_chinese(own: tuple[Cluster, Supervisor]) -> None:
    cluster, _ = own
    await cluster.execute("create extension if not exists pg_trgm", "kept")
    assert await _fetch(cluster, "select similarity('空调不制冷', '空调不制冷了') > 0.5") is True


async def test_a_wrong_password_is_refused(own: tuple[Cluster, Supervisor]) -> None:
    cluster, _ = own
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(host="127.0.0.1", port=cluster.port, user="tuoshan", password="guess", database="kept")


async def test_statements_go_over_a_socket_in_its_own_folder(own: tuple[Cluster, Supervisor]) -> None:
    cluster, _ = own
    assert await _fetch(cluster, "select inet_client_addr()") is None
    assert stat.S_IMODE((cluster.data / "postgres").stat().st_mode) == 0o700


def test_a_path_too_long_for_a_socket_leaves_the_loopback(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    assert "@127.0.0.1:5/" not in Cluster(tmp_path, 5).url()
    deep = tmp_path.joinpath(*["a_long_name_of_a_folder"] * 5)
    (deep / "secrets").mkdir(parents=True)
    assert "@127.0.0.1:5/" in Cluster(deep, 5).url()


async def test_password_file_is_for_its_owner_only(own: tuple[Cluster, Supervisor]) -> None:
    cluster, _ = own
    assert stat.S_IMODE((cluster.data / "secrets" / "postgres").stat().st_mode) == 0o600


def test_binaries_of_another_major_version_than_the_data_are_refused() -> None:
    with pytest.raises(NoPostgres, match="PostgreSQL 9, which wrote the data directory"):
        find(data_version=9)


def test_a_folder_closed_to_the_account_is_not_reachable(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    other = unprivileged.Account("other", 64_999, 64_999)
    assert not unprivileged.reachable(closed / "postgres", other)
    closed.chmod(0o711)
    for folder in closed.parents:
        if folder.stat().st_mode & stat.S_IXOTH == 0:
            return  # the temporary folder itself is closed; nothing more to see here
    assert unprivileged.reachable(closed / "postgres", other)

"""One database per suite, and case numbers that no two suites share: their cases live in one Temporal namespace."""

import asyncio
from typing import TYPE_CHECKING

import asyncpg

from storage.migrate import migrate

if TYPE_CHECKING:
    from cli.runtime.postgres import Cluster

SUITES = ("tests", "api", "cli", "casebook", "notices")
NUMBERS = 100_000


async def suite_database(postgres: "Cluster", suite: str) -> str:
    """Makes the suite's database with the newest schema; its address for SQLAlchemy with asyncpg."""
    await postgres.create_database(suite)
    url = postgres.url(suite)
    await asyncio.to_thread(migrate, url)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(f"alter sequence case_numbers restart with {SUITES.index(suite) * NUMBERS + 1}")
    finally:
        await connection.close()
    return url

"""Alembic's environment: one connection, one lock for all migrating processes, no wait longer than the lock timeout."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.models import metadata

_ADVISORY_LOCK = 7_815_001
LOCK_TIMEOUT = "5s"
"""A migration that cannot get its table lock soon gives up instead of queueing every query of the table behind it."""


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def _online(url: str) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.execute(text("select pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
        await connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
        await connection.commit()  # both outlive the transaction; the lock goes with the connection
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_online(context.config.attributes["url"]))

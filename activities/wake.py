"""Waking on NOTIFY (唤醒): a connection of its own that listens, for as long as it can."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

_AGAIN = 5

log = structlog.get_logger(__name__)


@asynccontextmanager
async def listening(engine: AsyncEngine, channel: str, heard: Callable[[str], None]) -> AsyncIterator[None]:
    """Calls `heard` with each payload on `channel`. A lost connection is made anew; what was missed meanwhile is not
    repeated, so callers also look for themselves from time to time."""
    task = asyncio.create_task(_listen(engine, channel, heard))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listen(engine: AsyncEngine, channel: str, heard: Callable[[str], None]) -> None:
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def told(_connection: Any, _pid: int, _channel: str, payload: Any) -> None:
        heard(str(payload))

    while True:
        try:
            connection = await asyncpg.connect(address, timeout=5)
        except (OSError, asyncpg.PostgresError, TimeoutError) as error:
            log.info("listener_waits", error=type(error).__name__)
            await asyncio.sleep(_AGAIN)
            continue
        try:
            ended = asyncio.Event()
            connection.add_termination_listener(lambda _connection, ended=ended: ended.set())
            await connection.add_listener(channel, told)
            heard("")  # whatever came before we listened
            await ended.wait()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.info("listener_lost", error=type(error).__name__)
        finally:
            connection.terminate()
        await asyncio.sleep(_AGAIN)

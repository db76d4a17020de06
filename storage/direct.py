"""Statements of the hot paths, sent straight to asyncpg on a connection of the engine's own pool.

What SQLAlchemy does around a statement costs the calling process more than the statement. Each is a transaction of
its own. Results are asyncpg's records; its errors are raised as they are.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


class Direct:
    """A statement with named parameters, written as for SQLAlchemy's `text`."""

    def __init__(self, statement: str) -> None:
        names = dict.fromkeys(_PARAMETER.findall(statement))
        self._names = tuple(names)
        numbers = {name: f"${number}" for number, name in enumerate(names, start=1)}
        self._query = _PARAMETER.sub(lambda match: numbers[match[1]], statement)

    async def one(self, engine: AsyncEngine, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The first row, or None. `values` may hold more than the statement names."""
        connection = await engine.raw_connection()
        driver = connection.driver_connection
        assert driver is not None  # noqa: S101 - it has just been checked out
        try:
            row: Mapping[str, Any] | None = await driver.fetchrow(self._query, *[values[name] for name in self._names])
        except BaseException as error:
            # A connection that broke, or was cut off in the middle, must not be handed to the next one.
            if driver.is_closed() or not isinstance(error, Exception):
                await greenlet_spawn(connection.invalidate)
            raise
        finally:
            # A connection beyond the pool's size is really closed here, which waits for the server.
            await greenlet_spawn(connection.close)
        return row

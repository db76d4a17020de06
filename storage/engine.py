"""The connection pool of a process, and the database's clock."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

STATEMENT_TIMEOUT_MS = 15_000
LOCK_TIMEOUT_MS = 10_000
IDLE_IN_TRANSACTION_MS = 30_000


def make_engine(url: str, *, process: str = "tuoshan", pool_size: int = 10) -> AsyncEngine:
    """An engine for a `postgresql+asyncpg://` address. Timeouts are the server's, so a frozen client holds no lock."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        pool_recycle=1800,
        pool_use_lifo=True,
        connect_args={
            "timeout": 5,
            "command_timeout": 20,
            "server_settings": {
                "application_name": process,
                "timezone": "UTC",
                "jit": "off",
                "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                "lock_timeout": str(LOCK_TIMEOUT_MS),
                "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
            },
        },
    )


async def database_now(connection: AsyncConnection) -> int:
    """The database's clock as an instant (microseconds UTC)."""
    return int((await connection.execute(text("select instant_now()"))).scalar_one())

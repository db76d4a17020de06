"""What a process needs to take commands and store receipts, built once: `await Casebook.connect(settings)`."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from asyncpg.exceptions import InterfaceError as DriverError
from asyncpg.exceptions import InternalClientError, PostgresError
from asyncpg.exceptions._base import DataError as UnfitValueError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from temporalio.client import Client, GrpcCompression

from casebook import crash_points
from casebook.answers import RETRY_SECONDS
from casebook.converter import data_converter
from casebook.errors import CasebookError
from casebook.memory import Memory
from casebook.people import Directory, load_directory
from casebook.publish import publish_rulebooks
from casebook.settings import Settings
from rulebooks.shelf import Published, shelf
from storage.engine import make_engine

ASKS_PER_CASE = 5

_DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout, OSError, TimeoutError)


@dataclass(slots=True)
class Casebook:
    """Database, Temporal client, rulebooks and people of one process."""

    engine: AsyncEngine
    client: Client
    settings: Settings
    shelf: Mapping[str, Published]
    directory: Directory
    asks: Counter[str] = field(default_factory=Counter)
    """Asks in flight by case number."""
    plans: set[str] = field(default_factory=set)
    """Hashes of the plans that this process knows to be stored."""
    memory: Memory = field(default_factory=Memory)

    @classmethod
    async def connect(cls, settings: Settings, *, process: str = "tuoshan", client: Client | None = None) -> "Casebook":
        """Connects, publishes the rulebooks and reads the people.

        The Temporal client connects lazily: a process may start and accept before its server is up.
        """
        crash_points.arm(settings.crash_at)
        books = shelf()
        engine = make_engine(settings.database_url, process=process)
        if client is None:
            client = await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=data_converter,
                lazy=True,
                grpc_compression=GrpcCompression.NONE,
            )
        async with database_errors():
            await publish_rulebooks(engine)
        supervisors = {
            name: frozenset(role.id for role in item.book.roles if role.supervisor) for name, item in books.items()
        }
        return cls(engine, client, settings, books, load_directory(settings.actors_file, supervisors))

    async def close(self) -> None:
        """Returns the connections. The Temporal client has nothing to close."""
        await self.engine.dispose()

    @property
    def phone_key(self) -> bytes:
        """Key of the phone hashes."""
        return self.settings.phone_hash_key.get_secret_value().encode()

    def rulebook_of(self, company: str) -> str:
        """Name of the rulebook that a company works by. Raises CasebookError (rulebook_unknown)."""
        try:
            return self.directory.companies[company].rulebook
        except KeyError:
            raise CasebookError("rulebook_unknown", params={"company": company}) from None


@asynccontextmanager
async def single_statements(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection on which each statement is a transaction of its own: saves two round trips where one statement is
    all there is. A database that is away becomes CasebookError (database_unavailable)."""
    async with database_errors(), engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction. A database that is away becomes CasebookError (database_unavailable)."""
    async with database_errors(), engine.begin() as connection:
        yield connection


@asynccontextmanager
async def database_errors() -> AsyncIterator[None]:
    """Translates what a database that is away, overloaded or restarting raises."""
    try:
        yield
    except _DATABASE_AWAY as error:
        if isinstance(error, InterfaceError) and error.orig and isinstance(error.orig.__cause__, UnfitValueError):
            raise  # a value that the driver cannot send is a fault of ours
        raise CasebookError("database_unavailable", retry_after=RETRY_SECONDS) from error
    except UnfitValueError:  # an InterfaceError to the driver, but no sign of a database that is away
        raise
    except (PostgresError, DriverError, InternalClientError) as error:  # the last: cut off in the middle of an answer
        if not isinstance(error, PostgresError) or (error.sqlstate or "")[:2] in _PASSING:
            raise CasebookError("database_unavailable", retry_after=RETRY_SECONDS) from error
        raise
    except DBAPIError as error:
        if error.connection_invalidated or _passing(error):
            raise CasebookError("database_unavailable", retry_after=RETRY_SECONDS) from error
        raise


_PASSING = ("08", "40", "53", "55", "57", "58")
"""SQLSTATE classes: connection, rollback, resources, not available, operator intervention, system error."""


def _passing(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None) or ""
    cut_off = error.orig is not None and isinstance(error.orig.__cause__, InternalClientError)
    return cut_off or state[:2] in _PASSING


@asynccontextmanager
async def one_of_few(book: Casebook, case_no: str) -> AsyncIterator[None]:
    """Holds one of the few places for asking a case at the same time. Raises CasebookError (too_many_asks)."""
    if book.asks[case_no] >= ASKS_PER_CASE:
        raise CasebookError("too_many_asks", retry_after=1)
    book.asks[case_no] += 1
    try:
        yield
    finally:
        book.asks[case_no] -= 1
        if book.asks[case_no] <= 0:
            del book.asks[case_no]

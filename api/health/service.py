"""Whether a command would be taken now (就绪检查), and what waits for a person."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import text
from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.service import RPCError, RPCStatusCode

from casebook.book import Casebook, single_statements, transaction
from casebook.errors import CasebookError
from casebook.undelivered import QUEUED
from storage.migrate import at_newest

log = structlog.stdlib.get_logger(__name__)

SECONDS = 3
"""How long one check may take."""
KEPT_SECONDS = 1.0
"""How long an answer holds, so that probes cannot become a load."""
PROBE = "readiness-probe"
"""An id that no workflow has: that it is not found only Temporal's own database can say."""

_GAUGES = {
    "tuoshan_commands_pending": "select count(*) from commands where status = 'pending'",
    "tuoshan_commands_stuck": "select count(*) from commands where status = 'pending' and stuck",
    "tuoshan_cases_frozen": "select count(*) from cases where frozen is not null",
    "tuoshan_notices_undelivered": f"select count(*) from notices n where {QUEUED} and not n.rehearsal",  # noqa: S608
}


async def _database(book: Casebook) -> str:
    async with transaction(book.engine) as connection:
        await connection.execute(text("select instant_now()"))
    return "ok"


async def _migrations(book: Casebook) -> str:
    return "ok" if await at_newest(book.engine) else "not_at_newest"


def _namespace_missing(error: RPCError) -> bool:
    """A missing namespace is NOT_FOUND as well, and there no case can run."""
    return any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in error.grpc_status.details)


async def _temporal(book: Casebook) -> str:
    try:
        await book.client.get_workflow_handle(PROBE).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND or _namespace_missing(error):
            raise
    return "ok"


_CHECKS: dict[str, Callable[[Casebook], Awaitable[str]]] = {
    "database": _database,
    "migrations": _migrations,
    "temporal": _temporal,
}


@dataclass(slots=True)
class Readiness:
    """The last answer and when it was found."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    found_at: float = float("-inf")
    found: dict[str, str] = field(default_factory=dict)

    async def checks(self, book: Casebook) -> dict[str, str]:
        """Each part with "ok" or a code."""
        async with self.lock:
            if time.monotonic() - self.found_at > KEPT_SECONDS:
                results = await asyncio.gather(*(_checked(name, check(book)) for name, check in _CHECKS.items()))
                self.found = dict(zip(_CHECKS, results, strict=True))
                self.found_at = time.monotonic()
            return self.found


async def _checked(name: str, check: Awaitable[str]) -> str:
    try:
        async with asyncio.timeout(SECONDS):
            return await check
    except TimeoutError:
        return "timeout"
    except Exception as error:
        log.warning("not_ready", check=name, error=type(error).__name__)
        return "unavailable"


async def gauges(book: Casebook) -> bytes:
    """What needs a person, as lines of Prometheus; empty while the database is away."""
    lines: list[str] = []
    try:
        async with asyncio.timeout(SECONDS), single_statements(book.engine) as connection:
            for name, query in _GAUGES.items():
                value = (await connection.execute(text(query))).scalar_one()
                lines += [f"# TYPE {name} gauge", f"{name} {value}"]
    except (CasebookError, TimeoutError):
        return b""
    return ("\n".join(lines) + "\n").encode()

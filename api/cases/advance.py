"""Moving the clock of a rehearsal (演练拨钟): virtual time on the real server, for this one case."""

import asyncio
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row, select
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.caller import Caller
from api.cases import service
from api.failures import of_casebook
from api.paging import InstantParam
from api.problems import FieldError, ProblemError
from casebook.asking import page_of_events
from casebook.book import single_statements
from casebook.errors import CasebookError
from casebook.rehearsal import read_clock
from casebook.store import store
from domain.time.instants import DAY, SECOND
from storage import models

FARTHEST_DAYS = 400
"""One step; a case's longest term is a matter of months."""
SECONDS = 60
"""How long the server may take: it stops at every deadline on the way."""


class Advance(BaseModel):
    """How far: one of the two. `by_seconds` counts from where the clock stands, so each repeat moves it on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    by_seconds: int | None = Field(None, ge=1, le=FARTHEST_DAYS * 86_400)
    to: InstantParam | None = None


async def advance(caller: Caller, case_no: str, wanted: Advance) -> None:
    """Moves the case's clock and stores what fired on the way. A clock that is there already stays.

    Raises ProblemError `forbidden` unless the caller opened the rehearsal or is a supervisor.
    """
    if (wanted.by_seconds is None) == (wanted.to is None):
        raise ProblemError("invalid_fields", errors=(FieldError("required", "/to"),))
    row, _ = await service.row_of(caller, case_no)
    if not row.rehearsal:
        raise ProblemError("not_a_rehearsal", extra={"current": {"case_no": case_no, "rehearsal": False}})
    if row.sealed_at is not None:
        raise ProblemError("case_closed", extra={"current": {"case_no": case_no, "state": row.state}})
    await _may_move(caller, case_no)
    await _read_clock(caller, row)
    row, _ = await service.row_of(caller, case_no)
    by = wanted.to - row.now if wanted.to is not None else (wanted.by_seconds or 0) * SECOND
    if by > FARTHEST_DAYS * DAY:
        raise ProblemError("invalid_fields", errors=(FieldError("out_of_range", "/to"),))
    if by > 0:
        await _skip(caller, row.workflow_id, by)
        await _read_clock(caller, row)
    await _catch_up(caller, case_no)


async def _may_move(caller: Caller, case_no: str) -> None:
    """Whoever opened the rehearsal, or a supervisor. Raises ProblemError `forbidden`."""
    if caller.person.supervisor:
        return
    commands = models.commands.c
    opener = select(commands.actor).where(
        commands.case_no == case_no, commands.company == caller.company, commands.kind == "open"
    )
    async with single_statements(caller.book.engine) as connection:
        actors = (await connection.execute(opener)).scalars().all()
    if caller.person.id not in actors:
        raise ProblemError("forbidden")


async def _skip(caller: Caller, workflow_id: str, by: int) -> None:
    client = caller.book.client
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    try:
        async with asyncio.timeout(SECONDS):
            await skipper.fast_forward(client.get_workflow_handle(workflow_id), timedelta(microseconds=by))
    except (RPCError, RuntimeError, TimeoutError) as error:
        raise ProblemError("clock_cannot_move") from error


async def _read_clock(caller: Caller, row: Row[Any]) -> None:
    try:
        await read_clock(caller.book, row.case_no, row.workflow_id)
    except CasebookError as error:
        raise of_casebook(error) from error


async def _catch_up(caller: Caller, case_no: str) -> None:
    """Stores what fired on the way, without waiting for the case to hand it over by itself."""
    book = caller.book
    row, _ = await service.row_of(caller, case_no)
    try:
        receipt = await page_of_events(book.client, book.engine, case_no, row.revision)
        stored = await store(book.engine, book.client, receipt)
    except CasebookError as error:
        raise of_casebook(error) from error
    if stored.status == "frozen":
        raise ProblemError("case_frozen")

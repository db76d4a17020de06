"""The clock of a rehearsal (演练时钟): its workflow may be fast-forwarded, so its row's offset is read off anew."""

import asyncio

from sqlalchemy import text
from temporalio.service import RPCError

from casebook import sql
from casebook.asking import ASK_SECONDS
from casebook.book import Casebook, transaction
from casebook.errors import CasebookError
from domain.time.instants import Instant

_OFFSET = text("""
    update cases set clock_offset = greatest(clock_offset, :server_now + input_offset - instant_now())
     where case_no = :case_no and rehearsal returning clock_offset
""")


async def read_clock(book: Casebook, case_no: str, workflow_id: str) -> None:
    """Sets the row's clock offset from the workflow's own clock. Raises CasebookError (case_unavailable)."""
    now = await virtual_now(book, workflow_id)
    if now is None:
        return
    async with transaction(book.engine) as connection:
        await connection.execute(sql.LOCK_CASE, {"case_no": case_no})
        offset = (await connection.execute(_OFFSET, {"case_no": case_no, "server_now": now})).scalar_one_or_none()
        if offset is not None:
            await connection.execute(sql.MOVE_NOTICES, {"case_no": case_no, "clock_offset": offset})


async def virtual_now(book: Casebook, workflow_id: str) -> Instant | None:
    """The virtual clock of a workflow as the server keeps it; None if it never left the server's own clock."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            described = await book.client.get_workflow_handle(workflow_id).describe()
    except (TimeoutError, RPCError) as error:
        raise CasebookError("case_unavailable", retry_after=5) from error
    extended = described.raw_description.workflow_extended_info
    if not extended.HasField("time_skipping_info"):
        return None
    return int(extended.time_skipping_info.current_time.ToMicroseconds())

"""The re-driver (补发): asks again for every command that has no answer yet.

A loop inside each worker process rather than a workflow of its own: all it knows stands in the command rows, so it
survives restarts without history, and any number of workers may run it, since a command is taken by its lease column.
Where Temporal is away there is nothing to ask, and where all workers are away nobody would answer.
"""

import asyncio
from collections.abc import Sequence
from enum import StrEnum

import structlog
from sqlalchemy import text

from casebook.accept import SECOND, Row, decoded
from casebook.answers import Answer
from casebook.asking import LEASE_SECONDS, someone_works
from casebook.book import Casebook, single_statements
from casebook.drive import drive, load_case
from casebook.errors import CasebookError

EVERY = 1.0
AT_ONCE = 20
LONGEST_WAIT = 600
TRIES = 10
STUCK_WAIT = 3600
OLDEST_INTAKE_SHARE = 0.9
"""An intake older than this share of the server's retention is not asked again: its workflow may be forgotten."""

log = structlog.get_logger(__name__)


class Came(StrEnum):
    """What came of a try."""

    ANSWERED = "answered"
    FAILED = "failed"
    """It reached its case, or it could have: the trouble is the command's own."""
    UNREACHED = "unreached"
    """Temporal or the workers are away: that says nothing of the command."""


# One per case, the first received; a stuck one waits for its hour and for the others. No row lock outlives this.
# A probe goes by age alone: how long a command has waited must not decide when the end of an outage is noticed.
_CLAIM = text("""
with due as (
  select k.id from commands k left join cases c on c.case_no = k.case_no
   where k.status = 'pending' and (k.next_try_at <= instant_now() or cast(:probe as bool))
     and (k.lease_until is null or k.lease_until < instant_now()) and c.frozen is null
     and not (k.kind = 'open' and k.accepted_at < instant_now() - cast(:oldest as bigint))
     and not exists (select from commands o where o.case_no = k.case_no and o.status = 'pending' and o.id <> k.id
           and (o.lease_until >= instant_now()
                or not o.stuck and (k.stuck or (o.received_at, o.id) < (k.received_at, k.id))))
   order by case when cast(:probe as bool) then k.stuck end, case when cast(:probe as bool) then k.accepted_at end,
         k.next_try_at, k.accepted_at limit :most for update of k skip locked)
update commands set lease_until = instant_now() + cast(:lease as bigint), tries = tries + 1,
       next_try_at = instant_now() + case when stuck or tries + 1 >= :tries then cast(:stuck_wait as bigint)
                     else least(cast(:longest as bigint), cast(:second as bigint) * 10 * (1 << least(tries, 10))) end
  from due where commands.id = due.id returning commands.*
""")
_GAVE_UP = text("""
    update commands set stuck = true where id = :id and status = 'pending' and not stuck and tries >= :tries
    returning id
""")
_UNDO = text("""
    update commands set tries = greatest(tries - 1, 0),
           next_try_at = least(next_try_at, instant_now() + cast(:wait as bigint))
     where id = :id and status = 'pending' and not stuck
""")
_FORWARD = text("""
    update commands set next_try_at = instant_now()
     where status = 'pending' and not stuck and next_try_at > instant_now() and id <> all(cast(:failed as uuid[]))
""")
_FORWARD_CASE = text("""
    update commands set next_try_at = instant_now()
     where case_no = :case_no and status = 'pending' and not stuck and next_try_at > instant_now() and tries > 0
""")
_TOO_OLD = text("""
    select id, case_no from commands where status = 'pending' and kind = 'open' and not stuck
       and accepted_at < instant_now() - cast(:oldest as bigint) for update skip locked
""")
_MARK_STUCK = text("update commands set stuck = true where id = any(cast(:ids as uuid[]))")


async def keep_redriving(book: Casebook) -> None:
    """Runs until cancelled. A database that is away is waited for."""
    redriver = Redriver(book)
    try:
        while True:
            more = False
            try:
                more = await redriver.once(patience=EVERY)
            except CasebookError as error:
                log.warning("redrive_waits", code=error.code)
            except Exception:  # whatever it is: without this loop unanswered commands would stay so unnoticed
                log.exception("redrive_pass_broke", alarm=True)
            if not more:
                await asyncio.sleep(EVERY)
    finally:
        redriver.end()


async def redrive_once(book: Casebook, *, outage: bool = False) -> bool:
    """One pass that waits for every answer; answers whether nobody was there."""
    redriver = Redriver(book, outage)
    await redriver.once()
    return redriver.outage


class Redriver:
    """Asks for so many commands at a time: a case that hangs holds up its own place, not the others.

    During an `outage` only the oldest command is asked, due or not, to see whether someone is there again.
    """

    def __init__(self, book: Casebook, outage: bool = False) -> None:
        self.book, self.outage = book, outage
        self._running: dict[asyncio.Task[Came], str] = {}
        """Command ids by what asks for them."""

    async def once(self, patience: float | None = None) -> bool:
        """One pass; whether more may be due than there was room for. What takes longer than `patience` seconds goes on
        beside the next passes."""
        await alarm_old_intakes(self.book)
        room = max((1 if self.outage else AT_ONCE) - len(self._running), 0)
        claimed = await claim(self.book, room, probe=self.outage) if room else ()
        for row in claimed:
            self._running[asyncio.create_task(redrive(self.book, row))] = row["id"]
        if self._running:
            done, _ = await asyncio.wait(self._running, timeout=patience)
            await self._learn({self._running.pop(task): task.result() for task in done})
        return bool(claimed) and len(claimed) == room and not self.outage

    async def _learn(self, came: dict[str, Came]) -> None:
        if not came:
            return
        gone = all(item is Came.UNREACHED for item in came.values())
        if self.outage and not gone:  # someone is there again: nobody waits out what an outage has cost
            failed = [command for command, item in came.items() if item is Came.FAILED]
            async with single_statements(self.book.engine) as connection:
                await connection.execute(_FORWARD, {"failed": failed})
        self.outage = gone  # only now: a database that is away just then leaves it to the next pass

    def end(self) -> None:
        """Leaves what is being asked to the next one."""
        for task in self._running:
            task.cancel()


async def claim(book: Casebook, most: int, *, probe: bool = False) -> Sequence[Row]:
    """Takes due commands under a lease, at most one per case; for a probe the oldest, due or not."""
    values = {
        "most": most,
        "probe": probe,
        "lease": LEASE_SECONDS * SECOND,
        "tries": TRIES,
        "second": SECOND,
        "longest": LONGEST_WAIT * SECOND,
        "stuck_wait": STUCK_WAIT * SECOND,
        "oldest": _oldest_intake(book),
    }
    async with single_statements(book.engine) as connection:
        return [decoded(row) for row in (await connection.execute(_CLAIM, values)).mappings().all()]


async def redrive(book: Casebook, row: Row) -> Came:
    """Asks for one command. A try counts only if it reached the case."""
    try:
        answer: Answer | None = await drive(book, row, await load_case(book, row["case_no"]))
    except CasebookError as error:
        log.warning("redrive_failed", command=row["id"], case_no=row["case_no"], code=error.code)
        answer = None
    except Exception:  # one poison command must not stop the others
        log.exception("redrive_broke", command=row["id"], case_no=row["case_no"])
        answer = None
    if answer is not None and answer.status in ("done", "refused"):
        async with single_statements(book.engine) as connection:
            await connection.execute(_FORWARD_CASE, {"case_no": row["case_no"]})
        return Came.ANSWERED
    if answer is not None and answer.silent and not await someone_works(book.client, book.settings.task_queue):
        async with single_statements(book.engine) as connection:
            await connection.execute(_UNDO, {"id": row["id"], "wait": 10 * SECOND})
        return Came.UNREACHED
    async with single_statements(book.engine) as connection:
        stuck = (await connection.execute(_GAVE_UP, {"id": row["id"], "tries": TRIES})).scalar_one_or_none()
    if stuck is not None:
        log.error("command_stuck", alarm=True, command=row["id"], case_no=row["case_no"])
    return Came.FAILED


def _oldest_intake(book: Casebook) -> int:
    """Microseconds after which an intake's workflow may have been forgotten by the server."""
    return int(book.settings.retention_days * 24 * 3600 * OLDEST_INTAKE_SHARE) * SECOND


async def alarm_old_intakes(book: Casebook) -> None:
    """An intake older than retention is never asked again; it alarms and waits for an operator."""
    async with single_statements(book.engine) as connection:
        rows = (await connection.execute(_TOO_OLD, {"oldest": _oldest_intake(book)})).all()
        if rows:
            await connection.execute(_MARK_STUCK, {"ids": [str(row.id) for row in rows]})
    for row in rows:
        log.error("intake_too_old", alarm=True, command=str(row.id), case_no=row.case_no)

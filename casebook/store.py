"""Storing a receipt (入账): one function for everyone who holds one. Nothing is shown that its case did not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from asyncpg.exceptions import IntegrityConstraintViolationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from temporalio.client import Client

from casebook import crash_points, sql
from casebook.asking import page_of_events
from casebook.book import database_errors, transaction
from casebook.parameters import Linked, parameters
from casebook.rows import changes
from contracts.chain import GENESIS, link
from contracts.commands import Known, Receipt
from contracts.events import from_text
from contracts.view import CaseView, from_plain, to_plain
from storage.direct import Direct

log = structlog.get_logger(__name__)

_STORE = Direct(sql.STORE.text)

PAGES = 600
"""More pages than any case has events for; a case that answers without end is broken."""


@dataclass(frozen=True, slots=True)
class Stored:
    """stored: the table stands at `revision`. gap: it lacks events before the receipt. frozen: an operator is needed.

    stale: the receipt is of before a reset. unknown: there is no such case.
    """

    status: Literal["stored", "gap", "frozen", "stale", "unknown"]
    revision: int = 0
    head: str = GENESIS
    answered: int | None = None
    """Where the command took effect, if this store wrote its answer."""
    case: Mapping[str, Any] | None = None
    """The case as it stands then, as an answer shows it, with the case's clock as `now`; of `store_on` only."""


class BrokenReceiptError(Exception):
    """The receipt does not fit the chain. `reason` is what the case is frozen for: chain or fork."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def store(
    engine: AsyncEngine, client: Client, receipt: Receipt, *, command_id: str | None = None, epoch: int | None = None
) -> Stored:
    """Brings the table up to what the receipt speaks of; events that it lacks are fetched from the case.

    `command_id` is the command the receipt answers, `epoch` the epoch in which it was asked. Raises CasebookError
    (database_unavailable, or case_unavailable when the case does not answer for events that are missing).
    """
    piece, done = receipt, await store_once(engine, receipt, command_id=command_id, epoch=epoch)
    for _ in range(PAGES):
        if done.status not in ("stored", "gap") or (done.status == "stored" and done.revision >= receipt.latest):
            break
        piece = await page_of_events(client, engine, receipt.case_no, done.revision)
        if piece.first > done.revision + 1:
            await freeze(engine, receipt.case_no, "behind", epoch=epoch)
            return Stored("frozen", done.revision, done.head)
        if not piece.events:  # shorter than its own receipt said
            await freeze(engine, receipt.case_no, "fork", epoch=epoch)
            return Stored("frozen", done.revision, done.head)
        done = await store_once(engine, piece, epoch=epoch)
    if piece is not receipt and command_id is not None and done.status == "stored":
        async with transaction(engine) as connection:
            await connection.execute(sql.ANSWER, {"id": command_id, "revision": receipt.revision})
    return done


async def store_once(
    engine: AsyncEngine, receipt: Receipt, *, command_id: str | None = None, epoch: int | None = None
) -> Stored:
    """One transaction. A receipt that does not fit freezes the case."""
    try:
        async with transaction(engine) as connection:
            row = (await connection.execute(sql.LOCK_CASE, {"case_no": receipt.case_no})).mappings().one_or_none()
            if row is None:
                return Stored("unknown")
            here = {"revision": row["revision"], "head": row["head"]}
            if row["frozen"] is not None:
                return Stored("frozen", **here)
            if receipt.epoch > row["epoch"] or (epoch is not None and epoch != row["epoch"]):
                return Stored("stale", **here)
            if receipt.first > row["revision"] + 1:
                return Stored("gap", **here)
            done = await _write(connection, dict(row), receipt, command_id)
            crash_points.reached(crash_points.DURING_STORE)
            return done
    except BrokenReceiptError as broken:
        await freeze(engine, receipt.case_no, broken.reason, epoch=epoch)
        return Stored("frozen")


@dataclass(slots=True)
class Base:
    """A case's row as it was read a moment ago. `view` is folded on when a receipt is stored."""

    company: str
    revision: int
    head: str
    epoch: int
    view: CaseView


async def store_on(engine: AsyncEngine, base: Base, receipt: Receipt, command_id: str) -> Stored | None:
    """The usual case in one statement: the whole receipt follows on the row as it was read.

    None if it does not, or if the row has moved since: then `store` has to look.
    """
    if receipt.first != base.revision + 1 or receipt.revision != receipt.latest or receipt.epoch > base.epoch:
        return None
    head, new = base.head, list[Linked]()
    for text in receipt.events:
        head = link(head, text)
        new.append((from_text(text), text, head))
    follows = all(event.seq == seq for seq, (event, _, _) in enumerate(new, start=receipt.first))
    if head != receipt.head or not new or not follows:
        return None
    row = {"company": base.company, "revision": base.revision, "epoch": base.epoch, "rehearsal": False}
    changed = changes(base.view, [event for event, _, _ in new], base.epoch)
    changed.answers.setdefault(command_id, receipt.revision)
    view = to_plain(base.view)
    values = parameters(receipt.case_no, row, new, changed, view, head, 0)
    try:
        async with database_errors():
            done = await _STORE.one(engine, {**values, "command": command_id})
            crash_points.reached(crash_points.DURING_STORE)
    except IntegrityConstraintViolationError:
        return None
    if done is None:
        return None
    return Stored("stored", base.view.revision, head, done["answered"], {**done, "view": view})


async def _write(
    connection: AsyncConnection, row: Mapping[str, Any], receipt: Receipt, command_id: str | None
) -> Stored:
    new = await _fitting(connection, row, receipt)
    view: CaseView = from_plain(row["view"])
    changed = changes(view, [event for event, _, _ in new], row["epoch"])
    if command_id is not None and receipt.revision >= receipt.latest:
        changed.answers.setdefault(command_id, receipt.revision)
    head = new[-1][2] if new else row["head"]
    offset = row["clock_offset"]
    if row["rehearsal"]:
        offset = max(offset, receipt.now - row["now"])
    values = parameters(receipt.case_no, row, new, changed, to_plain(view), head, offset)
    values["command"] = command_id
    try:
        answered = (await connection.execute(sql.STORE, values)).one().answered
    except IntegrityError as error:  # events or tasks beyond the row's revision stood already
        raise BrokenReceiptError("fork") from error
    if offset != row["clock_offset"]:
        await connection.execute(sql.MOVE_NOTICES, {"case_no": receipt.case_no, "clock_offset": offset})
    return Stored("stored", view.revision, head, answered)


async def _fitting(connection: AsyncConnection, row: Mapping[str, Any], receipt: Receipt) -> list[Linked]:
    """The receipt's events that the table lacks. Raises BrokenReceiptError for one that is not of this chain."""
    if receipt.revision != receipt.first + len(receipt.events) - 1:
        raise BrokenReceiptError("chain")
    known = {row["revision"]: row["head"], 0: GENESIS}
    if receipt.first <= row["revision"]:
        last = min(row["revision"], receipt.revision)
        where = {"case_no": receipt.case_no, "epoch": row["epoch"], "first": receipt.first - 1, "last": last}
        known.update((seq, hash_) for seq, hash_ in (await connection.execute(sql.HASHES, where)).all())
    head = known.get(receipt.first - 1)
    if head is None:
        raise BrokenReceiptError("chain")  # the table's own rows are not whole
    new: list[Linked] = []
    for seq, text in enumerate(receipt.events, start=receipt.first):
        head = link(head, text)
        if seq <= row["revision"]:
            if known.get(seq) != head:
                raise BrokenReceiptError("fork")
            continue
        event = from_text(text)
        if event.seq != seq:
            raise BrokenReceiptError("chain")
        new.append((event, text, head))
    if head != receipt.head:
        raise BrokenReceiptError("fork" if not receipt.events else "chain")
    return new


async def freeze(
    engine: AsyncEngine, case_no: str, reason: str, *, epoch: int | None = None, known: Known | None = None
) -> bool:
    """Stops storing for a case until it is healed, and raises the alarm; answers whether it did.

    With `epoch` or `known`, only while the row still stands there: what has moved on since is no reason to stop.
    """
    values = {"case_no": case_no, "reason": reason, "epoch": epoch}
    values |= {"head": known.head if known else None, "revision": known.revision if known else None}
    async with transaction(engine) as connection:
        frozen = (await connection.execute(sql.FREEZE, values)).scalar_one_or_none() is not None
    if frozen:
        log.error("case_frozen", alarm=True, case_no=case_no, reason=reason)
    return frozen

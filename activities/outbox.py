"""The outbox as a dispatcher sees it (待发通知): claim, attempt, result, settle. Every step is one short transaction.

All instants here are the database's clock, so a frozen or skewed worker cannot think that its lease still holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# `not_before` is a case instant: a rehearsal's clock is the database's plus the case's offset.
_DUE = """
    n.channel = :channel and n.status in ('pending', 'leased') and n.next_try_at <= instant_now()
    and n.not_before <= instant_now() + c.clock_offset and (n.status = 'pending' or n.lease_until <= instant_now())
"""
_LEASE = bindparam("lease", type_=BigInteger)
_CLAIM = text(
    f"""
    with due as (
        select n.id from notices n join cases c on c.case_no = n.case_no
        where {_DUE} order by n.next_try_at, n.id limit :most for update of n skip locked
    )
    update notices set status = 'leased', lease_token = :token, lease_until = instant_now() + :lease, tries = tries + 1
    from due where notices.id = due.id returning notices.*
    """  # noqa: S608 - joined from constants of this file
).bindparams(_LEASE)
# An attempt that a dead or frozen worker began: nobody knows how it ended.
_GIVE_UP_ON_ATTEMPTS = text(
    """
    update deliveries set result = 'unknown', detail = 'no_result', finished_at = instant_now()
    where notice_id = any(:ids) and result is null
    """
).bindparams(bindparam("ids", type_=ARRAY(TEXT)))
_HOLD = text(
    """
    update notices set lease_until = instant_now() + :lease
    where id = :id and status = 'leased' and lease_token = :token and lease_until > instant_now()
    """
).bindparams(_LEASE)
_ATTEMPT = text(
    """
    insert into deliveries (notice_id, company, attempt, token, recipient, started_at)
    select n.id, n.company, coalesce((select max(attempt) from deliveries where notice_id = n.id), 0) + 1,
           :token, :recipient, instant_now()
    from notices n where n.id = :id returning id
    """
)
# A late answer may still replace "unknown": it is the truth.
_RESULT = text(
    """
    update deliveries set result = :result, detail = :detail, provider_id = :provider_id, finished_at = instant_now()
    where id = :attempt and (result is null or result = 'unknown')
    """
)
_SETTLE = text(
    """
    update notices n set status = :status, lease_token = null, lease_until = null,
        next_try_at = case when :status = 'pending' then instant_now() + :wait else next_try_at end,
        sent_at = case when :status = 'sent' then instant_now() + c.clock_offset else null end
    from cases c
    where c.case_no = n.case_no and n.id = :id and n.status = 'leased' and n.lease_token = :token
    """
).bindparams(bindparam("wait", type_=BigInteger))
_HISTORY = text(
    """
    select recipient, result from deliveries
    where notice_id = :id and (result = 'sent' or attempt > coalesce(
        (select max(attempt) from deliveries where notice_id = :id and result = 'resent'), 0))
    order by attempt
    """
)
_NOTE = text(
    """
    insert into deliveries (notice_id, company, attempt, token, started_at, finished_at, result, detail)
    select n.id, n.company, coalesce((select max(attempt) from deliveries where notice_id = n.id), 0) + 1,
           :token, instant_now(), instant_now(), :result, :detail
    from notices n where n.id = :id
    """
)
_NEAREST = text(
    """
    select min(greatest(n.next_try_at, n.not_before - c.clock_offset,
                        case when n.status = 'leased' then n.lease_until end)) - instant_now()
    from notices n join cases c on c.case_no = n.case_no
    where n.channel = :channel and n.status in ('pending', 'leased')
    """
)

SECOND = 1_000_000
_UNATTEMPTED = {"failed": "refused", "pending": "error", "dismissed": "skipped"}
"""What the delivery record says of a notice for which no attempt could be made."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice under this dispatcher's lease."""

    row: Mapping[str, Any]
    token: str

    @property
    def id(self) -> str:
        return str(self.row["id"])


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier attempt."""

    recipient: str | None
    result: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox of one database. `lease` in seconds: longer than a hand-over may take."""

    engine: AsyncEngine
    lease: int = 60

    async def claim(self, channel: str, most: int) -> list[Claimed]:
        """At most `most` due notices, oldest first, now under one lease each; other dispatchers skip them."""
        token = str(uuid4())
        async with self.engine.begin() as connection:
            wanted = {"channel": channel, "most": most, "token": token, "lease": self.lease * SECOND}
            rows = (await connection.execute(_CLAIM, wanted)).mappings().all()
            if rows:
                await connection.execute(_GIVE_UP_ON_ATTEMPTS, {"ids": [row["id"] for row in rows]})
        return [Claimed(dict(row), token) for row in rows]

    async def history(self, connection: AsyncConnection, notice_id: str) -> Sequence[Past]:
        """What counts of the attempts so far: those since the last resend, and every success."""
        rows = (await connection.execute(_HISTORY, {"id": notice_id})).all()
        return [Past(*row) for row in rows]

    async def begin(self, claimed: Claimed, recipient: str) -> int | None:
        """Right before the call: holds the lease on and commits an attempt. None if the lease is another's by now."""
        key = {"id": claimed.id, "token": claimed.token}
        async with self.engine.begin() as connection:
            held = await connection.execute(_HOLD, {**key, "lease": self.lease * SECOND})
            if held.rowcount != 1:
                return None
            return int((await connection.execute(_ATTEMPT, {**key, "recipient": recipient})).scalar_one())

    async def finish(self, attempt: int, result: str, detail: str | None, provider_id: str | None) -> None:
        """Writes down how an attempt ended: sent, refused, unknown, error."""
        values = {"attempt": attempt, "result": result, "detail": detail, "provider_id": provider_id}
        async with self.engine.begin() as connection:
            await connection.execute(_RESULT, values)

    async def settle(self, claimed: Claimed, status: str, *, wait: int = 0, why: str | None = None) -> None:
        """Ends the lease: sent, failed, dismissed, or pending after `wait` seconds. `why`: no attempt could be made."""
        values = {"id": claimed.id, "token": claimed.token, "status": status, "wait": wait * SECOND}
        async with self.engine.begin() as connection:
            settled = await connection.execute(_SETTLE, values)
            if why is not None and settled.rowcount == 1:
                result = _UNATTEMPTED[status]
                note = {"id": claimed.id, "token": claimed.token, "result": result, "detail": why}
                await connection.execute(_NOTE, note)

    async def until_nearest(self, channel: str) -> float | None:
        """Seconds until the next notice of the channel may be due; None without one."""
        async with self.engine.connect() as connection:
            micros = (await connection.execute(_NEAREST, {"channel": channel})).scalar_one_or_none()
        return None if micros is None else max(0.0, int(micros) / SECOND)

"""The supervisors' queue of notices that could not be delivered (未送达通知): list, resend, dismiss.

In the queue: refused ones, those without a result, those without an addressee, and those still being tried after ten
attempts. What a supervisor does is written into the delivery record, beside the attempts: who, when and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from casebook.book import Casebook, single_statements, transaction
from casebook.errors import CasebookError
from casebook.people import Person
from casebook.reasons import checked

STUCK_AFTER = 10
"""Tries after which a notice that is still being tried is shown as well."""

QUEUED = f"(n.status = 'failed' or (n.status = 'pending' and n.tries >= {STUCK_AFTER}))"
"""Which notices `n` are in the queue."""
_LIST = text(
    f"""
    select n.id, n.case_no, n.rule, n.template, n.channel, n.to_kind, n.to_id, n.status, n.tries, n.created_at,
           coalesce(last.detail, last.result, '') as reason, coalesce(last.finished_at, n.created_at) as since
    from notices n left join lateral (
        select detail, result, finished_at from deliveries d where d.notice_id = n.id order by attempt desc limit 1
    ) last on true
    where n.company = :company and {QUEUED} and n.rehearsal = :rehearsal
      and (n.created_at, n.id) > (:created_at, :id)
    order by n.created_at, n.id limit :most
    """  # noqa: S608 - joined from constants of this file
)
_ATTEMPTS = text(
    """
    select d.attempt, d.recipient, d.started_at, d.finished_at, d.result, d.detail, d.provider_id,
           case when d.result in ('resent', 'dismissed') then d.token end as actor
    from deliveries d join notices n on n.id = d.notice_id
    where d.notice_id = :id and n.company = :company order by d.attempt
    """
)
_RULE = text(
    f"""
    with ruled as (
        update notices n set status = :status, tries = 0, lease_token = null, lease_until = null,
            next_try_at = case when :status = 'pending' then instant_now() else n.next_try_at end
        where n.id = :id and n.company = :company and {QUEUED}
        returning n.id, n.company, n.channel
    ), noted as (
        insert into deliveries (notice_id, company, attempt, token, started_at, finished_at, result, detail)
        select r.id, r.company, coalesce((select max(attempt) from deliveries where notice_id = r.id), 0) + 1,
               :actor, instant_now(), instant_now(), :result, :reason
        from ruled r
    )
    select channel, pg_notify('notices', channel) from ruled
    """  # noqa: S608 - joined from constants of this file
)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A notice in the queue. `reason`: code and detail of its last attempt; `since`: its end. Instants in µs UTC."""

    id: str
    case_no: str
    rule: str
    template: str
    channel: str
    to_kind: str
    to_id: str | None
    status: str
    tries: int
    created_at: int
    reason: str
    since: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A line of the delivery record: an attempt, or what a supervisor did (`actor`, result resent or dismissed)."""

    attempt: int
    recipient: str | None
    started_at: int
    finished_at: int | None
    result: str | None
    detail: str | None
    provider_id: str | None
    actor: str | None


async def list_undelivered(
    book: Casebook, person: Person, *, after: tuple[int, str] = (0, ""), most: int = 50, rehearsal: bool = False
) -> Sequence[Undelivered]:
    """The queue of the person's company, oldest first, after (created_at, id). Raises CasebookError (forbidden)."""
    _supervisor(person)
    wanted = {"company": person.company, "created_at": after[0], "id": after[1], "most": most, "rehearsal": rehearsal}
    async with single_statements(book.engine) as connection:
        return [Undelivered(*row) for row in (await connection.execute(_LIST, wanted)).all()]


async def delivery_record(book: Casebook, person: Person, notice_id: str) -> Sequence[Attempt]:
    """Everything that was done about one notice of the person's company, oldest first."""
    async with single_statements(book.engine) as connection:
        rows = (await connection.execute(_ATTEMPTS, {"id": notice_id, "company": person.company})).all()
    return [Attempt(*row) for row in rows]


async def resend(book: Casebook, person: Person, notice_id: str, reason: str) -> None:
    """Puts a notice of the queue back into the outbox, under the same key. Raises CasebookError.

    Codes: forbidden (not a supervisor), invalid_fields (no reason), not_found (not in this company's queue).
    """
    await _rule(book, person, notice_id, reason, "pending", "resent")


async def dismiss(book: Casebook, person: Person, notice_id: str, reason: str) -> None:
    """Takes a notice out of the queue for good. Raises CasebookError as `resend` does."""
    await _rule(book, person, notice_id, reason, "dismissed", "dismissed")


async def _rule(book: Casebook, person: Person, notice_id: str, reason: str, status: str, result: str) -> None:
    _supervisor(person)
    reason = checked(reason)
    values = {"id": notice_id, "company": person.company, "status": status, "result": result}
    async with transaction(book.engine) as connection:
        ruled = (await connection.execute(_RULE, {**values, "actor": person.id, "reason": reason})).first()
    if ruled is None:
        raise CasebookError("not_found")


def _supervisor(person: Person) -> None:
    if not person.supervisor:
        raise CasebookError("forbidden")

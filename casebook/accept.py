"""Accepting a command (受理命令): one transaction, one statement; the key is unique, so a retry finds the first."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from asyncpg.exceptions import ConnectionDoesNotExistError, ConnectionFailureError, InternalClientError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from casebook import sql
from casebook.answers import RETRY_SECONDS, Answer, body_hash, from_stored
from casebook.asking import LEASE_SECONDS
from casebook.book import Casebook, database_errors, single_statements
from casebook.case_ref import CaseRef
from casebook.errors import CasebookError
from casebook.people import Person
from contracts.commands import Refusal
from storage.direct import Direct

SECOND = 1_000_000
FIRST_TRY_AFTER = 10 * SECOND
KEY_LENGTH = 200

_CUT_OFF = (ConnectionDoesNotExistError, ConnectionFailureError, InternalClientError)
"""What a connection raises that is lost under a statement: it may have been committed, so it may be recorded."""

Row = dict[str, Any]

_PRIOR = text("""
    select instant_now() as now,
           (select row_to_json(k) from commands k where company = :company and key = :key) as prior
""")

_COLUMNS = """id, company, key, body_hash, actor, role, department, supervisor, case_no, kind, target, target_revision,
    form, fields, doc, occurred_at, received_at, accepted_at, status, answer, answered_at, lease_until, next_try_at"""

_VALUES = """cast(:id as uuid), :company, :key, :body_hash, :actor, :role, :department, cast(:supervisor as bool),
    {case_no}, :kind, :target, cast(:target_revision as int), :form, cast(:fields as json), :doc,
    cast(:occurred_at as bigint), clock.now + {offset}, clock.now, :status, cast(:answer as json),
    case when :status = 'pending' then null else clock.now end,
    case when :status = 'pending' then clock.now + :lease end, clock.now + :first_try"""


def _accepting(condition: str) -> Direct:
    return Direct(f"""
with clock as (select instant_now() as now),
accepted as (
  insert into commands ({_COLUMNS})
  select {_VALUES.format(case_no=":case_no", offset="c.clock_offset")} from clock, cases c
   where c.case_no = :case_no and c.frozen is null{condition}
  on conflict (company, key) do nothing returning id, received_at, case_no),
words as (
  insert into documents (id, company, case_no, command_id, form, words)
  select cast(:doc as uuid), :company, case_no, id, :form, cast(:words as json) from accepted
   where cast(:doc as text) is not null)
select received_at, case_no, exists (select from commands o where o.case_no = accepted.case_no
       and o.status = 'pending' and not o.stuck) as follows from accepted
""")  # noqa: S608 - joined from constants of this file


_ACCEPT = _accepting("")
_ACCEPT_STANDING = _accepting("""
     and (c.company, c.epoch, c.revision, c.head) = (:company, :known_epoch, :known_revision, :known_head)""")

_ACCEPT_INTAKE = Direct(f"""
with clock as (select instant_now() as now),
number as (select nextval('case_numbers')::text as digits),
accepted as (
  insert into commands ({_COLUMNS})
  select {_VALUES.format(case_no=":prefix || lpad(digits, greatest(6, length(digits)), '0')", offset=":offset")}
    from clock, number
  on conflict (company, key) do nothing returning id, received_at, accepted_at, case_no),
customer as (
  insert into customers (id, company, name, phone, phone_hash, phone_masked, address, created_by)
  select cast(:customer as uuid), :company, :name, :phone, :phone_hash, :phone_masked, :address, id from accepted
   where cast(:customer as text) is not null returning id),
words as (
  insert into documents (id, company, case_no, command_id, form, words)
  select cast(:doc as uuid), :company, case_no, id, :form, cast(:words as json) from accepted),
opened as (
  insert into cases (case_no, company, case_type, workflow_id, plan_hash, rulebook, version, customer_id, subject_doc,
                     channel, complaint_type, department, major, state, head, view, clock_offset, input_offset,
                     rehearsal, resume_always, accepted_at)
  select case_no, :company, :case_type, :case_type || '/' || case_no, :plan_hash, :rulebook, :version,
         (select id from customer), :doc, :channel, :complaint_type, :case_department, cast(:major as bool), 'accepted',
         :head, json_build_object('case_no', case_no, 'company', cast(:company as text), 'tasks', '{{}}'::json,
         'promises', '{{}}'::json, 'offers', '{{}}'::json, 'escalations', '{{}}'::json), :offset, :offset,
         cast(:rehearsal as bool), cast(:resume_always as bool), accepted_at from accepted)
select received_at, case_no, false as follows from accepted
""")  # noqa: S608 - joined from constants of this file


@dataclass(frozen=True, slots=True)
class Acting:
    """In which role, for which department a person acts, and whether as a supervisor."""

    role: str
    department: str | None = None
    supervisor: bool = False


def check_key(key: str) -> None:
    """Raises CasebookError (idempotency_key_invalid) for a key that cannot be kept."""
    if not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
        raise CasebookError("idempotency_key_invalid", params={"limit": KEY_LENGTH})


def draft(person: Person, key: str, kind: str, body: Row, **fields: Any) -> Row:
    """A command's row before it is accepted. `body` is what was asked, in full; only its hash is kept."""
    empty = {"case_no": None, "target": None, "target_revision": None, "form": None, "doc": None, "occurred_at": None}
    return {
        **empty,
        "id": str(uuid4()),
        "company": person.company,
        "key": key,
        "body_hash": body_hash({**body, "kind": kind, "actor": person.id}),
        "actor": person.id,
        "kind": kind,
        "fields": {},
        **fields,
    }


def acting(row: Row, role: Acting) -> Row:
    """The same row with who acts in which role."""
    return {**row, "role": role.role, "department": role.department, "supervisor": role.supervisor}


async def insert(book: Casebook, row: Row, words: dict[str, str], refusal: Refusal | None = None) -> Row | None:
    """Accepts a command, or records it with its refusal. None if its key came first from somewhere else, or if the
    case is frozen.

    `follows` in the row: an older command of the case has no answer yet.
    """
    return await _insert(book, _ACCEPT, row, words, refusal)


async def insert_standing(book: Casebook, row: Row, words: dict[str, str], case: CaseRef) -> Row | None:
    """The same, also None if the case's row does not stand any more where `case` says."""
    known = {"known_epoch": case.epoch, "known_revision": case.revision, "known_head": case.head}
    return await _insert(book, _ACCEPT_STANDING, {**row, **known}, words, None)


async def insert_intake(book: Casebook, row: Row, words: dict[str, str], case: Row) -> Row | None:
    """Accepts an intake with its customer, case number and case row. None if its key came first from somewhere else."""
    return await _insert(book, _ACCEPT_INTAKE, {**row, **case}, words, None)


async def _insert(
    book: Casebook, statement: Direct, row: Row, words: dict[str, str], refusal: Refusal | None
) -> Row | None:
    doc = str(uuid4()) if words and refusal is None else None
    values = {
        **row,
        "doc": doc,
        "words": json.dumps(words, ensure_ascii=False),
        "fields": json.dumps(row["fields"], ensure_ascii=False),
        "status": "pending" if refusal is None else "refused",
        "answer": None if refusal is None else refusal.model_dump_json(exclude_defaults=True),
        "lease": LEASE_SECONDS * SECOND,
        "first_try": FIRST_TRY_AFTER,
    }
    async with database_errors():
        try:
            accepted = await statement.one(book.engine, values)
        except _CUT_OFF as error:
            raise CasebookError("case_unavailable", retry_after=RETRY_SECONDS) from error
    return None if accepted is None else {**row, "doc": doc, **accepted}


async def prior(connection: AsyncConnection, company: str, key: str) -> tuple[int, Row | None]:
    """The database's now, and the command that came first under this key."""
    found = (await connection.execute(_PRIOR, {"company": company, "key": key})).one()
    return found.now, found.prior


def first_answer(row: Row, first: Row) -> Answer | None:
    """The answer that the first command of this key got, None while it has none.

    Raises CasebookError (idempotency_key_reused) if it asked for something else.
    """
    if first["body_hash"] != row["body_hash"]:
        raise CasebookError("idempotency_key_reused")
    return from_stored(first, replayed=True)


async def lease(book: Casebook, command_id: str) -> Row | None:
    """Takes an unanswered command for asking. None while someone else asks, or once it is answered."""
    async with single_statements(book.engine) as connection:
        values = {"id": command_id, "lease": LEASE_SECONDS * SECOND}
        found = (await connection.execute(sql.LEASE, values)).mappings().one_or_none()
    return None if found is None else decoded(found)


def decoded(found: Any) -> Row:
    """A command's row as plain values."""
    row = dict(found)
    row["id"] = str(row["id"])
    return row

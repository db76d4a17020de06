"""Showing a customer unmasked (查看客户资料): to who owes something in the case, for a reason that goes on record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from casebook.book import Casebook, single_statements, transaction
from casebook.errors import CasebookError
from casebook.people import Person
from casebook.reasons import checked

_KNOWN = text("select customer_id is not null from cases where case_no = :case_no and company = :company")
_OWED = text("""
    select role, department, person from tasks where case_no = :case_no and company = :company and status = 'open'
""")
# The record stands before the customer is shown, in one statement.
_SHOW = text("""
with noted as (
  insert into reveals (company, case_no, actor, reason, at)
  values (:company, :case_no, :actor, :reason, instant_now()) returning case_no)
select k.name, k.phone, k.address from noted join cases c using (case_no) join customers k on k.id = c.customer_id
""")
_LIST = text("""
    select actor, reason, at from reveals where case_no = :case_no and company = :company order by at, id limit :most
""")
MOST = 1000
"""Lines of the record that are shown: more than any case has."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The customer as recorded; the phone in E.164."""

    name: str | None
    phone: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Reveal:
    """Who was shown the customer, why, and when (µs UTC, the database's clock)."""

    actor: str
    reason: str
    at: int


async def reveal(book: Casebook, person: Person, case_no: str, reason: str) -> Shown:
    """Shows the case's customer to a supervisor, or to who owes one of its open tasks.

    Raises CasebookError: not_found (also for an anonymous complaint), forbidden, invalid_fields (no reason).
    """
    where = {"case_no": case_no, "company": person.company}
    async with transaction(book.engine) as connection:
        known = (await connection.execute(_KNOWN, where)).scalar_one_or_none()
        if known is None:
            raise CasebookError("not_found")
        owed = (await connection.execute(_OWED, where)).all()
        if not (person.supervisor or any(person.owes(row.role, row.department, row.person) for row in owed)):
            raise CasebookError("forbidden")
        values = {**where, "actor": person.id, "reason": checked(reason)}
        if not known:
            raise CasebookError("not_found")
        return Shown(*(await connection.execute(_SHOW, values)).one())


async def record(book: Casebook, person: Person, case_no: str) -> Sequence[Reveal]:
    """Everyone who was shown the customer, oldest first. Raises CasebookError: forbidden (no supervisor), not_found."""
    if not person.supervisor:
        raise CasebookError("forbidden")
    where = {"case_no": case_no, "company": person.company}
    async with single_statements(book.engine) as connection:
        if (await connection.execute(_KNOWN, where)).scalar_one_or_none() is None:
            raise CasebookError("not_found")
        return [Reveal(*row) for row in (await connection.execute(_LIST, {**where, "most": MOST})).all()]

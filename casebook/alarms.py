"""What needs an operator or supervisor (告警): stuck commands and frozen cases, by company."""

from dataclasses import dataclass

from sqlalchemy import text

from casebook.book import Casebook, single_statements

_ALARMS = text("""
    select 'command_stuck' as code, company, case_no, id::text as subject, kind as detail, accepted_at as since
      from commands where status = 'pending' and stuck and (cast(:company as text) is null or company = :company)
    union all
    select 'case_frozen', company, case_no, case_no, frozen, accepted_at
      from cases where frozen is not null and (cast(:company as text) is null or company = :company)
    order by since
""")


@dataclass(frozen=True, slots=True)
class Alarm:
    """`subject` is the command or case; `detail` the command's kind or why the case is frozen; `since` an instant."""

    code: str
    company: str
    case_no: str | None
    subject: str
    detail: str
    since: int


async def alarms(book: Casebook, company: str | None = None) -> list[Alarm]:
    """Everything that stands open, oldest first; of all companies for an operator."""
    async with single_statements(book.engine) as connection:
        return [Alarm(*row) for row in (await connection.execute(_ALARMS, {"company": company})).all()]

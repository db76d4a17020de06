"""What a command speaks of (对象): task, offer, escalation or case as the table shows it, and who may act on it."""

from dataclasses import dataclass
from typing import Any

from casebook.accept import Acting, Row
from casebook.book import Casebook, database_errors
from casebook.case_ref import CaseRef
from casebook.errors import CasebookError
from casebook.memory import Remembered
from casebook.people import Person
from casebook.plans import StoredPlan
from contracts.view import CaseView, from_plain
from storage.direct import Direct

_CASE = """c.case_no, c.company, c.workflow_id, c.plan_hash, c.revision, c.head, c.epoch, c.input_offset, c.rehearsal,
    c.resume_always, c.frozen, c.closed_at, c.sealed_at"""


def _query(columns: str, joined: str) -> Direct:
    """One round trip: the command that came first under the key, the target, and its case."""
    return Direct(f"""
    select {_CASE}, c.view, c.clock_offset + instant_now() as now, {columns},
           (select row_to_json(k) from commands k where k.company = :company and k.key = :key) as prior
      from (values (1)) one left join {joined}
    """)  # noqa: S608 - joined from constants of this file


def _part_of(table: str) -> str:
    return f"({table} x join cases c on c.case_no = x.case_no) on x.id = :target and x.company = :company"


_QUERIES = {
    "t": _query("x.role, x.department, x.person, x.clause, x.revision as own, x.status, x.forms", _part_of("tasks")),
    "o": _query(
        "x.role, x.department, null as person, x.clause, null as own, x.status, json_build_array(x.form) as forms",
        _part_of("offers"),
    ),
    "e": _query(
        "x.to_role as role, null as department, null as person, 'G-12' as clause, null as own, "
        "case when x.acknowledged_at is null then x.status else 'closed' end as status, "
        "json_build_array('acknowledgement') as forms",
        _part_of("escalations"),
    ),
    "c": _query(
        "'' as role, null as department, null as person, 'SM-1' as clause, c.revision as own, "
        "case when c.closed_at is null then 'open' else 'closed' end as status, "
        "json_build_array('withdrawal') as forms",
        "cases c on c.case_no = :target and c.company = :company",
    ),
}
NOT_OPEN = {"t": "task_not_open", "o": "offer_not_open", "e": "escalation_not_open", "c": "case_closed"}


@dataclass(frozen=True, slots=True)
class Target:
    """A task, offer, escalation or case, and the case it belongs to. `now` is the case's clock."""

    sort: str
    case: CaseRef
    view: CaseView
    now: int
    role: str
    department: str | None
    person: str | None
    clause: str
    revision: int | None
    open: bool
    forms: tuple[str, ...]


def sort_of(target: str) -> str:
    """t, o, e for the parts of a case, c for a case itself. Raises CasebookError (not_found) for anything else."""
    case_no, dot, part = target.rpartition(".")
    if not dot:
        return "c"
    if part[:1] in ("t", "o", "e") and case_no:
        return part[0]
    raise CasebookError("not_found")


async def load_target(book: Casebook, company: str, key: str, target: str) -> tuple[Row | None, Target | None]:
    """The command that came first under this key, and the target; another company's target is not found."""
    sort = sort_of(target)
    async with database_errors():
        row = await _QUERIES[sort].one(book.engine, {"company": company, "key": key, "target": target})
    assert row is not None  # noqa: S101 - an outer join with one row
    return row["prior"], None if row["case_no"] is None else _target(sort, row)


def _target(sort: str, row: Any) -> Target:
    case = CaseRef(**{name: row[name] for name in CaseRef.__slots__})
    return Target(
        sort=sort,
        case=case,
        view=from_plain(row["view"]),
        now=row["now"],
        role=row["role"],
        department=row["department"],
        person=row["person"],
        clause=row["clause"],
        revision=row["own"],
        open=row["status"] == "open",
        forms=tuple(row["forms"]),
    )


def recall(book: Casebook, company: str, target: str) -> Target | None:
    """The target as this process has left it, if it remembers its case and it is open there. Forgets the case.

    It says what `load_target` would, if the case has not moved since.
    """
    sort = sort_of(target)
    seen = book.memory.take(target if sort == "c" else target.rpartition(".")[0])
    if seen is None or seen.case.company != company:
        return None
    owed = _owed(sort, target, seen)
    if owed is None:
        return None
    return Target(sort=sort, case=seen.case, view=seen.view, now=seen.now, open=True, **owed)


def _owed(sort: str, target: str, seen: Remembered) -> dict[str, Any] | None:
    """What `_QUERIES` would read of an open target, from the view."""
    view = seen.view
    nobody = {"department": None, "person": None, "revision": None}
    if sort == "t" and (task := view.tasks.get(target)) is not None:
        own = {"role": task.role, "department": task.department, "person": task.person, "clause": task.clause}
        return {**own, "revision": task.revision, "forms": tuple(task.forms)}
    if sort == "o" and (offer := view.offers.get(target)) is not None:
        own = {"role": offer.role, "department": offer.department, "clause": offer.clause}
        return {**nobody, **own, "forms": (offer.form,)}
    if sort == "e" and (escalation := view.escalations.get(target)) is not None and not escalation.acknowledged:
        return {**nobody, "role": escalation.to, "clause": "G-12", "forms": ("acknowledgement",)}
    if sort == "c" and seen.case.closed_at is None:
        return {**nobody, "role": "", "clause": "SM-1", "revision": seen.case.revision, "forms": ("withdrawal",)}
    return None


def who_acts(person: Person, target: Target, plan: StoredPlan) -> Acting:
    """In which role this person may act on the target. Raises CasebookError (forbidden)."""
    if target.sort == "c":
        assert plan.book.complaint is not None  # noqa: S101 - a case's plan has it
        owes = plan.book.complaint.intake.role in person.roles
        role = plan.book.complaint.intake.role
    else:
        role = target.role
        owes = person.owes(role, target.department, target.person)
    if owes:
        return Acting(role, target.department, person.supervisor)
    ruling = next((item.id for item in plan.book.roles if item.supervisor and item.id in person.roles), None)
    if ruling is None or target.sort == "e":  # only its addressee acknowledges an escalation
        raise CasebookError("forbidden", clause=target.clause)
    return Acting(ruling, supervisor=True)

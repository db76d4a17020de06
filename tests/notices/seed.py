"""Rows as `store` would have written them: one case with its papers and clocks, and notices in the outbox."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from casebook.people import Company, Directory, Person
from casebook.plans import plan_at
from domain.time.instants import DAY, HOUR
from storage.models import cases, metadata, notices

COMPANY = "daoyi"
ACCEPTED = 1_770_861_600_000_000  # 2026-02-12 10:00 in China
PHONE = "+8613800138000"
_numbers = count(1)

PEOPLE = (
    Person("chen", "陈静", COMPANY, ("customer_service",), (), email="chen@example.test"),
    Person(
        "li", "Li Wei", COMPANY, ("responsible_department",), ("engineering",), email="li@example.test", language="en"
    ),
    Person("zhao", "赵强", COMPANY, ("supervisor",), (), supervisor=True, email="zhao@example.test"),
    Person("qian", "钱明", COMPANY, ("supervisor",), (), supervisor=True, email="qian@example.test"),
    Person("sun", "孙丽", COMPANY, ("callback_agent",), (), email=None),
    Person("boss", "Boss", "other", ("supervisor",), (), supervisor=True, email="boss@example.test"),
)
DIRECTORY = Directory(
    {COMPANY: Company(COMPANY, "daoyi")}, {(person.company, person.id): person for person in PEOPLE}, {}
)
WORDS = {
    "complaint_record": {"subject": "新风机噪音", "description": "夜间噪音很大，无法入睡。"},
    "investigation_report": {"findings": "风管固定件松动。"},
    "opinion_told": {"opinion": "未发现质量问题。"},
    "department_reply": {"reply": "安装时遗漏减震垫。", "solution": "免费加装减震垫并复测。"},
    "customer_opinion": {"opinion": "要求更换整机。"},
    "satisfaction_survey": {"remark": "安静多了。"},
    "responsibility_refusal": {"reason": "属物流损坏。"},
    "appeal": {"reason": "结论不符合事实。"},
    "withdrawal": {"reason": "已自行解决。"},
}
FIELDS = {"department_reply": {"promised_on": "2026-03-05"}, "satisfaction_survey": {"satisfaction": "very_satisfied"}}


@dataclass(slots=True)
class Case:
    """A case in the table, to which notices are added."""

    engine: AsyncEngine
    case_no: str
    rehearsal: bool = False
    seq: int = 0

    async def notice(self, template: str = "answer_promised", channel: str = "sms", **values: Any) -> str:
        """Adds a notice, due now unless told otherwise, and answers its id."""
        self.seq += 1
        row = {
            "id": f"{self.case_no}:0:{self.seq}",
            "case_no": self.case_no,
            "company": COMPANY,
            "rule": "N1",
            "template": template,
            "channel": channel,
            "to_kind": "customer",
            "to_id": None,
            "about": None,
            "doc": None,
            "not_before": 0,
            "params": {},
            "status": "pending",
            "rehearsal": self.rehearsal,
            **values,
        }
        offset = select(cases.c.clock_offset).where(cases.c.case_no == self.case_no).scalar_subquery()
        due = {"next_try_at": row["not_before"] - offset, "created_at": func.instant_now()}
        async with self.engine.begin() as connection:
            await connection.execute(notices.insert().values(**row, **due))
        return str(row["id"])


Add = Callable[..., Awaitable[None]]
"""Adds a row to a table: ``add("cases", case_no=…)``."""


async def add_case(
    engine: AsyncEngine, *, rehearsal: bool = False, clock_offset: int = 0, phone: str | None = PHONE
) -> Case:
    """A complaint of a customer, with a department's task, a promise, an escalation and every paper."""
    case_no = f"TS20260212-{next(_numbers):06d}"
    async with engine.begin() as connection:

        async def add(table: str, **row: Any) -> None:
            await connection.execute(insert(metadata.tables[table]).values(row).on_conflict_do_nothing())

        await _case(add, case_no, phone, rehearsal=rehearsal, clock_offset=clock_offset)
        for n, (form, words) in enumerate(WORDS.items()):
            await _paper(add, case_no, form, words, ACCEPTED + n)
        await _owed(add, case_no)
    return Case(engine, case_no, rehearsal)


async def _case(add: Add, case_no: str, phone: str | None, **values: Any) -> None:
    plan, customer = plan_at("daoyi", ACCEPTED), str(uuid4())
    await add("plans", hash=plan.hash, content=plan.content)
    await add("customers", id=customer, company=COMPANY, name="王女士", phone=phone, created_by=str(uuid4()))
    await add(
        "cases",
        case_no=case_no,
        company=COMPANY,
        case_type="complaint",
        workflow_id=f"complaint/{case_no}",
        plan_hash=plan.hash,
        rulebook="daoyi",
        version=plan.plan.version,
        customer_id=customer,
        complaint_type="engineering_quality",
        department="engineering",
        state="with_department",
        head="0" * 64,
        view={},
        round=1,
        accepted_at=ACCEPTED,
        **values,
    )


async def _paper(add: Add, case_no: str, form: str, words: dict[str, str], at: int) -> None:
    command = str(uuid4())
    await add(
        "commands",
        id=command,
        company=COMPANY,
        key=f"{case_no}-{form}",
        body_hash="",
        actor="chen",
        role="customer_service",
        case_no=case_no,
        kind="form",
        form=form,
        fields=FIELDS.get(form, {}),
        received_at=at,
        accepted_at=at,
        status="done",
        next_try_at=0,
    )
    paper = {"case_no": case_no, "command_id": command, "form": form, "words": words}
    await add("documents", id=str(uuid4()), company=COMPANY, **paper)


async def _owed(add: Add, case_no: str) -> None:
    """The department's reply, due at the end of 17 February; the promise two days later; one rung that has fired."""
    its, task, due = {"case_no": case_no, "company": COMPANY}, f"{case_no}.t1", ACCEPTED - 10 * HOUR + 6 * DAY
    owner = {"role": "responsible_department", "clause": "S0-6.3"}
    opened = {"forms": [], "department": "engineering", "status": "open", "opened_at": ACCEPTED}
    await add("tasks", id=task, step="reply", **its, **owner, **opened)
    clock = {**its, "start": ACCEPTED, "status": "running"}
    await add("deadlines", id=task, kind="task", rule="reply", term="3 working days", due=due, **clock, **owner)
    promised = {"role": "customer_service", "clause": "S0-6.1", "term": "5 working days", "due": due + 2 * DAY}
    await add("deadlines", id=f"{case_no}.p1", kind="promise", rule="answer", **promised, **clock)
    rung = {"rung": 1, "to_role": "supervisor", "at": due, "acknowledge_by": due + 13 * HOUR, "status": "open"}
    await add("escalations", id=f"{case_no}.e1", subject=task, **its, **rung)

"""Hand-made chains of events, and receipts cut from them."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.chain import GENESIS, canonical, link
from contracts.commands import Receipt
from contracts.events import Event, as_plain

START = 1_770_000_000_000_000
HOUR = 3_600_000_000
TABLES = ("tasks", "deadlines", "offers", "escalations", "notices", "events")
TIMES_OF_STORING = ("created_at",)


class Chain:
    """Events of one case, each an hour after the one before."""

    def __init__(self, case_no: str) -> None:
        self.case_no = case_no
        self.texts: list[str] = []
        self.heads: list[str] = [GENESIS]

    def add(self, name: str, *, command: str | None = None, actor: str | None = None, **data: Any) -> "Chain":
        """One more event."""
        seq = len(self.texts) + 1
        event = Event(seq=seq, name=name, at=START + seq * HOUR, command=command, actor=actor, data=data)
        self.texts.append(canonical(as_plain(event)))
        self.heads.append(link(self.heads[-1], self.texts[-1]))
        return self

    def receipt(self, first: int = 1, last: int | None = None, **changed: Any) -> Receipt:
        """Events `first` to `last` as the case would hand them out."""
        end = len(self.texts) if last is None else last
        whole: dict[str, Any] = {
            "case_no": self.case_no,
            "first": first,
            "events": self.texts[first - 1 : end],
            "revision": end,
            "head": self.heads[end],
            "latest": end,
            "now": START,
        }
        return Receipt(**{**whole, **changed})


def full_chain(case_no: str, commands: list[str]) -> Chain:
    """A case in which every sort of event occurs. Takes four command ids."""
    chain = Chain(case_no)
    t1, t2, t3, p1, o1, e1, e2 = (f"{case_no}.{part}" for part in ("t1", "t2", "t3", "p1", "o1", "e1", "e2"))
    due = {"clause": "S0-6.2", "start": START, "due": START + 3 * HOUR, "term": "2 working days"}
    opened = {"case_type": "complaint", "channel": "phone", "rulebook": "daoyi", "version": "1"}
    chain.add("opened", command=commands[0], actor="agent", **opened)
    chain.add("state_entered", state="investigating", round=1, proposal=0)
    chain.add("promise_opened", promise=p1, rule="answer", role="customer_service", clause="S0-6.1", deadline=due)
    chain.add("task_opened", task=t1, step="investigate", forms=["x"], role="r", clause="c", deadline=due)
    chain.add("notice", rule="N1", template="t", channel="sms", to={"kind": "customer"}, not_before=START)
    chain.add("reminded", subject=t1, reminder=1)
    chain.add("breached", subject=t1, due=START + 3 * HOUR, role="r")
    first_rung: dict[str, Any] = {"cause": "breach", "ladder": "l", "to": "supervisor", "rung": 1}
    chain.add("escalated", escalation=e1, subject=t1, acknowledge_by=START + 9 * HOUR, **first_rung)
    chain.add("acknowledged", command=commands[1], actor="boss", escalation=e1)
    chain.add("task_answered", command=commands[2], actor="agent", task=t1, form="x", fields={}, late=True)
    chain.add("state_entered", state="with_department", round=1, proposal=1, department="quality")
    chain.add("task_opened", task=t2, step="reply", forms=["y"], role="r", department="quality", clause="c")
    chain.add("offer_opened", offer=o1, kind="refuse", form="z", role="r", clause="c", left=2)
    chain.add("offer_taken", command=commands[3], actor="q", offer=o1, form="z", fields={})
    chain.add("task_dropped", task=t2, why="offer_taken")
    chain.add("offer_closed", offer=o1, why="step_answered")
    chain.add("task_opened", task=t3, step="investigate", forms=["x"], role="r", clause="c", deadline=due)
    chain.add("escalated", escalation=e2, subject=t3, **{**first_rung, "to": "leader", "cause": "rejections"})
    chain.add("promise_kept", promise=p1, by=t3)
    chain.add("task_dropped", task=t3, why="closed")
    chain.add("notice", rule="N7", template="t", channel="email", to={"kind": "role", "id": "r"}, not_before=START)
    chain.add("closed", outcome="satisfied", state="closed_satisfied", round=1, callbacks_round=2, callbacks_total=2)
    return chain.add("sealed")


async def tables_of(engine: AsyncEngine, case_no: str) -> dict[str, Any]:
    """Every row of a case, without what depends on when it was stored."""
    rows: dict[str, Any] = {}
    async with engine.connect() as connection:
        for table in TABLES:
            query = text(f"select * from {table} where case_no = :case_no order by 1, 2, 3")  # noqa: S608
            found = (await connection.execute(query, {"case_no": case_no})).mappings().all()
            rows[table] = [{k: v for k, v in row.items() if k not in TIMES_OF_STORING} for row in found]
        case = text("select * from cases where case_no = :case_no")
        rows["case"] = dict((await connection.execute(case, {"case_no": case_no})).mappings().one())
        answers = text("select id, status, answer from commands where case_no = :case_no order by id")
        rows["commands"] = [dict(row) for row in (await connection.execute(answers, {"case_no": case_no})).mappings()]
    return rows

"""What a complaint costs the engine (引擎开销): events and workflow tasks of real histories over the floor.

Floor for U updates and F instants at which something fires by itself: W = 1 + U + F workflow tasks, and
E = 2 + 3W + 2U + 2F events; a complaint calls nobody for an answer, so A is 0.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from uuid import uuid4

from sqlalchemy import text
from temporalio.api.enums.v1 import EventType
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from bench import steps
from bench.clients import play
from bench.installation import Bench
from bench.result import Result
from casebook.forms import file_form
from casebook.intake import open_complaint
from contracts import events as ev
from domain.time.instants import from_datetime, to_datetime

BAR = 1.5
_EVENTS = text("select text from events where case_no = :case_no order by seq")
_NOTICES = text("select count(*) from notices where case_no = :case_no")
_VIRTUAL = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
)
"""Written by the server when a rehearsal's clock is moved: no events of a case in production."""
_BY_ITSELF = (ev.REMINDED, ev.BREACHED, ev.ESCALATED)
SILENT = {
    "department a day late": timedelta(days=4, hours=5),
    "department a week late": timedelta(days=11),
}
"""How long the department is silent; the second also breaks the promise to the customer."""
MONDAY = from_datetime(datetime(2026, 2, 2, 9, 30, tzinfo=timezone(timedelta(hours=8))))


@dataclass(frozen=True)
class Cost:
    """Counted from a history and from the events of the case."""

    name: str
    updates: int
    fired: int
    tasks: int
    events: int
    kinds: Counter[EventType.ValueType]
    recorded: int
    notices: int

    @property
    def least_tasks(self) -> int:
        return 1 + self.updates + self.fired

    @property
    def least_events(self) -> int:
        return 2 + 3 * self.least_tasks + 2 * self.updates + 2 * self.fired


async def measure(bench: Bench) -> list[Result]:
    """A straight complaint, and two whose department is silent, on virtual time."""
    client = await bench.client("ours", http=False)
    await play(client, bench.script)
    straight = await client.open()
    for number, step in enumerate(bench.script, start=1):
        await client.file(straight, number, step)
    costs = [
        await _count(bench, "nothing late", straight),
        *[await _count(bench, name, await _silent(bench, wait)) for name, wait in SILENT.items()],
    ]
    results: list[Result] = []
    for cost in costs:
        _show(cost)
        events, tasks = cost.events / cost.least_events, cost.tasks / cost.least_tasks
        results.append(Result(f"events over the floor, {cost.name}", events, bar=BAR, most=True))
        results.append(Result(f"workflow tasks over the floor, {cost.name}", tasks, bar=BAR, most=True))
    return results


async def _silent(bench: Bench, wait: timedelta) -> str:
    """A rehearsal whose department replies after `wait`: reminders, the breach and both rungs fire meanwhile."""
    book, script = bench.book, steps.steps(to_datetime(MONDAY, 480).date())
    people = book.directory
    agent = people.person(steps.COMPANY, steps.AGENT)
    assert agent is not None
    opened = await open_complaint(book, agent, uuid4().hex, steps.RECORD, steps.CUSTOMER, rehearsal_start=MONDAY)
    case = opened.case_no or ""
    handle = book.client.get_workflow_handle(f"complaint/{case}")
    skipper = TimeSkipper(book.client, config=TimeSkippingConfig(enabled=False))
    for number, step in enumerate(script, start=1):
        if step.form.FORM == "department_reply":
            await skipper.fast_forward(handle, wait)
        person = people.person(steps.COMPANY, step.person)
        assert person is not None
        answer = await file_form(book, person, uuid4().hex, f"{case}.t{number}", 1, step.form)
        assert answer.status == "done", answer
    return case


async def _count(bench: Bench, name: str, case: str) -> Cost:
    history = await bench.book.client.get_workflow_handle(f"complaint/{case}").fetch_history()
    kinds = Counter(event.event_type for event in history.events if event.event_type not in _VIRTUAL)
    async with bench.book.engine.connect() as connection:
        recorded = [json.loads(row.text) for row in (await connection.execute(_EVENTS, {"case_no": case})).all()]
        notices = (await connection.execute(_NOTICES, {"case_no": case})).scalar_one()
    return Cost(
        name=name,
        updates=kinds[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED],
        fired=len({event["at"] for event in recorded if event["name"] in _BY_ITSELF}),
        tasks=kinds[EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED],
        events=kinds.total(),
        kinds=kinds,
        recorded=len(recorded),
        notices=notices,
    )


def _show(cost: Cost) -> None:
    print(
        f"\n{cost.name}: U={cost.updates} F={cost.fired}, {cost.recorded} events and {cost.notices} notices of the case"
    )
    print(f"  history: {cost.events} events (floor {cost.least_events}), {cost.tasks} tasks (floor {cost.least_tasks})")
    names = (f"{EventType.Name(kind).removeprefix('EVENT_TYPE_').lower()} {n}" for kind, n in cost.kinds.most_common())
    print("  " + ", ".join(name.removeprefix("workflow_execution_") for name in names))

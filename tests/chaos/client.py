"""A caller of the API that insists (客户端): the same key until there is a final answer, every promise on record."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2

from domain.time.instants import to_datetime
from tests.chaos.journal import Journal

RECORD: dict[str, Any] = {
    "channel": "phone",
    "complaint_type": "service_quality",
    "department": "engineering",
    "subject": "新风机漏水",
    "description": "安装三天后漏水。",
    "customer": {"name": "张建国", "phone": "13912345678"},
}
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "investigate": ("agent", {"substantiated": True, "department": "engineering", "findings": "接头未拧紧。"}),
    "reply": ("engineering", {"promised_on": "", "reply": "责任在我部。", "solution": "上门更换接头。"}),
    "tell_solution": ("agent", {"channel": "phone"}),
    "consent": ("agent", {"agrees": True}),
    "carry_out": ("engineering", {"work_done": "已更换接头。"}),
    "callback": ("callback", {"reached": True, "satisfaction": "satisfied"}),
}
"""Who files what for a step, on the straight way to a satisfied customer."""
STEPS = tuple(FORMS)
AGAIN = (409, 429, 503)


@dataclass
class Client:
    """People of the example company, by id."""

    http: httpx2.AsyncClient
    journal: Journal
    answered: list[float] = field(default_factory=list)
    """When (monotonic) an answer of 2xx came."""

    async def post(
        self, person: str, path: str, body: Any, *, key: str | None = None, revision: int | None = None
    ) -> httpx2.Response:
        """One try. A 2xx is written down before it is believed."""
        key = key or str(uuid4())
        headers = {"Authorization": f"Bearer demo-{person}", "Idempotency-Key": key}
        if revision is not None:
            headers["If-Match"] = f'"{revision}"'
        answer = await self.http.post(path, json=body, headers=headers)
        if answer.is_success:
            case = answer.json()
            self.journal.write(key, answer.status_code, case["case_no"], case.get("revision", 0), path)
            self.answered.append(time.monotonic())
        return answer

    async def insist(
        self, person: str, path: str, body: Any, *, revision: int | None = None, key: str | None = None
    ) -> dict[str, Any]:
        """Repeats with the same key until the answer is 2xx; for an intake also until it is more than accepted."""
        key, end, last = key or str(uuid4()), time.monotonic() + 60, "nothing"
        while time.monotonic() < end:
            try:
                answer = await self.post(person, path, body, key=key, revision=revision)
            except httpx2.TransportError as error:
                last = type(error).__name__
                await asyncio.sleep(0.1)
                continue
            if answer.is_success and answer.status_code != 202:
                found: dict[str, Any] = answer.json()
                return found
            last = answer.text
            assert answer.status_code in (202, *AGAIN), answer.text
            assert answer.status_code != 409 or answer.json()["code"] == "still_running", answer.text
            await asyncio.sleep(0.25)
        raise AssertionError(f"no final answer within a minute: {last}")

    async def get(self, path: str, person: str = "supervisor", **query: Any) -> dict[str, Any]:
        """One object; waits while the API is away."""
        end = time.monotonic() + 60
        while True:
            try:
                answer = await self.http.get(path, params=query, headers={"Authorization": f"Bearer demo-{person}"})
                if answer.status_code != 503:
                    break
            except httpx2.TransportError:
                pass
            assert time.monotonic() < end, f"{path} does not answer"
            await asyncio.sleep(0.2)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def open(self, **more: Any) -> str:
        """Opens a complaint to the end of its intake; answers its number."""
        case = await self.insist("agent", "/v1/complaints", {**RECORD, **more})
        return str(case["case_no"])

    async def case(self, case_no: str) -> dict[str, Any]:
        """The case as the API shows it."""
        return await self.get(f"/v1/cases/{case_no}")

    async def owed(self, case_no: str) -> dict[str, Any]:
        """The one open task of a case."""
        (task,) = (await self.case(case_no))["tasks"]
        found: dict[str, Any] = task
        return found

    async def file(self, task: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
        """Files the form of an open task."""
        person, body = form_of(task["step"]["id"], case)
        return await self.insist(person, f"/v1/tasks/{task['id']}/form", body, revision=task["revision"])

    async def lead(self, case_no: str, until: str = "") -> dict[str, Any]:
        """Takes a case along the straight way until a step is open, or to its satisfied close."""
        while True:
            case = await self.case(case_no)
            if case["closed_at"] is not None:
                return case
            if not case["tasks"]:  # between two runs of the case
                await asyncio.sleep(0.05)
                continue
            (task,) = case["tasks"]
            if task["step"]["id"] == until:
                return case
            await self.file(task, case)


def form_of(step: str, case: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Who files, and the form; what is promised is promised for the case's own today."""
    person, body = FORMS[step]
    return person, {**body, "promised_on": case["now"][:10]} if step == "reply" else body


def rehearsal(due: int, seconds: float) -> dict[str, Any]:
    """An intake on a clock of its own that stands `seconds` before the instant `due`."""
    start = to_datetime(due, 480) - timedelta(seconds=seconds)
    return {"rehearsal": {"starts_at": start.isoformat()}}

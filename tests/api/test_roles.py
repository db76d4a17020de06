"""Every route × everyone × whose case it is (角色矩阵), against a reviewed table. An unlisted route fails."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from api.app import ROUTERS
from tests.api.support import INVESTIGATED, RECORD, Api

PEOPLE = ("nobody at all", "gone", "agent", "engineering", "supervisor", "nobody", "franchisee", "stranger")
"""Without a token; disabled; owes the task; another department; supervisor; no role; a dealer; another company's
supervisor."""

OK, NO, OUT, MISSING = 200, 403, 401, 404

# One number per person above, for the company's own case. "stranger" belongs to the other company.
OWN: dict[str, tuple[int, ...]] = {
    "POST /v1/complaints": (OUT, OUT, 201, NO, 201, NO, NO, 201),
    "GET /v1/cases": (OUT, OUT, OK, OK, OK, NO, NO, OK),
    "GET /v1/cases/{case_no}": (OUT, OUT, OK, OK, OK, NO, NO, MISSING),
    "GET /v1/cases/{case_no}/timeline": (OUT, OUT, OK, OK, OK, NO, NO, MISSING),
    "POST /v1/cases/{case_no}/withdraw": (OUT, OUT, OK, NO, OK, NO, NO, MISSING),
    "POST /v1/cases/{case_no}/advance": (OUT, OUT, 409, 409, 409, 409, 409, MISSING),
    "POST /v1/cases/{case_no}/reveal": (OUT, OUT, OK, NO, OK, NO, NO, MISSING),
    "GET /v1/cases/{case_no}/reveals": (OUT, OUT, NO, NO, OK, NO, NO, MISSING),
    "GET /v1/deadlines/{deadline_id}/explain": (OUT, OUT, OK, OK, OK, NO, NO, MISSING),
    "GET /v1/tasks": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "GET /v1/tasks/{task_id}": (OUT, OUT, OK, OK, OK, MISSING, MISSING, MISSING),
    "POST /v1/tasks/{task_id}/form": (OUT, OUT, OK, NO, OK, NO, NO, MISSING),
    "POST /v1/offers/{offer_id}/form": (OUT, OUT, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING),
    "GET /v1/escalations": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "POST /v1/escalations/{escalation_id}/acknowledgement": (OUT, OUT, *(MISSING,) * 6),
    "GET /v1/alarms": (OUT, OUT, NO, NO, OK, NO, NO, OK),
    "GET /v1/undelivered": (OUT, OUT, NO, NO, OK, NO, NO, OK),
    "GET /v1/undelivered/{notice_id}": (OUT, OUT, NO, NO, MISSING, NO, NO, MISSING),
    "POST /v1/undelivered/{notice_id}/resend": (OUT, OUT, NO, NO, MISSING, NO, NO, MISSING),
    "POST /v1/undelivered/{notice_id}/dismiss": (OUT, OUT, NO, NO, MISSING, NO, NO, MISSING),
    "POST /v1/terms/preview": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "POST /v1/decisions/{policy}": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "GET /v1/rulebooks": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "GET /v1/rulebooks/{name}": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "GET /v1/calendars": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "GET /v1/calendars/{region}/{year}": (OUT, OUT, OK, OK, OK, OK, OK, OK),
    "GET /healthz": (OK,) * 8,
    "GET /readyz": (OK,) * 8,
    "GET /metrics": (OK,) * 8,
}

BODIES: dict[str, dict[str, Any]] = {
    "POST /v1/complaints": RECORD,
    "POST /v1/cases/{case_no}/withdraw": {"reason": "客户不再追究"},
    "POST /v1/cases/{case_no}/reveal": {"reason": "回访"},
    "POST /v1/cases/{case_no}/advance": {"by_seconds": 1},
    "POST /v1/tasks/{task_id}/form": INVESTIGATED,
    "POST /v1/offers/{offer_id}/form": {"form": "appeal", "reason": "有异议"},
    "POST /v1/escalations/{escalation_id}/acknowledgement": {},
    "POST /v1/undelivered/{notice_id}/resend": {"reason": "号码已更正"},
    "POST /v1/undelivered/{notice_id}/dismiss": {"reason": "客户已知"},
    "POST /v1/terms/preview": {"term": "3 working days", "start": "2026-02-12T09:30:00+08:00"},
    "POST /v1/decisions/{policy}": {"facts": {"unit": {"component": "unit"}}},
}


def _routes() -> list[str]:
    found = []
    for route in (route for router in ROUTERS for route in router.routes):
        assert isinstance(route, APIRoute)
        found += [f"{method} {route.path}" for method in route.methods or ()]
    return found


def test_every_route_stands_in_the_reviewed_table() -> None:
    assert sorted(_routes()) == sorted(OWN)


@pytest.mark.parametrize("route", OWN)
async def test_everyone_gets_what_the_table_says(api: Api, route: str) -> None:
    got = []
    for person in PEOPLE:
        case = await api.opened()  # a fresh one each time: an allowed act changes it
        got.append(await _call(api, route, None if person == "nobody at all" else person, case))
    assert dict(zip(PEOPLE, got, strict=True)) == dict(zip(PEOPLE, OWN[route], strict=True))


@pytest.mark.parametrize("route", [route for route in OWN if "{" in route])
async def test_what_does_not_exist_is_not_found_by_anyone(api: Api, route: str) -> None:
    case = {"case_no": "TS20000101-999999", "revision": 1}
    for person in ("supervisor", "stranger"):
        if not any(part in route for part in ("/rulebooks/", "/calendars/", "/decisions/")):
            assert await _call(api, route, person, case) == MISSING


async def _call(api: Api, route: str, person: str | None, case: dict[str, Any]) -> int:
    method, _, path = route.partition(" ")
    number = case["case_no"]
    path = path.format(
        case_no=number,
        task_id=f"{number}.t1",
        deadline_id=f"{number}.p1",
        offer_id=f"{number}.o9",
        escalation_id=f"{number}.e9",
        notice_id=f"{number}:0:9999",
        policy="warranty",
        name="daoyi",
        region="cn",
        year=2026,
    )
    if method == "GET":
        return (await api.get(path, person)).status_code
    match = {"POST /v1/tasks/{task_id}/form": 1, "POST /v1/cases/{case_no}/withdraw": case["revision"]}.get(route)
    return (await api.post(path, BODIES[route], person, match=match)).status_code

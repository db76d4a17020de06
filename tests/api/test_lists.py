"""Lists and search through HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.api.support import INVESTIGATED, Api


async def _numbers(api: Api, path: str, person: str = "agent", **params: Any) -> list[str]:
    response = await api.get(path, person, params={"limit": 200, **params})
    assert response.status_code == 200, response.text
    return [item.get("case_no") or item["case"]["case_no"] for item in response.json()["items"]]


async def _queue(api: Api, size: int) -> list[dict[str, Any]]:
    """Every task of the company, read page by page."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = (await api.get("/v1/tasks", params={"limit": size, **({"cursor": cursor} if cursor else {})})).json()
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return items


async def test_cases_are_found_by_number_and_by_phone_however_written(api: Api) -> None:
    case = await api.opened(customer={"name": "李梅", "phone": "+86 186 0000 4321"})
    assert await _numbers(api, "/v1/cases", q=case["case_no"].lower()) == [case["case_no"]]
    assert await _numbers(api, "/v1/cases", phone="18600004321") == [case["case_no"]]
    assert await _numbers(api, "/v1/cases", phone="186-0000-4321") == [case["case_no"]]
    assert await _numbers(api, "/v1/cases", phone="18600004322") == []


@pytest.mark.parametrize(
    ("given", "other"),
    [
        ({"state": "investigating"}, {"state": "implementing"}),
        ({"type": "service_quality"}, {"type": "other"}),
        ({"channel": "wechat"}, {"channel": "letter"}),
        ({"major": "true"}, {"major": "false"}),
        ({"open": "true"}, {"open": "false"}),
        ({"breached": "false"}, {"breached": "true"}),
        ({"department": "logistics"}, {"department": "quality"}),
    ],
)
async def test_each_filter_keeps_the_case_or_leaves_it_out(
    api: Api, given: dict[str, str], other: dict[str, str]
) -> None:
    case = await api.opened(
        channel="wechat", complaint_type="service_quality", major=True, department="logistics", customer={}
    )
    assert case["case_no"] in await _numbers(api, "/v1/cases", **given)
    assert case["case_no"] not in await _numbers(api, "/v1/cases", **other)


async def test_opened_range_takes_instants_with_offset(api: Api) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    case = await api.opened()
    after = datetime.now(UTC) + timedelta(seconds=1)
    window = {"opened_from": before.isoformat(), "opened_before": after.isoformat()}
    assert case["case_no"] in await _numbers(api, "/v1/cases", **window)
    assert case["case_no"] not in await _numbers(api, "/v1/cases", opened_before=before.isoformat())


async def test_pages_of_cases_neither_skip_nor_repeat_while_cases_come_in(api: Api) -> None:
    made = [(await api.opened(customer={}))["case_no"] for _ in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await api.get("/v1/cases", params=params)).json()
        seen += [item["case_no"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None or set(made) <= set(seen):
            break
        await api.opened(customer={})
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)


async def test_rehearsals_are_listed_only_when_asked_for(api: Api) -> None:
    case = await api.opened(rehearsal={"starts_at": "2026-02-12T09:30:00+08:00"})
    number = case["case_no"]
    assert number.startswith("TS20260212-")
    assert case["rehearsal"] is True
    assert number not in await _numbers(api, "/v1/cases")
    assert number in await _numbers(api, "/v1/cases", rehearsal="true")
    assert number not in await _numbers(api, "/v1/tasks")
    assert number in await _numbers(api, "/v1/tasks", rehearsal="true")
    assert await _numbers(api, "/v1/tasks", case_no=number) == [number]


async def test_queue_shows_each_what_they_owe_the_nearest_deadline_first(api: Api) -> None:
    case = await api.filed(await api.opened(), INVESTIGATED)
    number = case["case_no"]
    assert number in await _numbers(api, "/v1/tasks", "engineering", mine="true")
    assert number not in await _numbers(api, "/v1/tasks", "quality", mine="true")
    assert number not in await _numbers(api, "/v1/tasks", "agent", mine="true")
    assert number in await _numbers(api, "/v1/tasks", department="engineering")
    assert number in await _numbers(api, "/v1/tasks", role="responsible_department")
    assert number not in await _numbers(api, "/v1/tasks", breached="true")
    due = case["tasks"][0]["deadline"]["due"]
    assert number not in await _numbers(api, "/v1/tasks", due_before=due)
    items = await _queue(api, 200)
    dues = [item["deadline"]["due"] for item in items]
    assert dues == sorted(dues)
    task = next(item for item in items if item["case"]["case_no"] == number)
    assert [field["name"] for field in task["forms"][0]["fields"]] == ["promised_on", "reply", "solution"]


async def test_pages_of_the_queue_hold_every_task_once(api: Api) -> None:
    for _ in range(3):
        await api.opened()
    paged = [item["id"] for item in await _queue(api, 3)]
    assert paged == [item["id"] for item in await _queue(api, 200)]
    assert len(set(paged)) == len(paged)


async def test_another_company_sees_nothing_of_it(api: Api) -> None:
    case = await api.opened(customer={"name": "李梅", "phone": "18600009876"})
    assert await _numbers(api, "/v1/cases", phone="18600009876") == [case["case_no"]]
    assert case["case_no"] not in await _numbers(api, "/v1/cases", "stranger")
    assert await _numbers(api, "/v1/cases", "stranger", phone="18600009876") == []
    assert case["case_no"] not in await _numbers(api, "/v1/tasks", "stranger")
    task = case["tasks"][0]["id"]
    for path in (
        f"/v1/cases/{case['case_no']}",
        f"/v1/cases/{case['case_no']}/timeline",
        f"/v1/tasks/{task}",
        f"/v1/deadlines/{task}/explain",
    ):
        foreign, missing = await api.get(path, "stranger"), await api.get(path.replace("TS", "TZ"), "stranger")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.json() == missing.json()


async def test_a_task_of_an_earlier_round_shows_the_round_of_its_case_beside_its_own(api: Api) -> None:
    case = await api.opened()
    async with api.book.engine.begin() as connection:
        later = "update cases set round = 2 where case_no = :case_no"
        await connection.execute(text(later), {"case_no": case["case_no"]})
    task = (await api.get(f"/v1/tasks/{case['case_no']}.t1")).json()
    assert (task["round"], task["case"]["round"]) == (1, 2)

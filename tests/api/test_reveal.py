"""A customer unmasked: for who owes something, for a reason, on record."""

from typing import Any

from tests.api.support import INVESTIGATED, RECORD, Api, pointers

WHY = {"reason": "回访客户"}


async def record(api: Api, case_no: str) -> list[tuple[str, str]]:
    items: list[dict[str, Any]] = (await api.get(f"/v1/cases/{case_no}/reveals", "supervisor")).json()["items"]
    assert all(item["at"].endswith("+08:00") for item in items)
    return [(item["actor"], item["reason"]) for item in items]


async def test_who_owes_an_open_task_sees_the_customer_in_full_and_each_time_goes_on_record(api: Api) -> None:
    case = await api.opened()
    number, href = case["case_no"], f"/v1/cases/{case['case_no']}/reveal"
    assert case["customer"]["phone"] == "139****5678"
    shown = await api.post(href, WHY)
    assert shown.json() == {"name": "张建国", "phone": "+8613912345678", "address": "陕西省西安市雁塔区科技路1号"}
    assert shown.headers["cache-control"] == "no-store"
    assert (await api.post(href, {"reason": " 核对地址 "}, "supervisor")).status_code == 200
    assert await record(api, number) == [("agent", "回访客户"), ("supervisor", "核对地址")]


async def test_whose_task_is_done_sees_nothing_more_and_the_next_does(api: Api) -> None:
    case = await api.filed(await api.opened(), INVESTIGATED)
    href = f"/v1/cases/{case['case_no']}/reveal"
    assert (await api.post(href, WHY, "agent")).status_code == 403
    assert (await api.post(href, WHY, "quality")).status_code == 403
    assert (await api.post(href, WHY, "engineering")).status_code == 200
    assert await record(api, case["case_no"]) == [("engineering", "回访客户")]


async def test_without_a_reason_nothing_is_shown(api: Api) -> None:
    case = await api.opened()
    for reason in ("", "   ", "x" * 501):
        refused = await api.post(f"/v1/cases/{case['case_no']}/reveal", {"reason": reason})
        assert refused.status_code == 422
        assert list(pointers(refused)) == ["/reason"]
    assert await record(api, case["case_no"]) == []


async def test_an_anonymous_complaint_has_nobody_to_show(api: Api) -> None:
    anonymous = {name: value for name, value in RECORD.items() if name != "customer"}
    case_no = (await api.post("/v1/complaints", anonymous)).json()["case_no"]
    assert (await api.post(f"/v1/cases/{case_no}/reveal", WHY)).status_code == 404
    assert await record(api, case_no) == []


async def test_a_dealer_sees_tasks_and_escalations_only_where_they_owe_something(api: Api) -> None:
    case = await api.opened()
    for path in ("/v1/tasks", "/v1/escalations"):
        answer = await api.get(path, "franchisee", params={"case_no": case["case_no"]})
        assert (answer.status_code, answer.json()["items"]) == (200, [])
    assert (await api.get("/v1/tasks", "agent", params={"case_no": case["case_no"]})).json()["items"] != []

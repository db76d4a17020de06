"""A rehearsal's clock through HTTP: a silent department on virtual time."""

from tests.api.support import INVESTIGATED, Api

START = {"starts_at": "2026-02-12T09:30:00+08:00"}


async def test_clock_moves_only_when_told_and_what_fell_due_has_fired(api: Api) -> None:
    case = await api.filed(await api.opened(rehearsal=START), INVESTIGATED)
    number = case["case_no"]
    assert case["now"].startswith("2026-02-12T09:30")
    due = case["tasks"][0]["deadline"]["due"]
    assert due == "2026-02-25T00:00:00+08:00"  # 02-13, the make-up Saturday 02-14, and 02-24 after the festival
    moved = await api.post(f"/v1/cases/{number}/advance", {"to": "2026-02-25T12:00:00+08:00"}, "supervisor")
    assert moved.status_code == 200, moved.text
    after = moved.json()
    assert after["now"] >= "2026-02-25T12:00:00+08:00"
    assert after["tasks"][0]["deadline"]["breached"] is True
    escalations = (await api.get("/v1/escalations", "supervisor", params={"case_no": number})).json()["items"]
    assert [(item["rung"], item["to"]["id"]) for item in escalations if item["subject"] == case["tasks"][0]["id"]] == [
        (1, "supervisor")
    ]
    mine = next(item for item in escalations if item["may_acknowledge"])
    seen = await api.post(mine["href"], {"remark": "知道了"}, "supervisor")
    assert seen.status_code == 200, seen.text
    listed = (await api.get("/v1/escalations", "supervisor", params={"case_no": number, "acknowledged": True})).json()
    assert mine["id"] in [item["id"] for item in listed["items"]]
    again = await api.post(f"/v1/cases/{number}/advance", {"to": "2026-02-25T12:00:00+08:00"}, "supervisor")
    assert again.status_code == 200


async def test_only_who_opened_the_rehearsal_or_a_supervisor_moves_its_clock(api: Api) -> None:
    case = await api.opened(rehearsal=START)
    path, to = f"/v1/cases/{case['case_no']}/advance", {"to": START["starts_at"]}
    got = {
        person: (await api.post(path, to, person)).status_code
        for person in ("engineering", "nobody", "stranger", "agent", "supervisor")
    }
    assert got == {"engineering": 403, "nobody": 403, "stranger": 404, "agent": 200, "supervisor": 200}
    refused = await api.post(path, {"by_seconds": 60}, "engineering")
    assert refused.json()["code"] == "forbidden"


async def test_clock_of_a_real_case_does_not_move(api: Api) -> None:
    case = await api.opened()
    response = await api.post(f"/v1/cases/{case['case_no']}/advance", {"by_seconds": 60})
    assert (response.status_code, response.json()["code"]) == (409, "not_a_rehearsal")

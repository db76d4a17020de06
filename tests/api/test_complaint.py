"""A complaint through HTTP: opened, worked on, read."""

from tests.api.support import INVESTIGATED, RECORD, Api


async def test_intake_answers_with_the_stored_case(api: Api) -> None:
    response = await api.post("/v1/complaints", RECORD)
    assert response.status_code == 201, response.text
    case = response.json()
    assert response.headers["location"] == f"/v1/cases/{case['case_no']}"
    assert response.headers["etag"] == f'"{case["revision"]}"'
    assert case["state"]["id"] == "investigating"
    assert case["customer"] == {"name": "张**", "phone": "139****5678", "address": "陕西省西安市****"}
    assert [task["step"]["id"] for task in case["tasks"]] == ["investigate"]
    print(response.text)


async def test_walk(api: Api) -> None:
    case = await api.opened()
    case = await api.filed(case, INVESTIGATED)
    print(case)
    r = await api.get(f"/v1/cases/{case['case_no']}", "engineering")
    print(r.text)
    r = await api.get(f"/v1/cases/{case['case_no']}/timeline")
    print(r.status_code, r.text)
    assert r.status_code == 200
    for p in (
        "/v1/cases",
        "/v1/tasks?mine=true",
        "/v1/escalations",
        "/v1/rulebooks",
        "/v1/calendars",
        "/readyz",
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/docs",
        "/v1/tasks/" + case["tasks"][0]["id"],
        "/v1/deadlines/" + case["tasks"][0]["id"] + "/explain",
    ):
        r = await api.get(p)
        print(p, r.status_code, r.text[:1500])
    r = await api.get("/v1/deadlines/" + case["tasks"][0]["id"] + "/explain", headers={"accept": "text/plain"})
    print(r.text)

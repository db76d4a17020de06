"""A complaint through HTTP: opened, worked on, read."""

import asyncio

from tests.api.support import INVESTIGATED, RECORD, Api
from tests.support.clause import clause


async def test_intake_answers_with_the_stored_case(api: Api) -> None:
    response = await api.post("/v1/complaints", RECORD)
    assert response.status_code == 201, response.text
    case = response.json()
    assert response.headers["location"] == f"/v1/cases/{case['case_no']}"
    assert response.headers["etag"] == f'"{case["revision"]}"'
    assert case["state"]["id"] == "investigating"
    assert [task["step"]["id"] for task in case["tasks"]] == ["investigate"]


async def test_customer_is_masked_wherever_a_case_is_shown(api: Api) -> None:
    case = await api.opened()
    assert case["customer"] == {"name": "张**", "phone": "139****5678", "address": "陕西省西安市****"}
    shown = await api.get(f"/v1/cases/{case['case_no']}")
    assert "13912345678" not in shown.text
    assert "张建国" not in shown.text
    assert "科技路" not in shown.text


@clause("AC-X-04")
async def test_same_key_and_body_give_the_same_answer(api: Api) -> None:
    first = await api.post("/v1/complaints", RECORD, key="once-and-again")
    again = await api.post("/v1/complaints", RECORD, key="once-and-again")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["case_no"] == first.json()["case_no"]
    assert again.json()["revision"] == first.json()["revision"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


async def test_same_key_with_another_body_is_refused(api: Api) -> None:
    await api.post("/v1/complaints", RECORD, key="one-body-only")
    other = await api.post("/v1/complaints", {**RECORD, "subject": "另一件事"}, key="one-body-only")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_allowed_actions_name_the_form_its_fields_and_the_revision(api: Api) -> None:
    case = await api.opened(complaint_type=None)
    shown = (await api.get(f"/v1/cases/{case['case_no']}")).json()
    actions = {action["kind"]: action for action in shown["allowed_actions"]}
    task = actions["task"]
    assert task["href"] == shown["tasks"][0]["href"]
    assert task["if_match"] == '"1"'
    assert task["clause"] == "S0-6.2"
    fields = {field["name"]: field for field in task["form"]["fields"]}
    assert (fields["substantiated"]["type"], fields["substantiated"]["required"]) == ("boolean", True)
    assert (fields["findings"]["type"], fields["findings"]["words"]) == ("text", True)
    assert "engineering" in [choice["id"] for choice in fields["department"]["choices"]]
    assert fields["complaint_type"]["required"] is False
    assert actions["withdraw"]["if_match"] == f'"{shown["revision"]}"'
    response = await api.client.request(
        task["method"],
        task["href"],
        json=INVESTIGATED,
        headers={"authorization": "Bearer demo-agent", "idempotency-key": "from-actions", "if-match": task["if_match"]},
    )
    assert response.status_code == 200, response.text


async def test_who_owes_nothing_is_offered_nothing(api: Api) -> None:
    case = await api.opened()
    shown = await api.get(f"/v1/cases/{case['case_no']}", "logistics")
    assert shown.json()["allowed_actions"] == []


async def test_type_is_required_of_the_form_with_which_it_is_due(api: Api) -> None:
    case = await api.opened(complaint_type=None)
    case = await api.filed(case, {**INVESTIGATED, "complaint_type": None})
    case = await api.filed(case, {"promised_on": "2027-01-08", "reply": "知道了", "solution": "更换"}, "engineering")
    case = await api.filed(case, {"channel": "phone"})
    case = await api.filed(case, {"agrees": True})
    task = (await api.get(f"/v1/tasks/{case['tasks'][0]['id']}", "engineering")).json()
    fields = {field["name"]: field for field in task["forms"][0]["fields"]}
    assert fields["complaint_type"]["required"] is True
    response = await api.post(task["href"], {"work_done": "已更换"}, "engineering", match=task["revision"])
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/complaint_type"


async def test_timeline_tells_who_did_what_and_why_it_is_due_then(api: Api) -> None:
    case = await api.filed(await api.opened(), INVESTIGATED)
    timeline = (await api.get(f"/v1/cases/{case['case_no']}/timeline")).json()
    events = timeline["items"]
    assert [event["seq"] for event in events] == list(range(1, case["revision"] + 1))
    answered = next(event for event in events if event["event"]["id"] == "task_answered")
    assert answered["actor"]["id"] == "agent"
    assert answered["actor"]["role"]["zh"] == "客户服务部"
    assert answered["about"]["en"].startswith("Investigate")
    assert answered["words"] == {"findings": "接头未拧紧。"}
    slip = next(event for event in events if event.get("about", {}).get("id") == case["tasks"][0]["id"])
    assert slip["deadline"]["term"]["zh"] == "3个工作日"
    assert slip["deadline"]["due"] == case["tasks"][0]["deadline"]["due"]
    assert "3 working days" in slip["deadline"]["reason"]["en"]


async def test_timeline_is_paged_without_gap_or_repetition(api: Api) -> None:
    case = await api.filed(await api.opened(), INVESTIGATED)
    path, seen, cursor = f"/v1/cases/{case['case_no']}/timeline", [], None
    while True:
        page = (await api.get(path, params={"limit": 3, **({"cursor": cursor} if cursor else {})})).json()
        seen += [event["seq"] for event in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == list(range(1, case["revision"] + 1))


async def test_deadline_counted_again_agrees_and_reads_in_both_languages(api: Api) -> None:
    case = await api.filed(await api.opened(), INVESTIGATED)
    path = case["tasks"][0]["deadline"]["explain"]
    explained = (await api.get(path)).json()
    assert explained["agrees"] is True
    assert explained["due"] == case["tasks"][0]["deadline"]["due"]
    assert sum(step["counted"] for step in explained["steps"]) == 3
    chinese = await api.get(path, headers={"accept": "text/plain"})
    english = await api.get(path, headers={"accept": "text/plain", "accept-language": "en-GB,en;q=0.9"})
    assert chinese.headers["content-type"] == "text/plain; charset=utf-8"
    assert "3个工作日" in chinese.text
    assert "3 working days" in english.text
    promise = (await api.get(f"/v1/deadlines/{case['promises'][0]['id']}/explain")).json()
    assert (promise["kind"], promise["rule"]["id"], promise["agrees"]) == ("promise", "answer", True)


async def test_withdrawal_ends_the_case(api: Api) -> None:
    case = await api.opened()
    path = f"/v1/cases/{case['case_no']}/withdraw"
    stale = await api.post(path, {"reason": "客户不再追究"}, match=case["revision"] - 1)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert stale.json()["current"]["revision"] == case["revision"]
    done = await api.post(path, {"reason": "客户不再追究"}, match=case["revision"])
    assert done.status_code == 200, done.text
    assert done.json()["state"]["id"] == "withdrawn"


async def test_two_forms_on_one_revision_make_one_winner(api: Api) -> None:
    case = await api.opened()
    task = case["tasks"][0]
    first = await api.post(task["href"], INVESTIGATED, match=1)
    second = await api.post(task["href"], {**INVESTIGATED, "findings": "另一结论"}, match=1)
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "task_not_open")
    assert second.json()["current"]["status"] == "answered"


async def test_supervisor_may_file_what_another_owes(api: Api) -> None:
    case = await api.opened()
    after = await api.filed(case, INVESTIGATED, "supervisor")
    timeline = (await api.get(f"/v1/cases/{case['case_no']}/timeline")).json()["items"]
    answered = next(event for event in timeline if event["event"]["id"] == "task_answered")
    assert (answered["actor"]["id"], answered["actor"]["role"]["id"]) == ("supervisor", "supervisor")
    assert after["state"]["id"] == "with_department"


async def test_offer_is_taken_by_the_department_it_speaks_to(api: Api) -> None:
    case = await api.filed(await api.opened(), INVESTIGATED)
    offer = next(offer for offer in case["offers"] if offer["kind"]["id"] == "refuse_responsibility")
    wrong = await api.post(offer["href"], {"reason": "不归我管"}, "quality")
    assert wrong.status_code == 403
    taken = await api.post(offer["href"], {"reason": "属售后部", "suggested_department": "after_sales"}, "engineering")
    assert taken.status_code == 200, taken.text
    assert taken.json()["state"]["id"] == "investigating"


@clause("AC-X-04")
async def test_a_hundred_retries_of_one_intake_at_once_make_one_case(api: Api) -> None:
    body = {**RECORD, "customer": {"phone": "13600006666"}}
    responses = await asyncio.gather(*(api.post("/v1/complaints", body, key="impatient") for _ in range(100)))
    codes = {response.status_code for response in responses}
    assert 201 in codes
    assert codes <= {201, 409, 429}
    assert {r.json()["code"] for r in responses if r.status_code == 409} <= {"still_running"}
    numbers = {response.json()["case_no"] for response in responses if response.status_code == 201}
    assert len(numbers) == 1
    found = (await api.get("/v1/cases", params={"phone": "13600006666"})).json()["items"]
    assert [item["case_no"] for item in found] == list(numbers)


async def test_two_forms_at_once_on_one_revision_make_one_winner_and_one_conflict(api: Api) -> None:
    for _ in range(5):
        case = await api.opened()
        href = case["tasks"][0]["href"]
        both = await asyncio.gather(
            api.post(href, INVESTIGATED, "agent", match=1),
            api.post(href, {**INVESTIGATED, "department": "quality"}, "supervisor", match=1),
        )
        assert sorted(response.status_code for response in both) == [200, 409]
        (lost,) = (response for response in both if response.status_code == 409)
        assert lost.json()["code"] in ("task_not_open", "superseded", "stale_revision")
        assert lost.json()["current"]["status"] == "answered"

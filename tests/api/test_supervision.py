"""What a supervisor sees of what went wrong: stuck commands, frozen cases, the delivery record of a notice."""

from sqlalchemy import text

from tests.api.support import Api


async def test_stuck_command_and_frozen_case_are_alarms_of_their_company_only(api: Api) -> None:
    stuck, frozen = await api.opened(), await api.opened()
    marks = (
        (stuck["case_no"], "update commands set status = 'pending', stuck = true where case_no = :case_no"),
        (frozen["case_no"], "update cases set frozen = 'fork' where case_no = :case_no"),
    )
    async with api.book.engine.begin() as connection:
        for case_no, mark in marks:
            await connection.execute(text(mark), {"case_no": case_no})
    items = (await api.get("/v1/alarms", "supervisor")).json()["items"]
    found = {item["case_no"]: (item["alarm"]["id"], item["alarm"]["zh"], item["detail"]) for item in items}
    assert found[stuck["case_no"]] == ("command_stuck", "命令卡住", "open")
    assert found[frozen["case_no"]] == ("case_frozen", "案件冻结", "fork")
    others = (await api.get("/v1/alarms", "stranger")).json()["items"]
    assert {stuck["case_no"], frozen["case_no"]}.isdisjoint(item["case_no"] for item in others)
    async with api.book.engine.begin() as connection:
        mend = "update commands set status = 'done', stuck = false where case_no = :case_no"
        await connection.execute(text(mend), {"case_no": stuck["case_no"]})


async def test_delivery_record_tells_what_was_tried_and_who_dismissed_it(api: Api) -> None:
    case = await api.opened()
    async with api.book.engine.begin() as connection:
        wanted = {"case_no": case["case_no"]}
        first = "select id from notices where case_no = :case_no order by id limit 1"
        notice = (await connection.execute(text(first), wanted)).scalar_one()
        await connection.execute(text("update notices set status = 'failed' where id = :id"), {"id": notice})
    empty = (await api.get(f"/v1/undelivered/{notice}", "supervisor")).json()
    assert (empty["status"], empty["items"]) == ("failed", [])
    ruled = await api.post(f"/v1/undelivered/{notice}/dismiss", {"reason": "客户已知"}, "supervisor")
    assert ruled.status_code == 200, ruled.text
    record = (await api.get(f"/v1/undelivered/{notice}", "supervisor")).json()
    assert (record["case_no"], record["status"]) == (case["case_no"], "dismissed")
    assert [(item["result"], item["actor"], item["detail"]) for item in record["items"]] == [
        ("dismissed", "supervisor", "客户已知")
    ]
    assert (await api.get(f"/v1/undelivered/{notice}", "agent")).status_code == 403
    assert (await api.get(f"/v1/undelivered/{notice}", "stranger")).status_code == 404

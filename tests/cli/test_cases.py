"""`tuoshan case`, `task`, `explain` on a live installation."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Tuoshan

COMPLAINT = "examples/engineering_complaint.json"


@pytest.fixture(scope="module")
def case(tuoshan: Tuoshan) -> dict[str, Any]:
    """A case with the department, so that there is an answered task, an open one and a promise."""
    opened: dict[str, Any] = tuoshan("case", "open", COMPLAINT, "--json").data
    filed = tuoshan(
        "task", "file", opened["tasks"][0]["id"], "substantiated=true", "department=engineering",
        "findings=排水管坡度不足", "--json",
    )  # fmt: skip
    assert filed.code == 0, filed.out + filed.err
    after: dict[str, Any] = filed.data
    return after


def test_opening_a_complaint_shows_its_number_and_what_is_owed_by_when(tuoshan: Tuoshan) -> None:
    ran = tuoshan("case", "open", COMPLAINT)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("TS")
    assert "答复承诺" in ran.out
    assert "24:00" in ran.out


def test_the_same_key_opens_one_case(tuoshan: Tuoshan) -> None:
    first = tuoshan("case", "open", COMPLAINT, "--key", "call-1", "--json").data
    again = tuoshan("case", "open", COMPLAINT, "--key", "call-1", "--json").data
    assert first["case_no"] == again["case_no"]


def test_show_prints_the_customer_masked_as_json_and_actions_for_the_eye(
    tuoshan: Tuoshan, case: dict[str, Any]
) -> None:
    data = tuoshan("case", "show", case["case_no"], "--json").data
    assert data["customer"]["phone"] == case["customer"]["phone"]
    assert "12345678" not in json.dumps(data)
    shown = tuoshan("case", "show", case["case_no"], person="engineering")
    assert "department_reply" in shown.out
    assert "工程部" in shown.out


def test_reveal_prints_the_customer_in_full_for_whom_it_concerns(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    shown = tuoshan("case", "reveal", case["case_no"], "--reason", "上门前联系", person="engineering")
    recorded = json.loads(Path(COMPLAINT).read_text("utf-8"))["customer"]
    assert shown.code == 0, shown.err
    assert shown.out.splitlines()[0] == recorded["name"]
    assert "+86" in shown.out
    refused = tuoshan("case", "reveal", case["case_no"], "--reason", "好奇", person="quality")
    assert (refused.code, "forbidden" in refused.err) == (1, True)


def test_list_filters_in_either_language(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    found = tuoshan("case", "list", "--state", "with_department", "--json").data["items"]
    assert [item["case_no"] for item in found] == [case["case_no"]]
    shown = tuoshan("case", "list", "--phone", "13912345678", "--lang", "en")
    assert case["case_no"] in shown.out
    assert "Department" in shown.out
    assert "责任部门处理中" in tuoshan("case", "list", "--state", "with_department").out
    assert tuoshan("case", "list", "--most", "1", "--json").data["items"][0]["case_no"]
    assert len(tuoshan("case", "list", "--most", "1", "--json").data["items"]) == 1


def test_timeline_tells_limits_and_reasons_and_follows_every_page(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    data = tuoshan("case", "timeline", case["case_no"], "--json").data
    assert [entry["seq"] for entry in data["items"]] == list(range(1, case["revision"] + 1))
    shown = tuoshan("case", "timeline", case["case_no"], "--lang", "both").out
    assert "S0-6.3" in shown
    assert "3 working days" in shown
    assert "→ 工程部" in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


def test_tasks_of_the_department_are_its_own(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    task = case["tasks"][0]["id"]
    mine = tuoshan("task", "list", "--mine", "--json", person="engineering").data["items"]
    assert task in [item["id"] for item in mine]
    assert task not in tuoshan("task", "list", "--mine", "--json").data["items"]
    assert task in tuoshan("task", "list", "--department", "engineering").out


def test_explain_counts_the_departments_days_again(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    task = case["tasks"][0]["id"]
    data = tuoshan("explain", task, "--json").data
    assert data["agrees"] is True
    assert sum(step["counted"] for step in data["steps"]) == 3
    shown = tuoshan("explain", task).out
    assert "3个工作日" in shown
    assert "须早于" in shown


def test_a_refused_form_is_told_with_field_and_code_and_exit_one(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    task = case["tasks"][0]["id"]
    ran = tuoshan("task", "file", task, "promised_on=someday", "reply=好", "solution=换", person="engineering")
    assert ran.code == 1
    assert "/promised_on" in ran.err
    as_json = tuoshan("task", "file", task, "reply=好", "--json", person="engineering")
    assert as_json.code == 1
    assert as_json.data["code"] == "invalid_fields"


def test_a_form_of_somebody_else_is_refused(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    ran = tuoshan(
        "task", "file", case["tasks"][0]["id"], "promised_on=2099-01-01", "reply=好", "solution=换", "--json",
        person="callback",
    )  # fmt: skip
    assert ran.code == 1
    assert ran.data["status"] in (403, 422)


def test_who_has_no_token_is_told_how_to_give_one(tuoshan: Tuoshan) -> None:
    ran = tuoshan("case", "list", TUOSHAN_TOKEN="")
    assert ran.code == 1
    assert "TUOSHAN_TOKEN" in ran.err


def test_an_unknown_case_is_not_found(tuoshan: Tuoshan) -> None:
    ran = tuoshan("case", "show", "TS20260101-999999", "--json")
    assert (ran.code, ran.data["code"]) == (1, "not_found")


def test_nobody_listening_is_exit_three_and_the_key_to_repeat_with(tuoshan: Tuoshan) -> None:
    ran = tuoshan("case", "open", COMPLAINT, "--url", "http://127.0.0.1:9", "--key", "call-2")
    assert ran.code == 3
    assert "--key call-2" in ran.err
    assert "tuoshan up" in ran.err


def test_a_file_that_is_no_object_is_a_usage_error(tuoshan: Tuoshan, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("[1]", encoding="utf-8")
    assert tuoshan("case", "open", str(broken)).code == 2
    assert tuoshan("case", "open", str(tmp_path / "absent.json")).code == 2

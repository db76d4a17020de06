"""The demonstration's own checks find what is wrong, and its script is one that can be read."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from cli.demo.checks import checks
from cli.demo.post import Post
from cli.demo.script import ACTORS, Script, read_complaint, read_script, token
from contracts.forms import FORMS, ComplaintRecord

CASE = "TS20260212-000001"
STATE = {"id": "closed_satisfied", "zh": "满意结案", "en": "Closed as satisfied"}


def _entry(seq: int, name: str, **data: Any) -> dict[str, Any]:
    return {"seq": seq, "event": {"id": name}, "at": "2026-02-26T13:00:00+08:00", "data": data}


def _played() -> dict[str, Any]:
    entries = [
        _entry(1, "escalated", rung=1, escalation="e1"),
        _entry(2, "escalated", rung=2, escalation="e2"),
        _entry(3, "acknowledged", escalation="e1", late=True),
        _entry(4, "notice", channel="sms", rule="N1"),
        _entry(5, "notice", channel="email", rule="N3"),
        _entry(6, "task_opened") | {"about": {"id": f"{CASE}.t2"}, "deadline": {"due": "2026-02-26T00:00:00+08:00"}},
    ]
    mails = [{"message_id": f"<{CASE}.0.5.engineering@localhost>"}]
    messages = [{"key": f"{CASE}:0:4"}]
    case = {"case_no": CASE, "state": STATE, "round": 2, "proposal": 3, "callbacks_round": 2, "callbacks_total": 3}
    return {"case": case, "entries": entries, "mails": mails, "messages": messages, "verified": {"ok": True}}


def _wrong(played: dict[str, Any]) -> list[str]:
    expect = {name: played["case"][name] for name in ("round", "proposal", "callbacks_round")}
    expect |= {"state": "closed_satisfied", "callbacks_total": 3, "events": {"escalated": 2}}
    expect["due"] = {"t2": "2026-02-26T00:00:00+08:00"}
    script = Script({}, "", "agent", (), (), expect)
    post = Post(played["mails"], played["messages"])
    found = checks(script, played["case"], played["entries"], post, played["verified"])
    return [check.en for check in found if not check.ok]


def test_what_went_as_written_has_no_fault() -> None:
    assert _wrong(_played()) == []


_FAULTS = ("closed as satisfied", "late", "delivered", "twice", "stray", "agree", "limit of t2", "callbacks in all")


def _faults() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in (
        "closed as satisfied",
        "late",
        "delivered",
        "twice",
        "stray",
        "agree",
        "limit of t2",
        "callbacks in all",
    ):
        played = deepcopy(_played())
        match name:
            case "closed as satisfied":
                played["case"]["state"] = {"id": "closed_no_answer"}
            case "late":
                del played["entries"][2]["data"]["late"]
            case "delivered":
                played["mails"].clear()
            case "twice":
                played["messages"] *= 2
            case "stray":
                played["mails"].append({"message_id": f"<{CASE}.0.55.engineering@localhost>"})
            case "agree":
                played["verified"] = {"ok": False, "findings": [{"code": "tasks_row", "detail": "t2 differs"}]}
            case "limit of t2":
                played["entries"][5]["deadline"]["due"] = "2026-02-25T00:00:00+08:00"
            case "callbacks in all":
                played["case"]["callbacks_total"] = 2
        yield {"twice": "delivered", "stray": "delivered"}.get(name, name), played


@pytest.mark.parametrize(("fault", "played"), list(_faults()))
def test_each_fault_is_found(fault: str, played: dict[str, Any]) -> None:
    wrong = _wrong(played)
    assert len(wrong) == 1
    assert fault in wrong[0]


def test_the_example_script_names_known_people_and_valid_forms_in_order_of_time() -> None:
    script, actors = read_script(), ACTORS.read_text(encoding="utf-8")
    assert [act.at for act in script.acts] == sorted(act.at for act in script.acts)
    for act in script.acts:
        assert f'id = "{act.who}"' in actors
        assert f"# {token(act.who)}" in actors
        FORMS[act.form].model_validate(dict(act.fields))
    ComplaintRecord.model_validate({k: v for k, v in read_complaint().items() if k != "customer"})

"""The answer to a command is made from what was just stored; it is what reading the case would give."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.caller import Caller
from api.cases import service
from tests.api.support import INVESTIGATED, RECORD, Api

Pair = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Pair]:
    """Every answer that was made from what was stored, beside the same made from a read."""
    made: list[Pair] = []
    brief = service.brief

    async def both(caller: Caller, case_no: str, found: Mapping[str, Any] | None = None) -> Any:
        answer = await brief(caller, case_no, found)
        if found is not None:
            made.append((dict(answer), dict(await brief(caller, case_no))))
        return answer

    monkeypatch.setattr(service, "brief", both)
    return made


def check(answers: list[Pair], count: int) -> None:
    """As many answers, each the same as its read but for the instant of reading."""
    assert len(answers) == count
    for stored, read in answers:
        late = datetime.fromisoformat(read.pop("now")) - datetime.fromisoformat(stored.pop("now"))
        assert timedelta(0) <= late < timedelta(seconds=5)
        assert stored == read
        assert list(stored["tasks"]) == list(read["tasks"])
    answers.clear()


def days_hence(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def test_every_answer_of_a_case_is_what_a_read_gives(api: Api, answers: list[Pair]) -> None:
    case = await api.opened()
    case = await api.filed(case, INVESTIGATED)
    reply = {"promised_on": days_hence(14), "reply": "情况属实", "solution": "更换"}
    case = await api.filed(case, reply, "engineering")
    case = await api.filed(case, {"channel": "phone"})
    case = await api.filed(case, {"agrees": True})
    case = await api.filed(case, {"work_done": "已更换"}, "engineering")
    case = await api.filed(case, {"reached": False}, "callback")
    while case["tasks"]:
        case = await api.filed(case, {"reached": True, "satisfaction": "satisfied"}, "callback")
    assert case["closed_at"] is not None
    check(answers, 7 + case["callbacks_total"])


async def test_of_an_anonymous_case_with_a_refused_slip_and_a_withdrawal_too(api: Api, answers: list[Pair]) -> None:
    case = await api.opened(customer={})
    assert case["customer"] is None
    case = await api.filed(case, INVESTIGATED)
    refused = await api.post(case["offers"][0]["href"], {"reason": "不归我管"}, "engineering")
    assert refused.status_code == 200, refused.text
    path = f"/v1/cases/{case['case_no']}/withdraw"
    gone = await api.post(path, {"reason": "不再追究"}, match=refused.json()["revision"])
    assert gone.status_code == 200, gone.text
    check(answers, 4)


async def test_an_answer_given_again_is_read(api: Api, answers: list[Pair]) -> None:
    first = await api.post("/v1/complaints", RECORD, key="answered-twice")
    again = await api.post("/v1/complaints", RECORD, key="answered-twice")
    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    check(answers, 1)

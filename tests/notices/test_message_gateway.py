"""One accepted message per notice, whatever the gateway does."""

import pytest

from simulators.message_gateway.app import MODES
from tests.notices.seed import PHONE, Case, add_case
from tests.notices.support import Post, until
from tests.support.clause import clause

FAULTS = [mode for mode in MODES if mode != "ok"]


@clause("S0-N1")
async def test_notice_reaches_the_customer_under_its_own_key(post: Post, case: Case) -> None:
    notice = await case.notice("answer_promised", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "sent"
    (message,) = post.messages.accepted(notice)
    assert message.to == PHONE
    assert case.case_no in message.text
    assert "2026年2月19日（星期四）24:00" in message.text
    ((recipient, result, _),) = await post.record(notice)
    assert recipient is not None
    assert recipient.startswith("customer:")
    assert result == "sent"


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("mode", FAULTS)
async def test_a_fault_of_the_gateway_loses_and_doubles_nothing(post: Post, case: Case, mode: str, times: int) -> None:
    before = await post.messages.met()
    await post.messages.fault(mode, times, retry_after=0)
    notice = await case.notice("answer_promised", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "sent"
    assert await post.messages.met() > before
    assert len(post.messages.accepted(notice)) == 1


async def test_executed_then_timeout_is_settled_by_looking_up_the_key(post: Post, case: Case) -> None:
    await post.messages.fault("executed_then_timeout", 1)
    notice = await case.notice("closed", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(notice, hurry=False) == "sent"
    assert [result for _, result, _ in await post.record(notice)] == ["sent"]


async def test_busy_gateway_names_the_time_to_wait(post: Post, case: Case) -> None:
    await post.messages.fault("429", 1, retry_after=3600)
    notice = await case.notice("closed", "sms")
    async with post.dispatching("sms"):

        async def tried() -> bool:
            row = await post.row(notice)
            return bool(row["tries"] == 1 and row["status"] == "pending")

        await until(tried)
    row = await post.row(notice)
    assert row["next_try_at"] - row["created_at"] >= 3600 * 1_000_000
    assert [(result, detail) for _, result, detail in await post.record(notice)] == [("error", "gateway_busy: 429")]


async def test_number_that_the_gateway_refuses_goes_to_the_supervisors(post: Post) -> None:
    case = await add_case(post.engine, phone="+86-none")
    notice = await case.notice("answer_promised", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "failed"
    assert [(result, detail) for _, result, detail in await post.record(notice)] == [
        ("refused", "gateway_refused: 422 bad_number")
    ]


async def test_ledger_survives_a_kill_of_the_gateway(post: Post, case: Case) -> None:
    notice = await case.notice("answer_promised", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "sent"
    await post.messages.kill()
    with (post.messages.folder / "ledger.jsonl").open("ab") as file:
        file.write(b'{"id": "torn')
    later = await case.notice("closed", "sms")
    async with post.dispatching("sms"):
        await post.messages.start()
        assert await post.settled(later) == "sent"
    assert len(post.messages.accepted(notice)) == 1
    assert len(post.messages.accepted(later)) == 1
    found = await post.messages.client.get(f"{post.messages.url}/messages", params={"to": PHONE, "limit": 1000})
    assert {notice, later} <= {message["key"] for message in found.json()["messages"]}

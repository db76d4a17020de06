"""Kill -9 of the dispatcher between claim, attempt, sending and record; a dispatcher that was frozen and wakes."""

import asyncio
import sys

import pytest
from sqlalchemy import text

from activities.hand_over import Courier
from activities.outbox import Outbox
from tests.notices.dispatcher import MOMENTS
from tests.notices.seed import DIRECTORY, Case
from tests.notices.support import Post, until
from tests.notices.test_mailbox import DEPARTMENT, mails_of

MAILS = {"claimed": 1, "attempt_recorded": 1, "sent": 2, "result_recorded": 1}
"""Copies of a mail after one kill. Only where it was sent and not recorded does it go out again, under the same id."""


async def killed_at(post: Post, url: str, channel: str, moment: str) -> None:
    """Runs a dispatcher process until it has killed itself."""
    args = (url, post.messages.url, str(post.mailbox.smtp_port), channel, moment)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.notices.dispatcher", *args)
    try:
        async with asyncio.timeout(60):
            assert await process.wait() == -9
    finally:
        if process.returncode is None:
            process.kill()


@pytest.mark.parametrize("moment", MOMENTS)
async def test_message_of_a_killed_dispatcher_arrives_once(
    post: Post, case: Case, notices_url: str, moment: str
) -> None:
    notice = await case.notice("answer_promised", "sms")
    await killed_at(post, notices_url, "sms", moment)
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "sent"
    assert len(post.messages.accepted(notice)) == 1


@pytest.mark.parametrize("moment", MOMENTS)
async def test_mail_of_a_killed_dispatcher_is_at_most_repeated_under_its_id(
    post: Post, case: Case, notices_url: str, moment: str
) -> None:
    notice = await case.notice("reminder", about=f"{case.case_no}.t1", **DEPARTMENT)
    await killed_at(post, notices_url, "email", moment)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    assert len(await mails_of(post, notice)) == MAILS[moment]


async def test_mail_is_not_sent_a_third_time_after_two_kills(post: Post, case: Case, notices_url: str) -> None:
    notice = await case.notice("reminder", about=f"{case.case_no}.t1", **DEPARTMENT)
    await killed_at(post, notices_url, "email", "sent")
    await killed_at(post, notices_url, "email", "sent")
    async with post.dispatching("email"):
        assert await post.settled(notice) == "failed"
    assert len(await mails_of(post, notice)) == 2


async def test_frozen_dispatcher_that_wakes_has_lost_its_lease(post: Post, case: Case) -> None:
    notice = await case.notice("answer_promised", "sms")
    frozen = Outbox(post.engine, lease=1)
    (claimed,) = await frozen.claim("sms", 1)

    async def expired() -> bool:
        async with post.engine.connect() as connection:
            statement = text("select lease_until <= instant_now() from notices where id = :id")
            return bool((await connection.execute(statement, {"id": notice})).scalar_one())

    await until(expired)
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "sent"
    before = await post.row(notice)
    await Courier(frozen, DIRECTORY, post.gateways).hand_over(claimed)
    assert await post.row(notice) == before
    assert len(post.messages.accepted(notice)) == 1
    assert [result for _, result, _ in await post.record(notice)] == ["sent"]


async def test_lease_without_takeover_is_still_refused_once_it_is_over(post: Post, case: Case) -> None:
    notice = await case.notice("answer_promised", "sms")
    outbox = Outbox(post.engine, lease=0)
    (claimed,) = await outbox.claim("sms", 1)
    assert await outbox.begin(claimed, "customer:x") is None
    assert await post.record(notice) == []
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "sent"


async def test_two_dispatchers_share_the_outbox_without_doubling(post: Post, case: Case) -> None:
    notices = [await case.notice("closed", "sms") for _ in range(40)]
    async with post.dispatching("sms"), post.dispatching("sms"), post.dispatching("sms"):
        for notice in notices:
            assert await post.settled(notice) == "sent"
    assert [len(post.messages.accepted(notice)) for notice in notices] == [1] * 40
    assert [len(await post.record(notice)) for notice in notices] == [1] * 40

"""Mail over SMTP: refused, put off, or without an answer."""

import pytest

from tests.notices.seed import Case
from tests.notices.support import Post
from tests.support.clause import clause

DEPARTMENT = {"channel": "email", "to_kind": "department", "to_id": "engineering"}


@clause("S0-N3")
async def test_department_gets_the_slip_in_its_persons_language(post: Post, case: Case) -> None:
    notice = await case.notice("complaint_slip", about=f"{case.case_no}.t1", **DEPARTMENT)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    (mail,) = [mail for mail in await post.mailbox.mails("li@example.test") if case.case_no in mail["subject"]]
    assert mail["language"] == "en"
    assert "24:00 on Tuesday, 17 February 2026" in mail["subject"]
    assert "夜间噪音很大" in mail["text"]
    assert mail["message_id"] == f"<{notice.replace(':', '.')}.li@example.test>"


async def test_each_person_of_a_role_gets_one_mail(post: Post, case: Case) -> None:
    notice = await case.notice("no_answer", "email", to_kind="role", to_id="supervisor")
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    for address in ("zhao@example.test", "qian@example.test"):
        assert len([mail for mail in await post.mailbox.mails(address) if case.case_no in mail["subject"]]) == 1
    assert await post.mailbox.mails("boss@example.test") == []


@pytest.mark.parametrize("mode", ["greylist", "hang", "drop"])
async def test_mail_put_off_or_lost_once_arrives_once(post: Post, case: Case, mode: str) -> None:
    await post.mailbox.fault(mode, 1)
    notice = await case.notice("reminder", about=f"{case.case_no}.t1", **DEPARTMENT)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    assert len(await mails_of(post, notice)) == 1


@pytest.mark.parametrize("mode", ["accept_then_drop", "accept_then_hang"])
async def test_mail_accepted_without_an_answer_is_repeated_once_under_the_same_id(
    post: Post, case: Case, mode: str
) -> None:
    await post.mailbox.fault(mode, 1)
    notice = await case.notice("reminder", about=f"{case.case_no}.t1", **DEPARTMENT)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    mails = await mails_of(post, notice)
    assert len(mails) == 2
    assert len({mail["message_id"] for mail in mails}) == 1


async def test_mail_twice_without_an_answer_is_not_sent_a_third_time(post: Post, case: Case) -> None:
    await post.mailbox.fault("accept_then_drop")
    notice = await case.notice("reminder", about=f"{case.case_no}.t1", **DEPARTMENT)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "failed"
    assert [result for _, result, _ in await post.record(notice)] == ["unknown", "unknown"]
    assert len(await mails_of(post, notice)) == 2


@pytest.mark.parametrize("mode", ["refuse_sender", "refuse_relay"])
async def test_relay_that_wants_us_to_sign_on_is_tried_again_once_an_operator_has_mended_it(
    post: Post, case: Case, mode: str
) -> None:
    await post.mailbox.fault(mode, 2)
    notice = await case.notice("breach", about=f"{case.case_no}.t1", **DEPARTMENT)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    assert [(result, detail) for _, result, detail in await post.record(notice)] == [
        ("error", "smtp_not_now: 530"),
        ("error", "smtp_not_now: 530"),
        ("sent", None),
    ]


@pytest.mark.parametrize("mode", ["refuse", "refuse_data"])
async def test_refused_mail_goes_to_the_supervisors(post: Post, case: Case, mode: str) -> None:
    await post.mailbox.fault(mode, 1)
    notice = await case.notice("breach", about=f"{case.case_no}.t1", **DEPARTMENT)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "failed"
    assert [result for _, result, _ in await post.record(notice)] == ["refused"]
    assert await mails_of(post, notice) == []


async def mails_of(post: Post, notice: str) -> list[dict[str, object]]:
    """Every stored mail of a notice's one recipient."""
    wanted = f"<{notice.replace(':', '.')}.li@example.test>"
    return [mail for mail in await post.mailbox.mails("li@example.test") if mail["message_id"] == wanted]

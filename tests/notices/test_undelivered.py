"""The supervisors' queue: what could not be delivered is listed, sent again or dismissed, by whom is on record."""

import pytest
from sqlalchemy import text
from temporalio.client import Client

from casebook.book import Casebook
from casebook.errors import CasebookError
from casebook.people import Person
from casebook.settings import Settings
from casebook.undelivered import delivery_record, dismiss, list_undelivered, resend
from rulebooks.shelf import shelf
from tests.notices.seed import COMPANY, DIRECTORY, PEOPLE, Case, add_case
from tests.notices.support import Post, until

CHEN, LI, ZHAO, QIAN, SUN, BOSS = PEOPLE


@pytest.fixture
async def book(post: Post) -> Casebook:
    client = await Client.connect("127.0.0.1:1", lazy=True)
    return Casebook(post.engine, client, Settings(), shelf(), DIRECTORY)


async def failed(post: Post, case: Case, **values: str) -> str:
    notice = await case.notice("breach", "email", about=f"{case.case_no}.t1", **values)
    async with post.dispatching("email"):
        assert await post.settled(notice) == "failed"
    return notice


async def reasons(book: Casebook, case: Case) -> dict[str, str]:
    return {
        item.id: item.reason for item in await list_undelivered(book, ZHAO, most=1000) if item.case_no == case.case_no
    }


@pytest.mark.parametrize(
    ("addressee", "reason"),
    [
        ({"to_kind": "role", "to_id": "leader"}, "addressee_not_found"),
        ({"to_kind": "department", "to_id": "logistics"}, "addressee_not_found"),
        ({"to_kind": "role", "to_id": "callback_agent"}, "address_missing"),
        ({"to_kind": "person", "to_id": "boss"}, "addressee_not_found"),
        ({"to_kind": "customer"}, "address_missing"),
    ],
)
async def test_notice_that_reaches_nobody_is_in_the_queue_with_its_reason(
    post: Post, case: Case, book: Casebook, addressee: dict[str, str], reason: str
) -> None:
    notice = await failed(post, case, **addressee)
    assert await reasons(book, case) == {notice: reason}


@pytest.mark.parametrize("anonymous", [False, True])
async def test_customer_who_left_no_phone_is_not_told_and_nobody_is_alarmed(
    post: Post, book: Casebook, anonymous: bool
) -> None:
    case = await add_case(post.engine, phone=None)
    if anonymous:
        async with post.engine.begin() as connection:
            query = text("update cases set customer_id = null where case_no = :case_no")
            await connection.execute(query, {"case_no": case.case_no})
    notice = await case.notice("closed", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "dismissed"
    assert await reasons(book, case) == {}
    record = await delivery_record(book, ZHAO, notice)
    assert [(line.result, line.detail, line.actor) for line in record] == [("skipped", "no_address_left", None)]
    assert post.messages.accepted(notice) == []


async def test_rehearsals_notices_are_listed_only_when_asked_for(post: Post, case: Case, book: Casebook) -> None:
    played = await add_case(post.engine, rehearsal=True)
    notices = [await failed(post, each, to_kind="role", to_id="leader") for each in (case, played)]
    for rehearsal, notice in zip((False, True), notices, strict=True):
        listed = {item.id for item in await list_undelivered(book, ZHAO, most=1000, rehearsal=rehearsal)}
        assert listed & set(notices) == {notice}


async def test_unknown_template_is_in_the_queue(post: Post, case: Case, book: Casebook) -> None:
    notice = await case.notice("no_such_template", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "failed"
    assert await reasons(book, case) == {notice: "template_unknown"}


async def test_resent_notice_goes_out_and_the_record_names_who_resent_it(
    post: Post, case: Case, book: Casebook
) -> None:
    await post.mailbox.fault("refuse")
    notice = await failed(post, case, to_kind="department", to_id="engineering")
    await post.mailbox.fault("ok")
    await resend(book, ZHAO, notice, "邮箱已修复")
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    assert await reasons(book, case) == {}
    record = await delivery_record(book, ZHAO, notice)
    assert [(line.result, line.actor) for line in record] == [("refused", None), ("resent", "zhao"), ("sent", None)]
    assert record[1].detail == "邮箱已修复"


async def test_resending_reaches_only_those_who_have_not_had_it(post: Post, case: Case, book: Casebook) -> None:
    await post.mailbox.fault("refuse", 1)
    notice = await failed(post, case, to_kind="role", to_id="supervisor")
    await resend(book, QIAN, notice, "again")
    async with post.dispatching("email"):
        assert await post.settled(notice) == "sent"
    for address in (ZHAO.email, QIAN.email):
        assert len([m for m in await post.mailbox.mails(address or "") if case.case_no in m["subject"]]) == 1


async def test_dismissed_notice_is_never_sent(post: Post, case: Case, book: Casebook) -> None:
    notice = await failed(post, case, to_kind="role", to_id="leader")
    await dismiss(book, ZHAO, notice, "told by telephone")
    assert await reasons(book, case) == {}
    assert (await post.row(notice))["status"] == "dismissed"
    with pytest.raises(CasebookError) as again:
        await resend(book, ZHAO, notice, "after all")
    assert again.value.code == "not_found"
    assert [line.result for line in await delivery_record(book, ZHAO, notice)][-1] == "dismissed"


async def test_notice_still_being_tried_is_shown_after_ten_tries_and_may_be_dismissed(
    post: Post, case: Case, book: Casebook
) -> None:
    await post.messages.fault("500")
    notice = await case.notice("closed", "sms")
    async with post.dispatching("sms"):

        async def shown() -> bool:
            if notice in await reasons(book, case):
                return True
            await post.hasten(notice)
            return False

        await until(shown, 60)
        assert (await post.row(notice))["tries"] == 10
        await dismiss(book, ZHAO, notice, "told by telephone")
    await post.messages.fault("ok")
    assert (await post.row(notice))["status"] == "dismissed"
    assert post.messages.accepted(notice) == []


@pytest.mark.parametrize(("person", "code"), [(CHEN, "forbidden"), (LI, "forbidden"), (BOSS, "not_found")])
async def test_only_a_supervisor_of_the_company_may_rule(
    post: Post, case: Case, book: Casebook, person: Person, code: str
) -> None:
    notice = await failed(post, case, to_kind="role", to_id="leader")
    for act in (resend, dismiss):
        with pytest.raises(CasebookError) as refused:
            await act(book, person, notice, "reason")
        assert refused.value.code == code
    assert (await post.row(notice))["status"] == "failed"
    assert person.company == COMPANY or await list_undelivered(book, person) == []


async def test_ruling_needs_a_reason(post: Post, case: Case, book: Casebook) -> None:
    notice = await failed(post, case, to_kind="role", to_id="leader")
    with pytest.raises(CasebookError) as refused:
        await dismiss(book, ZHAO, notice, "  ")
    assert refused.value.code == "invalid_fields"


async def test_fault_of_our_own_keeps_the_notice_and_says_so(
    post: Post, case: Case, book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object, **_values: object) -> str:
        raise ZeroDivisionError

    notice, other = (
        await case.notice("closed", "sms"),
        await case.notice("no_answer", "email", to_kind="person", to_id="zhao"),
    )
    with monkeypatch.context() as patch:
        patch.setattr("activities.gateways.http_messages.HttpMessageGateway.look_up", broken)
        patch.setattr("activities.gateways.http_messages.HttpMessageGateway._call", broken)
        async with post.dispatching("sms", "email"):
            assert await post.settled(other) == "sent"

            async def waits() -> bool:
                row = await post.row(notice)
                return bool(row["status"] == "pending" and row["tries"] == 1)

            await until(waits)
    # The attempt was begun: nobody knows what became of it, so the next try asks the gateway first.
    assert [(result, detail) for _, result, detail in await post.record(notice)][-1] == ("error", "internal")
    async with post.dispatching("sms"):
        assert await post.settled(notice) == "sent"
    assert len(post.messages.accepted(notice)) == 1

"""The notices that the manual names, by their rules in the rulebook: who gets them, and what they say."""

import pytest

from rulebooks.shelf import shelf
from tests.notices.seed import DIRECTORY, PHONE, WORDS, Case
from tests.notices.support import Post
from tests.support.clause import clause

REPLY = WORDS["department_reply"]
NOTICES = [
    pytest.param("N1", "customer", "2026年2月19日（星期四）24:00", marks=clause("S0-N1")),
    pytest.param("N2", "customer", WORDS["opinion_told"]["opinion"], marks=clause("S0-N2")),
    pytest.param("N3", "department", "17 February 2026 (3 working days, S0-6.3)", marks=clause("S0-N3")),
    pytest.param("N3", "department", WORDS["investigation_report"]["findings"], marks=clause("S0-N3")),
    pytest.param("N4", "role:customer_service", REPLY["reply"], marks=clause("S0-N4")),
    pytest.param("N4", "role:customer_service", "计划实施日期：2026-03-05", marks=clause("S0-N4")),
    pytest.param("N5", "customer", REPLY["solution"], marks=clause("S0-N5")),
    pytest.param("N6", "department", WORDS["customer_opinion"]["opinion"], marks=clause("S0-N6")),
    pytest.param("N7", "department", WORDS["satisfaction_survey"]["remark"], marks=clause("S0-N7")),
    pytest.param("escalation", "addressee", "请在2026年2月18日（星期三）13:00前确认", marks=clause("G-12")),
    pytest.param("responsibility_refused", "role:supervisor", WORDS["responsibility_refusal"]["reason"]),
    pytest.param("appealed", "role:supervisor", WORDS["appeal"]["reason"]),
    pytest.param("withdrawn", "department", WORDS["withdrawal"]["reason"]),
]
TO = {
    "customer": ("customer", None),
    "department": ("department", "engineering"),
    "addressee": ("role", "supervisor"),
    "role:supervisor": ("role", "supervisor"),
    "role:customer_service": ("role", "customer_service"),
}


@pytest.mark.parametrize(("rule_id", "to", "says"), NOTICES)
async def test_notice_of_the_manual_reaches_its_addressee_with_its_words(
    post: Post, case: Case, rule_id: str, to: str, says: str
) -> None:
    rule = shelf()["daoyi"].book.notice(rule_id)
    assert rule.to == to
    kind, addressee = TO[to]
    notice = await case.notice(
        rule.template, rule.channel, rule=rule.id, to_kind=kind, to_id=addressee, about=f"{case.case_no}.t1"
    )
    async with post.dispatching(rule.channel):
        assert await post.settled(notice) == "sent"
    if kind == "customer":
        (message,) = post.messages.accepted(notice)
        assert message.to == PHONE
        assert says in message.text
        return
    people = {
        "department": DIRECTORY.people_of_department("daoyi", addressee or ""),
        "role": DIRECTORY.people_of_role("daoyi", addressee or ""),
    }[kind]
    assert people
    for person in people:
        mails = await post.mailbox.mails(person.email or "")
        (mail,) = [mail for mail in mails if case.case_no in mail["subject"]]
        assert says in mail["text"]


async def test_nobodys_telephone_number_stands_in_a_mail_or_in_the_delivery_record(post: Post, case: Case) -> None:
    mail = await case.notice("complaint_slip", "email", to_kind="department", to_id="engineering")
    message = await case.notice("answer_promised", "sms")
    async with post.dispatching("sms", "email"):
        assert await post.settled(mail) == "sent"
        assert await post.settled(message) == "sent"
    received = [m for m in await post.mailbox.mails("li@example.test") if case.case_no in m["subject"]]
    assert len(received) == 1
    written = [*received, *await post.record(mail), *await post.record(message)]
    assert PHONE.removeprefix("+86") not in str(written)

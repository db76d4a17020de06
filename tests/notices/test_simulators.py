"""The simulators as products: keys, lists, faults set at run time, and what they keep on disk."""

import asyncio
import smtplib
from email.message import EmailMessage
from uuid import uuid4

import httpx2
import pytest

from tests.notices.support import SENDER, Post

TO = "+8613900139000"


async def send(post: Post, key: str, text: str, to: str = TO) -> httpx2.Response:
    body = {"to": to, "text": text, "reference": "TS1"}
    return await post.messages.client.post(f"{post.messages.url}/messages", json=body, headers={"Idempotency-Key": key})


async def test_gateway_answers_a_repeated_key_with_the_first_message(post: Post) -> None:
    key = str(uuid4())
    first, again, other = await send(post, key, "一"), await send(post, key, "一"), await send(post, key, "二")
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    found = await post.messages.client.get(f"{post.messages.url}/messages/{key}")
    assert found.json()["text"] == "一"
    assert (await post.messages.client.get(f"{post.messages.url}/messages/{uuid4()}")).status_code == 404


async def test_gateway_accepts_one_of_many_concurrent_repetitions(post: Post) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(send(post, key, "一") for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len(post.messages.accepted(key)) == 1


async def test_gateway_lists_a_recipients_messages_page_by_page(post: Post) -> None:
    to = f"+861{uuid4().int % 10**10:010d}"
    for n in range(3):
        assert (await send(post, str(uuid4()), f"第{n}条", to)).status_code == 201
    client, url = post.messages.client, f"{post.messages.url}/messages"
    page = (await client.get(url, params={"to": to, "limit": 2})).json()
    assert [message["text"] for message in page["messages"]] == ["第0条", "第1条"]
    assert page["more"] is True
    rest = (await client.get(url, params={"to": to, "limit": 2, "after": page["messages"][-1]["id"]})).json()
    assert [message["text"] for message in rest["messages"]] == ["第2条"]
    assert rest["more"] is False


@pytest.mark.parametrize("body", [{"mode": "no such"}, {"mode": "500", "times": 0}, {"mode": "500", "more": 1}, {}])
async def test_fault_that_a_simulator_does_not_have_is_refused(post: Post, body: dict[str, object]) -> None:
    for simulator in (post.messages, post.mailbox):
        assert (await simulator.client.put(f"{simulator.url}/admin/fault", json=body)).status_code == 422


async def test_fault_is_over_after_its_number_of_requests(post: Post) -> None:
    await post.messages.fault("500", 2)
    statuses = [(await send(post, str(uuid4()), "x")).status_code for _ in range(3)]
    assert statuses == [500, 500, 201]


async def test_mailbox_shows_envelope_headers_and_text_and_serves_no_other_file(post: Post) -> None:
    to = f"{uuid4().hex}@example.test"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = SENDER, to, "主题", "<a@b>"
    mail.set_content("正文\n.\n")

    def hand_in() -> None:
        with smtplib.SMTP("127.0.0.1", post.mailbox.smtp_port, timeout=10) as client:
            client.send_message(mail, "a@example.test", [to])

    await asyncio.to_thread(hand_in)
    (shown,) = await post.mailbox.mails(to)
    assert shown["subject"] == "主题"
    assert shown["from"] == "a@example.test"
    assert shown["to"] == [to]
    assert shown["text"].splitlines() == ["正文", "."]
    raw = await post.mailbox.client.get(f"{post.mailbox.url}/mails/{shown['id']}")
    assert raw.headers["content-type"].startswith("text/plain")
    assert raw.headers["x-content-type-options"] == "nosniff"
    for other in ("nothing.eml", "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd"):
        assert (await post.mailbox.client.get(f"{post.mailbox.url}/mails/{other}")).status_code == 404

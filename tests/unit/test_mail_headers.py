"""What people write never becomes a header of a mail, and a mail's id never changes."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from activities.gateways.errors import PermanentGatewayError
from activities.gateways.letter import Letter
from activities.gateways.smtp import compose, header_text, message_id

NOW = datetime(2026, 2, 12, 10, 0, tzinfo=UTC)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip
INJECTIONS = [
    "x\r\nBcc: victim@example.test",
    "x\nBcc: victim@example.test",
    "x\rBcc: victim@example.test",
    "x\r\n\r\nbody of a stranger",
    "x\x0bBcc: victim@example.test",
    "x\x0cBcc: victim@example.test",
    "x\x1cBcc: a@b.c",
    "x\x85Bcc: victim@example.test",
    "x\u2028Bcc: victim@example.test",
    "x\u2029Bcc: victim@example.test",
    "=?utf-8?b?DQpCY2M6IGFAYi5j?=",
    "=?utf-8?q?=0D=0ABcc:_victim=40example.test?=",
    "投诉\r\n\tBcc: victim@example.test",
    "\x00\x07Subject: y",
    "长" * 5000,
    "😀" * 300 + "\r\nBcc: victim@example.test",
]
ADDRESSES = [
    "", "a", "a@", "@b", "a@b\r\nRCPT TO:<victim@example.test>", "a@b\nx", "a b@example.test", "a@b, c@d.test", "<a@b>",
    "a@b>", "用户@example.test", "a@-b.test", "a@b.test ", "\"a\"@b.test", "a@b.test\x00",
]  # fmt: skip


def letter(**values: str) -> Letter:
    parts = {
        "key": "TS20260212-000123:0:17:li",
        "recipient": "person:li",
        "to": "li@example.test",
        "subject": "投诉 TS20260212-000123",
        "text": "正文\n",
        "language": "zh-CN",
        "reference": "TS20260212-000123",
        **values,
    }
    return Letter(**parts)


def sent(mail: EmailMessage) -> EmailMessage:
    """The mail as a receiving program reads it."""
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_in_a_subject_cannot_break_out_of_it(words: str) -> None:
    mail = sent(compose(letter(subject=words), f"{header_text(words)} <tuoshan@example.test>"[:400], NOW))
    assert set(mail.keys()) == HEADERS
    assert len(mail.keys()) == len(HEADERS)
    assert mail["To"] == "li@example.test"
    assert mail.get_content().replace("\r\n", "\n") == "正文\n"


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_in_a_text_stay_in_the_text(words: str) -> None:
    mail = sent(compose(letter(text=words + "\n.\r\nMAIL FROM:<x@y>\n"), "tuoshan@example.test", NOW))
    assert set(mail.keys()) == HEADERS
    assert "MAIL FROM" in mail.get_content()
    assert "MAIL FROM" not in compose(letter(text=words + "\n.\r\nMAIL FROM:<x@y>\n"), "a@b", NOW).as_string()


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_that_is_none_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(PermanentGatewayError) as refused:
        compose(letter(to=address), "tuoshan@example.test", NOW)
    assert refused.value.code == "bad_address"


def test_chinese_survives_in_subject_and_text() -> None:
    mail = sent(compose(letter(), "妥善 <tuoshan@example.test>", NOW))
    assert mail["Subject"] == "投诉 TS20260212-000123"
    assert mail["From"].addresses[0].display_name == "妥善"
    assert mail["Content-Language"] == "zh-CN"
    assert mail.as_bytes().isascii()


def test_message_id_follows_from_the_key_alone() -> None:
    assert (
        message_id("TS20260212-000123:0:17:li", "妥善 <tuoshan@example.test>")
        == "<TS20260212-000123.0.17.li@example.test>"
    )
    assert message_id("k\r\nX: y", "x") == "<k.X.y@x>"
    first = compose(letter(), "a@example.test", NOW)
    again = compose(letter(subject="other"), "a@example.test", datetime(2026, 2, 13, tzinfo=UTC))
    assert first["Message-ID"] == again["Message-ID"]

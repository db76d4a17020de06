"""Mail over SMTP (邮件)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import aiosmtplib

from activities.gateways.errors import (
    GatewayError,
    PermanentGatewayError,
    RetryableGatewayError,
    UnknownOutcomeError,
)
from activities.gateways.letter import Letter

# Every character that some mail program takes for the end of a line, and every other control character.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")
_SUBJECT_LENGTH = 150
_OPERATOR_HAS_TO_MEND = (530, 534, 535, 538)
"""Authentication is required, too weak, failed, or wants encryption (RFC 4954)."""


def header_text(words: str) -> str:
    """Words fit for one header: on one line, without control characters, not endless."""
    # An encoded word is decoded on the way into a header and may hold a line break itself.
    line = _BREAKS.sub(" ", words).replace("=?", "= ?").strip()
    return line if len(line) <= _SUBJECT_LENGTH else line[: _SUBJECT_LENGTH - 1] + "…"


def message_id(key: str, sender: str) -> str:
    """The Message-ID of a key, the same at every attempt, so that a repeated mail is recognisable as the same."""
    left = re.sub(r"[^A-Za-z0-9.-]+", ".", key).strip(".")
    domain = re.sub(r"[^A-Za-z0-9.-]+", "", parseaddr(sender)[1].rpartition("@")[2]).strip(".") or "localhost"
    return f"<{left}@{domain}>"


def compose(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The mail as it goes out. Raises PermanentGatewayError (`bad_address`)."""
    if not _ADDRESS.match(letter.to):
        raise PermanentGatewayError("bad_address")
    name, address = parseaddr(sender)
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(display_name=header_text(name), addr_spec=address)
    mail["To"] = Address(addr_spec=letter.to)
    mail["Subject"] = header_text(letter.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(letter.key, sender)
    mail["Auto-Submitted"] = "auto-generated"  # keeps out-of-office programs from answering
    mail.set_content(letter.text, cte="base64")  # Chinese passes relays that know no 8-bit text
    mail["Content-Language"] = letter.language  # afterwards: setting the content drops every Content- header
    return mail


@dataclass(frozen=True, slots=True)
class SmtpGateway:
    """One SMTP relay. `timeout` in seconds holds for each step of the dialogue. `sender` is a From address."""

    host: str
    port: int
    sender: str
    timeout: float = 10.0

    @property
    def asks_until_answered(self) -> bool:
        return False

    async def send(self, letter: Letter, *, repeated: bool) -> str:
        """Hands one mail over; the answer is the relay's own words for it."""
        mail = compose(letter, self.sender, datetime.now(UTC))
        client = aiosmtplib.SMTP(hostname=self.host, port=self.port, timeout=self.timeout)
        try:
            await self._envelope(client, letter.to)
            answer = await self._content(client, mail.as_bytes())
            await _part(client)
        finally:
            client.close()
        return header_text(answer)

    async def _envelope(self, client: aiosmtplib.SMTP, to: str) -> None:
        # Whatever goes wrong before the content is sent, nothing has been accepted.
        try:
            await client.connect()
            await client.mail(parseaddr(self.sender)[1])
            await client.rcpt(to)
        except aiosmtplib.SMTPRecipientRefused as error:
            raise _of_recipient(error.code) from error
        except aiosmtplib.SMTPResponseException as error:
            # Speaks of our sender or of how we signed on, so of every mail: an operator has to mend it.
            raise RetryableGatewayError("smtp_not_now", str(error.code)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise RetryableGatewayError("smtp_unavailable", type(error).__name__) from error

    async def _content(self, client: aiosmtplib.SMTP, content: bytes) -> str:
        try:
            return (await client.data(content)).message
        except aiosmtplib.SMTPDataError as error:
            raise _by_status(error.code) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise UnknownOutcomeError("smtp_no_answer", type(error).__name__) from error


def _of_recipient(code: int) -> GatewayError:
    # Relays that want us to sign on first say so as late as here.
    if code in _OPERATOR_HAS_TO_MEND:
        return RetryableGatewayError("smtp_not_now", str(code))
    return _by_status(code)


def _by_status(code: int) -> GatewayError:
    if 500 <= code <= 599:
        return PermanentGatewayError("smtp_refused", str(code))
    return RetryableGatewayError("smtp_not_now", str(code))


async def _part(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        pass  # the mail is accepted; how the connection ends does not matter

"""SMTP side of the mailbox."""

import asyncio
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from simulators.faults import OK, Faults
from simulators.mailbox.store import MailStore

MODES = (
    OK,
    "greylist",
    "refuse_sender",
    "refuse_relay",
    "refuse",
    "refuse_data",
    "hang",
    "drop",
    "accept_then_drop",
    "accept_then_hang",
)
"""greylist: 451 at RCPT; refuse_sender: 530 at MAIL; refuse_relay: 530 at RCPT; refuse: 550 at RCPT;
refuse_data: 554 after the content; hang and drop: nothing is kept;
accept_then_…: the mail is kept, and the sender never hears of it."""

_SIGN_ON = "530 5.7.0 Authentication required"
_AT_RECIPIENT = {
    "greylist": "451 4.7.1 Greylisted, try again later",
    "refuse_relay": _SIGN_ON,
    "refuse": "550 5.1.1 No such mailbox",
}


class Mail(Envelope):
    """A mail under way, and the fault that it has met."""

    mode: str = OK


class Server(SMTP):
    """Makes each mail a `Mail`."""

    def _create_envelope(self) -> Envelope:
        return Mail()


class Handler:
    """Decides about each mail. A fault is taken once per mail, at its sender."""

    def __init__(self, store: MailStore, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Mail, address: str, options: list[str]
    ) -> str:
        envelope.mode = self._faults.take()
        if envelope.mode == "refuse_sender":
            return _SIGN_ON
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Mail, address: str, options: list[str]
    ) -> str:
        refusal = _AT_RECIPIENT.get(envelope.mode)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Mail) -> str:  # noqa: N802
        mode = envelope.mode
        if mode == "refuse_data":
            return "554 5.6.0 Content refused"
        if mode not in ("hang", "drop"):
            self._store.accept(envelope.mail_from or "", envelope.rcpt_tos, cast(bytes, envelope.content))
        if mode in ("hang", "accept_then_hang"):
            await asyncio.sleep(3600)
        if mode in ("drop", "accept_then_drop"):
            cast(asyncio.Transport, server.transport).abort()
        return "250 2.0.0 Accepted"


async def listen(store: MailStore, faults: Faults, host: str, port: int) -> asyncio.Server:
    """A listening SMTP server."""
    handler = Handler(store, faults)
    return await asyncio.get_running_loop().create_server(
        lambda: Server(handler, hostname="mailbox.localhost", ident="mailbox", enable_SMTPUTF8=True), host, port
    )

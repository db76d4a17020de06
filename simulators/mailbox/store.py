"""Accepted mails as files, like a maildir: written to ``tmp``, on disk, then renamed into ``new``."""

import os
import time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

_PREVIEW = 2000


class MailStore:
    """The mails of one folder. An id is a file's name; ids sort by time of acceptance."""

    def __init__(self, folder: Path) -> None:
        self._tmp, self._new = folder / "tmp", folder / "new"
        for part in (self._tmp, self._new):
            part.mkdir(parents=True, exist_ok=True)
        self._count = 0

    def accept(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Returns the mail's id once it is on disk. The envelope is kept in two header lines on top."""
        self._count += 1
        name = f"{time.time_ns():020d}.{os.getpid()}.{self._count}.eml"
        envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n".encode()
        with (self._tmp / name).open("wb") as file:
            file.write(envelope + content)
            file.flush()
            os.fsync(file.fileno())
        (self._tmp / name).rename(self._new / name)
        handle = os.open(self._new, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        return name

    def ids(self) -> list[str]:
        return sorted(path.name for path in self._new.glob("*.eml"))

    def raw(self, mail_id: str) -> bytes:
        """Raises KeyError for an id that is not there."""
        if mail_id not in self.ids():  # also keeps a path from being asked for
            raise KeyError(mail_id)
        return (self._new / mail_id).read_bytes()

    def shown(self, mail_id: str) -> dict[str, object]:
        """Envelope, headers that matter, and the beginning of the text."""
        mail = parse(self.raw(mail_id))
        body = mail.get_body(("plain", "html"))
        return {
            "id": mail_id,
            "accepted_at": int(mail_id.partition(".")[0]) // 1000,
            "from": str(mail["X-Envelope-From"]),
            "to": [address for address in str(mail["X-Envelope-To"]).split(", ") if address],
            "subject": str(mail.get("Subject", "")),
            "message_id": str(mail.get("Message-ID", "")),
            "language": str(mail.get("Content-Language", "")),
            "text": body.get_content()[:_PREVIEW] if body is not None else "",
        }


def parse(raw: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)

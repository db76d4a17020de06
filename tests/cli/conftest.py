"""A running installation as `tuoshan up` makes it, on this session's PostgreSQL and Temporal, and the command."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from casebook.settings import ROOT
from cli.runtime.platform import Options, Platform
from tests.support.database import suite_database

if TYPE_CHECKING:
    from cli.runtime.postgres import Cluster


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Tuoshan:
    """The `tuoshan` command beside a running installation, found by its data directory."""

    data: Path

    def __call__(self, *words: str, person: str = "agent", **env: str) -> Ran:
        known = {**os.environ, "TUOSHAN_DATA": str(self.data), "TUOSHAN_TOKEN": f"demo-{person}", **env}
        command = (sys.executable, "-m", "cli", *words)
        done = subprocess.run(
            command, cwd=ROOT, env=known, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120
        )
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
async def tuoshan(postgres: "Cluster", temporal: str) -> AsyncIterator[Tuoshan]:
    """Worker and API as processes of their own."""
    database_url = await suite_database(postgres, "cli")
    with tempfile.TemporaryDirectory(prefix="tuoshan-cli-") as folder:
        options = Options(
            data=Path(folder),
            simulators=False,
            database_url=database_url,
            temporal_address=temporal,
            task_queue="cli",
            publish=True,
            env={"TUOSHAN_ACTORS_FILE": str(ROOT / "examples" / "actors.toml")},
        )
        async with Platform(options):
            yield Tuoshan(Path(folder))

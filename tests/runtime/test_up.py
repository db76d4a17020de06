"""`tuoshan up` as a person uses it: started, interrupted, started again, and killed without warning."""

import asyncio
import json
import os
import re
import signal
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.support import exists

_COMMAND = "import os; from cli.runtime.up import up; os._exit(up(auto_ports=True, ui=False))"


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tuoshan-up-") as folder:
        yield Path(folder)


async def _started(data: Path, **env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _COMMAND,
        env={**os.environ, "TUOSHAN_DATA": str(data), **env},
        stderr=asyncio.subprocess.PIPE,
    )


async def _up(data: Path) -> tuple[asyncio.subprocess.Process, str]:
    """The process and everything it said until it was up."""
    process = await _started(data, TUOSHAN_RETENTION_DAYS="30", TUOSHAN_TASK_QUEUE="ours")
    assert process.stderr is not None
    said = ""
    async with asyncio.timeout(120):
        while "Ctrl-C stops it" not in said:
            line = await process.stderr.readline()
            assert line, said
            said += line.decode()
    return process, said


def _parts(data: Path) -> dict[str, int]:
    parts: dict[str, int] = json.loads((data / "run" / "parts.json").read_text())["parts"]
    return parts


async def _gone(pids: list[int]) -> None:
    async with asyncio.timeout(60):
        while any(map(exists, pids)):
            await asyncio.sleep(0.1)


async def test_up_serves_stops_cleanly_and_goes_on_after_a_sudden_end(data: Path) -> None:
    process, said = await _up(data)
    pids = list(_parts(data).values())
    assert set(_parts(data)) == {"postgres", "temporal", "message_gateway", "mailbox", "worker", "api"}
    written = (data / "run" / "environment").read_text()
    assert "TUOSHAN_RETENTION_DAYS=30" in written.replace('"', "").replace("'", "")
    assert "TUOSHAN_TASK_QUEUE=ours" in written.replace('"', "").replace("'", "")
    url = re.search(r"API +(http://\S+)", said)
    assert url is not None
    with await asyncio.to_thread(urllib.request.urlopen, f"{url[1]}/readyz", timeout=10) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 90) == 0
    assert not any(map(exists, pids)), "a clean stop leaves nothing behind"

    process, _ = await _up(data)
    pids = list(_parts(data).values())
    process.kill()
    await process.wait()
    await _gone(pids)

    process, _ = await _up(data)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 90) == 0


async def test_up_says_what_is_wrong_when_a_part_cannot_start(data: Path) -> None:
    process = await _started(data, TUOSHAN_ACTORS_FILE=str(data / "nobody.toml"))
    _, said = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 1
    assert b"worker ended with exit code 1" in said
    assert b"actors_file_missing" in said
    assert not any(map(exists, _parts(data).values()))


@pytest.mark.parametrize("days", ["", "0", "soon", "-3"])
async def test_up_refuses_a_retention_that_is_no_number_of_days(data: Path, days: str) -> None:
    process = await _started(data, TUOSHAN_RETENTION_DAYS=days)
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert b"TUOSHAN_RETENTION_DAYS must be a whole number of days" in said
    assert not (data / "postgres").exists()

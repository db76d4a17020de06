"""`tuoshan demo` as a person runs it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from casebook.settings import ROOT
from tests.runtime.support import exists

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "cli", "demo")


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder)}


def _processes(folder: Path) -> list[int]:
    """Processes that were started with, or work in, this folder."""
    found = []
    for status in Path("/proc").glob("[0-9]*"):
        try:
            told = (status / "cmdline").read_bytes() + (status / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in told and int(status.name) != os.getpid():
            found.append(int(status.name))
    return [pid for pid in found if exists(pid)]


def test_the_demonstration_ends_well_tells_everything_and_leaves_nothing_behind() -> None:
    with tempfile.TemporaryDirectory(prefix="tuoshan-e2e-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        done = subprocess.run(
            COMMAND, cwd=ROOT, env=_environment(folder), capture_output=True, text=True, timeout=400, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "✗" not in done.stdout
        for told in (
            "逾期: 责任部门答复并提出解决方案",
            "升级 第1级 → 主管",
            "升级 第2级 → 公司领导",
            "升级已确认 (e1) — 高峰 · 主管",
            "02-15 日 – 02-23 一  9 天",
            "调休上班",
            "须早于 in time before 2026-02-25 三 24:00",
            "须早于 in time before 2026-02-26 四 24:00",
            "调查中 · 第2轮",
            "■ 结案: 满意结案 · 累计回访3次",
            "✆ +8613912345678",
            "✉ leader",
            "every notice delivered, once",
        ):
            assert told in done.stdout, told
        assert "\x1b" not in done.stdout
        assert not _processes(folder)
        assert not list(folder.glob("tuoshan-demo-*"))


def test_an_interrupted_demonstration_stops_all_that_it_started() -> None:
    with tempfile.TemporaryDirectory(prefix="tuoshan-e2e-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        running = subprocess.Popen(
            COMMAND, cwd=ROOT, env=_environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert running.stdout is not None
        for line in running.stdout:
            if line.startswith("▶"):
                break
        assert _processes(folder)
        running.send_signal(signal.SIGINT)
        said = running.stdout.read()
        assert running.wait(timeout=120) == 130, said
        limit = time.monotonic() + 30
        while _processes(folder) and time.monotonic() < limit:
            time.sleep(0.2)
        assert not _processes(folder)
        assert not list(folder.glob("tuoshan-demo-*"))

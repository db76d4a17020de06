"""The supervisor keeps what should run running, and leaves nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from cli.runtime.part import Part, PartFailed
from cli.runtime.supervisor import Supervisor
from tests.runtime.support import child, exists


async def _eventually(what: object) -> None:
    assert callable(what)
    async with asyncio.timeout(20):
        while not what():
            await asyncio.sleep(0.05)


async def test_a_part_that_dies_is_started_again(tmp_path: Path) -> None:
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(child("a", tmp_path / "record"))
        first = supervisor.pid("a")
        await supervisor.kill("a")
        await _eventually(lambda: supervisor.restarts("a") == 1)
        await supervisor.ready("a")
        assert supervisor.pid("a") != first
        assert not exists(first)


async def test_a_part_killed_to_stay_down_stays_down_until_it_is_resumed(tmp_path: Path) -> None:
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(child("a", tmp_path / "record"))
        await supervisor.kill("a", stay_down=True)
        await asyncio.sleep(0.6)
        assert not supervisor.alive("a")
        await supervisor.resume("a")
        assert supervisor.alive("a")


async def test_parts_are_stopped_in_reverse_order_and_nothing_is_left(tmp_path: Path) -> None:
    record = tmp_path / "record"
    async with Supervisor(tmp_path) as supervisor:
        for name in ("a", "b", "c"):
            await supervisor.start(child(name, record))
        pids = [supervisor.pid(name) for name in supervisor.names()]
    assert record.read_text().split("\n")[-4:] == ["c stopped", "b stopped", "a stopped", ""]
    assert not any(map(exists, pids))


async def test_a_part_that_ignores_its_stop_signal_is_killed(tmp_path: Path) -> None:
    deaf = "import signal,sys,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(file=open(sys.argv[2],'a'))\n"
    deaf += "open(sys.argv[2],'a').write('a started\\n'); time.sleep(600)"
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(child("a", tmp_path / "record", deaf, stop_within=0.3))
        pid = supervisor.pid("a")
    assert not exists(pid)


async def test_a_frozen_part_is_stopped_too(tmp_path: Path) -> None:
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(child("a", tmp_path / "record"))
        supervisor.signal("a", signal.SIGSTOP)
        pid = supervisor.pid("a")
    assert not exists(pid)
    assert (tmp_path / "record").read_text().endswith("a stopped\n")


async def test_a_part_that_ends_while_starting_is_reported_with_its_last_words(tmp_path: Path) -> None:
    part = child("a", tmp_path / "record", "print('no such port'); raise SystemExit(3)")
    async with Supervisor(tmp_path) as supervisor:
        with pytest.raises(PartFailed, match=r"(?s)a ended with exit code 3.*no such port"):
            await supervisor.start(part)


async def test_a_job_that_fails_is_reported_with_its_last_words(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "raise SystemExit('table missing')")
    async with Supervisor(tmp_path) as supervisor:
        with pytest.raises(PartFailed, match=r"(?s)job ended with exit code 1.*table missing"):
            await supervisor.run("job", command, dict(os.environ))


async def test_a_part_with_a_watchdog_that_no_longer_answers_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.runtime.supervisor._PROBE_EVERY", 0.05)
    answering = True

    async def ready() -> bool:
        return answering

    command = (sys.executable, "-c", "import time; time.sleep(600)")
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(Part("a", command, dict(os.environ), ready, watchdog=True))
        first, answering = supervisor.pid("a"), False
        await _eventually(lambda: not exists(first))
        answering = True
        await _eventually(lambda: supervisor.alive("a") and supervisor.pid("a") != first)


def test_parts_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import asyncio, os, sys
        from pathlib import Path
        from cli.runtime.supervisor import Supervisor
        from tests.runtime.support import child
        async def main():
            folder = Path(sys.argv[1])
            supervisor = Supervisor(folder)
            await supervisor.start(child("a", folder / "record"))
            print(supervisor.pid("a"), flush=True)
            os.kill(os.getpid(), 9)
        asyncio.run(main())
        """
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    pid = int(done.stdout)
    for _ in range(100):
        if not exists(pid):
            break
        os.sched_yield()
        subprocess.run(["sleep", "0.05"], check=True)
    assert not exists(pid)

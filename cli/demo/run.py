"""Starts the whole platform, plays, shows, checks, and stops everything again (演示全程)."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from threading import Event

from rich.console import Console

from casebook.settings import ROOT
from cli import timeline
from cli.demo import show
from cli.demo.checks import Check, checks
from cli.demo.play import WATCHER, OffScript, Played, Stage, Stopped
from cli.demo.post import await_all, collect
from cli.demo.script import ACTORS, Script, read_complaint, read_script
from cli.http import Api, ApiError, Json, Unreachable
from cli.paper import paper
from cli.runtime.part import PartFailed
from cli.runtime.platform import Options, Platform
from cli.runtime.postgres_binaries import NoPostgres
from cli.runtime.temporal_binary import NoTemporal
from cli.session import readable

INTERRUPTED = 130
_EXPLAINED = (PartFailed, NoPostgres, NoTemporal, OffScript, Unreachable)


def demo(*, keep: Path | None = None, script: Path | None = None, complaint: Path | None = None) -> int:
    """0 when all went as the script expects, 1 when something did not, 130 when it was interrupted.

    The state lies in a folder of its own, removed at the end; `keep` names one that stays.
    """
    _forget_settings()
    data = keep or Path(tempfile.mkdtemp(prefix="tuoshan-demo-"))
    console, began = paper(), time.monotonic()
    try:
        code = asyncio.run(_interruptible(data, console, script, complaint))
    finally:
        if keep is None:
            shutil.rmtree(data, ignore_errors=True)
    console.print(f"\n{time.monotonic() - began:.0f} s" + (f"  {data}" if keep else ""), style="dim")
    return code


def _forget_settings() -> None:
    """Nothing that is set for another installation steers this one, least of all its gateways."""
    for name in list(os.environ):
        if name in ("DATABASE_URL", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE") or (
            name.startswith("TUOSHAN_") and name != "TUOSHAN_CACHE"
        ):
            del os.environ[name]


async def _interruptible(data: Path, console: Console, script: Path | None, complaint: Path | None) -> int:
    told, loop = Event(), asyncio.get_running_loop()
    running = asyncio.create_task(_run(data, console, told, script, complaint))

    def stop() -> None:
        if not told.is_set():
            told.set()
            console.print("\n停止中 stopping", style="yellow")
            running.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        return await running
    except asyncio.CancelledError:
        return INTERRUPTED
    except ApiError as error:
        console.print(readable(error), style="red", markup=False)
    except _EXPLAINED as error:
        console.print(f"✗ {error}", style="red", markup=False)
    return 1


async def _run(data: Path, console: Console, told: Event, script: Path | None, complaint: Path | None) -> int:
    began = time.monotonic()

    def say(line: str) -> None:
        console.print(f"  {time.monotonic() - began:5.1f} s  {line}", style="dim", markup=False)

    show.heading(console, "启动", "Starting")
    options = Options(data=data, env={"TUOSHAN_ACTORS_FILE": str(ACTORS)})
    async with Platform(options, say) as platform:
        say(f"ready: {', '.join(platform.parts.names())}")
        play = _Play(console, platform.addresses, dict(platform.env), told)
        chosen = read_script(script) if script else read_script()
        story = read_complaint(complaint) if complaint else read_complaint()
        code = await asyncio.to_thread(play.whole, chosen, story)
        show.heading(console, "停止", "Stopping")
    return code


class _Play:
    """One performance, in a thread of its own: the event loop goes on minding the processes."""

    def __init__(self, console: Console, addresses: dict[str, str], env: dict[str, str], told: Event) -> None:
        self.console, self.addresses, self.env, self.told = console, addresses, env, told
        self.stage = Stage(lambda token: Api(addresses["API"], token, timeout=90), told)
        people = tomllib.loads(ACTORS.read_text(encoding="utf-8"))["people"]
        self.names = {person["id"]: person["name"] for person in people}

    def whole(self, script: Script, complaint: Json) -> int:
        """From the intake to the verdict."""
        try:
            self._perform(script, complaint)
            return self._end(script)
        except Stopped:
            return INTERRUPTED
        finally:
            self.stage.close()

    def _perform(self, script: Script, complaint: Json) -> None:
        show.heading(self.console, "经过", "What happens")
        first = self.stage.open(script, complaint)
        show.opened(self.console, script.title, complaint, self.stage.case_no, first)
        for played in self.stage.play(script):
            self._act(played)

    def _act(self, played: Played) -> None:
        show.act(self.console, played, self.names)

    def _end(self, script: Script) -> int:
        entries, case_no, watcher = self.stage.timeline(), self.stage.case_no, self.stage.api(WATCHER)
        show.heading(self.console, "时间线", "Timeline")
        self.console.print(timeline.render(entries, show.BOTH, width=self.console.width))
        show.heading(self.console, "期限是怎么算的", "Why these limits")
        show.derivations(
            self.console, (watcher.get(f"/v1/deadlines/{case_no}.{end}/explain") for end in script.explain)
        )
        show.heading(self.console, "实际送达", "What really arrived")
        notices = [entry for entry in entries if entry["event"]["id"] == "notice"]
        with self.console.status("") as status:
            arrived = await_all(
                lambda: collect(self.addresses["Mails"], self.addresses["Message gateway"], case_no),
                notices,
                case_no,
                lambda there: status.update(f"{there}/{len(notices)}"),
                lambda: self._pause(0.5),
            )
        show.post(self.console, arrived)
        show.heading(self.console, "自检", "Checks")
        case = watcher.get(f"/v1/cases/{case_no}")
        found: list[Check] = list(checks(script, case, entries, arrived, self._verify()))
        show.verdict(self.console, found)
        wrong = [check for check in found if not check.ok]
        return 1 if wrong else 0

    def _verify(self) -> Json:
        """`tuoshan verify` as anyone would run it, on this installation."""
        command = (sys.executable, "-m", "cli", "verify", "--json")
        done = subprocess.run(  # noqa: S603 - our own program
            command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        try:
            report: Json = json.loads(done.stdout)
        except ValueError:
            return {"ok": False, "detail": (done.stderr or done.stdout)[-500:]}
        return report

    def _pause(self, seconds: float) -> None:
        if self.told.wait(seconds):
            raise Stopped

"""Starts named parts, waits until each is ready, restarts what dies, and stops all in reverse order.

It only ever signals processes that it started itself. Everything runs in the main thread's event loop (see process.py).
"""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from cli.runtime.part import FIRST_PAUSE, Part, PartFailed, Running
from cli.runtime.process import spawn

_LONGEST_PAUSE, _STEADY = 10.0, 60.0
_PROBE_EVERY, _SILENT_PROBES = 15.0, 4


class Supervisor:
    """Parts by name, in the order in which they were started."""

    def __init__(self, logs: Path, state: Path | None = None, say: Callable[[str], None] = lambda _line: None) -> None:
        self._logs = logs
        self._state = state
        self._say = say
        self._running: dict[str, Running] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop_all()

    def log(self, name: str) -> Path:
        """The file that holds everything the part has printed."""
        return self._logs / f"{name}.log"

    def pid(self, name: str) -> int:
        """The process id of a part that runs; KeyError if it was never started."""
        return self._running[name].process.pid

    def alive(self, name: str) -> bool:
        """True while the part's process exists."""
        running = self._running.get(name)
        return running is not None and running.process.returncode is None

    def restarts(self, name: str) -> int:
        """How often the part was restarted because it died."""
        return self._running[name].restarts

    def names(self) -> list[str]:
        """All parts, in starting order."""
        return list(self._running)

    async def start(self, part: Part) -> None:
        """Starts a part and returns when it is ready; PartFailed when it is not in time."""
        if self.alive(part.name):
            return
        await self._forget(part.name)
        running = Running(part, await self._spawn(part), time.monotonic())
        self._running[part.name] = running
        self._write_state()
        await self._until_ready(running)
        running.watcher = asyncio.create_task(self._watch(running))

    async def run(self, name: str, command: tuple[str, ...], env: Mapping[str, str], within: float = 300.0) -> None:
        """Runs a job to its end; PartFailed unless it exits 0."""
        process = await spawn(command, log=self.log(name), env=env)
        try:
            code = await asyncio.wait_for(process.wait(), within)
        except BaseException as error:
            process.kill()
            await process.wait()
            if isinstance(error, TimeoutError):
                raise PartFailed(name, f"did not end within {within:g} s", self.log(name)) from None
            raise
        if code != 0:
            raise PartFailed(name, f"ended with exit code {code}", self.log(name))

    async def kill(self, name: str, *, stay_down: bool = False) -> None:
        """SIGKILL, as a power cut would. The part is restarted by itself unless it shall stay down until `start`."""
        running = self._running[name]
        running.wanted = not stay_down
        self.signal(name, signal.SIGKILL)
        await running.process.wait()
        if stay_down:
            await self._end_watch(running)

    def signal(self, name: str, number: int) -> None:
        """Any signal to one part, such as SIGSTOP and SIGCONT."""
        if self.alive(name):
            self._running[name].process.send_signal(number)

    async def ready(self, name: str) -> None:
        """Waits until a part that was killed is back and ready."""
        await self._until_ready(self._running[name], through_restarts=True)

    async def restart(self, name: str) -> None:
        """Stops a part in good order and starts it again."""
        part = self._running[name].part
        await self.stop(name)
        await self.start(part)

    async def resume(self, name: str) -> None:
        """Starts a part again that was stopped or killed to stay down."""
        await self.start(self._running[name].part)

    async def stop(self, name: str) -> None:
        """Asks a part to end, and kills it when it has not ended in its time."""
        running = self._running[name]
        running.wanted = False
        await self._end_watch(running)
        process = running.process
        if process.returncode is None:
            process.send_signal(signal.SIGCONT)  # a frozen process does not hear SIGTERM
            process.send_signal(running.part.stop_signal)
            try:
                await asyncio.wait_for(process.wait(), running.part.stop_within)
            except TimeoutError:
                self._say(f"{name} did not stop within {running.part.stop_within:g} s and was killed")
                process.kill()
                await process.wait()
        self._write_state()

    async def stop_all(self) -> None:
        """Stops every part, the last one first; being cancelled meanwhile leaves none out."""
        stopping = asyncio.ensure_future(self._stop_each())
        cancelled = False
        while not stopping.done():
            try:
                await asyncio.shield(stopping)
            except asyncio.CancelledError:
                cancelled = True
        if cancelled:
            raise asyncio.CancelledError

    async def _stop_each(self) -> None:
        for name in reversed(list(self._running)):
            await self.stop(name)

    async def _forget(self, name: str) -> None:
        old = self._running.pop(name, None)
        if old is not None:
            await self._end_watch(old)

    async def _end_watch(self, running: Running) -> None:
        if running.watcher is not None:
            running.watcher.cancel()
            await asyncio.wait([running.watcher])
            running.watcher = None

    async def _spawn(self, part: Part) -> asyncio.subprocess.Process:
        if part.before is not None:
            await part.before()
        return await spawn(
            part.command,
            log=self.log(part.name),
            env=part.env,
            cwd=part.cwd,
            account=part.account,
            death_signal=part.death_signal,
        )

    async def _until_ready(self, running: Running, *, through_restarts: bool = False) -> None:
        part, limit = running.part, time.monotonic() + running.part.ready_within
        while time.monotonic() < limit:
            if running.process.returncode is not None and not through_restarts:
                raise PartFailed(part.name, f"ended with exit code {running.process.returncode}", self.log(part.name))
            if running.process.returncode is None and await part.answers():
                return
            await asyncio.sleep(0.05)
        raise PartFailed(part.name, f"was not ready within {part.ready_within:g} s", self.log(part.name))

    async def _watch(self, running: Running) -> None:
        part = running.part
        while True:
            code = await self._end(running)
            if not running.wanted:
                return
            if time.monotonic() - running.since > _STEADY:
                running.pause = FIRST_PAUSE
            self._say(f"{part.name} ended (exit code {code}); starting it again in {running.pause:g} s")
            await asyncio.sleep(running.pause)
            running.pause = min(running.pause * 2, _LONGEST_PAUSE)
            try:
                running.process, running.since = await self._spawn(part), time.monotonic()
            except Exception as error:  # tried again after the next pause: giving up would leave the part down for good
                self._say(f"{part.name} could not be started: {error}")
                continue
            running.restarts += 1
            self._write_state()

    async def _end(self, running: Running) -> int:
        """Waits for the process to end; ends it ourselves when a part with a watchdog has not answered for a minute."""
        silent = 0
        while True:
            try:
                return await asyncio.wait_for(running.process.wait(), _PROBE_EVERY if running.part.watchdog else None)
            except TimeoutError:
                silent = 0 if await running.part.answers() else silent + 1
            if silent >= _SILENT_PROBES:
                self._say(f"{running.part.name} runs but does not answer; ending it")
                running.process.kill()

    def _write_state(self) -> None:
        """Names and process ids for `tuoshan doctor`, so that it need not guess from the process table."""
        if self._state is None:
            return
        alive = {name: r.process.pid for name, r in self._running.items() if r.process.returncode is None}
        self._state.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._state.with_suffix(".new")
        unfinished.write_text(json.dumps({"supervisor": os.getpid(), "parts": alive}), encoding="utf-8")
        unfinished.replace(self._state)

"""What the supervisor runs: one child process, how to know that it is ready, and how it wants to be stopped."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.runtime.process import tail
from cli.runtime.unprivileged import Account

FIRST_PAUSE = 0.2
"""Seconds before a part that died is started again; doubled each time it dies soon after."""


class PartFailed(Exception):
    """A part did not become ready, or a job ended badly; carries the end of its log."""

    code = "part_failed"

    def __init__(self, name: str, why: str, log: Path) -> None:
        super().__init__(f"{name} {why}\n{tail(log)}\n(log: {log})")
        self.name = name


@dataclass(frozen=True)
class Part:
    """One child process. `ready` is one try and may raise; times are seconds."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]
    ready_within: float = 60.0
    stop_signal: int = signal.SIGTERM
    stop_within: float = 40.0
    death_signal: int = signal.SIGKILL
    cwd: Path | None = None
    account: Account | None = None
    before: Callable[[], Awaitable[None]] | None = None
    watchdog: bool = False

    async def answers(self) -> bool:
        """One try of `ready`; whatever goes wrong in it means not yet."""
        try:
            return await asyncio.wait_for(self.ready(), timeout=5)
        except Exception:
            return False


@dataclass
class Running:
    """A part's process, and how its restarts stand."""

    part: Part
    process: asyncio.subprocess.Process
    since: float
    pause: float = FIRST_PAUSE
    wanted: bool = True
    restarts: int = 0
    watcher: asyncio.Task[None] | None = field(default=None, repr=False)

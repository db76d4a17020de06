"""Child processes that die with their parent, and that write to a log file of their own."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.runtime.unprivileged import Account

_PR_SET_PDEATHSIG = 1
_LOG_LIMIT = 20_000_000
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _dies_with_parent(death_signal: int) -> Callable[[], None]:
    """Runs in the child between fork and exec. The kernel watches the forking *thread*: spawn from the main one."""
    parent = os.getpid()

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:  # it went before we asked
                os._exit(1)

    return prepare


def _open_log(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(path.suffix + ".1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


async def spawn(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path | None = None,
    account: Account | None = None,
    death_signal: int = signal.SIGKILL,
) -> asyncio.subprocess.Process:
    """Starts a child in its own session: Ctrl-C then reaches only the supervisor, which stops parts in order."""
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    out = _open_log(log)
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            umask=0o077,
            preexec_fn=_dies_with_parent(death_signal),
            **identity,
        )
    finally:
        os.close(out)


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for an error that a person reads."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

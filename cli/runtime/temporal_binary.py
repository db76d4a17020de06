"""Finds the `temporal` program, or gets it: the SDK's own download, else a build with Go from published modules.

`python -m cli.runtime.temporal_binary` makes sure that there is one and prints its path. Progress goes to stderr.
"""

import asyncio
import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from casebook.settings import ROOT, cache_dir

# Virtual time per workflow, which rehearsals and tests need, came with this server.
OLDEST_SERVER = (1, 32)
_RELEASE = "v1.8.2"
_PACKAGE = "github.com/temporalio/cli/cmd/temporal"
Say = Callable[[str], None]


class NoTemporal(Exception):
    """No usable `temporal` program, and none could be got."""

    code = "no_temporal"


def tell(line: str) -> None:
    """The usual way to announce: one line on stderr."""
    print(line, file=sys.stderr, flush=True)


def cached() -> Path:
    """Where the project keeps the program it got itself."""
    return cache_dir() / "bin" / "temporal"


def server_version(program: Path) -> tuple[int, ...]:
    """The version of the server inside the program, such as (1, 32, 0); () if it does not say."""
    try:
        text = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ()
    match = re.search(r"Server (\d+)\.(\d+)\.(\d+)", text)
    return tuple(int(part) for part in match.groups()) if match else ()


def find(say: Say = tell) -> Path | None:
    """TEMPORAL_CLI_PATH, PATH, then the project's cache; a server too old for virtual time is passed over."""
    if given := os.environ.get("TEMPORAL_CLI_PATH"):
        if not Path(given).exists():
            raise NoTemporal(f"TEMPORAL_CLI_PATH names {given}, which does not exist")
        return Path(given)
    on_path = shutil.which("temporal")
    for program in (Path(on_path) if on_path else None, cached()):
        if program is None or not program.exists():
            continue
        version = server_version(program)
        if version >= OLDEST_SERVER:
            return program
        if program != cached():
            found = ".".join(map(str, version)) or "of unknown version"
            say(f"{program} holds server {found}; Tuoshan needs 1.32 or later and looks further")
    return None


def ensure(say: Say = tell) -> Path:
    """The program's path, after getting it if need be. Only one process gets it at a time; the others wait for it."""
    if found := find(say):
        return found
    with _only_one(cached().with_suffix(".lock"), say):
        if found := find(say):
            return found
        cached().parent.mkdir(parents=True, exist_ok=True)
        if not _download(say):
            _build(say)
    return cached()


@contextmanager
def _only_one(lock: Path, say: Say) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another process is getting the Temporal server; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _download(say: Say) -> bool:
    """Lets the SDK fetch a release of the CLI. False where that is not to be had, as in a closed network."""
    from temporalio.testing import WorkflowEnvironment

    async def once(folder: str) -> None:
        environment = await WorkflowEnvironment.start_local(
            download_dest_dir=folder,
            dev_server_download_version=_RELEASE,
            dev_server_startup_timeout=timedelta(seconds=60),
        )
        await environment.shutdown()

    say(f"no Temporal server found; trying the SDK's download of {_RELEASE} (about 60 MB)")
    with tempfile.TemporaryDirectory(dir=cached().parent) as folder:
        try:
            asyncio.run(asyncio.wait_for(once(folder), timeout=300))
        except Exception as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            say(f"the download is not to be had here ({reason[:160]})")
            return False
        for program in Path(folder).iterdir():
            if os.access(program, os.X_OK) and server_version(program) >= OLDEST_SERVER:
                program.replace(cached())
                return True
    say("the downloaded server is too old")
    return False


def _go() -> Path:
    for candidate in (shutil.which("go"), "/usr/local/go/bin/go", "/usr/lib/go/bin/go"):
        if candidate and Path(candidate).exists():
            return Path(candidate)
    raise NoTemporal(
        "no `temporal` program, no download, and no Go to build it with. Install the Temporal CLI (server 1.32 or "
        "later) and put it on PATH or name it in TEMPORAL_CLI_PATH, or install Go, or set TEMPORAL_ADDRESS"
    )


def _build(say: Say) -> None:
    go = str(_go())
    module = ROOT / "tools" / "temporal"
    env = {**os.environ, "CGO_ENABLED": "0"}
    say("building the Temporal server with Go, once: about 4 minutes and 3.5 GB of Go's own caches on 2 cores")
    listed = _go_run(say, "fetching modules", [go, "list", "-mod=readonly", "-deps", _PACKAGE], module, env)
    unfinished = cached().with_suffix(f".{os.getpid()}")
    command = [go, "build", "-mod=readonly", "-v", "-trimpath", "-ldflags", "-s -w", "-o", str(unfinished), _PACKAGE]
    try:
        _go_run(say, "compiling", command, module, env, total=len(listed))
        if server_version(unfinished) < OLDEST_SERVER:
            raise NoTemporal("the build succeeded, but the program does not say a server version of 1.32 or later")
        unfinished.replace(cached())
    finally:
        unfinished.unlink(missing_ok=True)
    say(f"built {cached()}; `go clean -cache -modcache` frees Go's caches if you need the space")


def _go_run(say: Say, what: str, command: list[str], module: Path, env: dict[str, str], total: int = 0) -> list[str]:
    """Runs go, counting its lines as progress, and returns them."""
    lines: list[str] = []
    began = shown = time.monotonic()
    with subprocess.Popen(  # noqa: S603
        command, cwd=module, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if time.monotonic() - shown > 5:
                shown = time.monotonic()
                done = f"{len(lines)} of about {total} packages" if total else f"{len(lines)} lines"
                say(f"  {what}: {done}, {shown - began:.0f} s")
    if process.returncode != 0:
        raise NoTemporal(f"go failed while {what}:\n" + "\n".join(lines[-15:]))
    return lines


def main() -> int:
    """Exit status 0 and the path on stdout, or 1 and one clear message."""
    try:
        print(ensure())
    except NoTemporal as error:
        tell(f"tuoshan: {error}")
        return 1
    return 0


if __name__ == "__main__":
    # The SDK's threads may abort an ordinary interpreter exit (temporal.md).
    status = main()
    sys.stdout.flush()
    os._exit(status)

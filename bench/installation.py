"""An installation of its own (独立环境) in a folder that goes afterwards: real PostgreSQL, Temporal, worker and API."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from bench import clients, steps
from bench.http import Connection
from casebook.book import Casebook
from casebook.plans import civil_date_at
from casebook.settings import ROOT
from cli.runtime import ports
from cli.runtime.part import Part
from cli.runtime.platform import Options, Platform
from domain.time.instants import Instant
from storage.engine import database_now

PARTS = ("worker", "api", "temporal", "postgres")


@dataclass
class Bench:
    """A running installation, and the casebook of this process over it."""

    installation: "Installation"
    book: Casebook
    script: tuple[steps.Step, ...]
    today: Instant
    _connections: list[Connection] = field(default_factory=list)

    async def client(self, contender: str, *, http: bool) -> clients.Client:
        """A client of a contender: ours, bare, textbook."""
        if not http:
            return clients.direct(contender, self.book)
        connection = await Connection.open(self.installation.api_port)
        self._connections.append(connection)
        return clients.Http(connection, clients.PREFIXES[contender])

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far: of each part with its children, and of this process."""
        seconds = {"driver": _seconds(psutil.Process())}
        for name in PARTS:
            process = psutil.Process(self.installation.platform.parts.pid(name))
            seconds[name] = _seconds(process) + sum(_seconds(child) for child in process.children(recursive=True))
        return seconds

    def worker_memory(self) -> int:
        """Resident bytes of the worker."""
        return int(psutil.Process(self.installation.platform.parts.pid("worker")).memory_info().rss)

    async def restart_worker(self) -> None:
        """A worker with nothing in its cache."""
        restarting = self.installation.platform.parts.restart("worker")
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(restarting, self.installation.loop))


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def worker_part(platform: Platform) -> Part:
    """The worker with the contenders beside our case."""
    return replace(platform.worker(), command=(sys.executable, "-m", "bench.worker"))


@dataclass(frozen=True)
class Installation:
    """The running parts, and the loop that supervises them."""

    platform: Platform
    api_port: int
    loop: asyncio.AbstractEventLoop


@asynccontextmanager
async def installed(say: Callable[[str], None]) -> AsyncIterator[Installation]:
    """Starts everything, and leaves nothing behind."""
    data = Path(tempfile.mkdtemp(prefix="tuoshan-bench-"))
    env = {"TUOSHAN_ACTORS_FILE": str(ROOT / "examples" / "actors.toml")}
    options = Options(data=data, simulators=False, worker=False, api=False, env=env)
    try:
        async with Platform(options, say) as platform:
            await platform.parts.start(worker_part(platform))
            port = ports.choose()
            platform.env |= {"TUOSHAN_API_HOST": ports.LOOPBACK, "TUOSHAN_API_PORT": str(port)}
            command = (sys.executable, "-m", "bench.api")
            await platform.parts.start(Part("api", command, dict(platform.env), lambda: ports.accepts(port), cwd=ROOT))
            yield Installation(platform, port, asyncio.get_running_loop())
    finally:
        shutil.rmtree(data, ignore_errors=True)


@asynccontextmanager
async def driven(installation: Installation) -> AsyncIterator[Bench]:
    """The casebook of this process over it, on the loop that asks: its own, as the API's is, apart from the one that
    supervises."""
    book = await Casebook.connect(installation.platform.settings, process="bench")
    try:
        async with book.engine.connect() as connection:
            now = await database_now(connection)
        script = steps.steps(civil_date_at(book.rulebook_of(steps.COMPANY), now))
        bench = Bench(installation, book, script, now)
        try:
            yield bench
        finally:
            for each in bench._connections:
                each.close()
    finally:
        await book.close()

"""All parts of one installation on this machine, in the order in which they need each other.

`async with Platform(Options(data)) as platform:` is a running Tuoshan; tests and the demo use it as `tuoshan up` does.
"""

import asyncio
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from temporalio.client import Client

from casebook.settings import ROOT, Settings, cache_dir
from cli.runtime import ports, temporal_binary
from cli.runtime.installation import occupy, publish, secret, variables, withdraw
from cli.runtime.part import Part
from cli.runtime.ports import AUTO, LOOPBACK, Ports
from cli.runtime.postgres import DATABASE, Cluster
from cli.runtime.supervisor import Supervisor
from cli.runtime.temporal_namespace import ensure_namespace, has_worker
from cli.runtime.temporal_server import DevServer


@dataclass(frozen=True)
class Options:
    """What to run. `database_url` and `temporal_address` replace the embedded parts; `env` reaches every part."""

    data: Path
    wished: Ports = AUTO
    ui: bool = False
    simulators: bool = True
    worker: bool = True
    api: bool = True
    database_url: str = ""
    temporal_address: str = ""
    namespace: str = "tuoshan"
    task_queue: str = "tuoshan"
    retention_days: int = 90
    publish: bool = False
    env: Mapping[str, str] = field(default_factory=dict)


class Platform:
    """Starts on entering, stops in reverse order on leaving, also when starting fails or is cancelled."""

    def __init__(self, options: Options, say: Callable[[str], None] = lambda _line: None) -> None:
        self.options = options
        self.data = options.data
        self.parts = Supervisor(options.data / "logs", options.data / "run" / "parts.json", say)
        self.env: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        self._say = say
        self._lock: IO[str] | None = None
        self._temporal: Client | None = None

    async def __aenter__(self) -> Self:
        self._lock = occupy(self.data)
        try:
            await self._start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_exc: object) -> None:
        withdraw(self.data)
        await self.parts.stop_all()
        if self._lock is not None:
            self._lock.close()

    @property
    def settings(self) -> Settings:
        """The settings that the worker and the API were started with."""
        names = {name: self.env[var] for name, var in variables().items() if var in self.env}
        return Settings.model_validate(names)

    @property
    def temporal(self) -> Client:
        """A plain client (no data converter of ours) in the cases' namespace."""
        if self._temporal is None:
            raise RuntimeError("the platform is not started")
        return self._temporal

    async def _start(self) -> None:
        self.env = {**os.environ, "PYTHONUNBUFFERED": "1", "TUOSHAN_DATA": str(self.data)}
        # The sandbox loads a case's file anew for each case: without stored bytecode it would be compiled each time.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        self.env.setdefault("PYTHONPYCACHEPREFIX", str(cache_dir() / "bytecode"))
        self.env["DATABASE_URL"] = self.options.database_url or await self._start_postgres()
        address = self.options.temporal_address or await self._start_temporal()
        self._temporal = await ensure_namespace(address, self.options.namespace, self.options.retention_days)
        self.env |= {
            "TEMPORAL_ADDRESS": address,
            "TEMPORAL_NAMESPACE": self.options.namespace,
            "TUOSHAN_TASK_QUEUE": self.options.task_queue,
            "TUOSHAN_RETENTION_DAYS": str(self.options.retention_days),
        }
        self.env.setdefault("TUOSHAN_PHONE_HASH_KEY", secret(self.data, "phone_hash_key"))
        self.env |= self.options.env
        self._say("bringing the database to the newest schema")
        await self.parts.run("migrate", (sys.executable, "-m", "storage.migrate"), self.env)
        if self.options.simulators:
            await self._start_simulators()
        if self.options.worker:
            self._say("starting the worker")
            await self.parts.start(self.worker())
        if self.options.api:
            await self._start_api()
        if self.options.publish:
            publish(self.data, self.env)

    async def _start_postgres(self) -> str:
        cluster = Cluster(self.data, ports.choose(self.options.wished.postgres))
        self._say("starting PostgreSQL")
        await self.parts.start(await cluster.part())
        await cluster.create_database(DATABASE)
        self.addresses["PostgreSQL"] = f"{LOOPBACK}:{cluster.port}/{DATABASE}"
        return cluster.url()

    async def _start_temporal(self) -> str:
        program = await asyncio.to_thread(temporal_binary.ensure, self._say)
        ui_port = ports.choose(self.options.wished.ui) if self.options.ui else None
        server = DevServer(program, self.data, ports.choose(self.options.wished.temporal), ui_port)
        self._say("starting Temporal")
        await self.parts.start(server.part())
        self.addresses["Temporal"] = server.address
        if ui_port:
            self.addresses["Temporal UI"] = f"http://{LOOPBACK}:{ui_port}/namespaces/{self.options.namespace}"
        return server.address

    async def _start_simulators(self) -> None:
        """A message gateway and a mailbox; what the environment already names stays in use for real cases."""
        wished = self.options.wished
        gateway, smtp, mailbox = (ports.choose(port) for port in (wished.gateway, wished.smtp, wished.mailbox))
        self._say("starting the simulators")
        await asyncio.gather(
            self.parts.start(
                self._simulator("message_gateway", gateway, "--port", gateway, "--ledger", self.data / "gateway")
            ),
            self.parts.start(
                self._simulator(
                    "mailbox", smtp, "--smtp-port", smtp, "--http-port", mailbox, "--dir", self.data / "mails"
                )
            ),
        )
        url = f"http://{LOOPBACK}:{gateway}"
        self.addresses |= {
            "Message gateway": url,
            "SMTP": f"{LOOPBACK}:{smtp}",
            "Mails": f"http://{LOOPBACK}:{mailbox}",
        }
        for prefix in ("TUOSHAN_", "TUOSHAN_REHEARSAL_"):
            self.env.setdefault(f"{prefix}MESSAGE_GATEWAY_URL", url)
            if f"{prefix}SMTP_HOST" not in self.env:
                self.env |= {f"{prefix}SMTP_HOST": LOOPBACK, f"{prefix}SMTP_PORT": str(smtp)}

    def _simulator(self, name: str, port: int, *words: object) -> Part:
        command = (sys.executable, "-m", f"simulators.{name}", *map(str, words))
        return Part(name, command, dict(self.env), lambda: ports.accepts(port), cwd=ROOT, stop_within=10)

    def worker(self, name: str = "worker") -> Part:
        """A worker process; a second one under another name shares the load."""
        started = time.time()

        async def begin() -> None:
            nonlocal started
            started = time.time()

        return Part(
            name=name,
            command=(sys.executable, "-m", "workers"),
            env=dict(self.env),
            ready=lambda: has_worker(self.temporal, self.options.task_queue, started),
            cwd=ROOT,
            before=begin,
        )

    async def _start_api(self) -> None:
        port = ports.choose(self.options.wished.api)
        self.env |= {"TUOSHAN_API_HOST": LOOPBACK, "TUOSHAN_API_PORT": str(port)}
        url = f"http://{LOOPBACK}:{port}"
        self._say("starting the API")
        await self.parts.start(
            Part("api", (sys.executable, "-m", "api"), dict(self.env), lambda: _answers(f"{url}/healthz"), cwd=ROOT)
        )
        self.addresses |= {"API": url, "API documentation": f"{url}/docs"}


async def _answers(url: str) -> bool:
    def get() -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy does not know our loopback
        with direct.open(url, timeout=3) as answer:
            return bool(answer.status == 200)

    return await asyncio.to_thread(get)

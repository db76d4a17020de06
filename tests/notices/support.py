"""Simulators as processes, dispatchers over short leases, and what they have done."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.dispatch import ChannelLoop, Pace
from activities.gateways.http_messages import HttpMessageGateway
from activities.gateways.letter import Gateway
from activities.gateways.sets import EMAIL, SMS, Gateways, Recorder
from activities.gateways.smtp import SmtpGateway
from activities.hand_over import Courier
from activities.outbox import Outbox
from cli.runtime import ports
from simulators.message_gateway import ledger
from tests.notices.seed import DIRECTORY

SENDER = "妥善 <tuoshan@example.test>"
SHORT = 0.6
"""Seconds until our clients give a simulator up."""


@dataclass(slots=True)
class Simulator:
    """One simulator's process."""

    command: list[str]
    url: str
    folder: Path
    client: httpx2.AsyncClient
    smtp_port: int = 0
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(sys.executable, "-m", *self.command)

        async def healthy() -> bool:
            try:
                return (await self.client.get(f"{self.url}/health", timeout=2)).status_code == 200
            except httpx2.TransportError:
                return False

        await until(healthy, 30)

    async def kill(self) -> None:
        """kill -9."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def fault(self, mode: str, times: int | None = None, retry_after: int = 1) -> None:
        order = {"mode": mode, "times": times, "retry_after": retry_after}
        answer = await self.client.put(f"{self.url}/admin/fault", json=order)
        assert answer.status_code == 200, answer.text

    async def met(self) -> int:
        """Requests that have met a fault so far."""
        return int((await self.client.get(f"{self.url}/admin/fault")).json()["met"])

    async def mails(self, to: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.client.get(f"{self.url}/mails", params={"to": to})).json()["mails"]
        return found

    def accepted(self, key: str) -> list[ledger.Message]:
        """What the gateway's ledger holds for one of our keys, under whatever key it kept it."""
        return [message for message in ledger.read(self.folder) if message.offered_key == key]


def gateway_simulator(folder: Path, client: httpx2.AsyncClient) -> Simulator:
    port = ports.choose()
    command = ["simulators.message_gateway", "--port", str(port), "--ledger", str(folder)]
    return Simulator(command, f"http://127.0.0.1:{port}", folder, client)


def mailbox_simulator(folder: Path, client: httpx2.AsyncClient) -> Simulator:
    port, smtp = ports.choose(), ports.choose()
    command = ["simulators.mailbox", "--smtp-port", str(smtp), "--http-port", str(port), "--dir", str(folder)]
    return Simulator(command, f"http://127.0.0.1:{port}", folder, client, smtp)


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Waits until a condition holds; a safety net against hanging, not a measurement."""
    end = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.05)


def gateways(client: httpx2.AsyncClient, messages: str, smtp_port: int) -> Gateways:
    """The real set towards the simulators, with short time-outs; rehearsals are only recorded."""
    real: dict[str, Gateway] = {
        SMS: HttpMessageGateway(client, messages, timeout=SHORT),
        EMAIL: SmtpGateway("127.0.0.1", smtp_port, SENDER, timeout=SHORT),
    }
    return Gateways(real, {SMS: Recorder(), EMAIL: Recorder()})


@dataclass(slots=True)
class Post:
    """The database and the two simulators, and dispatchers over them."""

    engine: AsyncEngine
    messages: Simulator
    mailbox: Simulator
    gateways: Gateways

    @asynccontextmanager
    async def dispatching(self, *channels: str, lease: int = 5) -> AsyncIterator[None]:
        """Dispatchers for some channels, until the block ends."""
        courier = Courier(Outbox(self.engine, lease), DIRECTORY, self.gateways)
        loops = [ChannelLoop(channel, courier, Pace(1000)) for channel in channels]
        tasks = [asyncio.create_task(loop.run()) for loop in loops]
        try:
            yield
        finally:
            for loop in loops:
                loop.end()
            await asyncio.gather(*tasks)

    async def row(self, notice: str) -> dict[str, Any]:
        async with self.engine.connect() as connection:
            found = await connection.execute(text("select * from notices where id = :id"), {"id": notice})
            return dict(found.mappings().one())

    async def record(self, notice: str) -> list[tuple[str | None, str | None, str | None]]:
        """(recipient, result, detail) of every line of the delivery record."""
        statement = "select recipient, result, detail from deliveries where notice_id = :id order by attempt"
        async with self.engine.connect() as connection:
            return [tuple(row) for row in (await connection.execute(text(statement), {"id": notice})).all()]

    async def hasten(self, notice: str) -> None:
        """Ends the wait before a notice's next try."""
        statement = (
            "update notices set next_try_at = instant_now()"
            " where id = :id and status = 'pending' and tries > 0 and next_try_at > instant_now()"
        )
        async with self.engine.begin() as connection:
            if (await connection.execute(text(statement), {"id": notice})).rowcount:
                await connection.execute(text("select pg_notify('notices', '')"))

    async def settled(self, notice: str, *, hurry: bool = True, seconds: float = 30) -> str:
        """Waits until a notice is sent, failed or dismissed; `hurry` shortens the waits between tries."""

        async def done() -> bool:
            if hurry:
                await self.hasten(notice)
            return (await self.row(notice))["status"] in ("sent", "failed", "dismissed")

        await until(done, seconds)
        return str((await self.row(notice))["status"])

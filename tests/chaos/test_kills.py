"""Kill -9 of worker, API, Temporal and PostgreSQL while cases run; the callers repeat with their keys."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from casebook import crash_points
from tests.chaos.client import Client
from tests.chaos.installation import Installation, report, until

LANES = 3


async def whole(client: Client) -> dict[str, Any]:
    """One complaint, from its intake to a satisfied customer."""
    case = await client.lead(await client.open())
    assert case["outcome"] == "satisfied"
    return case


@asynccontextmanager
async def complaints(client: Client) -> AsyncIterator["asyncio.Future[list[None]]"]:
    """Complaints side by side, one after the other, each from its intake to a satisfied customer, until the end."""
    stop = asyncio.Event()

    async def lane() -> None:
        while not stop.is_set():
            await whole(client)

    running = asyncio.gather(*(lane() for _ in range(LANES)))
    try:
        yield running
        stop.set()
        await running
    finally:
        running.cancel()


async def answered_again(client: Client, running: "asyncio.Future[list[None]]") -> float:
    """When, from now on, the next answer of 2xx came."""
    now = time.monotonic()

    async def answered() -> bool:
        if running.done():
            running.result()
        return client.answered[-1] > now

    await until(answered, 60)
    return next(at for at in client.answered if at > now)


async def test_worker_killed_again_and_again_loses_and_doubles_nothing(tuoshan: Installation, client: Client) -> None:
    async with complaints(client) as running:
        for _ in range(3):
            await asyncio.sleep(0.5)
            killed = await tuoshan.kill("worker")
            await tuoshan.platform.parts.ready("worker")
        up = time.monotonic()
        back = await answered_again(client, running)
    checked = await tuoshan.sound()
    figures = {"new_worker_ready": up - killed, "next_answer": back - killed}
    report(f"worker killed 3 times, {checked.cases} cases, {checked.events} events", **figures)


async def test_api_killed_between_accepting_asking_and_storing(tuoshan: Installation, client: Client) -> None:
    waiting: list[asyncio.Task[dict[str, Any]]] = []
    for point in (crash_points.AFTER_ACCEPT, crash_points.BEFORE_STORE, crash_points.DURING_STORE):
        await tuoshan.restart_api(TUOSHAN_CRASH_AT=f"{point}:5")
        waiting += [asyncio.create_task(whole(client)) for _ in range(2)]

        async def crashed() -> bool:
            return tuoshan.platform.parts.restarts("api") >= 1

        await until(crashed)
    await tuoshan.restart_api()
    back = time.monotonic()
    await asyncio.gather(*waiting)
    checked = await tuoshan.sound()
    figures = {"everything_answered": time.monotonic() - back}
    report(f"API killed at 3 points, {checked.cases} cases so far", **figures)


@pytest.mark.parametrize("part", ["temporal", "postgres"])
async def test_server_killed_while_cases_run(tuoshan: Installation, client: Client, part: str) -> None:
    async with complaints(client) as running:
        await asyncio.sleep(0.5)
        killed = await tuoshan.kill(part)
        await tuoshan.platform.parts.ready(part)
        back = await answered_again(client, running)
    checked = await tuoshan.sound()
    report(f"{part} killed, {checked.cases} cases so far", next_answer=back - killed)

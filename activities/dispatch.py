"""Dispatch of notices (通知派发): one activity per channel takes due notices out of the outbox and hands them over.

It looks when store says so (NOTIFY), when the nearest notice becomes due, and every few seconds regardless. It returns
after an hour, or when its worker shuts down: what it has begun it finishes, what it has not begun the next one takes.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from activities.gateways.sets import CHANNELS, EMAIL, SMS, Gateways
from activities.hand_over import Courier
from activities.outbox import Claimed, Outbox
from activities.wake import listening
from casebook.people import Directory
from contracts import names
from storage.models import NOTICES_CHANNEL

PER_SECOND: Mapping[str, int] = {EMAIL: 10, SMS: 20}
"""Messages that a channel hands over in a second at most."""
AT_ONCE = 8
"""Messages of one channel under way at a time: a gateway that hangs holds up so many, not the channel."""
LOOK_EVERY = 5.0
LONGEST = 3600.0
HEARTBEAT = 3.0

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Pace:
    """Lets through so many a second."""

    per_second: int
    _next: float = field(default=0.0, init=False)

    async def turn(self) -> None:
        now = time.monotonic()
        start = max(now, self._next)
        self._next = start + 1 / self.per_second
        await asyncio.sleep(start - now)


@dataclass(slots=True)
class ChannelLoop:
    """Hands over one channel's due notices until told to stop."""

    channel: str
    courier: Courier
    pace: Pace
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Returns once stopped and everything begun has ended."""
        async with listening(self.courier.outbox.engine, NOTICES_CHANNEL, self._heard):
            while not self.stop.is_set():
                self.wake.clear()
                await self._wait(await self._round())
        await asyncio.gather(*self._running, return_exceptions=True)

    def end(self) -> None:
        self.stop.set()
        self.wake.set()

    async def _round(self) -> float:
        """Takes what is due; seconds to wait if nothing wakes it earlier."""
        try:
            free = AT_ONCE - len(self._running)
            for claimed in await self.courier.outbox.claim(self.channel, free) if free else []:
                task = asyncio.create_task(self._one(claimed))
                self._running.add(task)
                task.add_done_callback(self._done)
            if len(self._running) == AT_ONCE:
                return LOOK_EVERY  # the first to end wakes it
            nearest = await self.courier.outbox.until_nearest(self.channel)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("outbox_unavailable", channel=self.channel, error=type(error).__name__)
            return LOOK_EVERY
        return LOOK_EVERY if nearest is None else min(LOOK_EVERY, max(nearest, 0.02))

    async def _one(self, claimed: Claimed) -> None:
        await self.pace.turn()
        try:
            await self.courier.hand_over(claimed)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            # The database is away: the lease runs out, and the attempt, if there is one, counts as without a result.
            log.warning("outbox_unavailable", notice=claimed.id, error=type(error).__name__)
        except Exception as error:
            await self.courier.crashed(claimed, error)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("notice_crashed", exc_info=task.exception())
        self.wake.set()

    def _heard(self, payload: str) -> None:
        if payload in ("", self.channel):
            self.wake.set()

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.wake.wait()
        except TimeoutError:
            pass  # time to look again


class Dispatch:
    """The activity `dispatch_channel`, for a worker to register."""

    def __init__(self, engine: AsyncEngine, directory: Directory, gateways: Gateways) -> None:
        self._courier = Courier(Outbox(engine), directory, gateways)

    @activity.defn(name=names.DISPATCH_CHANNEL)
    async def dispatch_channel(self, channel: str) -> None:
        """Dispatches one channel for at most an hour."""
        loop = ChannelLoop(channel, self._courier, Pace(PER_SECOND[channel]))
        running = asyncio.create_task(loop.run())
        ending = asyncio.create_task(activity.wait_for_worker_shutdown())
        until = time.monotonic() + LONGEST
        try:
            while not running.done() and not ending.done() and time.monotonic() < until:
                activity.heartbeat()
                await asyncio.wait((running, ending), timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Also when cancelled: a message that is under way gets its result written down.
            ending.cancel()
            loop.end()
            await asyncio.shield(running)


async def keep_dispatching(client: Client, task_queue: str) -> None:
    """Starts the dispatch workflow of each channel unless it runs already; called when a worker starts."""
    for channel in CHANNELS:
        await client.start_workflow(
            names.DISPATCH,
            channel,
            id=f"{names.DISPATCH}/{task_queue}/{channel}",
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

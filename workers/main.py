"""The worker process: runs cases, stores what no receipt carried, dispatches notices, re-drives commands."""

import asyncio
import signal
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities.dispatch import keep_dispatching
from activities.gateways.sets import Gateways, open_gateways
from casebook.book import Casebook
from casebook.redrive import keep_redriving
from casebook.settings import Settings
from workers.client import connect
from workers.registry import WORKFLOWS, activities
from workers.sandbox import sandbox

GRACE = timedelta(seconds=30)
DEAD_AFTER = timedelta(seconds=4)
"""A case whose worker does not answer is given to another after this."""

log = structlog.get_logger(__name__)


def make_worker(settings: Settings, client: Client, book: Casebook, gateways: Gateways) -> Worker:
    """The worker, the same in production and in tests."""
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=WORKFLOWS,
        activities=activities(book, gateways),
        workflow_runner=sandbox(),
        build_id=settings.build_id,
        max_cached_workflows=settings.max_cached_workflows,
        graceful_shutdown_timeout=GRACE,
        sticky_queue_schedule_to_start_timeout=DEAD_AFTER,
    )


async def run(settings: Settings) -> None:
    """Works until SIGINT or SIGTERM, then finishes what is under way."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    client = await connect(settings)
    book = await Casebook.connect(settings, process="worker", client=client)
    try:
        async with open_gateways(settings) as gateways, make_worker(settings, client, book, gateways):
            await keep_dispatching(client, settings.task_queue)
            redriving = asyncio.create_task(keep_redriving(book))
            redriving.add_done_callback(lambda _: stop.set())  # a worker that re-drives nothing must not seem well
            log.info("worker_ready", task_queue=settings.task_queue)
            await stop.wait()
            if redriving.done():
                redriving.result()
            redriving.cancel()
            await asyncio.gather(redriving, return_exceptions=True)
    finally:
        await book.close()

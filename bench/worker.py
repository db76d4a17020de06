"""`python -m bench.worker`: the worker with the two contenders beside our case, and without the dispatcher.

Notices stay in the outbox, for all contenders alike.
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta

import uvloop
from temporalio.worker import Worker

from activities.project import Projection
from bench.bare import Bare
from bench.textbook import Textbook
from bench.textbook_side import Activities
from casebook.book import Casebook
from casebook.garbage import spare
from casebook.logging import configure
from casebook.redrive import keep_redriving
from casebook.settings import Settings, load
from workers.client import connect
from workers.sandbox import sandbox
from workflows.cases.complaint import Complaint


async def run(settings: Settings) -> None:
    """Works until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await connect(settings)
    book = await Casebook.connect(settings, process="worker", client=client)
    textbook = Activities(book.engine, client)
    async with Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[Complaint, Bare, Textbook],
        activities=[Projection(book.engine, client).project, textbook.project, textbook.notify],
        workflow_runner=sandbox(),
        build_id=settings.build_id,
        max_cached_workflows=settings.max_cached_workflows,
        graceful_shutdown_timeout=timedelta(seconds=5),
    ):
        redriving = asyncio.create_task(keep_redriving(book))
        await stop.wait()
        redriving.cancel()
    await book.close()


def main() -> None:
    """Ends like the worker does: the SDK's threads may abort an ordinary exit."""
    settings = load()
    configure(settings, "worker")
    spare()
    uvloop.run(run(settings))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()

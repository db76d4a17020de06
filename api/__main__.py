"""``python -m api``: serves the API until SIGTERM or SIGINT (接口进程)."""

import asyncio
import logging
import os
import signal
import sys
import time

import structlog
import uvicorn
import uvloop

from api.app import create_app
from api.protocol import Protocol
from casebook import logging as casebook_logging
from casebook.book import Casebook
from casebook.errors import CasebookError, Kind
from casebook.garbage import spare
from casebook.settings import Settings, settings

log = structlog.stdlib.get_logger("api")

STOP_SECONDS = 20
"""Requests in flight may finish for so long."""
START_SECONDS = 30
"""How long a database may take to come up before this process gives up."""


async def serve(chosen: Settings) -> int:
    """Connects, serves, closes. The exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn stops at these and then raises them once more: without a handler of ours that would end the process.
        signal.signal(number, lambda *_: None)
    book = await _connect(chosen)
    try:
        config = uvicorn.Config(
            create_app(book),
            host=chosen.api_host,
            port=chosen.api_port,
            loop="uvloop",
            http=Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        server = uvicorn.Server(config)
        await server.serve()
        return 0 if server.started else 1
    finally:
        await book.close()


async def _connect(chosen: Settings) -> Casebook:
    """The casebook; waits for a database that is just coming up."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return await Casebook.connect(chosen, process="api")
        except CasebookError as error:
            if error.kind is not Kind.UNAVAILABLE or time.monotonic() > deadline:
                raise
        except OSError:
            if time.monotonic() > deadline:
                raise
        log.warning("database_not_there_yet")
        await asyncio.sleep(1)


def main() -> None:
    """Ends by `os._exit`: a process that has used Temporal's client may abort in the interpreter's own exit."""
    chosen = settings()
    casebook_logging.configure(chosen, "api")
    spare()
    code = 1
    try:
        code = uvloop.run(serve(chosen))
    except Exception as error:
        log.exception("api_stopped", error=type(error).__name__)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()

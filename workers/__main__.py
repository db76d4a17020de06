"""`python -m workers`: the worker process."""

import os
import sys

import structlog
import uvloop

from casebook.garbage import spare
from casebook.logging import configure
from casebook.settings import load
from workers.main import run


def main() -> int:
    """Exit code 0 after an orderly stop."""
    settings = load()
    configure(settings, "worker")
    spare()
    try:
        uvloop.run(run(settings))
    except Exception:
        structlog.get_logger(__name__).exception("worker_failed")
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The SDK's native threads may abort the interpreter while it ends (sdk-python issue 300); all work is done by now.
    os._exit(code)

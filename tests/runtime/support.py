"""Small child processes for the supervisor's tests."""

import os
import sys
from pathlib import Path

from cli.runtime.part import Part

# Writes its name to a file when asked to stop, so that the order is on record.
_CHILD = """
import pathlib, signal, sys, time
name, record = sys.argv[1], pathlib.Path(sys.argv[2])
def stop(*_):
    with record.open("a") as f:
        f.write(name + " stopped\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
with record.open("a") as f:
    f.write(name + " started\\n")
time.sleep(600)
"""


def child(name: str, record: Path, script: str = _CHILD, stop_within: float = 10) -> Part:
    """A part that records its start and its orderly stop."""

    async def ready() -> bool:
        return f"{name} started" in record.read_text()

    record.touch()
    return Part(
        name, (sys.executable, "-c", script, name, str(record)), dict(os.environ), ready, 20, stop_within=stop_within
    )


def exists(pid: int) -> bool:
    """True while the process is there and is not a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"

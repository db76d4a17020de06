"""`tuoshan up`: a whole installation in the foreground until Ctrl-C; a restart on the same data directory goes on."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from casebook.settings import ROOT, data_dir
from cli.runtime.installation import DataDirectoryInUse
from cli.runtime.part import PartFailed
from cli.runtime.platform import Options, Platform
from cli.runtime.ports import AUTO, USUAL
from cli.runtime.postgres_binaries import NoPostgres
from cli.runtime.temporal_binary import NoTemporal

Say = Callable[[str], None]
_EXPLAINED = (PartFailed, NoPostgres, NoTemporal, DataDirectoryInUse)


def up(*, data: Path | None = None, auto_ports: bool = False, ui: bool = True) -> int:
    """Runs until SIGINT or SIGTERM; 0 after a clean stop, 1 when a part could not be started.

    The caller ends with `os._exit`, as every process that has used Temporal's SDK does. Usual ports that are taken are
    replaced by free ones, as the printed addresses say; DATABASE_URL and TEMPORAL_ADDRESS replace what is embedded.
    """
    retention = os.environ.get("TUOSHAN_RETENTION_DAYS", "90")
    if not retention.isdecimal() or int(retention) < 1:
        _say(f"tuoshan: TUOSHAN_RETENTION_DAYS must be a whole number of days from 1, not {retention!r}")
        return 1
    options = Options(
        data=data or data_dir(),
        wished=AUTO if auto_ports else USUAL,
        ui=ui,
        database_url=os.environ.get("DATABASE_URL", ""),
        temporal_address=os.environ.get("TEMPORAL_ADDRESS", ""),
        namespace=os.environ.get("TEMPORAL_NAMESPACE", "tuoshan"),
        task_queue=os.environ.get("TUOSHAN_TASK_QUEUE", "tuoshan"),
        retention_days=int(retention),
        publish=True,
        env=_people(_say),
    )
    try:
        return asyncio.run(_until_told(options, _say))
    except _EXPLAINED as error:
        _say(f"tuoshan: {error}")
        return 1


def _people(say: Say) -> dict[str, str]:
    """Without an actors.toml of one's own, the example's people may act; everything listens on the loopback only."""
    example = ROOT / "examples" / "actors.toml"
    if "TUOSHAN_ACTORS_FILE" in os.environ or (ROOT / "actors.toml").exists() or not example.exists():
        return {}
    say("no actors.toml: the people of examples/actors.toml may act, and their tokens are public")
    return {"TUOSHAN_ACTORS_FILE": str(example)}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


async def _until_told(options: Options, say: Say) -> int:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    waiting = asyncio.create_task(told.wait())
    platform = Platform(options, say)
    starting = asyncio.create_task(platform.__aenter__())
    await asyncio.wait((starting, waiting), return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait((starting,))
        return 0
    starting.result()
    try:
        say(_welcome(platform))
        await waiting
        say("stopping; a second Ctrl-C is not needed")
    finally:
        await platform.__aexit__()
    return 0


def _welcome(platform: Platform) -> str:
    width = max(map(len, platform.addresses))
    rows = [f"  {name:<{width}}  {address}" for name, address in platform.addresses.items()]
    return "\n".join(["Tuoshan is up.", *rows, f"  {'State and logs':<{width}}  {platform.data}", "Ctrl-C stops it."])

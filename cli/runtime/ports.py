"""TCP ports of the local parts: wished for, checked, or chosen."""

import asyncio
import random
import socket
from dataclasses import dataclass

# Below Linux's ephemeral range, so that no outgoing connection takes a port between our choice and its use.
_FIRST, _LAST = 20_000, 32_000
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """One port per local part; 0 lets us choose a free one."""

    postgres: int = 0
    temporal: int = 0
    ui: int = 0
    gateway: int = 0
    smtp: int = 0
    mailbox: int = 0
    api: int = 0


AUTO = Ports()
USUAL = Ports(postgres=25432, temporal=7233, ui=8233, gateway=8090, smtp=8025, mailbox=8091, api=8080)


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """True if a listener could be opened now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose(wished: int = 0, host: str = LOOPBACK) -> int:
    """The wished port if it is free, else a free one."""
    if wished and is_free(wished, host):
        return wished
    for _ in range(200):
        port = random.randint(_FIRST, _LAST)  # noqa: S311 - not a secret
        if is_free(port, host):
            return port
    raise RuntimeError("no free TCP port between 20000 and 32000")


async def accepts(port: int, host: str = LOOPBACK) -> bool:
    """True if something listens there."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout=2)
    except (OSError, TimeoutError):
        return False
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        pass
    return True

"""A dispatcher as a process that can be told where to kill itself: for `test_kill`.

``python -m tests.notices.dispatcher DATABASE_URL GATEWAY_URL SMTP_PORT CHANNEL MOMENT``, one of MOMENTS.
"""

import asyncio
import os
import signal
import sys
from typing import Any

import httpx2

from activities.dispatch import ChannelLoop, Pace
from activities.hand_over import Courier
from activities.outbox import Outbox
from storage.engine import make_engine
from tests.notices.seed import DIRECTORY
from tests.notices.support import gateways

MOMENTS = ("claimed", "attempt_recorded", "sent", "result_recorded")
LEASE = 1


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying:
    """A gateway or an outbox, one of whose calls is the last thing that this process does."""

    def __init__(self, inner: Any, last: str) -> None:
        self._inner, self._last = inner, last

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name != self._last:
            return found

        async def last_call(*args: Any, **values: Any) -> Any:
            result = await found(*args, **values)
            if result != []:  # an empty claim is not the moment
                die()
            return result

        return last_call


async def main(database: str, messages: str, smtp_port: int, channel: str, moment: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        ways = gateways(client, messages, smtp_port)
        if moment == "sent":
            ways = type(ways)({name: Dying(way, "send") for name, way in ways.real.items()}, ways.rehearsal)
        last = {"claimed": "claim", "attempt_recorded": "begin", "result_recorded": "finish"}.get(moment, "")
        outbox: Any = Dying(Outbox(make_engine(database), LEASE), last)
        await ChannelLoop(channel, Courier(outbox, DIRECTORY, ways), Pace(1000)).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]))

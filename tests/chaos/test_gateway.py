"""The message gateway fails in every way it knows: each notice is accepted there exactly once, under its own key."""

import time
from collections import Counter

import httpx2
import pytest

from simulators.message_gateway import ledger
from tests.chaos.client import Client
from tests.chaos.installation import Installation, report, until

MORNING = {"rehearsal": {"starts_at": "2025-06-05T10:00:00+08:00"}}
MODES = ("500", "garbage", "executed_then_timeout", "executed_then_500")


class Gateway:
    """The simulator's switch and its ledger on disk."""

    def __init__(self, tuoshan: Installation) -> None:
        self._url = tuoshan.platform.addresses["Message gateway"]
        self._tuoshan = tuoshan

    async def fail(self, mode: str, times: int | None = None) -> None:
        async with httpx2.AsyncClient(trust_env=False) as http:
            order = {"mode": mode, "times": times}
            assert (await http.put(f"{self._url}/admin/fault", json=order)).status_code == 200

    async def met(self) -> int:
        async with httpx2.AsyncClient(trust_env=False) as http:
            return int((await http.get(f"{self._url}/admin/fault")).json()["met"])

    async def statuses(self) -> Counter[str]:
        return Counter(row["status"] for row in await self._tuoshan.rows("select status from notices"))

    async def everything_arrived_once(self) -> int:
        """Every message notice is sent and stands in the ledger under its id, once; answers how many."""

        async def sent() -> bool:
            return set(await self.statuses()) == {"sent"}

        await until(sent, 60)
        keys = [row["id"] for row in await self._tuoshan.rows("select id from notices where channel = 'sms'")]
        accepted = Counter(message.offered_key for message in ledger.read(self._tuoshan.platform.data / "gateway"))
        assert accepted == Counter(keys)
        return len(keys)


@pytest.fixture
def gateway(tuoshan: Installation) -> Gateway:
    return Gateway(tuoshan)


async def test_every_notice_arrives_once_through_a_gateway_that_fails(
    tuoshan: Installation, client: Client, gateway: Gateway
) -> None:
    began = time.monotonic()
    for number, mode in enumerate(MODES, start=1):
        await gateway.fail(mode, times=1)
        await client.open(**MORNING)

        async def failed(number: int = number) -> bool:
            return await gateway.met() >= number

        await until(failed)
    assert await gateway.everything_arrived_once() == len(MODES)
    await tuoshan.sound()
    report(f"gateway {', '.join(MODES)}", all_arrived=time.monotonic() - began)


@pytest.mark.parametrize("mode", ["hang", "executed_then_timeout"])
async def test_worker_killed_while_the_gateway_keeps_it_waiting(
    tuoshan: Installation, client: Client, gateway: Gateway, mode: str
) -> None:
    before = await gateway.met()
    await gateway.fail(mode)
    case_no = await client.open(**MORNING)

    async def waits() -> bool:
        return await gateway.met() > before

    await until(waits)
    killed = await tuoshan.kill("worker")
    await gateway.fail("ok")
    # What the dead dispatcher held is its own for a minute yet: end that minute.
    await tuoshan.rows("update notices set lease_until = 0 where status = 'leased'")
    await client.lead(case_no)
    arrived = await gateway.everything_arrived_once()
    await tuoshan.sound()
    report(f"worker killed at a gateway's {mode}, {arrived} messages", all_arrived=time.monotonic() - killed)

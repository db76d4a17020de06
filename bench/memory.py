"""Memory of the worker per cached case (每件内存): resident bytes before and after some hundred cases were opened."""

import asyncio

from bench.clients import play
from bench.installation import Bench
from bench.result import Result

WARM_UP, SIDE_BY_SIDE = 30, 8


async def measure(bench: Bench, cases: int) -> list[Result]:
    """Cases with an intake and one form, all of which stay open and in the worker's cache, which is fresh."""
    await bench.restart_worker()
    clients = [await bench.client("ours", http=False) for _ in range(SIDE_BY_SIDE)]
    for _ in range(WARM_UP // SIDE_BY_SIDE + 1):  # whole ones, so that everything that is loaded once is there
        await asyncio.gather(*(play(client, bench.script) for client in clients))
    left, before = cases, bench.worker_memory()

    async def work(number: int) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            case = await clients[number].open()
            await clients[number].file(case, 1, bench.script[0])

    await asyncio.gather(*(work(number) for number in range(SIDE_BY_SIDE)))
    after = bench.worker_memory()
    print(f"\nWorker: {before / 2**20:.0f} MiB before, {after / 2**20:.0f} MiB with {cases} more cases cached")
    return [Result("worker memory per cached case", (after - before) / cases / 1024, "KiB")]

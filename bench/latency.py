"""How long one form takes (单次填报时延), from the call to the stored answer: with HTTP, without, and a bare update."""

import time

from bench.clients import Client
from bench.installation import Bench
from bench.result import Result, percentile

WAYS = (("ours", True), ("ours", False), ("bare", False))


async def measure(bench: Bench, cases: int) -> list[Result]:
    """One client, a form at a time, the ways in turn; the intake is not counted."""
    clients = [(way, await bench.client(way[0], http=way[1])) for way in WAYS]
    taken: dict[tuple[str, bool], list[float]] = {way: [] for way in WAYS}
    for _ in range(cases):
        for way, client in clients:
            taken[way] += await _forms(bench, client)
    print(f"\nOne form, from the call to the stored answer, 1 client, {cases * len(bench.script)} forms each way")
    results: list[Result] = []
    for (contender, http), seconds in taken.items():
        middle, high = (percentile(seconds, share) * 1000 for share in (0.5, 0.99))
        name = f"one {'form' if contender == 'ours' else 'bare update'}{' through HTTP' if http else ''}"
        print(f"  {name:<24} p50 {middle:6.1f} ms   p99 {high:6.1f} ms")
        results += [
            Result(f"latency of {name}, {part}", value, "ms") for part, value in (("p50", middle), ("p99", high))
        ]
    return results


async def _forms(bench: Bench, client: Client) -> list[float]:
    case = await client.open()
    seconds: list[float] = []
    for number, step in enumerate(bench.script, start=1):
        began = time.perf_counter()
        await client.file(case, number, step)
        seconds.append(time.perf_counter() - began)
    return seconds

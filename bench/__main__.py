"""`python -m bench` (`make bench`): everything in one run, under six minutes, nothing left running.

``--quick`` does fewer rounds, for a look.
"""

import argparse
import asyncio
import os
import sys
import time
from datetime import timedelta

import uvloop

from bench import cost, deadlines, decisions, latency, memory, months, throughput
from bench.installation import Installation, driven, installed
from bench.result import Result, table

LONGEST = timedelta(minutes=9)
ROUNDS, LATENCY_CASES, CACHED_CASES = 5, 30, 300
QUICK_ROUNDS, QUICK_LATENCY_CASES, QUICK_CACHED_CASES = 1, 5, 60


async def run(*, quick: bool) -> list[Result]:
    """All measurements on real servers."""
    async with installed(_say) as installation:
        # The clients without HTTP run on the kind of loop on which the API runs; that one starts no servers.
        return await asyncio.to_thread(uvloop.run, _measured(installation, quick=quick))


async def _measured(installation: Installation, *, quick: bool) -> list[Result]:
    """In the order in which they disturb each other least."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    results: list[Result] = []
    async with asyncio.timeout(LONGEST.total_seconds()), driven(installation) as bench:
        results += await cost.measure(bench)
        results += await throughput.measure(bench, rounds)
        results += await latency.measure(bench, QUICK_LATENCY_CASES if quick else LATENCY_CASES)
        results += await memory.measure(bench, QUICK_CACHED_CASES if quick else CACHED_CASES)
    return results


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """0 also when a bar is missed: the table says so."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    began = time.monotonic()
    results = asyncio.run(run(quick=chosen.quick))
    results += [
        Result(f"deadline arithmetic over the best peer, {name}", x, bar=deadlines.BAR)
        for name, x in deadlines.measure()
    ]
    results += [*decisions.measure(), *months.measure()]
    print(f"\n{table(results)}")
    missed = [each.name for each in results if each.verdict == "MISSED"]
    print(
        f"\n{time.monotonic() - began:.0f} s. " + (f"Missed: {'; '.join(missed)}." if missed else "Every bar is met.")
    )
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # Temporal's client may abort an ordinary exit

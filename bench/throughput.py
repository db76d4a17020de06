"""Complaints per second (吞吐): ours, the bare workflow and the textbook style, in turn on the same processes.

A B C A B C …, so that whatever else the machine does falls on all of them; a ratio is the median of the ratios of
neighbours. Ours and the textbook store commands, words, events, rows and notices; the bare workflow stores nothing.
"""

import asyncio
import math
import time
from dataclasses import dataclass, field
from statistics import median

from bench.clients import play
from bench.installation import PARTS, Bench
from bench.result import Result

CONTENDERS = ("ours", "bare", "textbook")
WARM_UP = 3
BLOCK_SECONDS = 2.0
SKELETON = {1: 6.6, 8: 13.1}
"""Ten-step cases per second that the skeleton did through HTTP, by clients."""


@dataclass
class Cell:
    """One contender with one number of clients, with or without HTTP: cases per second, and CPU ms per case."""

    cases: int
    rates: list[float] = field(default_factory=list)
    cpu: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """Number of clients, and whether they come through HTTP."""

    clients: int
    http: bool

    def __str__(self) -> str:
        return f"{self.clients} client{'s' if self.clients > 1 else ''}, {'through' if self.http else 'without'} HTTP"


async def measure(bench: Bench, rounds: int) -> list[Result]:
    """Prints each setting's medians and gives back the ratios and the two absolute figures."""
    print(f"\nTen-step cases per second, median of {rounds} interleaved rounds; CPU in ms per case")
    results: list[Result] = []
    for http in (False, True):
        for clients in (1, 8):
            setting = Setting(clients, http)
            cells = await _setting(bench, setting, rounds)
            _show(setting, cells)
            results += _ratios(setting, cells)
    return results


async def _setting(bench: Bench, setting: Setting, rounds: int) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for contender in CONTENDERS:
        rate = await _block(bench, setting, contender, WARM_UP * setting.clients)
        share = math.ceil(rate * BLOCK_SECONDS / setting.clients)
        cells[contender] = Cell(max(share, 2) * setting.clients)
    for _ in range(rounds):
        for contender, cell in cells.items():
            before = bench.cpu()
            cell.rates.append(await _block(bench, setting, contender, cell.cases))
            for part, seconds in bench.cpu().items():
                cell.cpu.setdefault(part, []).append((seconds - before[part]) / cell.cases * 1000)
    return cells


async def _block(bench: Bench, setting: Setting, contender: str, cases: int) -> float:
    """Plays `cases` cases, shared by the clients; cases per second."""
    left = cases

    async def work() -> None:
        nonlocal left
        client = await bench.client(contender, http=setting.http)
        while left > 0:
            left -= 1
            await play(client, bench.script)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(setting.clients)))
    return cases / (time.perf_counter() - began)


def _show(setting: Setting, cells: dict[str, Cell]) -> None:
    parts = ("driver", *PARTS)
    print(f"  {setting!s:<26} {'cases/s':>8}   " + " ".join(f"{part:>8}" for part in parts) + f" {'all':>8}")
    for contender, cell in cells.items():
        used = [median(cell.cpu[part]) for part in parts]
        figures = " ".join(f"{value:>8.1f}" for value in (*used, sum(used)))
        print(f"    {contender:<24} {median(cell.rates):>8.2f}   {figures}")


def _ratios(setting: Setting, cells: dict[str, Cell]) -> list[Result]:
    def over(contender: str) -> float:
        return median(a / b for a, b in zip(cells["ours"].rates, cells[contender].rates, strict=True))

    results = [
        Result(f"complaints/s over the bare workflow, {setting}", over("bare"), bar=0.7),
        Result(f"complaints/s over the textbook style, {setting}", over("textbook"), bar=2),
    ]
    if setting.http:
        name = f"complaints/s, {setting} (skeleton {SKELETON[setting.clients]})"
        results.append(Result(name, median(cells["ours"].rates), "/s"))
    return results

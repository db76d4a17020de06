"""A hundred thousand months of the scorecard (月度汇总): `python -m bench.months`, half a minute.

Ours reads the rows from the rulebook and gives sums with a digest; the straight fold has the furniture company's
numbers in its code, gives the same sums and no digest. Bar: ours at most 3 times as long. Shuffled months, and any
number of processes, must give the same digest; memory must not grow with the number of months, which come from a
stream.
"""

import random
import sys
import tracemalloc
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter_ns

from bench import straight
from bench.result import Result, table
from domain.decision.facts import Month
from domain.policies.months import Card, Tally, card_of, fold, merged
from rulebooks.shelf import shelf

BAR = 3
MONTHS, ROUNDS = 100_000, 3
PROCESSES = (1, 2, 3)
MOST_GROWTH = 64 * 1024
"""Bytes that ten times as many months may need more: what an allocator rounds to."""
RATIOS = (
    ("complaints_late", "complaints"),
    ("callbacks_done", "callbacks_due"),
    ("opinions_fed_back_on_time", "opinions"),
    ("callbacks_genuine", "callbacks_sampled"),
    ("messages_passed_on_time", "messages"),
    ("customers_called_back", "customers_served"),
    ("ratings_satisfied", "ratings"),
)


def card() -> Card:
    """The furniture company's scorecard, made ready."""
    chapter = shelf()["furniture"].book.scorecard
    assert chapter is not None
    return card_of(chapter)


def month(n: int) -> Month:
    """The month with this number: the same in every process."""
    chosen = random.Random(n)
    counts = {}
    for over, of in RATIOS:
        counts[of] = chosen.randrange(300)
        late = over == "complaints_late"
        counts[over] = chosen.randrange(min(counts[of], 5) + 1) if late else counts[of] - counts[of] // 10 % 60
    for name in ("checks_failed", "reports_untrue", "department_praise"):
        counts[name] = chosen.randrange(4)
    notices = {f"N-{k}": chosen.randrange(2, 11) for k in range(chosen.randrange(3))}
    counts |= {"notices": len(notices), "company_praise": 0}
    return Month(month=f"20{n % 50 + 10}-{n % 12 + 1:02}", person=f"p{n // 12}", counts=counts, notices=notices)


def stream(numbers: Iterable[int]) -> Iterator[Month]:
    """Months that are made as they are asked for."""
    return map(month, numbers)


def straight_fold(months: Iterable[Month]) -> tuple[list[int], int, int, int, int]:
    """Points of every row, number of months, sum of totals, least, most."""
    sums, number, total, least, most = [0] * 11, 0, 0, 1000, 0
    for each in months:
        points = straight.score(each.counts, list(each.notices.values()))
        scored = points.pop()
        number += 1
        total += scored
        least, most = min(least, scored), max(most, scored)
        sums = [kept + more for kept, more in zip(sums, points, strict=True)]
    return sums, number, total, least, most


def same(tally: Tally, plain: tuple[list[int], int, int, int, int]) -> bool:
    """Whether both folds say the same."""
    rows = [*[f"K{n}" for n in range(1, 11)], "K11_department"]
    ours = ([tally.points[row] for row in rows], tally.months, tally.total, tally.least, tally.most)
    return ours == plain and not tally.waiting


def seconds(made: list[Month]) -> tuple[float, float]:
    """Ours and the straight fold on the same months: the best of some rounds, taking turns."""
    ready, best = card(), [float("inf")] * 2
    for _ in range(ROUNDS):
        began = perf_counter_ns()
        tally = fold(ready, made)
        between = perf_counter_ns()
        plain = straight_fold(made)
        ended = perf_counter_ns()
        assert same(tally, plain), "the folds differ"
        best = [min(best[0], between - began), min(best[1], ended - between)]
    return best[0] / 1e9, best[1] / 1e9


def part(job: tuple[int, int, int]) -> Tally:
    """What one process folds: every so manieth month."""
    first, months, step = job
    return fold(card(), stream(range(first, months, step)))


def apart(processes: int) -> Tally:
    """The months folded by several processes at once."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return merged(pool.map(part, [(n, MONTHS, processes) for n in range(processes)]))


def peak(months: int) -> int:
    """Bytes that folding a stream of so many months needs at most."""
    ready = card()
    fold(ready, stream(range(100)))
    tracemalloc.start()
    fold(ready, stream(range(months)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def measure() -> list[Result]:
    """Measures and prints."""
    made = list(stream(range(MONTHS)))
    ours, plain = seconds(made)
    digest = fold(card(), made).digest
    random.Random(1).shuffle(made)
    shuffled = fold(card(), made).digest == digest
    del made
    divided = all(apart(processes).digest == digest for processes in PROCESSES)
    small, large = peak(MONTHS // 50), peak(MONTHS // 5)
    print(f"\n{MONTHS:,} months: ours {ours:.2f} s, straight {plain:.2f} s, sums equal")
    print(f"same digest shuffled: {shuffled}; by {PROCESSES} processes: {divided}; {digest:032x}")
    print(f"memory of a stream of {MONTHS // 50:,} months {small:,} bytes, of {MONTHS // 5:,} {large:,} bytes")
    return [
        Result("KPI months over a straight fold", ours / plain, bar=BAR, most=True),
        Result("KPI months, same digest shuffled and divided", shuffled and divided, "", bar=1),
        Result("KPI months, memory of ten times as many", (large - small) / 1024, "KiB", MOST_GROWTH / 1024, most=True),
    ]


def main() -> int:
    """Exit code 1 if a bar is missed."""
    results = measure()
    print(f"\n{table(results)}")
    return int(any(each.verdict == "MISSED" for each in results))


if __name__ == "__main__":
    sys.exit(main())

"""Results (结果): what was measured, what the bar is, and whether it is met."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One row of the last table. `bar` is None for a figure that only informs; `most` if the bar is an upper one."""

    name: str
    figure: float
    unit: str = "x"
    bar: float | None = None
    most: bool = False

    @property
    def verdict(self) -> str:
        """What the row says about the bar."""
        if self.bar is None:
            return ""
        return "met" if (self.figure <= self.bar if self.most else self.figure >= self.bar) else "MISSED"


def table(results: Sequence[Result]) -> str:
    """Name, figure, bar, met or not."""
    lines = [f"{'':<66} {'figure':>12} {'bar':>8}"]
    for each in results:
        bar = "" if each.bar is None else f"{'<=' if each.most else '>='} {each.bar:g}"
        lines.append(f"{each.name:<66} {each.figure:>8.2f} {each.unit:<4}{bar:>7}  {each.verdict}")
    return "\n".join(line.rstrip() for line in lines)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

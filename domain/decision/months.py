"""Months as they are counted (按月统计): calendar quarters, and rows of months that are not used twice.

A month is "YYYY-MM". S1-7.1, S4-5.1.
"""

from collections.abc import Sequence


def quarter_of(month: str) -> str:
    """The calendar quarter: "2026-Q2"."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def next_month(month: str) -> str:
    """The month after: "2027-01" after "2026-12"."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    return f"{year:04}-{number + 1:02}"


def complete_rows(months: Sequence[str], good: Sequence[bool], needed: int, *, reuse: bool) -> tuple[str, ...]:
    """The months with which `needed` good months in a row are complete (连续月不重复计).

    Without `reuse` the next row begins anew after a complete one; with it every month from then on completes a row as
    long as it lasts. `months` come oldest first; a month that is left out breaks the row.
    """
    complete: list[str] = []
    row, before = 0, ""
    for month, fine in zip(months, good, strict=True):
        if before and month != next_month(before):
            row = 0
        row, before = row + 1 if fine else 0, month
        if row >= needed:
            complete.append(month)
            row = row if reuse else 0
    return tuple(complete)

"""Columns of plain text (纯文本排版): a Chinese character takes two of them."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from unicodedata import combining, east_asian_width

WIDTH = 100
"""Columns that everything is laid out for, as on the terminal."""

_NARROWEST = 16
_WORD = re.compile(r"[!-~–−×≤≥→]+|\s|.", re.DOTALL)
_NEVER_FIRST = "，。；：、）！？”》…"
_NUMBER = re.compile(r"[≤≥]?\s?[-−]?\d[\d.,:-]*%?")
"""Dates, amounts and other numbers: what stands to the right of its column."""


def width(text: str) -> int:
    """Columns that `text` takes."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """`text` filled up to so many columns; `right`: it stands on their right."""
    space = " " * max(columns - width(text), 0)
    return space + text if right else text + space


def grid(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Rows in columns, within the page; dates and numbers end at one column, and so does the head over nothing but
    such. The widest columns are folded where the page is too narrow."""
    columns = [_aligned([row[n] for row in rows]) for n in range(len(rows[0]))] if rows else []
    widths = _fitting([max(map(width, cells)) for cells in columns], WIDTH - len(indent))
    lines = []
    for cells in zip(*columns, strict=True):
        folded = [fold(cell, columns) for cell, columns in zip(cells, widths, strict=True)]
        for parts in zip_longest(*folded, fillvalue=""):
            line = "  ".join(pad(part, columns) for part, columns in zip(parts, widths, strict=True))
            lines.append((indent + line).rstrip())
    return lines


def _aligned(cells: list[str]) -> list[str]:
    """A column with its numbers on the right of the widest of them."""
    numbers = [bool(_NUMBER.fullmatch(cell)) for cell in cells]
    if any(numbers[1:]) and all(number or not cell for number, cell in zip(numbers[1:], cells[1:], strict=True)):
        numbers[0] = True
    right = max((width(cell) for cell, number in zip(cells, numbers, strict=True) if number), default=0)
    return [pad(cell, right, right=True) if number else cell for cell, number in zip(cells, numbers, strict=True)]


def _fitting(widths: list[int], columns: int) -> list[int]:
    """The same widths, the widest ones narrowed until all of them stand in so many columns."""
    fitting = list(widths)
    while sum(fitting) + 2 * (len(fitting) - 1) > columns and max(fitting) > _NARROWEST:
        fitting[fitting.index(max(fitting))] -= 1
    return fitting


def pairs(rows: Sequence[tuple[str, str]], indent: str = "") -> list[str]:
    """Labels and what they label, all from one column on."""
    columns = max((width(label) for label, _ in rows), default=0)
    return [f"{indent}{pad(label, columns)}  {value}".rstrip() for label, value in rows]


def fold(text: str, columns: int) -> list[str]:
    """`text` in lines of at most so many columns: Chinese breaks anywhere, other words stay whole where they can."""
    lines: list[str] = [""]
    for word in _pieces(_WORD.findall(text), columns):
        if lines[-1] and width(lines[-1] + word) > columns and word not in _NEVER_FIRST:
            lines.append("" if word.isspace() else word)
        elif lines[-1] or len(lines) == 1 or not word.isspace():
            lines[-1] += word
    return [line.rstrip() for line in lines]


def _pieces(words: Iterable[str], columns: int) -> Iterable[str]:
    for word in words:
        yield from [word] if width(word) <= columns else word

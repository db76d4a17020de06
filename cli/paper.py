"""The terminal as paper (终端版面): a rich console for people, plain lines when nobody looks, CJK widths right."""

import re
import sys
from io import TextIOBase
from typing import TextIO, cast

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

WIDTH = 100
"""Columns that everything is laid out for."""


def paper(width: int = WIDTH) -> Console:
    """A console on standard output: coloured and as wide as the terminal up to `width`; plain when it is not one."""
    plain = not sys.stdout.isatty()
    console = (
        Console(highlight=False, no_color=True, file=cast(TextIO, _Trimmed())) if plain else Console(highlight=False)
    )
    console.width = width if plain else min(console.width, width)
    return console


def table(*columns: str) -> Table:
    """A quiet table without boxes. A column whose name has a leading ``!`` is never folded."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for column in columns:
        made.add_column(column.removeprefix("!"), no_wrap=column.startswith("!"), overflow="fold")
    return made


_WORDS = re.compile(r"[!-~]+|\s|(?<=\s)[^\s!-~]{2,4}(?=\s|$)|.", re.DOTALL)
_NEVER_FIRST = "，。；：、）！？”》"


def fold(text: str, width: int) -> str:
    """`text` in lines of at most `width` columns: Chinese breaks anywhere, other words stay whole where they can."""
    lines: list[list[str]] = [[]]
    for word in (part for whole in _WORDS.findall(text) for part in _parts(whole, width)):
        line = lines[-1]
        if word == "\n":
            lines.append([])
        elif line and cell_len("".join(line) + word) > width:
            kept = [line.pop()] if word in _NEVER_FIRST and len(line) > 1 else []
            lines.append([*kept, word] if not word.isspace() else [])
        else:
            line.append(word)
    return "\n".join("".join(line).rstrip() for line in lines)


def _parts(word: str, width: int) -> list[str]:
    """A word that is longer than a line, in pieces."""
    return [word] if cell_len(word) <= width else list(word)


class _Trimmed(TextIOBase):
    """Standard output without the spaces that fill a table's last column."""

    def write(self, text: str) -> int:
        sys.stdout.write(re.sub(r" +(?=\n)", "", text))
        return len(text)

    def flush(self) -> None:
        sys.stdout.flush()

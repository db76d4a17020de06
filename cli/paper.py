"""The terminal as paper (终端版面): a rich console for people, plain lines when nobody looks, CJK widths right."""

import sys

from rich.console import Console
from rich.table import Table

WIDTH = 100
"""Columns that everything is laid out for."""


def paper(width: int = WIDTH) -> Console:
    """A console on standard output: coloured and as wide as the terminal up to `width`; plain when it is not one."""
    plain = not sys.stdout.isatty()
    console = Console(highlight=False, no_color=plain or None)
    console.width = width if plain else min(console.width, width)
    return console


def table(*columns: str) -> Table:
    """A quiet table: headings, one rule, no boxes. A column named with a leading ``>`` is right-aligned."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for column in columns:
        right = column.startswith(">")
        made.add_column(column.removeprefix(">"), justify="right" if right else "left", overflow="fold")
    return made

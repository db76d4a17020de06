"""A case's timeline for the eye (时间线): one line per event, states as headings, reasons under deadlines."""

from collections.abc import Iterable, Iterator

from rich.table import Table
from rich.text import Text

from cli import events
from cli.http import Json
from cli.paper import WIDTH, fold
from cli.words import moment, pick, say

QUIET = ("notice", "offer_opened", "offer_closed")
"""Events that are told in small print, together with their neighbours."""


_WHEN, _DUE = 14, 16
_SIDE = 32


def render(
    entries: Iterable[Json], lang: str, *, width: int = WIDTH, small_print: bool = True, notes: bool = True
) -> Table:
    """Entries of `/timeline` as a table: instant, sign, text, limit. Both languages stand side by side."""
    entries = list(entries)
    main = list(lines(entries, "en" if lang == "en" else "zh", small_print=small_print))
    beside = lines(entries, "en", small_print=small_print) if lang == "both" else (None for _ in main)
    wide = width - _WHEN - _DUE - 5
    side = min(_SIDE, wide // 2) if lang == "both" else 0
    wide -= side + 1 if side else 0
    rows = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    for column in (_WHEN, 1, wide, *((side,) if side else ()), _DUE):
        rows.add_column(width=column, no_wrap=True)
    before = ""
    for line, other in zip(main, beside, strict=True):
        at = moment(line.at)
        texts = [Text(fold(line.text, wide), style=line.style)]
        if other is not None:
            texts.append(Text(fold(other.text, side), style=line.style or "dim"))
        due = Text(f"⇥ {line.due}" if line.due else "", style="yellow")
        rows.add_row(Text(at if at != before else "", style="cyan"), Text(line.sign, style=line.style), *texts, due)
        for place in range(len(line.notes) if notes else 0):
            small = [Text(fold(line.notes[place], wide), style="dim")]
            if other is not None:
                same = other.notes[place] == line.notes[place]
                small.append(Text("" if same else fold(other.notes[place], side), style="dim"))
            rows.add_row("", "", *small, "")
        before = at
    return rows


def lines(entries: Iterable[Json], lang: str, *, small_print: bool = True) -> Iterator[events.Line]:
    """Entries of `/timeline` as lines. Without `small_print` notices and offers are left out."""
    quiet: list[Json] = []
    state = ""
    for entry in entries:
        name = entry["event"]["id"]
        if name in QUIET:
            quiet.append(entry)
            continue
        yield from _small_print(quiet, lang) if small_print else ()
        quiet.clear()
        if name == "state_entered":
            line = events.state(entry, lang)
            if line.text != state:
                yield line
            state = line.text
        else:
            yield events.SHAPES.get(name, events.other)(entry, lang)
    yield from _small_print(quiet, lang) if small_print else ()


def _small_print(entries: list[Json], lang: str) -> Iterator[events.Line]:
    notices = [entry for entry in entries if entry["event"]["id"] == "notice"]
    if notices:
        told = "  ".join(dict.fromkeys(f"{entry['data']['rule']}→{_addressee(entry, lang)}" for entry in notices))
        yield events.Line(notices[0]["at"], "✉", told, "dim")
    for entry in entries:
        if entry not in notices:
            yield events.Line(entry["at"], "·", f"{say(entry['event'], lang)}: {say(entry.get('about'), lang)}", "dim")


def _addressee(entry: Json, lang: str) -> str:
    to = entry["data"]["to"]
    if to["kind"] == "customer":
        return pick("客户", "customer", lang)
    return say(entry.get("to"), lang) or str(to.get("id"))

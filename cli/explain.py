"""`tuoshan explain`: why a deadline ends when it ends, day by day (期限说明)."""

from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from cli.http import Json
from cli.paper import paper, table
from cli.session import AsJson, Lang, Token, Url, print_json, session
from cli.words import moment, pick, say

_WEEKDAYS = "一二三四五六日"
_FOLD = 3
"""Days in a row that are skipped for one reason become one line from this many."""


def explain(
    deadline: Annotated[str, typer.Argument(help="a task's or promise's id, such as TS20260212-000001.t2")],
    url: Url = "",
    token: Token = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """Shows which days a deadline counted, which it skipped and why (期限说明)."""
    with session(url, token, lang, as_json) as api:
        data = api.get(f"/v1/deadlines/{deadline}/explain")
    if as_json:
        print_json(data)
    else:
        print_derivation(paper(), data, lang)


def print_derivation(console: Console, data: Json, lang: str) -> None:
    """A derivation with its head, its days and its end."""
    console.print(derivation(data, lang))


def derivation(data: Json, lang: str) -> Group:
    """The derivation of one deadline: what, from when, each day, until when."""
    title = Text.assemble((say(data["rule"], lang), "bold"), f"  {data['id']}  [{data['clause']}]")
    facts = Text("  ")
    if data["term"]:
        facts.append(f"{pick('期限', 'term', lang)} {say(data['term'], lang)}  ")
    facts.append(f"{pick('起算', 'from', lang)} {moment(data['start'], year=True)}")
    return Group(title, facts, _days(data["steps"], lang), _end(data, lang))


def _end(data: Json, lang: str) -> Text:
    kind = pick("暂定", "provisional", lang) if data["provisional"] else pick("确定", "confirmed", lang)
    end = Text("  = ", style="bold")
    end.append(f"{pick('须早于', 'in time before', lang)} {moment(data['due'], limit=True, year=True)}", style="bold")
    end.append(f"  {kind}")
    if not data.get("agrees", True):
        end.append(f"  ✗ {pick('与记录不符', 'differs from the record', lang)}", style="bold red")
    return end


def _days(steps: list[Json], lang: str) -> Table:
    rows = table("", "", "", "")
    for run in _runs(steps):
        first, final = run[0], run[-1]
        style = "" if first["counted"] else "dim"
        rows.add_row(*(Text(cell, style=style) for cell in _cells(first, final, len(run), lang)))
    rows.show_header = False
    return rows


def _cells(first: Json, final: Json, days: int, lang: str) -> tuple[str, str, str, str]:
    day = _day(first["day"])
    stretch = ""
    if days > 1:
        day, stretch = f"{day} – {_day(final['day'])}", pick(f"{days} 天", f"{days} days", lang)
    elif first.get("since"):
        stretch = f"{first['since'][11:16]}–{(first['until'] or '')[11:16]}"
    note = say(first["note"], lang)
    if first["provisional"]:
        note += f" ({pick('暂定', 'provisional', lang)})"
    count = f"  + {first['n']}" if first["counted"] and not first.get("since") else "  +" if first["counted"] else "  ·"
    return count, day, stretch, note


def _runs(steps: list[Json]) -> list[list[Json]]:
    """Steps in order; long stretches skipped for one reason together."""
    runs: list[list[Json]] = []
    for step in steps:
        same = runs and not step["counted"] and _reason(runs[-1][-1]) == _reason(step)
        if same:
            runs[-1].append(step)
        else:
            runs.append([step])
    return [part for run in runs for part in ([run] if len(run) >= _FOLD else [[step] for step in run])]


def _reason(step: Json) -> tuple[Any, ...]:
    return step["counted"], step["note"]["id"], step["provisional"]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%m-%d} {_WEEKDAYS[day.weekday()]}"

"""How the demonstration looks (演示的呈现): Chinese first, English beside it, at most 100 columns."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cli import timeline
from cli.demo.checks import Check
from cli.demo.play import Played
from cli.demo.post import Post
from cli.explain import print_derivation
from cli.http import Json
from cli.paper import fold, table
from cli.words import moment, say

BOTH = "both"
_ANSWER = 40
_BY_ITSELF = ("reminded", "breached", "escalated", "offer_closed")
_TELLING = ("state_entered", "task_opened", "promise_opened", "promise_kept", "closed")


def heading(console: Console, zh: str, en: str) -> None:
    """A heading over a part of the demonstration."""
    console.print()
    console.print(Rule(Text(f"{zh} {en}", style="bold"), align="left", characters="─"))


def opened(console: Console, title: Mapping[str, str], complaint: Json, case_no: str, entries: list[Json]) -> None:
    """The complaint as it was told, its number, and the first clocks."""
    console.print(title["zh"], style="bold")
    console.print(fold(title["en"], console.width), style="italic dim")
    customer = complaint["customer"]
    console.print(f"  {case_no}  {customer['name']} {customer['phone']}\n  {complaint['subject']}", markup=False)
    _happened(console, entries, _TELLING)


def act(console: Console, played: Played, names: Mapping[str, str]) -> None:
    """What fired by itself, then the act, then what it led to."""
    _happened(console, played.by_itself, _BY_ITSELF)
    done = played.act
    line = Text("▶ ", style="bold green")
    line.append(f"{moment(done.at)}  {names.get(done.who, done.who)}  ", style="bold")
    line.append(done.note["zh"])
    console.print()
    console.print(line)
    console.print(Text(fold(done.note["en"], console.width - 2), style="italic dim"))
    console.print(_paper_form(played.form, done.fields))
    _happened(console, played.caused, _TELLING)


def _paper_form(form: Json, given: Mapping[str, Any]) -> Table:
    """A form as it was filled in: labels in both languages, answers in the words of the rulebook."""
    rows = table("", "", "")
    rows.show_header = False
    for number, field in enumerate(item for item in form["fields"] if item["name"] in given):
        name = Text(f"  「{say(form['name'], 'zh')}」" if number == 0 else "", style="dim")
        rows.add_row(name, Text(say(field["label"], BOTH), style="dim"), Text(fold(_answer(field, given), _ANSWER)))
    return rows


def _answer(field: Json, given: Mapping[str, Any]) -> str:
    value = given[field["name"]]
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    return next((say(item, BOTH) for item in field.get("choices", []) if item["id"] == value), str(value))


def _happened(console: Console, entries: Iterable[Json], names: tuple[str, ...]) -> None:
    told = [entry for entry in entries if entry["event"]["id"] in names]
    if told:
        console.print(timeline.render(told, BOTH, width=console.width, small_print=False, notes=False))


def derivations(console: Console, explained: Iterable[Json]) -> None:
    """Why these deadlines ended when they did."""
    for number, data in enumerate(explained):
        if number:
            console.print()
        print_derivation(console, data, BOTH)


def post(console: Console, arrived: Post) -> None:
    """Messages in full, mails by subject."""
    rows = table("", "")
    rows.show_header = False
    for message in arrived.messages:
        told = " ".join(message["text"].split())
        rows.add_row(Text(f"  ✆ {message['to']}", style="cyan"), Text(fold(told, console.width - 24)))
    for mail in arrived.mails:
        to = ", ".join(address.partition("@")[0] for address in mail["to"])
        rows.add_row(Text(f"  ✉ {to}", style="cyan"), Text(mail["subject"]))
    console.print(rows)


def verdict(console: Console, found: list[Check]) -> None:
    """Each claim with what was found."""
    rows = table("", "", "", "")
    rows.show_header = False
    for check in found:
        mark = Text("  ✓", style="green") if check.ok else Text("  ✗", style="bold red")
        rows.add_row(
            mark, Text(check.zh), Text(check.en, style="dim"), Text(check.found, style="" if check.ok else "bold red")
        )
    console.print(rows)

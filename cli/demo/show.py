"""How the demonstration looks (演示的呈现): Chinese first, English beside it, at most 100 columns."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from cli import timeline
from cli.demo.checks import Check
from cli.demo.play import Played
from cli.demo.post import Post
from cli.explain import print_derivation
from cli.http import Json
from cli.paper import table
from cli.words import moment

BOTH = "both"
_BY_ITSELF = ("reminded", "breached", "escalated", "offer_closed")
_TELLING = ("state_entered", "task_opened", "promise_opened", "promise_kept", "closed")


def heading(console: Console, zh: str, en: str) -> None:
    """A heading over a part of the demonstration."""
    console.print()
    console.print(Rule(Text(f"{zh} {en}", style="bold"), align="left", characters="─"))


def people(console: Console, names: Mapping[str, str]) -> None:
    """Who takes part."""
    console.print("  " + " · ".join(f"{name} {person}" for person, name in names.items()), style="dim")


def opened(console: Console, title: Mapping[str, str], complaint: Json, case_no: str, entries: list[Json]) -> None:
    """The complaint as it was told, its number, and the first clocks."""
    console.print(f"{title['zh']}\n{title['en']}", style="bold")
    customer = complaint["customer"]
    console.print(f"  {case_no}  {customer['name']} {customer['phone']}\n  {complaint['subject']}", markup=False)
    _happened(console, entries, _TELLING)


def act(console: Console, played: Played, names: Mapping[str, str]) -> None:
    """What fired by itself, then the act, then what it led to."""
    _happened(console, played.by_itself, _BY_ITSELF)
    done = played.act
    line = Text("▶ ", style="bold green")
    line.append(f"{moment(done.at)}  {names.get(done.who, done.who)}  ", style="bold")
    line.append(f"{done.note['zh']} {done.note['en']}")
    console.print()
    console.print(line)
    words = [f"{name}={value}" for name, value in done.fields.items()]
    if words:
        console.print(Text("  " + "  ".join(words), style="dim"))
    _happened(console, played.caused, _TELLING)


def _happened(console: Console, entries: Iterable[Json], names: tuple[str, ...]) -> None:
    told = [entry for entry in entries if entry["event"]["id"] in names]
    lines = list(timeline.lines(told, BOTH, small_print=False))
    if lines:
        console.print(timeline.render(line.without_notes() for line in lines))


def derivations(console: Console, explained: Iterable[Json]) -> None:
    """Why these deadlines ended when they did."""
    for number, data in enumerate(explained):
        if number:
            console.print()
        print_derivation(console, data, BOTH)


def post(console: Console, arrived: Post) -> None:
    """Messages in full, mails by subject."""
    for message in arrived.messages:
        console.print(Text(f"  ✆ {message['to']}  {message['text']}"))
    rows = table("", "")
    rows.show_header = False
    for mail in arrived.mails:
        to = ", ".join(address.partition("@")[0] for address in mail["to"])
        rows.add_row(Text(f"  ✉ {to}", style="cyan"), Text(mail["subject"]))
    console.print(rows)


def verdict(console: Console, found: list[Check]) -> None:
    """Each claim with what was found."""
    rows = table("", "", "")
    rows.show_header = False
    for check in found:
        mark = Text("  ✓", style="green") if check.ok else Text("  ✗", style="bold red")
        rows.add_row(mark, Text(f"{check.zh} {check.en}"), Text(check.found, style="" if check.ok else "bold red"))
    console.print(rows)

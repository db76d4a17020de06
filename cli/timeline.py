"""A case's timeline for the eye (时间线): one line per event, states as headings, reasons under deadlines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from rich.table import Table
from rich.text import Text

from cli.http import Json
from cli.words import last, moment, pick, say

QUIET = ("notice", "offer_opened", "offer_closed")
"""Events that are told in small print, together with their neighbours."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: instant, sign, text, style of both, and at the right the limit that begins with it."""

    at: str
    sign: str
    text: str
    style: str = ""
    due: str = ""
    notes: tuple[str, ...] = ()

    def without_notes(self) -> "Line":
        """The same, without the small lines below it."""
        return replace(self, notes=())


def render(lines: Iterable[Line]) -> Table:
    """Lines as a table of three columns; an instant is written where it changes."""
    rows = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    rows.add_column(width=14, no_wrap=True)
    rows.add_column(width=1, no_wrap=True)
    rows.add_column(ratio=1, overflow="fold")
    rows.add_column(width=16, no_wrap=True, justify="right")
    before = ""
    for line in lines:
        at = moment(line.at)
        shown = Text(at if at != before else "", style="cyan")
        due = Text(f"⇥ {line.due}" if line.due else "", style="yellow")
        rows.add_row(shown, Text(line.sign, style=line.style), Text(line.text, style=line.style), due)
        for note in line.notes:
            rows.add_row("", "", Text(note, style="dim"), "")
        before = at
    return rows


def lines(entries: Iterable[Json], lang: str, *, small_print: bool = True) -> Iterator[Line]:
    """Entries of `/timeline` as lines. Without `small_print` notices and offers are left out."""
    quiet: list[Json] = []
    state: Json = {}
    for entry in entries:
        name = entry["event"]["id"]
        if name in QUIET:
            quiet.append(entry)
            continue
        yield from _small_print(quiet, lang) if small_print else ()
        quiet.clear()
        if name == "state_entered":
            entered = {"id": entry["state"]["id"], **entry["data"]}
            if entered != state:
                yield _state(entry, lang)
            state = entered
        else:
            yield _SHAPES.get(name, _other)(entry, lang)
    yield from _small_print(quiet, lang) if small_print else ()


def _small_print(entries: list[Json], lang: str) -> Iterator[Line]:
    notices = [entry for entry in entries if entry["event"]["id"] == "notice"]
    if notices:
        told = "  ".join(dict.fromkeys(f"{entry['data']['rule']}→{_addressee(entry, lang)}" for entry in notices))
        yield Line(notices[0]["at"], "✉", told, "dim")
    for entry in entries:
        if entry not in notices:
            yield Line(entry["at"], "·", f"{say(entry['event'], lang)}: {say(entry.get('about'), lang)}", "dim")


def _addressee(entry: Json, lang: str) -> str:
    to = entry["data"]["to"]
    if to["kind"] == "customer":
        return pick("客户", "customer", lang)
    return say(entry["to"], lang) if entry.get("to") else str(to.get("id"))


def _other(entry: Json, lang: str) -> Line:
    return Line(entry["at"], "·", f"{say(entry['event'], lang)}{_by(entry, lang)}")


def _opened(entry: Json, lang: str) -> Line:
    return Line(entry["at"], "★", f"{say(entry['event'], lang)}{_by(entry, lang)}", "bold")


def _state(entry: Json, lang: str) -> Line:
    data = entry["data"]
    parts = [say(entry["state"], lang), pick(f"第{data['round']}轮", f"round {data['round']}", lang)]
    if data.get("proposal"):
        parts.append(pick(f"方案{data['proposal']}", f"proposal {data['proposal']}", lang))
    if data.get("callbacks_round"):
        parts.append(pick(f"本轮已回访{data['callbacks_round']}次", f"callbacks {data['callbacks_round']}", lang))
    return Line(entry["at"], "◆", " · ".join(parts), "bold blue")


def _task_opened(entry: Json, lang: str) -> Line:
    text = f"{_subject(entry, lang)} → {_owner(entry, lang)}"
    return Line(entry["at"], "○", text, "", _due(entry), _reasons(entry, lang))


def _task_answered(entry: Json, lang: str) -> Line:
    late = entry["data"].get("late")
    text = f"{say(entry.get('form'), lang)} ({last(entry['about']['id'])}){_by(entry, lang)}{_late(late, lang)}"
    return Line(entry["at"], "●", text, "red" if late else "green", notes=_fields(entry))


def _dropped(entry: Json, lang: str) -> Line:
    return Line(entry["at"], "⊘", f"{say(entry['event'], lang)}: {_subject(entry, lang)}", "dim")


def _promise_opened(entry: Json, lang: str) -> Line:
    text = f"{say(entry['event'], lang)}: {_subject(entry, lang)}"
    return Line(entry["at"], "✎", text, "magenta", _due(entry), _reasons(entry, lang))


def _promise_kept(entry: Json, lang: str) -> Line:
    late = entry["data"].get("late")
    text = f"{say(entry['event'], lang)}: {_subject(entry, lang)}{_late(late, lang)}"
    return Line(entry["at"], "✔", text, "red" if late else "magenta")


def _reminded(entry: Json, lang: str) -> Line:
    text = f"{say(entry['event'], lang)} {entry['data']['reminder']}: {_subject(entry, lang)}{_fired(entry, lang)}"
    return Line(entry["at"], "!", text, "yellow")


def _breached(entry: Json, lang: str) -> Line:
    text = f"{say(entry['event'], lang)}: {_subject(entry, lang)} · {_owner(entry, lang)}{_fired(entry, lang)}"
    return Line(entry["at"], "✖", text, "bold red")


def _escalated(entry: Json, lang: str) -> Line:
    data = entry["data"]
    rung = pick(f"第{data['rung']}级", f"rung {data['rung']}", lang)
    addressee = say(entry["to"], lang) if entry.get("to") else data["to"]
    text = f"{say(entry['event'], lang)} {rung} → {addressee} ({last(data['escalation'])}: {_short(entry)})"
    due = moment(entry["acknowledge_by"], limit=True) if entry.get("acknowledge_by") else ""
    return Line(entry["at"], "▲", text + _fired(entry, lang), "bold red", due)


def _acknowledged(entry: Json, lang: str) -> Line:
    late, which = entry["data"].get("late"), last(entry["data"]["escalation"])
    text = f"{say(entry['event'], lang)} ({which}){_by(entry, lang)}{_late(late, lang)}"
    return Line(entry["at"], "△", text, "red" if late else "green")


def _closed(entry: Json, lang: str) -> Line:
    data = entry["data"]
    total = pick(f"累计回访{data['callbacks_total']}次", f"{data['callbacks_total']} callbacks in all", lang)
    return Line(entry["at"], "■", f"{say(entry['event'], lang)}: {say(entry['state'], lang)} · {total}", "bold green")


def _sealed(entry: Json, lang: str) -> Line:
    return Line(entry["at"], "▣", say(entry["event"], lang), "dim")


_SHAPES: dict[str, Callable[[Json, str], Line]] = {
    "opened": _opened,
    "task_opened": _task_opened,
    "task_answered": _task_answered,
    "task_dropped": _dropped,
    "promise_opened": _promise_opened,
    "promise_kept": _promise_kept,
    "promise_dropped": _dropped,
    "offer_taken": _task_answered,
    "reminded": _reminded,
    "breached": _breached,
    "escalated": _escalated,
    "acknowledged": _acknowledged,
    "closed": _closed,
    "sealed": _sealed,
}


def _subject(entry: Json, lang: str) -> str:
    return f"{say(entry.get('about'), lang)} ({_short(entry)})"


def _short(entry: Json) -> str:
    about = entry.get("about")
    return last(about["id"]) if about else ""


def _owner(entry: Json, lang: str) -> str:
    """Who owes it: the department where there is one, else the role."""
    owner = entry.get("department") or entry.get("role")
    return say(owner, lang) if owner else str(entry["data"].get("department") or entry["data"].get("role"))


def _by(entry: Json, lang: str) -> str:
    actor = entry.get("actor")
    if actor is None:
        return ""
    return f" — {actor['name'] or actor['id']} · {say(actor['department'] or actor['role'], lang)}"


def _late(late: Any, lang: str) -> str:
    return f" · {pick('逾期', 'late', lang)}" if late else ""


def _fired(entry: Json, lang: str) -> str:
    return f" ({pick('补发于', 'fired', lang)} {moment(entry['fired_at'])})" if entry.get("fired_at") else ""


def _due(entry: Json) -> str:
    return moment(entry["deadline"]["due"], limit=True) if entry.get("deadline") else ""


def _reasons(entry: Json, lang: str) -> tuple[str, ...]:
    """Why the limit is what it is, a line per language."""
    why = (entry.get("deadline") or {}).get("reason")
    if not why:
        return ()
    clause = entry["deadline"]["clause"]
    told = (why["zh"], why["en"]) if lang == "both" else (why[lang],)
    return tuple(f"{text} [{clause}]" if number == 0 else text for number, text in enumerate(told))


def _fields(entry: Json) -> tuple[str, ...]:
    fields = entry["data"].get("fields")
    return ("  ".join(f"{name}={value}" for name, value in fields.items()),) if fields else ()

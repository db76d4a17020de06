"""A case's timeline for the eye (时间线): one line per event, states as headings, reasons under deadlines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from cli.http import Json
from cli.paper import WIDTH, fold
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


def lines(entries: Iterable[Json], lang: str, *, small_print: bool = True) -> Iterator[Line]:
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
            line = _state(entry, lang)
            if line.text != state:
                yield line
            state = line.text
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
    return say(entry.get("to"), lang) or str(to.get("id"))


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
    text = (
        f"{say(entry['event'], lang)} {rung} → {say(entry['to'], lang)} ({last(data['escalation'])}: {_short(entry)})"
    )
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
    return say(entry.get("to"), lang)


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
    """Why the limit is what it is."""
    why = (entry.get("deadline") or {}).get("reason")
    if not why:
        return ()
    clause = entry["deadline"]["clause"]
    return (f"{why[lang]} [{clause}]",)


def _fields(entry: Json) -> tuple[str, ...]:
    fields = entry["data"].get("fields")
    if not fields:
        return ()
    plain = {name: str(value).lower() if isinstance(value, bool) else value for name, value in fields.items()}
    return ("  ".join(f"{name}={value}" for name, value in plain.items()),)

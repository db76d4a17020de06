"""One event of a timeline as one line (时间线的一行): sign, words, style, and the limit that begins with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cli.http import Json
from cli.words import last, moment, pick, say
from domain.rulebook.procedure import ENGINE_ROLE


@dataclass(frozen=True, slots=True)
class Line:
    """One line: instant, sign, text, style of both, and at the right the limit that begins with it."""

    at: str
    sign: str
    text: str
    style: str = ""
    due: str = ""
    notes: tuple[str, ...] = ()


def other(entry: Json, lang: str) -> Line:
    """An event that has no shape of its own, such as one of a newer release."""
    return Line(entry["at"], "·", f"{say(entry['event'], lang)}{_by(entry, lang)}")


def _opened(entry: Json, lang: str) -> Line:
    return Line(entry["at"], "★", f"{say(entry['event'], lang)}{_by(entry, lang)}", "bold")


def state(entry: Json, lang: str) -> Line:
    """A state of the case, as a heading."""
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


SHAPES: dict[str, Callable[[Json, str], Line]] = {
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
    if actor is None or actor["id"] == ENGINE_ROLE:  # what happens by itself needs no name beside it
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

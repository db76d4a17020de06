"""Words for terms and derivations (期限的文字), in both languages; also short reasons for a timeline."""

from collections.abc import Iterable

from api import words
from api.instants import CHINA, write
from api.plans import Plan
from domain.rulebook.complaint import DeadlineFrom
from domain.rulebook.text import Text
from domain.time.explain import Derivation, Step
from domain.time.instants import Instant, to_datetime
from domain.time.term import Term
from rulebooks.words import term_words

_MOST_DAYS = 12
"""Counted days that a short reason names one by one."""


def term_text(term: Term) -> Text:
    """``3 个工作日`` / ``3 working days``."""
    return Text(zh=term_words(term, "zh"), en=term_words(term, "en"))


def reason(derivation: Derivation) -> Text:
    """One line: the term, from when, and the days that were counted."""
    term = term_text(derivation.term)
    start = _moment(derivation.start)
    days = list(dict.fromkeys(_day(step) for step in derivation.steps if step.counted))
    shown = days if len(days) <= _MOST_DAYS else [*days[:3], "…", *days[-3:]]
    skipped = len({step.day for step in derivation.steps if not step.counted} - {_first(derivation.steps)})
    days_en = "day" if skipped == 1 else "days"
    zh = f"自 {start} 起 {term.zh}：{'、'.join(shown)}" + (f"；{skipped} 天不计" if skipped else "")
    en = f"{term.en} from {start}: {', '.join(shown)}" + (f"; {skipped} {days_en} not counted" if skipped else "")
    if derivation.provisional:
        note = words.text("texts", "provisional")
        zh, en = f"{zh}（{note.zh}）", f"{en} ({note.en})"
    return Text(zh=zh, en=en)


def without_term(plan: Plan, kind: str, rule: str) -> str:
    """The note on a deadline that has no term: a step by the promised date says so, any other that the case set it."""
    chapter = plan.book.complaint
    steps = chapter.steps if chapter is not None and kind == "task" else ()
    promised = any(step.id == rule and step.deadline is DeadlineFrom.PROMISED_DATE for step in steps)
    return "promised_date" if promised else "set_by_case"


def table(derivation: Derivation, lang: str, head: Iterable[tuple[str, str]] = ()) -> str:
    """The derivation day by day as plain text."""
    status = _say("provisional" if derivation.provisional else "confirmed", lang)
    lines = [f"{name}: {value}" for name, value in head]
    lines += [
        f"{_say('term', lang)}: {term_text(derivation.term).in_language(lang)}",
        f"{_say('start', lang)}: {write(derivation.start)}",
        "",
    ]
    lines += [_line(step, lang) for step in derivation.steps]
    lines += ["", f"{_say('due', lang)}: {_say('before', lang)} {write(derivation.due)} ({status})", ""]
    return "\n".join(lines)


def _line(step: Step, lang: str) -> str:
    mark = "+" if step.counted else "·"
    stretch = ""
    if step.since is not None and step.until is not None:
        stretch = f" {_clock(step.since)}-{_clock(step.until)}"
    note = words.text("notes", step.note_code).in_language(lang)
    doubt = f" ({_say('provisional_day', lang)})" if step.provisional else ""
    return f"  {mark} {step.day.isoformat()}{stretch}  {note}{doubt}"


def _say(key: str, lang: str) -> str:
    return words.text("texts", key).in_language(lang)


def _first(steps: tuple[Step, ...]) -> object:
    return steps[0].day if steps else None


def _day(step: Step) -> str:
    return f"{step.day:%m-%d}" + ("*" if step.kind == "M" else "")


def _moment(instant: Instant) -> str:
    return f"{to_datetime(instant).astimezone(CHINA):%Y-%m-%d %H:%M}"


def _clock(instant: Instant) -> str:
    return f"{to_datetime(instant).astimezone(CHINA):%H:%M}"

"""Shapes of a derivation (期限推导的结构)."""

from typing import NotRequired

from typing_extensions import TypedDict

from api import words
from api.deadlines.words import reason, term_text
from api.instants import write, write_or_none
from api.words import Named
from domain.time.explain import Derivation, Step


class StepOut(TypedDict):
    """One day, or one stretch of hours. `n`: counted so far in days, months, or microseconds for the hour clocks."""

    day: str
    kind: Named
    counted: bool
    note: Named
    n: int
    provisional: bool
    since: NotRequired[str | None]
    until: NotRequired[str | None]


class TermOut(TypedDict):
    """A term as the rulebook writes it, and in words."""

    term: str
    zh: str
    en: str


class DerivationOut(TypedDict):
    """Why a term ends when it ends. `due` is exclusive: an act is in time before it."""

    term: TermOut
    start: str
    due: str
    provisional: bool
    reason: dict[str, str]
    steps: list[StepOut]


class ExplainOut(TypedDict):
    """A recorded deadline, counted once more from the case's plan. `agrees`: the second count gives the same."""

    id: str
    case_no: str
    kind: str
    rule: Named
    role: Named
    clause: str
    term: TermOut | None
    start: str
    due: str
    provisional: bool
    binding: bool
    status: str
    breached_at: str | None
    agrees: bool
    reason: dict[str, str]
    steps: list[StepOut]
    rulebook: dict[str, str]
    calendar_hash: str


def derivation_out(derivation: Derivation) -> DerivationOut:
    """A derivation as data."""
    term = term_text(derivation.term)
    why = reason(derivation)
    return {
        "term": {"term": str(derivation.term), "zh": term.zh, "en": term.en},
        "start": write(derivation.start),
        "due": write(derivation.due),
        "provisional": derivation.provisional,
        "reason": {"zh": why.zh, "en": why.en},
        "steps": [step_out(step) for step in derivation.steps],
    }


def step_out(step: Step) -> StepOut:
    """One step of a derivation."""
    out: StepOut = {
        "day": step.day.isoformat(),
        "kind": words.named_in("days", step.kind),
        "counted": step.counted,
        "note": words.named_in("notes", step.note_code),
        "n": step.n,
        "provisional": step.provisional,
    }
    if step.since is not None:
        out["since"], out["until"] = write(step.since), write_or_none(step.until)
    return out

"""Transitions of fines and months (奖惩与月度的状态): proposed → confirmed or rejected, computed → confirmed.

Pure: a new value for every step, nothing is posted. Whoever acts gives a role and a reason. Rulings on responsibility
stand in `domain.policies.rulings`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NoReturn

from domain.decision.decision import Decision, Line, LineState, Outcome


class TransitionError(Exception):
    """A step that may not be taken (状态错误).

    `code` is one of wrong_state, wrong_role, reason_missing, party_missing, shares_invalid, amount_missing,
    amount_invalid, amount_fixed, slot_unset, facts_missing, not_a_fine, not_live, not_one_live, not_reversible.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


def refuse(code: str, **values: Any) -> NoReturn:
    """Raises TransitionError."""
    raise TransitionError(code, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does it, in which role, when and why (办理)."""

    actor: str
    role: str
    on: date
    reason: str


def allow(act: Act, roles: Iterable[str], state: StrEnum, wanted: StrEnum) -> None:
    """Raises TransitionError (wrong_state, wrong_role, reason_missing)."""
    allowed = tuple(roles)
    if state is not wanted:
        refuse("wrong_state", state=state.value, wanted=wanted.value)
    if act.role not in allowed:
        refuse("wrong_role", role=act.role, allowed=", ".join(allowed))
    if not act.reason.strip():
        refuse("reason_missing")


# ── fines and rewards ────────────────────────────────────────────────────────────────────────────────────────────────


class FineState(StrEnum):
    """State of a fine or reward (奖惩状态)."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fine:
    """A fine or reward as a policy proposed it (奖惩提议). `confirm` is the role that decides, `decision` the digest of
    what proposed it. Only a confirmed one has a line that may be posted."""

    id: str
    line: Line
    confirm: str
    decision: str
    state: FineState = FineState.PROPOSED
    act: Act | None = None

    @property
    def postable(self) -> tuple[Line, ...]:
        """The line, if it may be posted."""
        return (self.line,) if self.state is FineState.CONFIRMED else ()


def propose_fine(fine_id: str, line: Line, made: Decision) -> Fine:
    """From a proposed line of the decision on incentives. Raises TransitionError (not_a_fine)."""
    if line.state is not LineState.PROPOSED or line not in made.lines:
        refuse("not_a_fine", what=line.what)
    return Fine(id=fine_id, line=line, confirm=str(made.answer(f"{line.what}.confirm")), decision=made.digest)


def confirm_fine(fine: Fine, act: Act, amount: Decimal | None = None) -> Fine:
    """`amount` is what the manual leaves to whoever confirms; an amount by rule cannot be changed.

    Raises TransitionError (wrong_state, wrong_role, reason_missing, amount_missing, amount_fixed, amount_invalid).
    """
    allow(act, (fine.confirm,), fine.state, FineState.PROPOSED)
    line = fine.line
    if line.amount is not None and amount not in (None, line.amount):
        refuse("amount_fixed", amount=str(line.amount))
    due = line.amount if amount is None else amount
    if due is None:
        refuse("amount_missing", what=line.what)
    if due <= 0 or due != round(due, 2) or (line.at_most is not None and due > line.at_most):
        refuse("amount_invalid", amount=str(due))
    return replace(
        fine, line=replace(line, amount=round(due, 2), state=LineState.FIXED), state=FineState.CONFIRMED, act=act
    )


def reject_fine(fine: Fine, act: Act) -> Fine:
    """Raises TransitionError (wrong_state, wrong_role, reason_missing)."""
    allow(act, (fine.confirm,), fine.state, FineState.PROPOSED)
    return replace(fine, state=FineState.REJECTED, act=act)


# ── months ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class MonthState(StrEnum):
    """State of a person's month (月度绩效状态)."""

    COMPUTED = "computed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSheet:
    """A person's month as the scorecard computed it (月度绩效). `missing` names what keeps it open."""

    month: str
    person: str
    confirm: str
    decision: str
    total: int | None
    outcome: Outcome
    missing: tuple[str, ...] = ()
    state: MonthState = MonthState.COMPUTED
    act: Act | None = None


def computed_month(month: str, person: str, made: Decision, confirm: str) -> MonthSheet:
    """From the decision on a month; `confirm` is the role that the scorecard names."""
    total = next((each.value for each in made.answers if each.name == "total"), None)
    missing = tuple([need.what for need in made.needs])
    return MonthSheet(
        month=month,
        person=person,
        confirm=confirm,
        decision=made.digest,
        total=total,
        outcome=made.outcome,
        missing=missing,
    )


def confirm_month(sheet: MonthSheet, act: Act) -> MonthSheet:
    """Confirmed only when nothing is missing: a slot that the manual leaves open is set, or its points entered, and the
    month computed again. [S2-K11]

    Raises TransitionError (wrong_state, wrong_role, reason_missing, slot_unset, facts_missing).
    """
    allow(act, (sheet.confirm,), sheet.state, MonthState.COMPUTED)
    if sheet.outcome is Outcome.NEEDS_CONFIGURATION:
        refuse("slot_unset", slots=", ".join(sheet.missing))
    if sheet.outcome is not Outcome.DECIDED:
        refuse("facts_missing", missing=", ".join(sheet.missing))
    return replace(sheet, state=MonthState.CONFIRMED, act=act)

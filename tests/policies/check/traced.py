"""Decisions of a few steps to check (单步裁定): written by the trace, or by hand where the trace would not."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.decision.check import check
from domain.decision.decision import Decision, Outcome, decision, sealed
from domain.decision.facts import Facts
from domain.decision.trace import Trace, Val
from tests.policies.check.replay import DO
from tests.policies.support import ground_of

GROUND = ground_of("daoyi")
AS_OF = date(2026, 12, 31)
Of = Callable[[Trace, list[Val]], Val]


def trace_of(values: dict[str, Any]) -> tuple[Trace, list[Val]]:
    """A trace over these facts, and the facts in order; None is one that is not known."""
    facts = Facts({name: value for name, value in values.items() if value is not None}, {}, {})
    trace = Trace(GROUND, facts, AS_OF)
    return trace, [trace.maybe(name) for name in values]


def op(name: str, arg: str = "") -> Of:
    """An operation on all the facts there are."""
    return lambda trace, given: DO[name](trace, given, arg)


def made(trace: Trace, val: Val) -> Decision:
    """Closes the trace; the value is its answer."""
    return decision(trace, "test", Outcome.DECIDED, answers={"it": val})


def found(trace: Trace, made_: Decision) -> list[tuple[int, str]]:
    """What the checker says of a decision under a digest that fits it: the step and in what."""
    return [each[:2] for each in check(sealed(made_), trace.ground, trace.facts)]


def fill(values: list[Any], kind: str) -> dict[str, Any]:
    """Facts of one kind, in order."""
    names = {
        "day": ("unit.purchased_on", "unit.delivered_on", "unit.received_on"),
        "money": ("unit.shipping_price", "unit.invoice_price", "trip.loan", "trip.spent"),
        "truth": ("unit.used", "unit.usable", "findings.main_fault", "request.consent"),
        "whole": ("unit.stock", "unit.model_months", "trip.technicians", "request.unsold_days"),
    }[kind]
    return dict(zip(names, values, strict=False))

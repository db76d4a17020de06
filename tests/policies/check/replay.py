"""A single step done again by the operations that made it (重演)."""

from collections.abc import Callable
from typing import Any

from domain.decision.trace import Ref, Step, Trace, Val
from tests.policies.golden import Made

DO: dict[str, Callable[[Trace, list[Val], str], Val]] = {
    "add_months": lambda trace, given, arg: trace.add_months(given[0], given[1], "G-10"),
    "add_days": lambda trace, given, arg: trace.add_days(given[0], given[1], "G-10"),
    "days_between": lambda trace, given, arg: trace.days_between(given[0], given[1], "G-10", inclusive=arg != ""),
    "compare": lambda trace, given, arg: trace.compare(given[0], arg, given[1], "G-10"),
    "given": lambda trace, given, arg: trace.given(str(given[0].ref), "G-10"),
    "not": lambda trace, given, arg: trace.negate(given[0], "G-10"),
    "all": lambda trace, given, arg: trace.all_of(given, "G-10"),
    "any": lambda trace, given, arg: trace.any_of(given, "G-10"),
    "count": lambda trace, given, arg: trace.count(given, "G-10"),
    "multiply": lambda trace, given, arg: trace.multiply(given, "G-10", percent=arg != ""),
    "sum": lambda trace, given, arg: trace.total(given, "G-10"),
    "subtract": lambda trace, given, arg: trace.subtract(given[0], given[1], "G-10"),
    "min": lambda trace, given, arg: trace.smallest(given, "G-10"),
    "max": lambda trace, given, arg: trace.largest(given, "G-10"),
    "round": lambda trace, given, arg: trace.cents(given[0], "G-10"),
    "first": lambda trace, given, arg: trace.first(list(zip(given[::2], given[1::2], strict=True)), "G-10"),
    "share": lambda trace, given, arg: trace.share(given[0], given[1], "G-10"),
    "split": lambda trace, given, arg: trace.split(given[0], given[1:], int(arg), "G-10"),
    "today": lambda trace, given, arg: trace.today("G-10"),
    "streak": lambda trace, given, arg: trace.streak(
        list(zip(given[2::2], given[3::2], strict=True)), given[0], given[1], "G-10"
    ),
    "quarter": lambda trace, given, arg: trace.quarter(given[0], "G-10"),
    "rule": lambda trace, given, arg: Val(0, "the rulebook's own"),
}


def replayed(of: Made, step: Step) -> Any:
    """The value that the operations of `Trace` give for the inputs of this step."""
    trace = Trace(of.ground, of.facts, of.decision.derivation.as_of)
    return DO[step.op](trace, [Val(ref, _value(of, ref)) for ref in step.inputs], step.arg).value


def _value(of: Made, ref: Ref) -> Any:
    if isinstance(ref, int):
        return of.decision.derivation.steps[ref - 1].value
    return of.facts.get(ref)

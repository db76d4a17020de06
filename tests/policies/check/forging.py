"""Changes to a decision, one at a time (逐一篡改): what the checker has to catch."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from domain.decision.decision import Answer, Decision, Line, Outcome, sealed
from domain.decision.trace import Step

OPS = (
    "add_months", "add_days", "roll", "days_between", "compare", "given", "not", "all", "any", "rule", "count",
    "multiply", "sum", "subtract", "min", "max", "round", "choose", "first", "share", "today",
)  # fmt: skip


Change = Callable[[int, Step], Iterator[tuple[str, Step]]]
Whole = Callable[[Decision], "Iterator[Forged]"]


class Forged(NamedTuple):
    """A changed decision, with what was changed of it."""

    what: str
    decision: Decision


def other(value: Any) -> Any:
    """Another value of the same type."""
    if value is None:
        return True
    if isinstance(value, bool):
        return not value
    if isinstance(value, StrEnum):
        return next(each for each in type(value) if each is not value)
    if isinstance(value, date):
        return value + timedelta(1)
    if isinstance(value, Decimal):
        return value + Decimal("0.01")
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return (*value, "x")


def on_steps(made: Decision, change: Change) -> Iterator[Forged]:
    """Every change that `change` makes to a step, its number from 1."""
    steps = made.derivation.steps
    for n, step in enumerate(steps, 1):
        for what, changed in change(n, step):
            forged = (*steps[: n - 1], changed, *steps[n:])
            yield Forged(f"step {n} {what}: {changed}", with_steps(made, forged))


def with_steps(made: Decision, steps: tuple[Step, ...]) -> Decision:
    """The decision with other steps, under its old digest."""
    return _with(made, steps=steps)


def ops(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    yield from (("op", step._replace(op=op)) for op in (*OPS, "guess") if op != step.op)


def args(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    yield from (("arg", step._replace(arg=arg)) for arg in ("", "guess", "=", "inclusive", "none") if arg != step.arg)


def heads(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    """Another operation, another argument."""
    yield "op", step._replace(op="sum" if step.op != "sum" else "max")
    yield "arg", step._replace(arg=other(step.arg))


def inputs(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    """Not what came before, and nothing that is a fact."""
    for k in range(len(step.inputs)):
        for ref in (n, ("unit.colour", 0, -1, True)[(n + k) % 4]):
            yield "inputs", step._replace(inputs=(*step.inputs[:k], ref, *step.inputs[k + 1 :]))


def shuffles(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    """One input too few, one too many, another order: the value may still come out the same."""
    for k in range(len(step.inputs)):
        yield "inputs", step._replace(inputs=(*step.inputs[:k], *step.inputs[k + 1 :]))
    yield "inputs", step._replace(inputs=(*step.inputs, "unit.model"))
    if len(step.inputs) > 1:
        yield "inputs", step._replace(inputs=step.inputs[::-1])


def values(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    yield "value", step._replace(value=other(step.value))
    if step.value is not None:
        yield "value", step._replace(value=None)
    if isinstance(step.value, bool):
        yield "value", step._replace(value=int(step.value))


def clauses(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    yield "clause", step._replace(clause="S9-9.9")
    if step.path:
        yield "clause", step._replace(clause="G-16")


def paths(n: int, step: Step) -> Iterator[tuple[str, Step]]:
    yield "path", step._replace(path=f"{step.path}.nowhere")
    if step.op in ("rule", "roll", "choose") or step.path.endswith(".when"):
        yield "path", step._replace(path="")


def answers(made: Decision) -> Iterator[Forged]:
    """Each answer with another value, and from another place."""
    for n, answer in enumerate(made.answers):
        for changed in (
            Answer(answer.name, other(answer.value), answer.ref),
            Answer(answer.name, answer.value, len(made.derivation.steps) + 1),
            Answer(answer.name, answer.value, "unit.colour"),
        ):
            yield Forged(f"answer {changed}", replace(made, answers=_put(made.answers, n, changed)))


def hashes(made: Decision) -> Iterator[Forged]:
    """Each hash another one, and missing."""
    known = dict(made.derivation.hashes)
    for name, value in known.items():
        yield Forged(f"hash {name}", _with(made, hashes={**known, name: other(value)}))
        yield Forged(f"hash {name}", _with(made, hashes={k: v for k, v in known.items() if k != name}))


def amounts(made: Decision) -> Iterator[Forged]:
    """What a line may not say whatever its digest: another amount, none to a payee, nobody's, no step, no clause."""
    for n, line in enumerate(made.lines):
        changes: list[dict[str, Any]] = [
            {"refs": ()}, {"refs": (0,)}, {"clause": "S9-9.9"}, {"payee": line.payer}, {"document": "guess"},
        ]  # fmt: skip
        if line.amount is not None:
            changes += [{"amount": other(line.amount)}, {"amount": -line.amount}]
        changes += [{name: "guess"} for name in ("what", "payer", "payee", "borne_by", "advanced_by", "item")]
        changes += [{name: Decimal("0.37")} for name in ("rate", "at_most")]
        for change in changes:
            yield Forged(f"line {n} {change}", replace(made, lines=_put(made.lines, n, replace(line, **change))))


def everything_else(made: Decision) -> Iterator[Forged]:
    """Every field of a line, a need, an answer and the head, which the digest at least must not cover up."""
    for n, line in enumerate(made.lines):
        for each in fields(Line):
            value = other(getattr(line, each.name))
            yield Forged(
                f"line {n} {each.name}", replace(made, lines=_put(made.lines, n, replace(line, **{each.name: value})))
            )
    for n, need in enumerate(made.needs):
        for name in need.__slots__:
            changed = replace(need, **{name: other(getattr(need, name))})
            yield Forged(f"need {name}", replace(made, needs=_put(made.needs, n, changed)))
    for n, answer in enumerate(made.answers):
        yield Forged("answer", replace(made, answers=_put(made.answers, n, replace(answer, name=other(answer.name)))))
        yield Forged("answer", replace(made, answers=made.answers[:n] + made.answers[n + 1 :]))
    for n in range(len(made.lines)):
        yield Forged("line", replace(made, lines=made.lines[:n] + made.lines[n + 1 :]))
    yield Forged("policy", replace(made, policy=other(made.policy)))
    yield Forged("provisional", replace(made, provisional=not made.provisional))
    yield Forged("as_of", _with(made, as_of=other(made.derivation.as_of)))
    yield Forged("digest", replace(made, digest=other(made.digest)))
    yield from (Forged("outcome", replace(made, outcome=each)) for each in Outcome if each is not made.outcome)


def resealed(forged: Forged) -> Forged:
    """The change under a digest that fits it."""
    return Forged(forged.what, sealed(forged.decision))


def _with(made: Decision, **values: Any) -> Decision:
    return replace(made, derivation=replace(made.derivation, **values))


def _put(items: tuple[Any, ...], n: int, item: Any) -> tuple[Any, ...]:
    return (*items[:n], item, *items[n + 1 :])

"""Shapes of decisions (裁定结构): an outcome with lines and every step. Money is CNY, decimal text."""

from typing import Any

from typing_extensions import TypedDict

from api.decisions.names import Names, names_of
from api.decisions.words import fact_name
from domain.decision.decision import Line, plain
from domain.decision.ground import Ground
from domain.decision.view import View
from domain.rulebook.text import Text


class FactOut(TypedDict):
    """A fact as it was read, with its source."""

    name: str
    zh: str
    en: str
    value: Any
    source: str | None
    observed_on: str | None


class StepOut(TypedDict):
    """A step. `inputs` are numbers of steps or names of facts; `path` is the value of the rulebook that was used."""

    n: int
    op: str
    arg: str
    inputs: list[int | str]
    value: Any
    clause: str
    path: str


class DerivationOut(TypedDict):
    """Why, step by step. Numbers of steps that the audience does not see are missing."""

    steps: list[StepOut]


class AnswerOut(TypedDict):
    """One thing that was answered, and the step or fact that it comes from."""

    name: str
    zh: str
    en: str
    value: Any
    ref: int | str


class LineOut(TypedDict):
    """Money or goods from payer to payee. `amount` is above 0, null where a person still sets it (`at_most` bounds)."""

    kind: str
    what: str
    payer: str
    payee: str
    clause: str
    amount: str | None
    currency: str
    at_most: str | None
    quantity: int
    item: str | None
    base: str | None
    rate: str | None
    borne_by: str | None
    advanced_by: str | None
    state: str
    ruling: str | None
    document: str | None
    audience: list[str]
    refs: list[int | str]


class NeedOut(TypedDict):
    """What is missing: a fact, a person's decision or a slot of the rulebook."""

    what: str
    clause: str
    role: str | None
    reason: str | None
    low: str | None
    high: str | None


class RulebookOfDecision(TypedDict):
    """The rulebook that decided."""

    name: str
    version: str
    hash: str


class DecisionOut(TypedDict):
    """A decision. `complete` is false where something was left out for its audience; `digest` is then that of what is
    shown, and the hash of the facts is left out too."""

    policy: str
    outcome: str
    rulebook: RulebookOfDecision
    as_of: str
    audience: str
    complete: bool
    provisional: bool
    facts: list[FactOut]
    answers: list[AnswerOut]
    lines: list[LineOut]
    needs: list[NeedOut]
    derivation: DerivationOut
    hashes: dict[str, str]
    digest: str


def decision_out(seen: View, ground: Ground) -> DecisionOut:
    """What an audience sees of a decision, as data."""
    decision, book, names = seen.decision, ground.book, names_of(ground)
    return {
        "policy": decision.policy,
        "outcome": seen.outcome.value,
        "rulebook": {"name": book.name, "version": book.version, "hash": ground.rulebook_hash},
        "as_of": decision.derivation.as_of.isoformat(),
        "audience": seen.audience.value,
        "complete": seen.complete,
        "provisional": decision.provisional,
        "facts": _facts(seen),
        "answers": [_answer(each.name, each.value, each.ref, names) for each in seen.answers],
        "lines": [_line(line) for line in seen.lines],
        "needs": [
            {
                "what": need.what,
                "clause": need.clause,
                "role": need.role,
                "reason": need.reason,
                "low": need.low,
                "high": need.high,
            }
            for need in seen.needs
        ],
        "derivation": {
            "steps": [
                {
                    "n": n,
                    "op": step.op,
                    "arg": step.arg,
                    "inputs": list(step.inputs),
                    "value": plain(step.value),
                    "clause": step.clause,
                    "path": step.path,
                }
                for n, step in seen.steps.items()
            ]
        },
        "hashes": dict(seen.hashes),
        "digest": seen.digest,
    }


def _facts(seen: View) -> list[FactOut]:
    found: list[FactOut] = []
    for name, value in seen.facts.values.items():
        words, source = fact_name(name), seen.facts.source_of(name)
        observed = source.observed_on if source is not None else None
        found.append(
            {
                "name": name,
                "zh": words.zh,
                "en": words.en,
                "value": plain(value),
                "source": source.source if source is not None else None,
                "observed_on": observed.isoformat() if observed is not None else None,
            }
        )
    return found


def _answer(name: str, value: Any, ref: int | str, names: Names) -> AnswerOut:
    words: Text = names.answer(name)
    return {"name": name, "zh": words.zh, "en": words.en, "value": plain(value), "ref": ref}


def _line(line: Line) -> LineOut:
    return {
        "kind": line.kind.value,
        "what": line.what,
        "payer": line.payer,
        "payee": line.payee,
        "clause": line.clause,
        "amount": plain(line.amount),
        "currency": "CNY",
        "at_most": plain(line.at_most),
        "quantity": line.quantity,
        "item": line.item,
        "base": line.base,
        "rate": plain(line.rate),
        "borne_by": line.borne_by,
        "advanced_by": line.advanced_by,
        "state": line.state.value,
        "ruling": line.ruling,
        "document": line.document,
        "audience": [each.value for each in line.audience],
        "refs": list(line.refs),
    }

"""Shapes of decisions (裁定结构): facts in, an outcome with lines and every step out. Money is CNY, decimal text."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from typing_extensions import TypedDict

from api.decisions.names import Names, names_of
from api.decisions.words import fact_name
from api.paging import Code
from domain.decision.decision import Line, plain
from domain.decision.facts import GROUPS, LISTS, MAPPINGS, vocabulary
from domain.decision.ground import Ground
from domain.decision.view import View
from domain.rulebook.text import Text

PolicyName = Literal["warranty", "entitlement", "return", "settlement", "responsibility", "kpi", "incentives"]
AudienceName = Literal["customer", "dealer", "company"]

_SCHEMAS: dict[Any, dict[str, Any]] = {
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    str: {"type": "string", "minLength": 1},
}
_SOURCE: dict[str, Any] = {"type": "string", "minLength": 1, "description": "form or document, who stated it"}
_OBSERVED: dict[str, Any] = {"type": "string", "format": "date", "description": "when it was observed"}


def _value_schema(name: str, kind: Any) -> dict[str, Any]:
    """A fact's value, or the value with where it comes from; null is the same as left out: not known."""
    bare = _SCHEMAS.get(kind, {"type": "array", "items": {"type": "string", "minLength": 1}})
    told = {
        "type": "object",
        "additionalProperties": False,
        "required": ["source"],
        "properties": {"value": {"anyOf": [bare, {"type": "null"}]}, "source": _SOURCE, "observed_on": _OBSERVED},
    }
    words = fact_name(name)
    return {"anyOf": [bare, told, {"type": "null"}], "description": f"{words.zh} {words.en}"}


def facts_schema() -> dict[str, Any]:
    """The vocabulary of facts as a JSON schema."""
    groups: dict[str, Any] = {}
    for group, kind in GROUPS.items():
        properties: dict[str, Any] = {"source": _SOURCE, "observed_on": _OBSERVED}
        for name, value in vocabulary().items():
            owner, _, field = name.partition(".")
            if owner != group:
                continue
            if field in MAPPINGS:
                properties[field] = {"type": "object", "additionalProperties": _SCHEMAS[int]}
            else:
                properties[field] = _value_schema(name, value)
        words = (kind.__doc__ or "").strip().partition("\n")[0]
        table = {"type": "object", "additionalProperties": False, "properties": properties, "description": words}
        groups[group] = {"type": "array", "maxItems": 2000, "items": table} if group in LISTS else table
    return {"type": "object", "additionalProperties": False, "properties": groups}


class Asked(BaseModel):
    """Facts, and what to decide them by. What is left out of the facts is not known, which is not the same as no."""

    model_config = ConfigDict(extra="forbid", strict=True)

    facts: Annotated[dict[str, Any], WithJsonSchema(facts_schema())]
    rulebook: Code | None = Field(None, description="by default the company's own")
    as_of: str | None = Field(
        None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="YYYY-MM-DD; by default today where the company is"
    )
    audience: AudienceName | None = Field(
        None, description="for whom to leave out what they may not see; by default as much as the caller may see"
    )


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

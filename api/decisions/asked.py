"""What is asked (试裁请求): facts of the vocabulary, and what to decide them by. Money is decimal text."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from api.decisions.words import fact_name
from api.paging import Code
from domain.decision.facts import GROUPS, LISTS, MAPPINGS, vocabulary

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

"""From a validation error to pointers (字段校验): pydantic's error types as our stable codes."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from api.body import escape
from api.problems import FieldError, ProblemError

M = TypeVar("M", bound=BaseModel)

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "string_pattern_mismatch": "bad_format",
    "string_unicode": "unreadable_text",
    "literal_error": "not_a_choice",
    "enum": "not_a_choice",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
}
_EXPECTED = {
    "string": "text",
    "bool": "true or false",
    "int": "a whole number",
    "model": "an object",
    "dict": "an object",
}


def model_of(model: type[M], data: dict[str, Any]) -> M:
    """`data` as a model. Raises ProblemError `invalid_fields` with one entry per field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ProblemError("invalid_fields", errors=field_errors(error.errors())) from None


def field_errors(errors: Sequence[Any], skip: int = 0) -> tuple[FieldError, ...]:
    """Pydantic's error details as field errors; the first `skip` parts of each location are left out."""
    return tuple(field_error(item, "".join(f"/{escape(str(part))}" for part in item["loc"][skip:])) for item in errors)


def field_error(item: Any, at: str, where: str = "pointer") -> FieldError:
    """One error detail at a place."""
    kind: str = item["type"]
    if kind == "value_error" and str(item.get("ctx", {}).get("error")) in ("not_rfc3339", "instant_out_of_range"):
        return FieldError("not_rfc3339", at, where)
    context = item.get("ctx") or {}
    limit = context.get("max_length") or context.get("min_length")
    values: dict[str, str | int] = {"limit": limit} if isinstance(limit, int) else {}
    code = _CODES.get(kind)
    if code is None and (kind.endswith(("_type", "_parsing")) or kind == "string_sub_type"):
        code, values = "wrong_type", {"expected": _EXPECTED.get(kind.split("_")[0], kind.split("_")[0])}
    return FieldError(code or "invalid", at, where, values=values)

"""From the casebook's and the framework's errors to problems (错误映射)."""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api import language
from api.problem_texts import FIELD_PROBLEMS, PROBLEMS
from api.problems import FieldError, ProblemError, respond
from api.validation import field_error
from casebook.errors import CasebookError, Kind
from contracts.commands import Refusal

_OF_HEADER = {
    ("missing", "idempotency-key"): "idempotency_key_missing",
    ("missing", "if-match"): "precondition_required",
}
_MALFORMED_HEADER = {"idempotency-key": "idempotency_key_invalid", "if-match": "if_match_invalid"}
_OF_KIND = {
    Kind.INVALID: "invalid_fields",
    Kind.UNAUTHENTICATED: "unauthorized",
    Kind.FORBIDDEN: "forbidden",
    Kind.NOT_FOUND: "not_found",
    Kind.CONFLICT: "superseded",
    Kind.PRECONDITION_REQUIRED: "precondition_required",
    Kind.BUSY: "busy",
    Kind.UNAVAILABLE: "case_unavailable",
    Kind.STARTUP: "internal_error",
}
_OF_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def of_casebook(error: CasebookError, extra: Mapping[str, Any] | None = None) -> ProblemError:
    """A casebook error as a problem."""
    code = error.code if error.code in PROBLEMS else _OF_KIND[error.kind]
    if error.code in FIELD_PROBLEMS:
        code = "invalid_fields"
    return ProblemError(
        code,
        errors=_errors(str(error.params.get("reason", error.code)), error.pointer, error.clause, error.params),
        clause=error.clause,
        retry_after=error.retry_after,
        extra=extra,
        values=error.params,
    )


def of_refusal(refusal: Refusal, extra: Mapping[str, Any] | None = None) -> ProblemError:
    """A case's refusal as a problem."""
    code = refusal.code if refusal.code in PROBLEMS else "superseded"
    errors = _errors(refusal.detail or refusal.code, refusal.pointer, refusal.clause, {})
    return ProblemError(code, errors=errors, clause=refusal.clause, extra=extra)


def _errors(
    code: str, pointer: str | None, clause: str | None, values: Mapping[str, str | int]
) -> tuple[FieldError, ...]:
    if pointer is None:
        return ()
    return (FieldError("invalid" if code == "invalid_fields" else code, pointer, clause=clause, values=values),)


def of_validation(error: RequestValidationError) -> ProblemError:
    """Bad parameters and headers. A path that cannot name anything names nothing."""
    items = error.errors()
    if any(item["loc"][0] == "path" for item in items):
        return ProblemError("not_found")
    for item in items:
        if item["loc"][0] == "header":
            return _of_header(item)
    errors = tuple(field_error(item, str(item["loc"][-1]), "parameter") for item in items)
    if any(item["loc"][-1] == "cursor" for item in items):
        return ProblemError("invalid_cursor", errors=errors)
    return ProblemError("invalid_parameter", errors=errors)


def _of_header(item: Any) -> ProblemError:
    name = str(item["loc"][-1]).lower()
    code = _OF_HEADER.get((item["type"], name)) or _MALFORMED_HEADER.get(name, "invalid_header")
    return ProblemError(code, errors=(field_error(item, name, "header"),), name=name)


async def on_problem(request: Request, error: Exception) -> Response:
    """Answers with our own problem."""
    assert isinstance(error, ProblemError)  # noqa: S101 - registered for this class
    return respond(error, language.of(request))


async def on_casebook(request: Request, error: Exception) -> Response:
    """Answers with a casebook error that no route has translated."""
    assert isinstance(error, CasebookError)  # noqa: S101 - registered for this class
    return respond(of_casebook(error), language.of(request))


async def on_validation(request: Request, error: Exception) -> Response:
    """Answers to bad parameters and headers."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    return respond(of_validation(error), language.of(request))


async def on_http(request: Request, error: Exception) -> Response:
    """Answers for the framework: unknown addresses and methods, and bodies that it could not read."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    code = _OF_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "internal_error")
    return respond(ProblemError(code, headers=error.headers), language.of(request))

"""Problem details (RFC 9457, 错误说明): one table code → status → words in two languages; also used by the console."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from api.problem_texts import FIELD_PROBLEMS, PROBLEMS, Kind

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {429: 1, 503: 2}
"""Seconds after which a repetition makes sense, where nothing better is known."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: `at` is a JSON pointer into the body, or the name of a parameter or header."""

    code: str
    at: str
    where: str = "pointer"
    clause: str | None = None
    values: Mapping[str, str | int] = field(default_factory=dict)


class ProblemError(Exception):
    """A request that cannot be answered as asked. `code` is a key of PROBLEMS; `extra` joins the answer's body."""

    def __init__(
        self,
        code: str,
        *,
        errors: tuple[FieldError, ...] = (),
        clause: str | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
        values: Mapping[str, str | int] | None = None,
        **more: str | int,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors
        self.clause = clause
        self.headers = dict(headers or {})
        self.extra = extra or {}
        self.retry_after = retry_after
        self.values = {**(values or {}), **more}


def kind_of(code: str) -> Kind:
    """Status and words of a code; an unknown code is a fault of ours and is shown as one."""
    return PROBLEMS.get(code) or PROBLEMS["internal_error"]


def body_of(problem: ProblemError, lang: str) -> dict[str, Any]:
    """The problem as plain data in `lang` ("zh" or "en")."""
    kind = kind_of(problem.code)
    body: dict[str, Any] = {
        "type": f"urn:tuoshan:problem:{problem.code}",
        "title": kind.title.in_language(lang),
        "status": kind.status,
        "code": problem.code,
        "detail": kind.detail.in_language(lang).format_map(_Values(problem.values)),
    }
    if problem.clause:
        body["clause"] = problem.clause
    if problem.errors:
        body["errors"] = [_field_body(error, lang) for error in problem.errors]
    body.update(problem.extra)
    return body


def respond(problem: ProblemError, lang: str) -> Response:
    """The problem as an answer."""
    body = body_of(problem, lang)
    status = body["status"]
    headers = {"content-language": "en" if lang == "en" else "zh-CN", **problem.headers}
    wait = problem.retry_after or RETRY_AFTER.get(status)
    if wait is not None:
        headers.setdefault("retry-after", str(wait))
    if status == 401:
        headers.setdefault("www-authenticate", "Bearer")
    return Response(json.dumps(body, ensure_ascii=False), status, headers, MEDIA_TYPE)


def _field_body(error: FieldError, lang: str) -> dict[str, Any]:
    words = FIELD_PROBLEMS.get(error.code)
    if words is None:
        words = PROBLEMS[error.code].detail if error.code in PROBLEMS else FIELD_PROBLEMS["invalid"]
    body = {
        error.where: error.at,
        "code": error.code,
        "detail": words.in_language(lang).format_map(_Values(error.values)),
    }
    if error.clause:
        body["clause"] = error.clause
    return body


class _Values(dict[str, Any]):
    """Placeholders of a text; one without a value stays empty rather than failing the answer."""

    def __missing__(self, key: str) -> str:
        return ""

"""The OpenAPI description (接口描述), its pages from local files, and what a body takes."""

import importlib.util
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from api.forms import Told
from contracts.forms import FORMS, Acknowledgement, ComplaintRecord, Withdrawal

PUBLIC = ("/healthz", "/readyz", "/metrics")
_REF = "#/components/schemas/{model}"
_ELSEWHERE = (ComplaintRecord.FORM, Withdrawal.FORM, Acknowledgement.FORM)
"""Forms with routes of their own."""

_BODIES: dict[str, type[BaseModel]] = {}
"""Bodies that routes read themselves, by the name of their schema."""

_DESCRIPTION = """
After-sales cases that cannot be forgotten. 售后案件,一件不忘。

- **Authorization: Bearer …** names the caller; everything is within the caller's company.
- **Idempotency-Key** goes with every form: the same key and body give the same answer (`Idempotent-Replayed: true`).
- **If-Match** names the revision that you saw: a task's for its form, the case's for a withdrawal.
- Errors are `application/problem+json` with a stable `code`, in zh-CN or en by Accept-Language.
- A 2xx means that it is stored. 503 means: repeat with the same key (`case_frozen` and `fork` wait for an operator).
"""

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; branch on this"},
        "detail": {"type": "string"},
        "clause": {"type": "string", "description": "the manual's clause"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body"},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "clause": {"type": "string"},
                },
            },
        },
        "current": {"type": "object", "description": "how the thing that was named stands now"},
    },
}


def takes(*models: type[BaseModel]) -> dict[str, Any]:
    """What a route's description says of its body, which the route reads itself."""
    _BODIES.update((model.__name__, model) for model in models)
    schemas = [{"$ref": _REF.format(model=model.__name__)} for model in models]
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def takes_form() -> dict[str, Any]:
    """The body of a task's or an offer's form: any of the forms, flat, with what is told beside."""
    return takes(*(_with_told(form) for name, form in FORMS.items() if name not in _ELSEWHERE))


def _with_told(form: type[BaseModel]) -> type[BaseModel]:
    return type(
        form.__name__, (form, Told), {"__doc__": form.__doc__, "__module__": __name__, "FORM": "", "CLAUSE": ""}
    )


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document, made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title="Tuoshan 妥善",
            version=app.version,
            summary="After-sales cases as durable workflows",
            description=_DESCRIPTION,
            routes=app.routes,
        )
        parts = schema.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            parts.pop(name, None)
        parts["Problem"] = _PROBLEM
        schema["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        for name, model in _BODIES.items():
            body = model.model_json_schema(ref_template=_REF)
            parts.update(body.pop("$defs", {}))
            parts[name] = body
        for path, methods in schema["paths"].items():
            for operation in methods.values():
                _complete(path, operation)
        app.openapi_schema = schema
    return app.openapi_schema


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Adds the problem answers, and who may ask."""
    operation["responses"].pop("422", None)
    problem = {"schema": {"$ref": _REF.format(model="Problem")}}
    operation["responses"]["default"] = {
        "description": "Problem details",
        "content": {"application/problem+json": problem},
    }
    operation["security"] = [] if path in PUBLIC else [{"bearer": []}]


_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>Tuoshan 妥善 API</title>
<link rel="stylesheet" href="/docs/static/swagger-ui.css"><link rel="icon" href="data:,"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/static/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
"""
_START = """SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset]});
"""
_PAGE_POLICY = {
    # Swagger UI writes style attributes and shows its icons as data addresses; scripts come from here only.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
}


def _static_files() -> Path:
    """Where the package of Swagger UI's files lies; its code is not used."""
    found = importlib.util.find_spec("fastapi_offline")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("fastapi-offline is not installed")
    return Path(found.submodule_search_locations[0]) / "static"


def add_pages(app: FastAPI) -> None:
    """Mounts the description and its page; nothing is fetched from elsewhere."""

    async def page() -> Response:
        return HTMLResponse(_PAGE, headers=_PAGE_POLICY)

    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    app.add_api_route("/docs", page, include_in_schema=False)
    app.add_api_route("/docs/start.js", start, include_in_schema=False)
    app.mount("/docs/static", StaticFiles(directory=_static_files()), name="docs")

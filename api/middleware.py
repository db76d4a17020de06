"""Around every request (请求外壳): security headers, limits on size, one log line, metrics, and the last resort."""

import time
import traceback
import uuid
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.language import of_header
from api.problems import ProblemError, respond

log = structlog.stdlib.get_logger("api.access")

HEADERS_LIMIT = 16 * 1024
"""Bytes of all headers and the address together."""

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "strict-transport-security": "max-age=31536000",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-store",
    "vary": "Accept-Language, Authorization",
}
"""Set unless the route has set its own."""


class Metrics:
    """What `/metrics` tells of this process's requests. Labels: route templates, never addresses or people."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["method", "route", "status"]
        self.requests = Counter("tuoshan_http_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "tuoshan_http_request_seconds",
            "Time to the end of the answer.",
            ["method", "route"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )


class Shell:
    """The outermost layer of ours: whatever goes wrong inside, the answer is a problem without a stack."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = request_id
            await send(message)

        try:
            if _too_large(scope):
                await _refuse(scope, receive, send_on, "headers_too_large")
            else:
                await self.app(scope, receive, send_on)
        except Exception as error:
            # Frames only: a message may quote what people wrote or the parameters of a statement.
            frames = "".join(traceback.format_tb(error.__traceback__))
            name = type(error).__name__
            log.error("request_failed", request_id=request_id, route=_route(scope), error=name, frames=frames)
            if status:
                raise
            await _refuse(scope, receive, send_on, "internal_error")
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in ("GET", "POST") else "OTHER"
        route = _route(scope)
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(method, route).observe(seconds)
        state: dict[str, Any] = scope["state"]
        log.info(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            actor=state.get("actor"),
            company=state.get("company"),
            request_id=state["request_id"],
        )


def _route(scope: Scope) -> str:
    """The route's template, so that neither a log nor a label ever carries what a caller typed."""
    return getattr(scope.get("route"), "path", "none")


def _too_large(scope: Scope) -> bool:
    size = len(scope["query_string"]) + len(scope.get("raw_path") or b"")
    return size + sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_LIMIT


async def _refuse(scope: Scope, receive: Receive, send: Send, code: str) -> None:
    lang = of_header(Headers(scope=scope).get("accept-language"))
    await respond(ProblemError(code), lang)(scope, receive, send)

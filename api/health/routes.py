"""``/healthz``, ``/readyz``, ``/metrics``: without a caller, and without personal data."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import TypedDict

from api.answers import answer
from api.health.service import Readiness, gauges
from api.problems import ProblemError

router = APIRouter(tags=["health"])


class Health(TypedDict):
    """The process answers."""

    status: str


class Ready(TypedDict):
    """Every part that a command needs, with "ok" or what is wrong."""

    status: str
    checks: dict[str, str]


@router.get("/healthz", summary="The process answers", responses={200: {"model": Health}})
async def healthz() -> Response:
    """Says nothing about database or Temporal: restarting this process would not mend those."""
    return answer(Health(status="ok"))


@router.get("/readyz", summary="Commands would be taken", responses={200: {"model": Ready}})
async def readyz(request: Request) -> Response:
    """A new transaction, the newest migration, a round trip through Temporal to its own database."""
    readiness: Readiness = request.app.state.readiness
    checks = await readiness.checks(request.app.state.book)
    if any(result != "ok" for result in checks.values()):
        raise ProblemError("not_ready", extra={"checks": checks})
    return answer(Ready(status="ready", checks=checks))


@router.get("/metrics", summary="Prometheus metrics", responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Requests of this process, and what needs a person: stuck commands, frozen cases, undelivered notices."""
    text = generate_latest(request.app.state.metrics.registry) + await gauges(request.app.state.book)
    return Response(text, 200, None, CONTENT_TYPE_LATEST)

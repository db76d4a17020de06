"""The application (应用装配): routes, handlers, and what they share."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import openapi
from api.alarms.routes import router as alarms
from api.answers import answer
from api.calendars.routes import router as calendars
from api.cases.routes import router as cases
from api.complaints.routes import router as complaints
from api.deadlines.routes import router as deadlines
from api.decisions.routes import router as decisions
from api.escalations.routes import router as escalations
from api.failures import on_casebook, on_http, on_problem, on_validation
from api.health.routes import router as health
from api.health.service import Readiness
from api.middleware import Metrics, Shell
from api.offers.routes import router as offers
from api.problems import ProblemError
from api.rate import Buckets, Limits
from api.rulebooks.routes import router as rulebooks
from api.tasks.routes import router as tasks
from api.terms.routes import router as terms
from api.undelivered.routes import router as undelivered
from casebook.book import Casebook
from casebook.errors import CasebookError

ROUTERS = (
    tasks,  # the most asked for come first: routes are tried in order
    complaints,
    cases,
    deadlines,
    offers,
    escalations,
    undelivered,
    alarms,
    terms,
    decisions,
    rulebooks,
    calendars,
    health,
)


def create_app(book: Casebook, limits: Limits | None = None) -> FastAPI:
    """The API over a connected casebook; whoever made the casebook closes it."""
    app = FastAPI(
        title="Tuoshan",
        version=book.settings.build_id,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.book = book
    app.state.limits = limits or Limits()
    app.state.buckets = Buckets()
    app.state.metrics = Metrics()
    app.state.readiness = Readiness()
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(CasebookError, on_casebook)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_middleware(Shell, metrics=app.state.metrics)

    async def description() -> Response:
        return answer(openapi.describe(app))

    app.add_api_route("/openapi.json", description, include_in_schema=False)
    openapi.add_pages(app)
    return app

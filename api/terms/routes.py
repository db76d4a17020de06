"""``POST /v1/terms/preview`` (期限试算): the same function that the cases use, on a term of your own."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from api.answers import answer, plain, wants_text
from api.body import read_json
from api.caller import Authenticated
from api.deadlines import words as deadline_words
from api.deadlines.schemas import DerivationOut, derivation_out
from api.openapi import takes
from api.paging import Code, InstantParam
from api.problems import FieldError, ProblemError
from api.rulebooks.service import published_for
from api.validation import model_of
from domain.time.errors import TimeRuleError
from domain.time.explain import Derivation, explain
from domain.time.term import Clock, Term
from rulebooks.calendars import load_calendar

router = APIRouter(prefix="/v1/terms", tags=["terms"])

_MOST = {
    Clock.WORKING_DAYS: 1_000,
    Clock.CALENDAR_DAYS: 1_000,
    Clock.MONTHS: 120,
    Clock.WORKING_HOURS: 1_000 * 60,
    Clock.CLOCK_HOURS: 10_000 * 60,
    Clock.SAME_DAY: 0,
}
"""A derivation tells every day: longer ones are no use to a reader."""


class Preview(BaseModel):
    """A term as a rulebook writes it, and the instant from which it runs."""

    model_config = ConfigDict(extra="forbid", strict=True)

    term: str = Field(min_length=1, max_length=100, examples=["3 working days"])
    start: InstantParam
    rulebook: Code | None = Field(None, description="by default the company's own")


@router.post(
    "/preview",
    summary="What a term would give",
    responses={200: {"model": DerivationOut, "content": {"text/plain": {"schema": {"type": "string"}}}}},
    openapi_extra=takes(Preview),
)
async def preview_term(request: Request, caller: Authenticated) -> Response:
    """Due instant, provisional or not, and the derivation day by day. Writes nothing."""
    derivation = _derive(caller, model_of(Preview, await read_json(request)))
    if wants_text(request):
        return plain(deadline_words.table(derivation, caller.lang))
    return answer(derivation_out(derivation))


def _derive(caller: Authenticated, asked: Preview) -> Derivation:
    book = published_for(caller, asked.rulebook).book
    try:
        term = Term.parse(asked.term)
    except TimeRuleError:
        raise ProblemError("term_invalid", errors=(FieldError("bad_format", "/term"),)) from None
    if term.amount > _MOST[term.clock]:
        raise ProblemError("term_invalid", errors=(FieldError("out_of_range", "/term"),))
    return explain(term, asked.start, load_calendar(book.calendar, book.windows, book.quiet).calendar)

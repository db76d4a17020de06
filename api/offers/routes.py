"""``POST /v1/offers/{id}/form`` (可选动作)."""

from fastapi import APIRouter
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from api import forms
from api.body import read_json
from api.caller import Authenticated, Caller
from api.cases.schemas import CaseOut
from api.commands import ask
from api.headers import IdempotencyKey
from api.openapi import takes_form
from api.paging import RowId
from api.problems import ProblemError
from casebook.book import single_statements
from casebook.forms import file_form
from storage import models

router = APIRouter(prefix="/v1/offers", tags=["offers"])


@router.post(
    "/{offer_id}/form",
    summary="File a form that is on offer",
    responses={200: {"model": CaseOut}},
    openapi_extra=takes_form(),
)
async def file_offer_form(
    request: Request, caller: Authenticated, offer_id: RowId, idempotency_key: IdempotencyKey
) -> Response:
    """An appeal, a refusal of responsibility. An offer has no revision: it stands or it does not."""
    told, fields = forms.told_of(await read_json(request))
    form = forms.form_of(told.form or await _form_of(caller, offer_id), fields)
    filed = file_form(caller.book, caller.person, idempotency_key, offer_id, None, form, told.occurred_at)
    return await ask(caller, offer_id, filed)


async def _form_of(caller: Caller, offer_id: str) -> str:
    offers = models.offers
    query = select(offers.c.form).where(offers.c.id == offer_id, offers.c.company == caller.company)
    async with single_statements(caller.book.engine) as connection:
        form: str | None = (await connection.execute(query)).scalar_one_or_none()
    if form is None:
        raise ProblemError("not_found")
    return form

"""``/v1/escalations`` (升级)."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.answers import answer
from api.body import read_json
from api.caller import Authenticated
from api.cases.schemas import CaseOut
from api.commands import ask
from api.escalations import service
from api.escalations.schemas import EscalationFilter, EscalationList
from api.headers import IdempotencyKey
from api.openapi import takes
from api.paging import RowId
from api.validation import model_of
from casebook.forms import acknowledge
from contracts.forms import Acknowledgement

router = APIRouter(prefix="/v1/escalations", tags=["escalations"])


@router.get("", summary="Rungs that fired", responses={200: {"model": EscalationList}})
async def list_escalations(caller: Authenticated, wanted: Annotated[EscalationFilter, Query()]) -> Response:
    """The newest first; unless asked otherwise, those whose task or promise is still open. Who is not of the company
    sees those that speak to them."""
    return answer(await service.page(caller, wanted if caller.inside else wanted.model_copy(update={"mine": True})))


@router.post(
    "/{escalation_id}/acknowledgement",
    summary="Acknowledge an escalation",
    responses={200: {"model": CaseOut}},
    openapi_extra=takes(Acknowledgement),
)
async def acknowledge_escalation(
    request: Request, caller: Authenticated, escalation_id: RowId, idempotency_key: IdempotencyKey
) -> Response:
    """Its addressee has seen it: the next rung does not fire. The body may be `{}`."""
    form = model_of(Acknowledgement, await read_json(request))
    seen = acknowledge(caller.book, caller.person, idempotency_key, escalation_id, form)
    return await ask(caller, escalation_id, seen)

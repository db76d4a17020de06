"""``GET /v1/deadlines/{id}/explain`` (期限说明)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers import answer, plain, wants_text
from api.caller import Insider
from api.deadlines import service
from api.deadlines.schemas import ExplainOut
from api.paging import RowId

router = APIRouter(prefix="/v1/deadlines", tags=["deadlines"])


@router.get(
    "/{deadline_id}/explain",
    summary="Why a deadline ends when it ends",
    responses={200: {"model": ExplainOut, "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def explain_deadline(request: Request, caller: Insider, deadline_id: RowId) -> Response:
    """Counted again from the case's plan, day by day; `Accept: text/plain` gives it for the eye."""
    row, plan = await service.find(caller, deadline_id)
    if wants_text(request):
        return plain(service.explain_text(row, plan, caller.lang))
    return answer(service.explain_out(row, plan))

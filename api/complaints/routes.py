"""``POST /v1/complaints`` (受理投诉)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.body import read_json
from api.caller import Authenticated
from api.cases.schemas import CaseOut
from api.commands import AcceptedOut, ask
from api.complaints.schemas import Intake, read_intake
from api.headers import IdempotencyKey
from api.openapi import takes
from casebook.intake import open_complaint

router = APIRouter(prefix="/v1/complaints", tags=["complaints"])


@router.post(
    "",
    summary="Open a complaint",
    status_code=201,
    responses={201: {"model": CaseOut}, 202: {"model": AcceptedOut}},
    openapi_extra=takes(Intake),
)
async def open_a_complaint(request: Request, caller: Authenticated, idempotency_key: IdempotencyKey) -> Response:
    """The record (S0-F3), flat, with the customer beside it.

    201 with the case once its first events are stored; 202 with the case number while only the command is.
    """
    record, intake = read_intake(await read_json(request))
    opened = open_complaint(
        caller.book,
        caller.person,
        idempotency_key,
        record,
        intake.customer,
        occurred_at=intake.occurred_at,
        rehearsal_start=intake.rehearsal.starts_at if intake.rehearsal else None,
    )
    return await ask(caller, None, opened, intake=True)

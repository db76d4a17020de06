"""``/v1/cases`` (案件)."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.answers import answer
from api.body import read_json
from api.caller import Authenticated, Insider
from api.cases import advance, service
from api.cases.schemas import CaseFilter, CaseList, CaseOut, CustomerOut, RevealList, Timeline
from api.commands import ask
from api.headers import IdempotencyKey, IfMatch, etag, revision
from api.instants import write
from api.openapi import takes
from api.paging import CaseNo, Page
from api.reason import Reason
from api.validation import model_of
from casebook import reveal
from casebook.forms import withdraw
from contracts.forms import Withdrawal

router = APIRouter(prefix="/v1/cases", tags=["cases"])


@router.get("", summary="List and search cases", responses={200: {"model": CaseList}})
async def list_cases(caller: Insider, wanted: Annotated[CaseFilter, Query()]) -> Response:
    """The company's cases, newest first."""
    return answer(await service.page(caller, wanted))


@router.get("/{case_no}", summary="One case", responses={200: {"model": CaseOut}})
async def get_case(caller: Insider, case_no: CaseNo) -> Response:
    """Everything open, what the caller may do now, and the fields that each act needs. The ETag is its revision."""
    case = await service.whole(caller, case_no)
    return answer(case, headers={"etag": etag(case["revision"])})


@router.get("/{case_no}/timeline", summary="What happened, and why then", responses={200: {"model": Timeline}})
async def get_timeline(caller: Insider, case_no: CaseNo, wanted: Annotated[Page, Query()]) -> Response:
    """Every event of the case, oldest first, with deadlines and their reasons."""
    return answer(await service.timeline(caller, case_no, wanted))


@router.post(
    "/{case_no}/withdraw",
    summary="The customer withdraws",
    responses={200: {"model": CaseOut}},
    openapi_extra=takes(Withdrawal),
)
async def withdraw_case(
    request: Request, caller: Authenticated, case_no: CaseNo, idempotency_key: IdempotencyKey, if_match: IfMatch
) -> Response:
    """Ends the case at the customer's wish (SM-1). If-Match names the case's revision."""
    seen = revision(if_match)
    form = model_of(Withdrawal, await read_json(request))
    return await ask(caller, case_no, withdraw(caller.book, caller.person, idempotency_key, case_no, seen, form))


@router.post(
    "/{case_no}/reveal",
    summary="Show the customer unmasked",
    responses={200: {"model": CustomerOut}},
    openapi_extra=takes(Reason),
)
async def reveal_customer(request: Request, caller: Authenticated, case_no: CaseNo) -> Response:
    """Name, phone and address in full, for a supervisor or who owes an open task. Each time goes on record."""
    told = model_of(Reason, await read_json(request))
    shown = await reveal.reveal(caller.book, caller.person, case_no, told.reason)
    return answer(CustomerOut(name=shown.name, phone=shown.phone, address=shown.address))


@router.get("/{case_no}/reveals", summary="Who was shown the customer", responses={200: {"model": RevealList}})
async def list_reveals(caller: Authenticated, case_no: CaseNo) -> Response:
    """Oldest first; supervisors only."""
    found = await reveal.record(caller.book, caller.person, case_no)
    return answer(RevealList(items=[{"actor": r.actor, "reason": r.reason, "at": write(r.at)} for r in found]))


@router.post(
    "/{case_no}/advance",
    summary="Move the clock of a rehearsal",
    responses={200: {"model": CaseOut}},
    openapi_extra=takes(advance.Advance),
)
async def advance_case(request: Request, caller: Authenticated, case_no: CaseNo) -> Response:
    """Rehearsals only, by whoever opened it or a supervisor.

    `to` is safe to repeat; `by_seconds` is relative and moves on each time that it is sent.
    """
    wanted = model_of(advance.Advance, await read_json(request))
    await advance.advance(caller, case_no, wanted)
    case = await service.brief(caller, case_no)
    return answer(case, headers={"etag": etag(case["revision"])})

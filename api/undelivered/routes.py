"""``/v1/undelivered`` (未送达通知): supervisors only."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import TypedDict

from api import paging
from api.answers import answer
from api.body import read_json
from api.caller import Authenticated
from api.instants import write, write_or_none
from api.openapi import takes
from api.paging import Page, RowId
from api.problems import ProblemError
from api.reason import Reason
from api.validation import model_of
from casebook.book import single_statements
from casebook.undelivered import (
    Attempt,
    Undelivered,
    delivery_record,
    dismiss,
    list_undelivered,
    resend,
)
from storage import models

router = APIRouter(prefix="/v1/undelivered", tags=["undelivered"])


class UndeliveredFilter(Page):
    """Which of the queue."""

    rehearsal: bool = False


class UndeliveredOut(TypedDict):
    """A notice that did not arrive. `reason`: code and detail of its last attempt."""

    id: str
    case_no: str
    rule: str
    template: str
    channel: str
    to_kind: str
    to_id: str | None
    status: str
    tries: int
    created_at: str
    reason: str
    since: str


class UndeliveredList(TypedDict):
    """A page of the queue, oldest first."""

    items: list[UndeliveredOut]
    next: str | None


class AttemptOut(TypedDict):
    """An attempt, or what a supervisor did (`actor`; `result` resent or dismissed, `detail` the reason)."""

    attempt: int
    recipient: str | None
    started_at: str
    finished_at: str | None
    result: str | None
    detail: str | None
    provider_id: str | None
    actor: str | None


class DeliveryRecord(TypedDict):
    """Everything that was done about one notice, oldest first, and how it stands."""

    id: str
    case_no: str
    status: str
    items: list[AttemptOut]


class Ruled(TypedDict):
    """What was done about a notice."""

    id: str
    status: str


@router.get("", summary="Notices that did not arrive", responses={200: {"model": UndeliveredList}})
async def list_queue(caller: Authenticated, wanted: Annotated[UndeliveredFilter, Query()]) -> Response:
    """The supervisors' queue, oldest first."""
    created_at, notice_id = paging.read_cursor(wanted.cursor, int, str) if wanted.cursor else (0, "")
    found = await list_undelivered(
        caller.book,
        caller.person,
        after=(created_at, notice_id),
        most=wanted.limit + 1,
        rehearsal=wanted.rehearsal,
    )
    shown = found[: wanted.limit]
    more = len(found) > wanted.limit
    body: UndeliveredList = {
        "items": [_out(notice) for notice in shown],
        "next": paging.write_cursor((shown[-1].created_at, shown[-1].id)) if more else None,
    }
    return answer(body)


@router.get("/{notice_id}", summary="The delivery record of a notice", responses={200: {"model": DeliveryRecord}})
async def get_record(caller: Authenticated, notice_id: RowId) -> Response:
    """Of any notice of the company, also one that has left the queue."""
    if not caller.person.supervisor:
        raise ProblemError("forbidden")
    notices = models.notices.c
    query = select(notices.case_no, notices.status).where(notices.id == notice_id, notices.company == caller.company)
    async with single_statements(caller.book.engine) as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise ProblemError("not_found")
    items = [_attempt(line) for line in await delivery_record(caller.book, caller.person, notice_id)]
    return answer(DeliveryRecord(id=notice_id, case_no=row.case_no, status=row.status, items=items))


@router.post(
    "/{notice_id}/resend", summary="Send it again", responses={200: {"model": Ruled}}, openapi_extra=takes(Reason)
)
async def resend_notice(request: Request, caller: Authenticated, notice_id: RowId) -> Response:
    """Under the same key, so that one who got it after all does not get it twice."""
    told = model_of(Reason, await read_json(request))
    await resend(caller.book, caller.person, notice_id, told.reason)
    return answer(Ruled(id=notice_id, status="pending"))


@router.post(
    "/{notice_id}/dismiss", summary="Let it be", responses={200: {"model": Ruled}}, openapi_extra=takes(Reason)
)
async def dismiss_notice(request: Request, caller: Authenticated, notice_id: RowId) -> Response:
    """Takes it out of the queue for good."""
    told = model_of(Reason, await read_json(request))
    await dismiss(caller.book, caller.person, notice_id, told.reason)
    return answer(Ruled(id=notice_id, status="dismissed"))


def _out(notice: Undelivered) -> UndeliveredOut:
    return {
        "id": notice.id,
        "case_no": notice.case_no,
        "rule": notice.rule,
        "template": notice.template,
        "channel": notice.channel,
        "to_kind": notice.to_kind,
        "to_id": notice.to_id,
        "status": notice.status,
        "tries": notice.tries,
        "created_at": write(notice.created_at),
        "reason": notice.reason,
        "since": write(notice.since),
    }


def _attempt(line: Attempt) -> AttemptOut:
    return {
        "attempt": line.attempt,
        "recipient": line.recipient,
        "started_at": write(line.started_at),
        "finished_at": write_or_none(line.finished_at),
        "result": line.result,
        "detail": line.detail,
        "provider_id": line.provider_id,
        "actor": line.actor,
    }

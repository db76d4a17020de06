"""From a command's outcome to an answer (命令应答): 2xx only when it is stored."""

from collections.abc import Awaitable
from typing import Any

from sqlalchemy import select
from starlette.responses import Response
from typing_extensions import TypedDict

from api.answers import answer
from api.caller import Caller
from api.cases import service
from api.failures import of_casebook, of_refusal
from api.headers import etag
from api.instants import write_or_none
from api.problem_texts import PROBLEMS
from api.problems import ProblemError
from casebook.answers import Answer
from casebook.book import single_statements
from casebook.errors import CasebookError, Kind
from storage import models

_C, _T, _O, _E = models.cases, models.tasks, models.offers, models.escalations


class AcceptedOut(TypedDict):
    """An intake that is recorded and goes on by itself: ask `href` for the case."""

    case_no: str
    status: str
    href: str


async def ask(caller: Caller, target: str | None, asked: Awaitable[Answer], *, intake: bool = False) -> Response:
    """Waits for a command's outcome and answers. `target`: the task, offer, case or escalation that it names."""
    try:
        given = await asked
    except CasebookError as error:
        extra = await _current(caller, target) if error.kind is Kind.CONFLICT else None
        raise of_casebook(error, extra) from error
    headers = {"idempotent-replayed": "true"} if given.replayed else {}
    case_no = given.case_no or ""
    if given.status == "refused" and given.refusal is not None:
        problem = of_refusal(given.refusal, await _current(caller, target))
        problem.headers.update(headers)
        raise problem
    if given.status == "accepted":
        headers |= {"location": f"/v1/cases/{case_no}", "retry-after": str(given.retry_after or 2)}
        accepted: AcceptedOut = {"case_no": case_no, "status": "accepted", "href": f"/v1/cases/{case_no}"}
        return answer(accepted, 202, headers)
    if given.status != "done":
        told = given.refusal.code if given.refusal is not None else "case_unavailable"
        code = told if told in PROBLEMS else "case_unavailable"
        raise ProblemError(code, retry_after=given.retry_after, headers=headers)
    case = await service.brief(caller, case_no, given.case)
    headers["etag"] = etag(case["revision"])
    if intake:
        headers["location"] = f"/v1/cases/{case_no}"
    return answer(case, 201 if intake else 200, headers)


async def _current(caller: Caller, target: str | None) -> dict[str, Any] | None:
    """How the thing that a refused command named stands now."""
    if target is None:
        return None
    for query in (
        select(_T.c.status, _T.c.revision, _T.c.case_no).where(_T.c.id == target, _T.c.company == caller.company),
        select(_O.c.status, _O.c.left, _O.c.case_no).where(_O.c.id == target, _O.c.company == caller.company),
        select(_C.c.state, _C.c.revision, _C.c.case_no).where(_C.c.case_no == target, _C.c.company == caller.company),
        select(_E.c.status, _E.c.acknowledged_at, _E.c.case_no).where(
            _E.c.id == target, _E.c.company == caller.company
        ),
    ):
        try:
            async with single_statements(caller.book.engine) as connection:
                row = (await connection.execute(query)).one_or_none()
        except CasebookError:
            return None
        if row is not None:
            current = dict(row._mapping)
            if "acknowledged_at" in current:
                current["acknowledged_at"] = write_or_none(current["acknowledged_at"])
            return {"current": current}
    return None

"""``/v1/tasks`` (待办): queues, one task, and its form."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api import forms
from api.answers import answer
from api.body import read_json
from api.caller import Authenticated
from api.cases.schemas import CaseOut
from api.commands import ask
from api.headers import IdempotencyKey, IfMatch, etag, revision
from api.openapi import takes_form
from api.paging import RowId
from api.tasks import service
from api.tasks.schemas import TaskFilter, TaskList, TaskOut
from casebook.forms import file_form

router = APIRouter(prefix="/v1/tasks", tags=["tasks"])


@router.get("", summary="Queues of open tasks", responses={200: {"model": TaskList}})
async def list_tasks(caller: Authenticated, wanted: Annotated[TaskFilter, Query()]) -> Response:
    """The nearest deadline first; each with the fields of its form. Who is not of the company sees what they owe."""
    return answer(await service.page(caller, wanted if caller.inside else wanted.model_copy(update={"mine": True})))


@router.get("/{task_id}", summary="One task", responses={200: {"model": TaskOut}})
async def get_task(caller: Authenticated, task_id: RowId) -> Response:
    """The ETag is the revision that its form has to name."""
    task = await service.one(caller, task_id)
    return answer(task, headers={"etag": etag(task["revision"])})


@router.post(
    "/{task_id}/form",
    summary="File the form that a task asks for",
    responses={200: {"model": CaseOut}},
    openapi_extra=takes_form(),
)
async def file_task_form(
    request: Request, caller: Authenticated, task_id: RowId, idempotency_key: IdempotencyKey, if_match: IfMatch
) -> Response:
    """The form's fields, flat, and `occurred_at` if it happened earlier. Answers with the case as it stands then."""
    seen = revision(if_match)
    told, fields = forms.told_of(await read_json(request))
    form_id = told.form or forms.the_one(await service.forms_of(caller, task_id))
    form = forms.form_of(form_id, fields)
    filed = file_form(caller.book, caller.person, idempotency_key, task_id, seen, form, told.occurred_at)
    return await ask(caller, task_id, filed)

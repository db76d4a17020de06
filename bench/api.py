"""`python -m bench.api`: our API process, with routes for the two contenders behind the same HTTP layer."""

from unittest.mock import patch
from uuid import uuid4

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

import api.__main__ as process
from api import forms
from api.answers import answer
from api.app import create_app
from api.body import read_json
from api.caller import Authenticated
from api.commands import ask
from api.complaints.schemas import read_intake
from api.headers import IdempotencyKey, IfMatch, revision
from api.tasks import service
from bench import bare_side, textbook_side
from casebook.book import Casebook

router = APIRouter(prefix="/bench")


@router.post("/bare/complaints")
async def open_bare(request: Request, caller: Authenticated) -> Response:
    """The start of a bare workflow."""
    await read_json(request)
    case = f"bare/{uuid4()}"
    await bare_side.open_case(caller.book, case)
    return answer({"case_no": case}, 201)


@router.post("/bare/tasks/{task:path}/form")
async def step_bare(request: Request, caller: Authenticated, task: str) -> Response:
    """One update that does nothing."""
    await read_json(request)
    await bare_side.file(caller.book, task.rpartition(".")[0])
    return answer({})


@router.post("/textbook/complaints")
async def open_textbook(request: Request, caller: Authenticated, idempotency_key: IdempotencyKey) -> Response:
    """As `POST /v1/complaints`."""
    record, intake = read_intake(await read_json(request))
    opened = textbook_side.open_complaint(caller.book, caller.person, idempotency_key, record, intake.customer)
    return await ask(caller, None, opened, intake=True)


@router.post("/textbook/tasks/{task_id}/form")
async def file_textbook(
    request: Request, caller: Authenticated, task_id: str, idempotency_key: IdempotencyKey, if_match: IfMatch
) -> Response:
    """As `POST /v1/tasks/{task_id}/form`."""
    seen = revision(if_match)
    told, fields = forms.told_of(await read_json(request))
    form_id = told.form or forms.the_one(await service.forms_of(caller, task_id))
    form = forms.form_of(form_id, fields)
    filed = textbook_side.file_form(caller.book, caller.person, idempotency_key, task_id, seen, form)
    return await ask(caller, task_id, filed)


def make(book: Casebook) -> FastAPI:
    """Our application and the contenders' routes."""
    app = create_app(book)
    app.include_router(router)
    return app


if __name__ == "__main__":
    with patch.object(process, "create_app", make):  # everything else is the API process as it is
        process.main()

"""``POST /v1/decisions/{policy}`` (试裁): what the manual says of these facts. Stores nothing, and takes no key."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.answers import answer, plain, wants_text
from api.body import read_json
from api.caller import Authenticated, Caller
from api.decisions import service
from api.decisions.asked import Asked, AudienceName, PolicyName
from api.decisions.schemas import DecisionOut, decision_out
from api.decisions.text import render
from api.openapi import takes
from api.problems import FieldError, ProblemError
from api.rulebooks.service import rulebook_to_try
from api.validation import model_of
from domain.rulebook.people import Audience
from rulebooks.grounds import ground_of

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])


@router.post(
    "/{policy}",
    summary="What the manual says of these facts",
    responses={200: {"model": DecisionOut, "content": {"text/plain": {"schema": {"type": "string"}}}}},
    openapi_extra=takes(Asked),
)
async def decide(
    request: Request,
    caller: Authenticated,
    policy: PolicyName,
    audience: Annotated[AudienceName | None, Query(description="the same as in the body")] = None,
) -> Response:
    """Outcome, lines and the derivation; `Accept: text/plain` prints it. No case, and nothing is written.

    A manual that does not speak of it answers `chapter_absent`; facts that are missing, `undetermined` with `needs`.
    """
    asked = model_of(Asked, await read_json(request))
    seen_by = _audience(caller, asked.audience or audience)
    ground = ground_of(rulebook_to_try(caller, asked.rulebook))
    seen = service.decide(ground, policy, asked, seen_by)
    if wants_text(request):
        return plain(render(seen, ground, caller.lang))
    return answer(decision_out(seen, ground))


def _audience(caller: Caller, wanted: AudienceName | None) -> Audience:
    """Whom to show it to: at most as much as the caller's own roles may see."""
    own, order = caller.audience, list(Audience)
    if wanted is None:
        return own
    if order.index(Audience(wanted)) > order.index(own):
        raise ProblemError("forbidden", errors=(FieldError("audience_forbidden", "/audience"),))
    return Audience(wanted)

"""``/v1/rulebooks`` (规则手册)."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import TypedDict

from api.answers import answer, plain, wants_text
from api.caller import Authenticated
from api.paging import RowId
from api.rulebooks.service import published_for
from rulebooks.shelf import Published
from rulebooks.show import show

router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"])


class RulebookSummary(TypedDict):
    """A published rulebook. `hash`: sha256 of its content."""

    name: str
    version: str
    title: dict[str, str]
    manual: str
    calendar: str
    hash: str
    href: str


class RulebookOut(RulebookSummary):
    """A rulebook with its whole content; every value has its clause."""

    content: dict[str, Any]


class RulebookList(TypedDict):
    """The rulebooks of the company."""

    items: list[RulebookSummary]


@router.get("", summary="The company's rulebooks", responses={200: {"model": RulebookList}})
async def list_rulebooks(caller: Authenticated) -> Response:
    """A company works by one."""
    body: RulebookList = {"items": [_summary(published_for(caller))]}
    return answer(body)


@router.get(
    "/{name}",
    summary="One rulebook",
    responses={200: {"model": RulebookOut, "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def get_rulebook(request: Request, caller: Authenticated, name: RowId) -> Response:
    """As data; `Accept: text/plain` gives it as a manual."""
    published = published_for(caller, name)
    if wants_text(request):
        return plain(show(published.book, caller.lang))
    body: RulebookOut = {**_summary(published), "content": published.data}
    return answer(body, headers={"etag": f'"{published.hash[:32]}"'})


def _summary(published: Published) -> RulebookSummary:
    book = published.book
    return {
        "name": book.name,
        "version": book.version,
        "title": {"zh": book.title.zh, "en": book.title.en},
        "manual": book.manual,
        "calendar": book.calendar,
        "hash": published.hash,
        "href": f"/v1/rulebooks/{book.name}",
    }

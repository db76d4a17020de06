"""Who calls (调用者): the bearer token's person, within that person's company and rate."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api import language
from api.problems import ProblemError
from api.rate import Buckets
from api.rights import audience_of
from casebook.book import Casebook
from casebook.people import Person
from domain.rulebook.people import Audience


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a request, the casebook to ask, and the language to answer in."""

    book: Casebook
    person: Person
    lang: str

    @property
    def company(self) -> str:
        """The company whose rows this caller may see."""
        return self.person.company

    @property
    def audience(self) -> Audience:
        """How much this caller may see, by their company's rulebook."""
        return audience_of(self.person, self.book.shelf[self.book.rulebook_of(self.company)].book)

    @property
    def inside(self) -> bool:
        """Whether this caller has a role of the company's own: others, such as dealers, see only what they owe."""
        return self.person.supervisor or self.audience is Audience.COMPANY


async def authenticated(request: Request) -> Caller:
    """The caller of a request. Raises ProblemError `unauthorized` or `rate_limited`."""
    book: Casebook = request.app.state.book
    buckets: Buckets = request.app.state.buckets
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    person = None
    if scheme.lower() == "bearer" and 0 < len(token) <= 400 and token.isascii():
        person = book.directory.authenticate(token.strip())
    if person is None:
        address = request.client.host if request.client else ""
        buckets.take(f"anonymous/{address}", request.app.state.limits.anonymous)
        raise ProblemError("unauthorized")
    buckets.take(f"{person.company}/{person.id}", request.app.state.limits.person)
    request.state.actor, request.state.company = person.id, person.company
    return Caller(book, person, language.of(request))


async def insider(caller: Annotated[Caller, Depends(authenticated)]) -> Caller:
    """A caller who may look at everything of the company. Raises ProblemError `forbidden`."""
    if not caller.inside:
        raise ProblemError("forbidden")
    return caller


Authenticated = Annotated[Caller, Depends(authenticated)]
Insider = Annotated[Caller, Depends(insider)]

"""Who calls (调用者): the bearer token's person, within that person's company and rate."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api import language
from api.problems import ProblemError
from api.rate import Buckets
from casebook.book import Casebook
from casebook.people import Person


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


Authenticated = Annotated[Caller, Depends(authenticated)]

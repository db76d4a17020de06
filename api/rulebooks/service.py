"""The rulebooks that a company may see (手册查询): its own."""

from api.caller import Caller
from api.problems import ProblemError
from rulebooks.shelf import Published


def published_for(caller: Caller, name: str | None = None) -> Published:
    """The company's rulebook. Raises ProblemError `rulebook_unknown` for any other name, there or not."""
    own = caller.book.rulebook_of(caller.company)
    published = caller.book.shelf.get(own)
    if published is None or (name is not None and name != own):
        raise ProblemError("rulebook_unknown")
    return published

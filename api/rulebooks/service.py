"""The rulebooks that a company may see (手册查询): its own, and for trial those of nobody."""

from api.caller import Caller
from api.problems import FieldError, ProblemError
from rulebooks.shelf import Published


def published_for(caller: Caller, name: str | None = None) -> Published:
    """The company's rulebook. Raises ProblemError `rulebook_unknown` for any other name, there or not."""
    own = caller.book.rulebook_of(caller.company)
    published = caller.book.shelf.get(own)
    if published is None or (name is not None and name != own):
        raise ProblemError("rulebook_unknown")
    return published


def rulebook_to_try(caller: Caller, name: str | None = None) -> Published:
    """The company's rulebook, or one that no company here works by, to try facts on. Another company's is unknown."""
    if name is None or name == caller.book.rulebook_of(caller.company):
        return published_for(caller, name)
    published = caller.book.shelf.get(name)
    if published is None or any(company.rulebook == name for company in caller.book.directory.companies.values()):
        raise ProblemError("rulebook_unknown", errors=(FieldError("rulebook_unknown", "/rulebook"),))
    return published

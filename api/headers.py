"""Headers of commands (命令请求头): the idempotency key, and the revision that the caller saw."""

import re
from typing import Annotated

from fastapi import Header

from api.problems import ProblemError

IdempotencyKey = Annotated[
    str,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of your own for this act: repeating it with the same body gives the same answer.",
    ),
]
IfMatch = Annotated[
    str,
    Header(
        max_length=20,
        pattern=r'^"?[0-9]{1,9}"?$',
        description='The revision that you saw, as its ETag gave it: "3".',
    ),
]

_REVISION = re.compile(r'"([0-9]{1,9})"|([0-9]{1,9})', re.ASCII)


def revision(if_match: str) -> int:
    """The revision in an If-Match header. Raises ProblemError `if_match_invalid`."""
    found = _REVISION.fullmatch(if_match.strip())
    if found is None:
        raise ProblemError("if_match_invalid")
    return int(found[1] or found[2])


def etag(number: int) -> str:
    """The ETag of a revision."""
    return f'"{number}"'

"""Finding a rule by its id (按编号查找)."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


def by_id(items: Sequence[T], wanted: str) -> T:
    """The item with this id; KeyError if there is none. A handful of items: a scan beats a map that must be kept."""
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)

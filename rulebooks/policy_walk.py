"""What stands in the policy chapters (政策章遍历): every dataclass with its path, every table, every predicate."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from domain.rulebook.book import POLICIES, Rulebook
from domain.rulebook.policies.common import Predicate, Rule


class Placed(NamedTuple):
    """A dataclass of a chapter: its path, and the clause that it or what it stands in states."""

    path: str
    clause: str
    value: Any


class Table(NamedTuple):
    """A table of rules at `path`, as `domain.policies.tables` reads it."""

    path: str
    rules: tuple[Rule, ...]


def placed(book: Rulebook) -> Iterator[Placed]:
    """Every dataclass of every policy chapter, outermost first."""
    for name in POLICIES:
        yield from _below(getattr(book, name), name, "")


def _below(value: Any, path: str, clause: str) -> Iterator[Placed]:
    if isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _below(item, f"{path}.{item.id}" if hasattr(item, "id") else f"{path}[{n}]", clause)
    elif is_dataclass(value):
        clause = getattr(value, "clause", clause)
        yield Placed(path, clause, value)
        for each in fields(value):
            yield from _below(getattr(value, each.name), f"{path}.{each.name.rstrip('_')}", clause)


def tables(book: Rulebook) -> Iterator[Table]:
    """Every tuple of rules."""
    for place in placed(book):
        for each in fields(place.value):
            value = getattr(place.value, each.name)
            if isinstance(value, tuple) and value and isinstance(value[0], Rule):
                yield Table(f"{place.path}.{each.name}", value)


def predicates(book: Rulebook) -> Iterator[Placed]:
    """Every predicate of every rule."""
    return (place for place in placed(book) if isinstance(place.value, Predicate))

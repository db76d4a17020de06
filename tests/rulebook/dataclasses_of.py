"""The dataclasses that policy chapters are made of (政策章的数据类)."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from domain.rulebook.book import POLICIES, Rulebook
from domain.rulebook.policies.common import Predicate
from domain.rulebook.text import Text


def chapters() -> list[type]:
    """Every dataclass that can occur in a policy chapter, but predicates and words."""
    hints = get_type_hints(Rulebook)
    found: dict[type, None] = {}
    for name in POLICIES:
        found |= dict.fromkeys(_in(hints[name]))
    return [kind for kind in found if kind not in (Predicate, Text)]


def _in(hint: Any) -> Iterator[type]:
    for part in get_args(hint):
        yield from _in(part)
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
        hints = get_type_hints(hint)
        for each in fields(hint):
            yield from _in(hints[each.name])

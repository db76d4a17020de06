"""Whether predicates and facts of the policy chapters fit (谓词与事实): arguments, vocabulary, types."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from domain.decision.facts import kind_of
from domain.rulebook.book import Rulebook
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.common import ARGUMENTS, Predicate, Test
from domain.rulebook.policies.warranty import PROOF_DATE
from rulebooks.policy_walk import Placed, predicates

Problems = Iterator[RulebookError]

YES_OR_NO, CODE, NUMBER, DAY = (bool,), (str,), (int, Decimal), (date,)
_KINDS: dict[Test, tuple[type, ...]] = {
    Test.HOLDS: YES_OR_NO,
    Test.FAILS: YES_OR_NO,
    Test.ONE_OF: CODE,
    Test.NONE_OF: CODE,
    Test.AT_LEAST: NUMBER,
    Test.AT_MOST: NUMBER,
    Test.MORE_THAN: NUMBER,
    Test.LESS_THAN: NUMBER,
    Test.WITHIN: DAY,
    Test.LONGER_THAN: DAY,
    Test.NOT_AFTER: (*DAY, *NUMBER),
    Test.BEFORE: (*DAY, *NUMBER),
}


def check_predicates(book: Rulebook) -> Problems:
    """Every problem of a predicate's arguments, and of a name that is no fact, or one of another type."""
    for place in predicates(book):
        yield from _arguments(place)
        for name in ("fact", "other", "anchor"):
            fact = getattr(place.value, name)
            if fact is not None and fact != PROOF_DATE:
                yield from fact_problems(f"{place.path}.{name}", place.clause, fact, _KINDS.get(place.value.is_, ()))


def _arguments(place: Placed) -> Problems:
    predicate: Predicate = place.value
    needed, allowed = ARGUMENTS[predicate.is_]
    given = {each.name for each in fields(Predicate) if getattr(predicate, each.name) != each.default} - {"is_"}
    for name in sorted(needed - given):
        yield RulebookError("missing_key", key=f"{place.path}.{name}", clause=place.clause)
    for name in sorted(given - needed - allowed):
        yield _unfit(place, name)
    if "days" in allowed and len(given & {"days", "months"}) != 1:
        yield _unfit(place, "days")
    if predicate.other is not None and kind_of(predicate.fact or "") != kind_of(predicate.other):
        yield _unfit(place, "other")


def _unfit(place: Placed, name: str) -> RulebookError:
    test: Any = place.value.is_
    return RulebookError("argument_unfit", key=f"{place.path}.{name}", clause=place.clause, test=test.value)


def fact_problems(key: str, clause: str, fact: str, kinds: tuple[type, ...]) -> Problems:
    """Whether `fact` is a fact, and of one of these types; () is any."""
    kind = kind_of(fact)
    if kind is None:
        yield RulebookError("fact_unknown", key=key, clause=clause, fact=fact)
    elif kinds and kind not in kinds:
        expected = "/".join(each.__name__ for each in kinds)
        yield RulebookError("fact_unfit", key=key, clause=clause, fact=fact, expected=expected)

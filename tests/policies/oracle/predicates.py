"""Predicates and tables of the raw rulebook (谓词与规则表的对照)."""

from datetime import date
from typing import Any

from domain.time.calendar import Calendar
from tests.policies.oracle.raw import Data, Facts, all_of, any_of, later, opposite, rolled


class World:
    """What the oracle knows: the rulebook's data, the facts, the calendar, the day."""

    def __init__(self, book: Data, facts: Facts, calendar: Calendar, as_of: date) -> None:
        self.book, self.facts, self.calendar, self.as_of = book, facts, calendar, as_of


def holds(world: World, predicate: Data) -> bool | None:
    """Whether one predicate holds; None is unknown."""
    test, fact = predicate["is"], world.facts.get(predicate.get("fact", ""))
    if test == "given":
        return fact is not None
    if test in ("checklist", "none_present", "some_present"):
        return _list(world, predicate)
    if test in ("covered", "expired"):
        from tests.policies.oracle.warranty import covered, in_term

        return covered(world) if test == "covered" else opposite(in_term(world))
    if test == "failed_repairs":
        return failed_repairs(world, predicate)
    if fact is None:
        return None
    if test in ("holds", "fails"):
        return bool(fact) is (test == "holds")
    if test in ("one_of", "none_of"):
        return (fact in predicate["values"]) is (test == "one_of")
    if test in _NUMBERS:
        return bool(_NUMBERS[test](fact, predicate["amount"]))
    return _dates(world, predicate, fact)


_NUMBERS: dict[str, Any] = {
    "at_least": lambda fact, amount: not fact < amount,
    "at_most": lambda fact, amount: not fact > amount,
    "more_than": lambda fact, amount: not fact <= amount,
    "less_than": lambda fact, amount: not fact >= amount,
}


def _dates(world: World, predicate: Data, fact: date) -> bool | None:
    test = predicate["is"]
    other = world.facts.get(str(predicate.get("other", predicate.get("anchor"))))
    if other is None:
        return None
    if test == "not_after":
        return not fact > other
    if test == "before":
        return not fact >= other
    last = later(other, days=predicate.get("days"), months_=predicate.get("months"))
    last = rolled(last, predicate.get("roll", "none"), world.calendar)
    return not fact > last if test == "within" else fact > last


def _list(world: World, predicate: Data) -> bool | None:
    test = predicate["is"]
    found = world.facts.get(predicate.get("fact") or ("findings.passed" if test == "checklist" else "findings.present"))
    ticks = [None if found is None else item in found for item in world.book["lists"][predicate["list"]]["items"]]
    if test == "checklist":
        return all_of(ticks)
    present = any_of(ticks)
    return present if test == "some_present" else opposite(present)


def failed_repairs(world: World, predicate: Data) -> bool | None:
    """At least so many repairs in a row of one and the same main fault have failed."""
    raise NotImplementedError


def applies(world: World, rule: Data) -> bool | None:
    """Whether a rule applies."""
    return all_of([holds(world, predicate) for predicate in rule.get("when", [])])


def winners(world: World, rules: Data) -> tuple[list[str], list[str]]:
    """Ids of the rules that count, and of those that hang on what is not known."""
    truth = {name: applies(world, rule) for name, rule in rules.items()}
    beaten = {loser for name, rule in rules.items() if truth[name] for loser in rule.get("prevails_over", [])}
    counting = [name for name in rules if truth[name] and name not in beaten]
    return counting, [name for name in rules if truth[name] is None and name not in beaten]

"""Predicates and tables of the raw rulebook (谓词与规则表的对照)."""

from datetime import date
from typing import Any

from domain.time.calendar import Calendar
from tests.policies.oracle.raw import Data, Facts, all_of, any_of, later, opposite, rolled


class World:
    """What the oracle knows: the rulebook's data, the facts, the calendar, the day."""

    def __init__(self, book: Data, facts: Facts, calendar: Calendar, as_of: date) -> None:
        self.book, self.facts, self.calendar, self.as_of = book, facts, calendar, as_of
        self.about = ""
        """The object of a list that facts without a number belong to: "parcel.0"."""
        self.asked_cover = False

    def get(self, name: str) -> Any:
        """The value of a fact, None if it is not known."""
        group, _, field = name.partition(".")
        own = self.about.startswith(f"{group}.") and not field[:1].isdigit()
        return self.facts.get(f"{self.about}.{field}" if own else name)


def holds(world: World, predicate: Data) -> bool | None:
    """Whether one predicate holds; None is unknown."""
    test = predicate["is"]
    if test in ("checklist", "none_present", "some_present"):
        return _list(world, predicate)
    if test in ("covered", "expired"):
        from tests.policies.oracle.warranty import covered, in_term

        world.asked_cover = True
        return covered(world) if test == "covered" else opposite(in_term(world))
    if test in ("failed_repairs", "long_repair"):
        from tests.policies.oracle.repairs import failed_repairs, long_repair

        return failed_repairs(world, predicate) if test == "failed_repairs" else long_repair(world, predicate)
    if predicate.get("anchor") == PROOF_DATE:
        return _since_proof(world, predicate)
    fact = world.get(predicate["fact"])
    if test == "given":
        return fact is not None
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
    other = world.get(str(predicate.get("other", predicate.get("anchor"))))
    if other is None:
        return None
    if test == "not_after":
        return not fact > other
    if test == "before":
        return not fact >= other
    last = last_day(world, predicate, other)
    return not fact > last if test == "within" else fact > last


PROOF_DATE = "proof_date"


def last_day(world: World, predicate: Data, anchor: date) -> date:
    """The end of a predicate's term."""
    last = later(anchor, days=predicate.get("days"), months_=predicate.get("months"))
    return rolled(last, predicate.get("roll", "none"), world.calendar)


def _since_proof(world: World, predicate: Data) -> bool | None:
    """Terms from the date that papers prove: without papers nothing lies in them, or after them."""
    from tests.policies.oracle.warranty import proven, waits

    valid, day = proven(world)
    if valid is False:
        return None if waits(world) else False
    fact = world.get(predicate["fact"])
    if day is None or fact is None:
        return None
    last = last_day(world, predicate, day)
    return not fact > last if predicate["is"] == "within" else fact > last


def _list(world: World, predicate: Data) -> bool | None:
    test = predicate["is"]
    found = world.get(predicate.get("fact") or ("findings.passed" if test == "checklist" else "findings.present"))
    ticks = [None if found is None else item in found for item in world.book["lists"][predicate["list"]]["items"]]
    if test == "checklist":
        return all_of(ticks)
    present = any_of(ticks)
    return present if test == "some_present" else opposite(present)


def applies(world: World, rule: Data) -> bool | None:
    """Whether a rule applies; read up to the first predicate that is false."""
    unknown = False
    for predicate in rule.get("when", []):
        truth = holds(world, predicate)
        if truth is False:
            return False
        unknown |= truth is None
    return None if unknown else True


def winners(world: World, rules: Data) -> tuple[list[str], list[str]]:
    """Ids of the rules that count, and of those that hang on what is not known."""
    truth = {name: applies(world, rule) for name, rule in rules.items()}
    beaten = {loser for name, rule in rules.items() if truth[name] for loser in rule.get("prevails_over", [])}
    counting = [name for name in rules if truth[name] and name not in beaten]
    return counting, [name for name in rules if truth[name] is None and name not in beaten]

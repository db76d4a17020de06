"""Whether every rule of a decision table can be chosen, and no two contradict each other (规则表的划分).

A table reads finitely many things of its facts: on which side of a bound a number or a day is, which of the codes it
is, yes or no. One value of each kind is enough to try everything: bounds and their neighbours, codes and another one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.decision.facts import kind_of
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.common import Predicate, Rule, Test
from domain.time.clocks import add_months
from rulebooks.policy_walk import Table

Problems = Iterator[RulebookError]
Case = dict[str, Any]

_DAY = timedelta(days=1)
_START = date(2026, 5, 4)
_NEIGHBOURS = (-1, 0, 1)
_OTHER = "another code"
_NO_ANSWER = tuple(each.name for each in fields(Rule))
_NUMBERS = (Test.AT_LEAST, Test.AT_MOST, Test.MORE_THAN, Test.LESS_THAN)
_REPAIRS = tuple(test for test in Test if test.value in ("failed_repairs", "long_repair"))
_LISTS = (Test.CHECKLIST, Test.NONE_PRESENT, Test.SOME_PRESENT)


def check_table(table: Table, *, unique: bool, adds: bool = False) -> Problems:
    """Rules that are never chosen, and precedence over rules that never meet; in a `unique` table, rules that apply
    together and answer differently, or alike where every rule `adds` something of its own."""
    rules = {rule.id: rule for rule in table.rules}
    for rule in table.rules:
        beaters = [other for other in table.rules if rule.id in other.prevails_over]
        if not possible([rule], beaters):
            yield RulebookError("never_fires", key=f"{table.path}.{rule.id}", clause=rule.clause)
            continue
        for n, loser in enumerate(rule.prevails_over):
            if not possible([rule, rules[loser]]):
                yield RulebookError("never_fires", key=f"{table.path}.{rule.id}.prevails_over[{n}]", clause=rule.clause)
    for n, rule in enumerate(table.rules if unique else ()):
        for other in table.rules[n + 1 :]:
            alike = _answer(rule) == _answer(other)
            if rule.id in other.prevails_over or other.id in rule.prevails_over or (alike and not adds):
                continue
            beaters = [third for third in table.rules if {rule.id, other.id} & set(third.prevails_over)]
            if possible([rule, other], beaters):
                code = "rules_double" if alike else "rules_conflict"
                yield RulebookError(code, key=f"{table.path}.{other.id}", clause=other.clause, other=rule.id)


def _answer(rule: Rule) -> list[Any]:
    return [getattr(rule, each.name) for each in fields(rule) if each.name not in _NO_ANSWER]


def possible(applying: Sequence[Rule], silent: Sequence[Rule] = ()) -> bool:
    """Whether there are facts under which all of `applying` apply and none of `silent` does."""
    values = _values([predicate for rule in (*applying, *silent) for predicate in rule.when])
    wanted = [predicate for rule in applying for predicate in rule.when]
    return _search(list(values.items()), {}, wanted, silent)


def _search(open_: list[tuple[str, list[Any]]], case: Case, wanted: list[Predicate], silent: Sequence[Rule]) -> bool:
    if any(_known(each, case) and not _holds(each, case) for each in wanted):
        return False
    if any(all(_known(each, case) and _holds(each, case) for each in rule.when) for rule in silent):
        return False
    if not open_:
        return True
    (name, values), *rest = open_
    return any(_search(rest, case | {name: value}, wanted, silent) for value in values)


# ── what a predicate reads, and whether it holds ─────────────────────────────────────────────────────────────────────


def _reads(predicate: Predicate) -> list[str]:
    if predicate.is_ in _LISTS:
        fact = predicate.fact or ("findings.passed" if predicate.is_ is Test.CHECKLIST else "findings.present")
        return [f"{fact} {predicate.list}"]
    if predicate.fact is None or predicate.is_ in _REPAIRS:
        return [f"{predicate.is_.value} {predicate.fact} {predicate.anchor}"]
    return [name for name in (predicate.fact, predicate.anchor, predicate.other) if name]


def _known(predicate: Predicate, case: Case) -> bool:
    return all(name in case for name in _reads(predicate))


def _holds(predicate: Predicate, case: Case) -> bool:
    value, test = case[_reads(predicate)[0]], predicate.is_
    if test is Test.GIVEN:
        return value is not None
    if value is None:
        return False
    if test in _NUMBERS:
        return _bounded(test, value, predicate.amount or 0)
    if test in (Test.WITHIN, Test.LONGER_THAN):
        start = case[predicate.anchor or ""]
        return start is not None and (value <= _last(predicate, start)) is (test is Test.WITHIN)
    if test in (Test.NOT_AFTER, Test.BEFORE):
        limit = case[predicate.other or ""]
        return limit is not None and bool(value < limit or (value == limit and test is Test.NOT_AFTER))
    if test in (Test.ONE_OF, Test.NONE_OF):
        return (value in predicate.values) is (test is Test.ONE_OF)
    if test in _REPAIRS:
        return bool(value >= predicate.count if predicate.count is not None else value > (predicate.days or 0))
    return bool(value) is (test not in (Test.FAILS, Test.NONE_PRESENT))


def _bounded(test: Test, value: int, amount: int) -> bool:
    if test in (Test.AT_LEAST, Test.LESS_THAN):
        return (value >= amount) is (test is Test.AT_LEAST)
    return (value <= amount) is (test is Test.AT_MOST)


def _last(predicate: Predicate, start: Any) -> Any:
    """The last day without rolling: that moves a bound, and takes none away. A number is its own bound."""
    if predicate.months is not None:
        return add_months(start, predicate.months)
    return start + predicate.days * _DAY if predicate.days is not None else start


# ── the values to try ────────────────────────────────────────────────────────────────────────────────────────────────


def _values(read: list[Predicate]) -> dict[str, list[Any]]:
    """For every fact that is read, one value of each kind."""
    found: dict[str, dict[Any, None]] = {name: {} for predicate in read for name in _reads(predicate)}
    for predicate in read:
        name = _reads(predicate)[0]
        found[name] |= dict.fromkeys(_kinds(predicate))
    related = [each for each in read if (each.anchor or each.other) and each.is_ not in _REPAIRS]
    for predicate in related * 2:  # once more: bounds of bounds
        start, fact = predicate.anchor or predicate.other or "", predicate.fact or ""
        found[start] |= {1 if kind_of(start) in (int, Decimal) else _START: None}
        for value in [each for each in found[start] if each is not None]:
            near = (_last(predicate, value) + n * (_DAY if isinstance(value, date) else 1) for n in _NEIGHBOURS)
            found[fact] |= dict.fromkeys(near)
    return {name: [*values, *([_OTHER] if not values.keys() - {None} else [])] for name, values in found.items()}


def _kinds(predicate: Predicate) -> list[Any]:
    test = predicate.is_
    if test in _NUMBERS or test in _REPAIRS:
        bound = next((each for each in (predicate.amount, predicate.count, predicate.days) if each is not None), 0)
        return [number for n in _NEIGHBOURS if (number := bound + n) >= 0]
    if test in (Test.ONE_OF, Test.NONE_OF):
        return [*predicate.values, _OTHER]
    if test is Test.GIVEN:
        return [None]
    return [] if predicate.anchor or predicate.other else [True, False]

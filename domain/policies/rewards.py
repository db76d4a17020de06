"""Rewards over months (按月奖励): satisfaction so many months in a row, a quarter without complaint. S1-7.1, S4-5.1.

The months that are given are those there are: one that is left out breaks a row, and leaves its quarter unjudged.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain.decision.facts import FactError
from domain.decision.trace import Trace, Val
from domain.rulebook.policies.incentives import Quiet, Streak, Whose

MONTHS_OF_A_QUARTER = 3


class Earned(NamedTuple):
    """What someone's months give: `items` are the months or quarters that earn the reward."""

    truth: Val
    party: Val
    items: tuple[str, ...]


Group = tuple[Val, list[str]]
"""A person, or a month, and the names of the months that are of it, oldest first."""


def streaks(trace: Trace, rule: Streak, path: str) -> list[Earned]:
    """Of every person, or of the department, the months with which a row of good months is complete. [S1-7.1]"""
    clause = rule.clause
    whose = trace.rule(rule.whose, clause, f"{path}.whose")
    needed, reuse, at_least, sample = (
        trace.rule(getattr(rule, name), clause, f"{path}.{name}") for name in ("months", "reuse", "at_least", "sample")
    )
    if whose.value is Whose.PERSON:
        persons = _grouped(trace, "person", clause)
        wanted = [(person, [(trace.fact(f"{n}.month", clause), [n]) for n in names]) for person, names in persons]
    else:
        wanted = [(whose, _grouped(trace, "month", clause))]
    earned = []
    for party, months in wanted:
        truths = []
        for month, names in months:
            over, of = (_together(trace, names, count, clause) for count in (rule.over, rule.of))
            enough = trace.compare(of, ">=", sample, clause)
            limit = trace.multiply((of, at_least), clause, percent=True)
            truths.append((month, trace.all_of((enough, trace.compare(over, ">=", limit, clause)), clause)))
        if any(month.value is None for month, _ in truths) or party.value is None:
            earned.append(Earned(Val(party.ref, None), party, ()))
            continue
        complete = trace.streak(truths, needed, reuse, clause)
        earned.append(Earned(complete, party, complete.value or ()))
    return earned


def quiet_quarters(trace: Trace, rule: Quiet, path: str) -> list[Earned]:
    """Of every person, the calendar quarters with all their months given, none of one count and some of another."""
    clause = rule.clause
    at_least = trace.rule(rule.at_least, clause, f"{path}.at_least")
    earned = []
    for person, names in _grouped(trace, "person", clause):
        quarters: dict[str | None, list[tuple[str, Val]]] = {}
        for name in names:
            quarter = trace.quarter(trace.fact(f"{name}.month", clause), clause)
            quarters.setdefault(quarter.value, []).append((name, quarter))
        for quarter_name, months in quarters.items():
            if quarter_name is None or person.value is None:
                earned.append(Earned(Val(person.ref, None), person, ()))
            elif len(months) == MONTHS_OF_A_QUARTER:
                truth = _quiet(trace, rule, months, at_least)
                earned.append(Earned(truth, person, (quarter_name,) if truth.value else ()))
    return earned


def _quiet(trace: Trace, rule: Quiet, months: list[tuple[str, Val]], at_least: Val) -> Val:
    """Three months of one person and quarter: nothing of what must not be, enough of what must."""
    clause, (first, of) = rule.clause, months[0]
    truths = [trace.compare(quarter, "=", of, clause) for _, quarter in months[1:]]
    names = [name for name, _ in months]
    truths += [_alike(trace, "person", first, name, clause) for name in names[1:]]
    none = trace.count((), clause)
    truths.append(trace.compare(_together(trace, names, rule.none, clause), "=", none, clause))
    truths.append(trace.compare(_together(trace, names, rule.active, clause), ">=", at_least, clause))
    return trace.all_of(truths, clause)


def _alike(trace: Trace, field: str, name: str, other: str, clause: str) -> Val:
    return trace.compare(trace.fact(f"{name}.{field}", clause), "=", trace.fact(f"{other}.{field}", clause), clause)


def _together(trace: Trace, names: Iterable[str], count: str, clause: str) -> Val:
    """A count, or the sum of several months' counts."""
    counts = [trace.fact(f"{name}.counts.{count}", clause) for name in names]
    return counts[0] if len(counts) == 1 else trace.total(counts, clause)


def _grouped(trace: Trace, field: str, clause: str) -> list[Group]:
    """The months by `field`, "person" or "month", both in order. Raises FactError if a person has a month twice."""
    groups: dict[str, list[tuple[str, str]]] = {}
    seen: set[tuple[str, str]] = set()
    for name in trace.facts.names("months"):
        month, person = (trace.facts.get(f"{name}.{each}") or "" for each in ("month", "person"))
        if (month, person) in seen:
            raise FactError("contradictory", f"{name}.month", person=person)
        seen.add((month, person))
        groups.setdefault(person if field == "person" else month, []).append((month, name))
    found = []
    for key in sorted(groups):
        names = [name for _, name in sorted(groups[key])]
        found.append((trace.fact(f"{names[0]}.{field}", clause), names))
    return found

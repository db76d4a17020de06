"""Repairs that failed, repairs that took long (维修对照)."""

from datetime import date
from typing import Any

from tests.policies.oracle.predicates import PROOF_DATE, World, last_day
from tests.policies.oracle.raw import DAY, Data, all_of, any_of


def _repairs(world: World) -> list[dict[str, Any]] | None:
    number = world.facts.length("repairs")
    if number is None:
        return None
    fields = ("handed_in_on", "completed_on", "fault", "main_fault", "confirmed_present_on", "in_warranty")
    return [{field: world.facts.get(f"repairs.{n}.{field}") for field in fields} for n in range(number)]


def failed_repairs(world: World, predicate: Data) -> bool | None:
    """At least so many failed: found again in term; of one fault one after the other, or of any."""
    from tests.policies.oracle.warranty import proven, waits

    repairs = _repairs(world)
    if repairs is None:
        return None
    if predicate["anchor"] == PROOF_DATE:
        valid, start = proven(world)
        if valid is False and not waits(world):
            return False
    else:
        start = world.get(predicate["anchor"])
    last = None if start is None else last_day(world, predicate, start)
    failed = [_failed(repair, last) for repair in repairs]
    if predicate.get("faults", "same") == "any":
        least, most = failed.count(True), len(failed) - failed.count(False)
        return True if least >= predicate["count"] else False if most < predicate["count"] else None
    return any_of([_in_a_row(repairs[: n + 1], failed[: n + 1], predicate["count"]) for n in range(len(repairs))])


def _failed(repair: dict[str, Any], last: date | None) -> bool | None:
    found = repair["confirmed_present_on"]
    if found is None or repair["completed_on"] is None:
        return False
    return all_of([None if last is None else not found > last, repair["main_fault"]])


def _in_a_row(repairs: list[dict[str, Any]], failed: list[bool | None], count: int) -> bool | None:
    """Whether the last of these repairs is the last of a row of failed ones of its fault. All ways to fill in faults
    that are not known are tried; where there are several the row is never certain."""
    truths: list[bool | None] = []
    own = repairs[-1]["fault"]

    def walk(before: int, length: int, truth: bool | None) -> None:
        if truth is False or length == count or before < 0:
            truths.append(truth if length == count else False)
            return
        fault = repairs[before]["fault"]
        if None in (fault, own) or fault != own:
            walk(before - 1, length, truth)
        if None in (fault, own) or fault == own:
            walk(before - 1, length + 1, all_of([truth, failed[before]]))

    walk(len(repairs) - 2, 1, failed[-1])
    return truths[0] if len(truths) == 1 else None if any(truth is not False for truth in truths) else False


def long_repair(world: World, predicate: Data) -> bool | None:
    """A repair of more than so many days, until it was done or until today."""
    repairs = _repairs(world)
    if repairs is None:
        return None
    truths = []
    for n, repair in enumerate(repairs):
        begun, end = repair["handed_in_on"], repair["completed_on"] or world.as_of
        over = None if begun is None else end > begun + predicate["days"] * DAY
        if "fact" in predicate and over is not False:
            field = predicate["fact"].partition(".")[2]
            over = all_of([over, world.facts.get(f"repairs.{n}.{field}")])
        truths.append(over)
    return any_of(truths)

"""Entitlements from the raw chapter (权益对照)."""

from typing import Any

from tests.policies.oracle.predicates import World, applies
from tests.policies.oracle.raw import Data, all_of, any_of, opposite
from tests.policies.oracle.returns import Ruled
from tests.policies.oracle.warranty import falls_back, mendable

Parts = list[tuple[str, str, bool | None]]
"""Rule, remedy, and whether the rule gives it."""


def rights(world: World) -> dict[str, bool | None]:
    """Whether each rule counts: it applies or its right arose before, and no rule over it does."""
    rules = world.book["remedies"]["rules"]
    stands = world.get("request.rights") or ()
    truths = {}
    for name, rule in rules.items():
        truth = applies(world, rule)
        truths[name] = True if rule.get("lasting") and name in stands else truth
    over = {
        name: [truths[other] for other, rule in rules.items() if name in rule.get("prevails_over", [])]
        for name in rules
    }
    return {name: all_of([truth, opposite(any_of(over[name]))]) for name, truth in truths.items()}


def entitled(world: World) -> Ruled:
    """Every remedy, its rules, the class of the case, what is offered, and whether one may be gone on with."""
    chapter = world.book["remedies"]
    counting = rights(world)
    parts: Parts = []
    for name, truth in counting.items():
        rule = chapter["rules"][name]
        asks = any(each["is"] == "covered" for each in rule.get("when", []))
        fewer = falls_back(world) if truth is not False and asks else None
        parts += [
            (name, each, truth if fewer is None else all_of([truth, each in fewer["remedies"]]))
            for each in rule["gives"]
        ]
    may = _may(world, parts)
    answers: dict[str, Any] = {f"remedy.{name}": truth for name, truth in may.items()}
    for name, truth in counting.items():
        gives = tuple(chapter["rules"][name]["gives"])
        if truth:
            answers[f"right.{name}"] = gives
        if truth and len(gives) > 1:
            answers[f"chooser.{name}"] = chapter["rules"][name].get("chooser", "customer")
    if "classes" in chapter:
        cases = [(any_of([t for r, _, t in parts if chapter["rules"][r].get("case_class") == case]), case)
                 for case in chapter["classes"]]  # fmt: skip
        answers["class"] = _first(cases)
    if "offers" in chapter:
        answers["offer"] = _first([(may[name], name) for name in chapter["offers"]["order"]])
    acting = _acting(world, parts, may)
    outcome, needs = acting.outcome, acting.needs
    if not acting.answers and outcome == "decided" and None in may.values():
        outcome = "undetermined"
    if outcome == "undetermined" and world.asked_cover and mendable(world):
        outcome, needs = "on_hold", frozenset(mendable(world))
    return Ruled(answers | acting.answers, outcome, needs)


def _first(cases: list[tuple[bool | None, Any]]) -> Any:
    """What stands beside the first that is so; nothing if one before it is not known."""
    for truth, value in cases:
        if truth is not False:
            return value if truth else None
    return None


def _may(world: World, parts: Parts) -> dict[str, bool | None]:
    remedies, stock = world.book["remedies"]["remedies"], world.get("unit.stock")
    truths = {name: [truth for _, remedy, truth in parts if remedy == name] for name in remedies}
    given = {name: any_of(list(found)) for name, found in truths.items()}
    for name, remedy in remedies.items():
        if "from_stock" in remedy and stock is not None and truths[name]:
            for other in remedy.get("without_stock", []):
                truths[other] = [*truths[other], all_of([given[name], stock < remedy["from_stock"]])]
    return {name: any_of(found) for name, found in truths.items()}


def _acting(world: World, parts: Parts, may: dict[str, bool | None]) -> Ruled:
    """Whether anyone may go on with what is offered, else with what was chosen."""
    remedies = world.book["remedies"]["remedies"]
    act = world.get("request.offered") or world.get("request.chosen")
    if act is None:
        held = [name for name, truth in may.items() if truth]
        priced = [name for name in held if remedies[name].get("terms") == "discretion"]
        if held and priced == held and None not in may.values():
            return Ruled({}, "needs_person", frozenset(f"remedies.{name}" for name in held))
        return Ruled({}, "decided")
    terms = remedies[act].get("terms", "free")
    if not may[act]:
        return Ruled({"terms": terms, "goes_on": may[act]}, "undetermined" if may[act] is None else "decided")
    conditions, missing = _conditions(world, remedies[act], act, parts)
    goes = all_of(conditions)
    answers = {"terms": terms, "goes_on": goes}
    if missing:
        return Ruled(answers, "on_hold", frozenset(missing))
    if goes and terms == "discretion":
        return Ruled(answers, "needs_person", frozenset({f"remedies.{act}"}))
    return Ruled(answers, "undetermined" if goes is None else "decided")


def _conditions(world: World, remedy: Data, act: str, parts: Parts) -> tuple[list[bool | None], set[str]]:
    missing: set[str] = set()
    alone = opposite(any_of(_better(world, act, parts)))
    chosen = world.get("request.chosen")
    conditions: list[bool | None] = [alone if chosen is None else any_of([alone, chosen == act])]
    if conditions[0] is False:
        missing.add("request.chosen")
    consent = world.get("request.consent")
    if remedy.get("same_model"):
        pair = (world.get("unit.replacement_model"), world.get("unit.model"))
        same = None if None in pair else pair[0] == pair[1]
        same = bool(consent) if same is False else same
        conditions.append(same)
        missing |= {"request.consent"} if same is False else set()
    if "from_stock" in remedy:
        stock = world.get("unit.stock")
        conditions.append(None if stock is None else stock >= remedy["from_stock"])
        missing |= {"unit.stock"} if conditions[-1] is False else set()
    if remedy.get("consent"):
        conditions.append(consent)
        missing |= {"request.consent"} if consent is None else set()
    return conditions, missing


def _better(world: World, act: str, parts: Parts) -> list[bool | None]:
    """What else the customer could have chosen, other than what is offered before it."""
    chapter = world.book["remedies"]
    order = chapter.get("offers", {}).get("order", [])
    before = order[: order.index(act)] if act in order else []
    return [
        truth
        for rule, remedy, truth in parts
        if remedy != act
        and chapter["rules"][rule].get("chooser", "customer") == "customer"
        and (remedy not in before or act in chapter["rules"][rule]["gives"])
    ]

"""Responsibility from the raw chapter (判责对照)."""

from typing import Any

from domain.decision.facts import kind_of
from tests.policies.oracle.predicates import World, winners
from tests.policies.oracle.raw import Data
from tests.policies.oracle.returns import Ruled, together


def judged(world: World) -> Ruled:
    """Who is proposed for each matter."""
    chapter = world.book["responsibility"]
    asked = world.get("request.matters")
    if asked is None:
        return Ruled({}, "undetermined")
    parts = []
    for name, matter in chapter["matters"].items():
        if name in asked:
            parts += _matter(world, name, matter)
    whole = together(parts)
    answers = whole.answers | {key: chapter[key] for key in ("ruled_by", "appeal_to")}
    if asked and whole.outcome == "decided" and world.get("request.disputed"):
        return Ruled(answers | {"disputed": True}, "on_hold", frozenset(asked))
    return Ruled(answers, whole.outcome, whole.needs)


def _matter(world: World, name: str, matter: Data) -> list[Ruled]:
    if "each" not in matter:
        return [_one(world, name, name, matter)]
    number = world.facts.length(matter["each"])
    if number is None:
        return [Ruled({}, "undetermined")]
    parts = []
    for n in range(number):
        world.about = f"{matter['each']}.{n}"
        parts.append(_one(world, f"{name}.{n}", name, matter))
        world.about = ""
    return parts


def _one(world: World, answered: str, name: str, matter: Data) -> Ruled:
    rules = matter.get("rules", {})
    counting, hanging = winners(world, rules)
    if hanging:
        return Ruled({}, "undetermined")
    liable = f"liable.{answered}"
    if not counting:
        otherwise = matter.get("otherwise")
        outcome = "needs_person" if otherwise is None else "decided"
        return Ruled({liable: otherwise}, outcome, frozenset() if otherwise else frozenset({name}))
    rule = rules[counting[0]]
    party = rule.get("party", "nobody")
    if rule.get("split"):
        return Ruled({liable: None}, "needs_person", frozenset({name}))
    answers: dict[str, Any] = {}
    if rule.get("by_person") and rule.get("among"):
        answers[f"{answered}.among"] = tuple(rule["among"])
    if kind_of(party) is None:
        return Ruled(answers | {liable: party}, "decided")
    who = world.get(party)
    if who is None and rule.get("by_person"):
        return Ruled(answers | {liable: None}, "needs_person", frozenset({_numbered(world, party)}))
    return Ruled(answers | {liable: who}, "decided" if who is not None else "undetermined")


def _numbered(world: World, fact: str) -> str:
    group, _, field = fact.partition(".")
    return f"{world.about}.{field}" if world.about.startswith(f"{group}.") else fact

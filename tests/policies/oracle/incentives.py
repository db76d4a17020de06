"""Fines and rewards from the raw chapter (奖惩对照): occurrences told apart by their keys, months by their runs."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any, NamedTuple

from tests.policies.oracle.predicates import World, applies
from tests.policies.oracle.raw import Data, all_of, any_of, opposite

CENT = Decimal("0.01")


class Proposed(NamedTuple):
    """A line: which rule, from whom, to whom, how much, for what month, on which document."""

    what: str
    payer: str
    payee: str
    amount: Decimal | None
    item: str | None
    document: str | None


class Proposals(NamedTuple):
    """Lines, and how far the decision goes."""

    lines: list[Proposed]
    outcome: str


def proposed(world: World) -> Proposals:
    """Every fine and reward."""
    lines: list[Proposed] = []
    found: set[str] = set()
    if all(world.facts.length(group) is None for group in ("obligations", "months")):
        return Proposals([], "undetermined")
    for name, rule in world.book["incentives"]["rules"].items():
        for truth, party, item, at in _hits(world, rule):
            if truth is None or (truth and party is None):
                found.add("undetermined")
            if not truth or party is None:
                continue
            amount, outcome = _amount(world, rule, at)
            found.add(outcome)
            sides = {"company": "company", "owner": party, "person": party}
            document = world.facts.get(f"{at}.document") if at else None
            lines.append(Proposed(name, sides[rule["payer"]], sides[rule["payee"]], amount, item, document))
    order = ("undetermined", "needs_person", "needs_configuration")
    return Proposals(lines, next((each for each in order if each in found), "decided"))


Hit = tuple[bool | None, str | None, str | None, str]
"""Whether it is one, of whom, for which month or quarter, of which obligation."""


def _hits(world: World, rule: Data) -> Iterator[Hit]:
    if "streak" in rule or "quiet" in rule:
        if world.facts.length("months") is not None:
            yield from _streaks(world, rule["streak"]) if "streak" in rule else _quiet(world, rule["quiet"])
        return
    kept: list[dict[str, Any]] = []
    for n in range(world.facts.length("obligations") or 0):
        at = f"obligations.{n}"
        world.about = at
        truth = applies(world, rule)
        world.about = ""
        if truth is not False and "unchecked" in rule:
            checked = world.facts.get(f"{at}.checked")
            items = world.book["lists"][rule["unchecked"]]["items"]
            truth = all_of([truth, None if checked is None else not set(items) <= set(checked)])
        if truth and "per" in rule:
            key = {field: world.facts.get(f"{at}.{field}") for field in ("case", "kind", "round")}
            if rule["per"] == "case":
                key = {"case": key["case"]}
            truth = opposite(any_of([_same(key, other) for other in kept]))
            kept += [key] * (truth is True)
        yield truth, world.facts.get(f"{at}.owner"), None, at


def _same(key: dict[str, Any], other: dict[str, Any]) -> bool | None:
    """Facts of one case only need not name it."""
    names = [name for name in key if name != "case" or key["case"] is not None or other["case"] is not None]
    return all_of([None if None in (key[name], other[name]) else key[name] == other[name] for name in names])


def _amount(world: World, rule: Data, at: str) -> tuple[Decimal | None, str]:
    how = rule.get("amount_from", "rule")
    if how == "person":
        return None, "needs_person"
    if how == "severity":
        severity = world.facts.get(f"{at}.severity")
        if severity is None:
            return None, "needs_person"
        scale = rule.get("scale")
        return (None, "needs_configuration") if scale is None else (_cents(scale[severity]["amount"]), "decided")
    if rule.get("amount") is None:
        return None, "needs_configuration"
    if rule.get("per") != "day":
        return _cents(rule["amount"]), "decided"
    days = world.facts.get(f"{at}.days_late")
    return (None, "undetermined") if days is None else (_cents(Decimal(rule["amount"]) * days), "decided")


def _cents(amount: Any) -> Decimal:
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


# ── months ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _months(world: World) -> list[Data]:
    found: list[Data] = world.facts.data["months"]
    return found


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _streaks(world: World, streak: Data) -> Iterator[Hit]:
    months = _months(world)
    if any("month" not in month or "person" not in month for month in months):
        raise NotImplementedError  # not drawn: whose month it is, is always known
    whose = sorted({month["person"] for month in months}) if streak["whose"] == "person" else ["department"]
    for party in whose:
        own = [month for month in months if party in ("department", month["person"])]
        if not own and party != "department":
            continue
        sums = {each["month"]: [other for other in own if other["month"] == each["month"]] for each in own}
        truths = {_number(name): _good(parts, streak) for name, parts in sums.items()}
        sure = _complete([n for n, truth in truths.items() if truth], streak)
        possible = _complete([n for n, truth in truths.items() if truth is not False], streak)
        if sure != possible:
            yield None, party, None, ""
            continue
        for number in sure:
            yield True, party, f"{number // 12:04}-{number % 12 + 1:02}", ""


def _good(parts: list[Data], streak: Data) -> bool | None:
    over, of = (_sum(parts, streak[name]) for name in ("over", "of"))
    enough = None if of is None else not of < streak["sample"]
    share = None if None in (over, of) else not over * 100 < Decimal(streak["at_least"]) * of  # type: ignore[operator]
    return all_of([enough, share])


def _sum(parts: list[Data], count: str) -> int | None:
    counts = [part.get("counts", {}).get(count) for part in parts]
    return None if None in counts else sum(counts)


def _complete(good: list[int], streak: Data) -> list[int]:
    """The months with which a row is complete: of every unbroken run each `months`-th, or all from there on."""
    needed, complete = streak["months"], []
    for _, group in groupby(enumerate(sorted(good)), lambda each: each[1] - each[0]):
        run = [number for _, number in group]
        complete += run[needed - 1 :] if streak["reuse"] else run[needed - 1 :: needed]
    return complete


def _quiet(world: World, quiet: Data) -> Iterator[Hit]:
    months = _months(world)
    for person in sorted({month["person"] for month in months}):
        own = sorted((month for month in months if month["person"] == person), key=lambda month: str(month["month"]))
        for quarter, group in groupby(own, lambda month: _number(month["month"]) // 3):
            parts = list(group)
            if len(parts) == 3:
                none, active = _sum(parts, quiet["none"]), _sum(parts, quiet["active"])
                truth = all_of([None if none is None else none == 0,
                                None if active is None else active >= quiet["at_least"]])  # fmt: skip
                yield truth, person, f"{quarter // 4:04}-Q{quarter % 4 + 1}", ""

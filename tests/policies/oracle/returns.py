"""Returns, parcels and duties from the raw chapter (返厂对照)."""

from typing import Any, NamedTuple

from tests.policies.oracle.predicates import World, applies, winners
from tests.policies.oracle.raw import Data, all_of, any_of, later, opposite, rolled

WORST = ("undetermined", "on_hold", "needs_person", "needs_configuration")


class Ruled(NamedTuple):
    """What is answered, how far it goes, and, where that is people or papers, what is needed; lines of money."""

    answers: dict[str, Any]
    outcome: str
    needs: frozenset[str] = frozenset()
    lines: tuple[Any, ...] = ()


class RefusedError(Exception):
    """The facts contradict each other, or the rulebook: a policy refuses them."""


def together(parts: list[Ruled]) -> Ruled:
    """Several parts as one."""
    found = [part.outcome for part in parts]
    outcome = next((each for each in WORST if each in found), "decided")
    answers = {name: value for part in parts for name, value in part.answers.items()}
    return Ruled(answers, outcome, frozenset(need for part in parts for need in part.needs))


def ruled(world: World) -> Ruled:
    """All that was asked about."""
    chapter, parts = world.book["returns"], []
    if any(world.get(name) is not None for name in ("trip.technicians", "trip.contract_signed_on")):
        parts.append(duties(world))
    if world.facts.length("parcel") is not None:
        parts.append(parcel(world))
    if "classes" in chapter and (not parts or world.get("request.return_class") is not None):
        parts.append(whole(world))
    from tests.policies.oracle.warranty import mendable

    made = together(parts) if parts else Ruled({}, "undetermined")
    if made.outcome == "undetermined" and world.asked_cover and mendable(world):
        made = made._replace(outcome="on_hold", needs=frozenset(mendable(world)))
    return made


# ── the return as a whole ────────────────────────────────────────────────────────────────────────────────────────────


def whole(world: World) -> Ruled:
    """Accepted or refused; the methods and who chooses."""
    chapter = world.book["returns"]
    asked = world.get("request.return_class")
    if asked is None:
        return Ruled({}, "undetermined")
    fits = terms(world)
    gate = {name: applies(world, rule) for name, rule in chapter.get("gate", {}).items()}
    stops = {name: gate.pop(name) for name, rule in chapter.get("gate", {}).items() if rule.get("unmet") == "refuse"}
    fits |= stops
    approved, missing = approvals(world)
    met, passed = all_of(list(fits.values())), all_of(list(gate.values()))
    answers: dict[str, Any] = {"accepted": all_of([met, passed, approved])}
    answers |= {f"refused.{name}": True for name, truth in fits.items() if truth is False}
    if len(answers) == 1:
        answers |= offers(world, asked)
    if met is False:
        return Ruled(answers, "decided")
    if met is None or passed is None:
        return Ruled(answers, "undetermined")
    if passed is False:
        waits = {chapter["gate"][name]["when"][0]["fact"] for name, truth in gate.items() if truth is False}
        return Ruled(answers, "on_hold", frozenset(waits))
    if approved is None:
        return Ruled(answers, "undetermined")
    return Ruled(answers, "decided") if approved else Ruled(answers, "needs_person", frozenset(missing))


def terms(world: World) -> dict[str, bool | None]:
    """What must be so, or the return is refused: class, method, basis and no refusal."""
    chapter = world.book["returns"]
    kind = chapter["classes"][world.get("request.return_class")]
    fits = {"class": applies(world, kind)}
    method = world.get("request.method")
    if method is not None:
        fits["method"] = method in kind["methods"]
    if kind.get("bases"):
        basis = world.get("request.basis")
        fits["basis"] = None if basis is None else basis in kind["bases"]
    refusals = chapter.get("refusals", {})
    counting, hanging = winners(world, refusals)
    fits |= dict.fromkeys(hanging)
    return fits | dict.fromkeys(counting, False)


def approvals(world: World) -> tuple[bool | None, set[str]]:
    """Whether everyone who must has approved; what is missing if not."""
    chapter = world.book["returns"]
    rules = chapter.get("authority", {})
    counting, hanging = winners(world, rules)
    lacks = {name: _lacks(world, rules[name]) for name in (*counting, *hanging)}
    missing = {fact for name in counting for fact in lacks[name]}
    if missing:
        return False, missing
    return (None, missing) if any(lacks[name] for name in hanging) else (True, missing)


def _lacks(world: World, rule: Data) -> set[str]:
    lacks = {fact for fact in rule.get("needs", []) if world.get(fact) is None}
    if "approver_at_least" in rule:
        ranks, approver = world.book["returns"]["ranks"], world.get("request.approver")
        if approver is None or ranks[approver]["level"] < ranks[rule["approver_at_least"]]["level"]:
            lacks.add("request.approver")
    return lacks


def offers(world: World, asked: str) -> dict[str, Any]:
    """What may be done, and who chooses it as far as that is known."""
    chapter = world.book["returns"]
    kind = chapter["classes"][asked]
    answers: dict[str, Any] = {"class": asked}
    answers |= {name: tuple(kind[name]) for name in ("methods", "bases", "states") if kind.get(name)}
    choosers = chapter.get("choosers", {})
    counting, hanging = winners(world, choosers)
    if counting and not hanging:
        answers["chooser"] = choosers[counting[0]]["chooser"]
    return answers


# ── parcels and duties ───────────────────────────────────────────────────────────────────────────────────────────────


def parcel(world: World) -> Ruled:
    """Every line of a parcel."""
    lines = []
    for n in range(world.facts.length("parcel") or 0):
        world.about = f"parcel.{n}"
        lines.append(_line(world, world.about))
        world.about = ""
    return together(lines)


def _line(world: World, name: str) -> Ruled:
    chapter = world.book["returns"]
    kinds, hanging = winners(world, chapter.get("boxed", {}))
    refusing, doubtful = winners(world, chapter.get("refused", {}))
    known: bool | None = True if kinds else None if hanging else False
    spared: bool | None = False if refusing else None if doubtful else True
    accepted = all_of([known, spared])
    answers: dict[str, Any] = {f"{name}.accepted": accepted}
    answers |= {f"{name}.refused.{rule}": True for rule in refusing}
    if kinds and not hanging:
        answers[f"{name}.class"] = tuple(kinds)
    if known is False:
        answers[f"{name}.refused.class"] = True
    open_ = accepted is None or (accepted and hanging)
    return Ruled(answers, "undetermined" if open_ else "decided")


def duties(world: World) -> Ruled:
    """Which duties of the dealer are kept, of those that something is known of."""
    kept: dict[str, Any] = {}
    days: dict[str, Any] = {}
    for name, duty in world.book["returns"].get("duties", {}).items():
        due = duty.get("due")
        spoken = [each["fact"] for each in duty.get("when", [])] + ([due["anchor"]] if due else [])
        if all(world.get(fact) is None for fact in spoken):
            continue
        kept[name] = applies(world, duty)
        if due is not None:
            start = world.get(due["anchor"])
            last = None if start is None else later(start, months_=due["months"])
            last = None if last is None else rolled(last, due.get("roll", "none"), world.calendar)
            days[f"{name}.due"] = last
            done = world.get(due["done"])
            seen = done if done is not None else world.get(due["seen"])
            in_time = None if last is None or seen is None else not seen > last
            kept[name] = all_of([kept[name], in_time])
    whole = all_of(list(kept.values()))
    open_ = any_of([truth is None for truth in kept.values()])
    return Ruled({**kept, **days, "flags": opposite(whole)}, "undetermined" if open_ else "decided")

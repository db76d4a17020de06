"""A franchisee's return of slow-moving goods by hand (手写版·滞销退货): S0-5.5, every table read and written down."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.decision.decision import Answer, Decision, Derivation, Outcome
from domain.decision.trace import Step
from domain.time.calendar import Calendar

GATE = (
    ("liable_party", "given", "findings.liable_party"),
    ("procedure", "all", "request.procedure_followed"),
    ("reason", "given", "request.reason"),
)
CLASSES = (
    ("slow_moving", "S0-5.5.1"),
    ("account_closing", "S0-5.6.1"),
    ("quality", "S0-5.7.1"),
    ("damaged", "S0-5.8.1"),
    ("third_party", "S0-5.9.1"),
    ("other", "S0-5.10"),
)
OTHER_AUTHORITY = (
    ("out_of_warranty", "S0-5.7.2.3", "quality"),
    ("force_majeure", "S0-5.9.2.1", "third_party"),
    ("by_contract", "S0-5.10", "other"),
    ("by_leader", "S0-5.10", "other"),
    ("by_promise", "S0-5.10", "other"),
)
CHOOSERS = (
    ("consumer", "S0-5.7.2.1", "quality"),
    ("quality_cause", "S0-5.7.2.1", "quality"),
    ("other_cause", "S0-5.7.2.2", "quality"),
    ("damaged", "S0-5.8.2.1", "damaged"),
)
OWN, SLOW, GENERAL = ("slow_moving",), "S0-5.5.1", "S0-5.1"
METHODS = ("refund", "exchange")
DAYS = "request.slow_moving_days"
AGREED = "returns.authority.slow_moving_agreed"
LONGER = "returns.refusals.not_slow_moving"


class _Page:
    """The steps, and what recurs in them."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts, self.steps = facts, list[Step]()

    def add(self, op: str, arg: str, inputs: tuple[int | str, ...], value: Any, clause: str, path: str = "") -> int:
        self.steps.append(Step(op, arg, inputs, value, clause, path))
        return len(self.steps)

    def of_class(self, values: tuple[str, ...], clause: str, path: str) -> bool:
        """The first predicate of a rule: the class is this one."""
        at = self.add("rule", "", (), values, clause, f"{path}.when[0].values")
        found = self.facts["request.return_class"] in values
        self.add("compare", "in", ("request.return_class", at), found, clause, f"{path}.when[0]")
        return found

    def not_ours(self, table: str, rule: str, clause: str, values: tuple[str, ...]) -> int:
        """A rule for another class."""
        path = f"returns.{table}.{rule}"
        if self.of_class(values, clause, path):
            raise NotImplementedError
        return self.add("all", rule, (len(self.steps),), False, clause, f"{path}.when")


def slow_moving(facts: Mapping[str, Any], as_of: date, calendar: Calendar, hashes: Mapping[str, str]) -> Decision:
    """Goods that did not sell within the days agreed, to be refunded or exchanged."""
    page = _Page(facts)
    add, method = page.add, facts["request.method"]
    if facts["request.return_class"] != "slow_moving" or method not in METHODS:
        raise NotImplementedError
    add("rule", "", (), "slow_moving", SLOW, "returns.classes.slow_moving.id")
    add("compare", "=", ("request.return_class", 1), True, SLOW)
    gates, open_ = [], True
    for gate, op, fact in GATE:
        path, fine = f"returns.gate.{gate}", fact in facts and (op == "given" or facts[fact])
        at = add(op, "", (fact,), fine, GENERAL, f"{path}.when[0]")
        gates.append(add("all", gate, (at,), fine, GENERAL, f"{path}.when"))
        open_ &= fine
        add("rule", "", (), "hold", GENERAL, f"{path}.unmet")
    released = facts["unit.released"]
    at = add("all", "", ("unit.released",), released, "S0-5.2", "returns.gate.released.when[0]")
    released_at = add("all", "released", (at,), released, "S0-5.2", "returns.gate.released.when")
    add("rule", "", (), "refuse", "S0-5.2", "returns.gate.released.unmet")
    gate_at = add("all", "", tuple(gates), open_, GENERAL, "returns.gate")
    classes = []
    for name, clause in CLASSES:
        path = f"returns.classes.{name}"
        found = page.of_class((name,), clause, path)
        classes.append(add("all", name, (len(page.steps),), found, clause, f"{path}.when"))
    add("choose", "unique", tuple(classes), OWN, GENERAL, "returns.classes")
    refusals, refused = _refusals(page)
    one_class = add("any", "", tuple(classes), True, SLOW)
    fits = [one_class, *[add("not", "", (at,), not was, SLOW) for at, was in zip(refusals, refused, strict=True)]]
    at = add("rule", "", (), method, "S0-5.3", f"returns.methods.{method}.id")
    add("compare", "=", ("request.method", at), True, "S0-5.3")
    at = add("rule", "", (), METHODS, "S0-5.5.2.1", "returns.classes.slow_moving.methods")
    fits.append(add("compare", "in", ("request.method", at), True, SLOW))
    eligible = not any(refused)
    fits_at = add("all", "", tuple(fits), eligible, SLOW)
    authority_at = _authority(page)
    accepted = eligible and released
    at = add("all", "", (fits_at, released_at), accepted, GENERAL)
    accepted_at = add("all", "", (at, gate_at, authority_at), accepted and open_, GENERAL)
    if not (accepted and open_):
        raise NotImplementedError
    methods_at = add("rule", "", (), METHODS, "S0-5.5.2.1", "returns.classes.slow_moving.methods")
    states_at = add("rule", "", (), (DAYS,), SLOW, "returns.classes.slow_moving.states")
    choosers = tuple([page.not_ours("choosers", name, clause, (value,)) for name, clause, value in CHOOSERS])
    add("choose", "unique", choosers, (), GENERAL, "returns.choosers")
    answers = (
        Answer("accepted", True, accepted_at),
        Answer("class", "slow_moving", 1),
        Answer("methods", METHODS, methods_at),
        Answer("states", (DAYS,), states_at),
    )
    return Decision("return", Outcome.DECIDED, Derivation("return", as_of, tuple(page.steps), hashes), answers)


def _refusals(page: _Page) -> tuple[list[int], list[bool]]:
    """The steps of the rules that refuse, and whether each does."""
    add, facts, quality = page.add, page.facts, ("quality",)
    ends = [page.not_ours("refusals", "application_incomplete", "S0-4.2.2", quality)]
    for name in ("shipped_early", "shipped_unapproved"):
        if "request.shipped_back_on" in facts:
            raise NotImplementedError
        path = f"returns.refusals.{name}.when"
        at = add("given", "", ("request.shipped_back_on",), False, "S0-4.2.5", f"{path}[0]")
        ends.append(add("all", name, (at,), False, "S0-4.2.5", path))
    page.of_class(OWN, SLOW, LONGER)
    start, early = len(page.steps), facts["request.unsold_days"] <= facts[DAYS]
    add("given", "", (DAYS,), True, SLOW, f"{LONGER}.when[1]")
    add("compare", "<=", ("request.unsold_days", DAYS), early, SLOW, f"{LONGER}.when[2]")
    ends.append(add("all", "not_slow_moving", (start, start + 1, start + 2), early, SLOW, f"{LONGER}.when"))
    ends.append(page.not_ours("refusals", "not_refunded", "S0-5.7.2.2", quality))
    ends.append(page.not_ours("refusals", "not_applied_for", "S0-5.7.2.3", quality))
    if early:
        raise NotImplementedError
    add("choose", "collect", tuple(ends), (), GENERAL, "returns.refusals")
    return ends, [False, False, False, early, False, False]


def _authority(page: _Page) -> int:
    """Who may allow it: with a term agreed, nobody needs to. The step that says so."""
    add = page.add
    page.of_class(OWN, SLOW, AGREED)
    at = add("given", "", (DAYS,), True, SLOW, f"{AGREED}.when[1]")
    agreed = add("all", "slow_moving_agreed", (at - 1, at), True, SLOW, f"{AGREED}.when")
    path = "returns.authority.slow_moving_not_agreed"
    page.of_class(OWN, SLOW, path)
    ends = [agreed, add("all", "slow_moving_not_agreed", (len(page.steps),), True, SLOW, f"{path}.when")]
    ends += [page.not_ours("authority", name, clause, (value,)) for name, clause, value in OTHER_AUTHORITY]
    add("choose", "collect", tuple(ends), ("slow_moving_agreed",), GENERAL, "returns.authority")
    allowed = add("all", "", (), True, SLOW, AGREED)
    at = add("not", "", (agreed,), False, SLOW)
    at = add("any", "", (at, allowed), True, SLOW)
    return add("all", "", (at,), True, GENERAL, "returns.authority")

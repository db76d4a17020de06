"""Decision tables (决策表): predicates over facts, rules that apply, and which of them count.

Truth has three values: a predicate on an unknown fact is unknown, and so is a rule unless another predicate of it is
false. A rule is read up to its first false predicate: that one is the reason why it does not apply.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from domain.decision.facts import FactError
from domain.decision.trace import Trace, Val
from domain.rulebook.policies.common import HitPolicy, Predicate, Rule, Test, list_of

R = TypeVar("R", bound=Rule)
E = TypeVar("E", bound="Entry")
Evaluate = Callable[[Trace, Predicate, str, str], Val]


class Entry(Protocol):
    """Anything in a table that is keyed by ids."""

    @property
    def id(self) -> str: ...
    @property
    def clause(self) -> str: ...


class Hit(NamedTuple):
    """What a table gave: the rules that count, the step that chose them, those that hang on unknown facts, and whether
    each rule applies, in the order of the table."""

    rules: list[Any]
    ref: Val
    open: list[Any]
    truths: list[Val]


ANCHORS: dict[str, Callable[[Trace], tuple[Val, Val]]] = {}
"""Anchors that are no facts, added by whoever derives them: whether there is such a day, and the day."""


def decide(trace: Trace, path: str, rules: Sequence[R], policy: HitPolicy, clause: str) -> Hit:
    """Reads every rule of the table at `path` and chooses. Of rules that apply together, those yield over which one
    prevails."""
    truths = [rule_applies(trace, f"{path}.{rule.id}", rule) for rule in rules]
    applying = [rule for rule, (_, truth) in zip(rules, truths, strict=True) if truth]
    open_ = [rule for rule, (_, truth) in zip(rules, truths, strict=True) if truth is None]
    chosen = applying
    if beaten := {loser for rule in applying for loser in rule.prevails_over}:
        chosen = [rule for rule in applying if rule.id not in beaten]
        open_ = [rule for rule in open_ if rule.id not in beaten]
    ref = trace.choose(truths, tuple([rule.id for rule in chosen]), clause, path, policy.value)
    return Hit(chosen, ref, open_, truths)


def rule_applies(trace: Trace, path: str, rule: Rule) -> Val:
    """Whether all predicates of a rule hold."""
    truths = []
    for n, predicate in enumerate(rule.when):
        truth = EVALUATE[predicate.is_](trace, predicate, f"{path}.when[{n}]", rule.clause)
        truths.append(truth)
        if truth.value is False:
            break
    return trace.all_of(truths, rule.clause, f"{path}.when", rule.id)


def entry_of(trace: Trace, entries: Sequence[E], path: str, wanted: Val) -> tuple[E, Val]:
    """The entry of the table at `path` that a fact names, the step of its id. Raises FactError (not_in_rulebook)."""
    for entry in entries:
        if entry.id == wanted.value:
            named = trace.rule(entry.id, entry.clause, f"{path}.{entry.id}.id")
            trace.compare(wanted, "=", named, entry.clause)
            return entry, named
    raise FactError("not_in_rulebook", str(wanted.ref))


def known_in(fact: str, named: Sequence[str], ids: Sequence[str]) -> None:
    """Raises FactError (not_in_rulebook) for a fact that names something else than these."""
    if any(name not in ids for name in named):
        raise FactError("not_in_rulebook", fact)


# ── the predicates ───────────────────────────────────────────────────────────────────────────────────────────────


def _holds(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    return trace.all_of((trace.fact(predicate.fact or "", clause),), clause, path)


def _fails(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    return trace.negate(trace.fact(predicate.fact or "", clause), clause, path)


def _one_of(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    values = trace.rule(predicate.values, clause, f"{path}.values")
    return trace.compare(trace.fact(predicate.fact or "", clause), "in", values, clause, path)


def _none_of(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    return trace.negate(_one_of(trace, predicate, path, clause), clause, path)


_BOUNDS = {Test.AT_LEAST: ">=", Test.AT_MOST: "<=", Test.MORE_THAN: ">", Test.LESS_THAN: "<"}


def _bound(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    amount = trace.rule(predicate.amount, clause, f"{path}.amount")
    return trace.compare(trace.fact(predicate.fact or "", clause), _BOUNDS[predicate.is_], amount, clause, path)


def term(trace: Trace, predicate: Predicate, path: str, clause: str) -> tuple[Val, bool]:
    """The last day: anchor + days or months, rolled. True beside it: there is certainly no such day; it is then the
    step that says so."""
    if predicate.anchor in ANCHORS:
        there_is, anchor = ANCHORS[predicate.anchor](trace)
        if there_is.value is False:
            return there_is, True
    else:
        anchor = trace.fact(predicate.anchor or "", clause)
    if predicate.months is not None:
        months = trace.rule(predicate.months, clause, f"{path}.months")
        last = trace.add_months(anchor, months, clause, path)
    else:
        days = trace.rule(predicate.days, clause, f"{path}.days")
        last = trace.add_days(anchor, days, clause, path)
    return trace.roll(last, predicate.roll, clause, f"{path}.roll"), False


_SIDES = {Test.WITHIN: "<=", Test.LONGER_THAN: ">"}


def _in_term(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    last, never = term(trace, predicate, path, clause)
    if never:
        return trace.all_of((last,), clause, path)
    return trace.compare(trace.fact(predicate.fact or "", clause), _SIDES[predicate.is_], last, clause, path)


def _order(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    first, second = trace.fact(predicate.fact or "", clause), trace.fact(predicate.other or "", clause)
    return trace.compare(first, "<=" if predicate.is_ is Test.NOT_AFTER else "<", second, clause, path)


def _given(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    return trace.given(predicate.fact or "", clause, path)


def _ticks(trace: Trace, name: str, fact: str, clause: str) -> list[Val]:
    """For each item of the list, whether it stands in the fact."""
    found = trace.fact(fact, clause)
    path = f"lists.{name}.items"
    return [
        trace.compare(trace.rule(item.id, item.clause, f"{path}.{item.id}.id"), "in", found, item.clause)
        for item in list_of(trace.ground.book.lists, name).items
    ]


def some_present(trace: Trace, name: str, clause: str, path: str = "", fact: str = "findings.present") -> Val:
    """Whether an item of the list was found."""
    return trace.any_of(_ticks(trace, name, fact, clause), clause, path, name)


def _checklist(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    name = predicate.list or ""
    return trace.all_of(_ticks(trace, name, predicate.fact or "findings.passed", clause), clause, path, name)


def _some_present(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    return some_present(trace, predicate.list or "", clause, path, predicate.fact or "findings.present")


def _none_present(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    return trace.negate(_some_present(trace, predicate, path, clause), clause, path)


EVALUATE: dict[Test, Evaluate] = {
    Test.HOLDS: _holds,
    Test.FAILS: _fails,
    Test.ONE_OF: _one_of,
    Test.NONE_OF: _none_of,
    Test.AT_LEAST: _bound,
    Test.AT_MOST: _bound,
    Test.MORE_THAN: _bound,
    Test.LESS_THAN: _bound,
    Test.WITHIN: _in_term,
    Test.LONGER_THAN: _in_term,
    Test.NOT_AFTER: _order,
    Test.BEFORE: _order,
    Test.GIVEN: _given,
    Test.CHECKLIST: _checklist,
    Test.NONE_PRESENT: _none_present,
    Test.SOME_PRESENT: _some_present,
}
"""`COVERED` and `EXPIRED` are added by `domain.policies.warranty`, those on repairs by `domain.policies.repairs`."""

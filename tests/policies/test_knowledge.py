"""Knowledge (已知与未知): what is decided does not change when more becomes known, nor when it is decided again."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from domain.decision.decision import Decision, Outcome
from domain.decision.facts import FactError
from domain.decision.reading import read_facts
from tests.policies.golden import DECIDE, GOLDEN, made
from tests.policies.oracle.pools import as_json
from tests.policies.oracle.ranges import at_random, pool_of
from tests.policies.oracle.rulebooks import OURS, compared
from tests.policies.oracle.worlds import LAST, tables
from tests.support.clause import clause

EACH = 250
POLICY_GROUPS = {
    "warranty": ("unit", "request", "findings", "papers"),
    "entitlement": ("unit", "request", "findings", "papers", "repairs"),
    "return": ("unit", "request", "findings", "papers"),
}
MISSED_BY_NOBODY = {
    "unit.replaced_on", "request.papers_final", "request.method", "request.chosen", "request.offered", "request.rights",
    "request.disputed", "request.approver", "request.document", "request.reason", "request.consent", "unit.stock",
    "repairs.completed_on", "repairs.confirmed_present_on",
}  # fmt: skip
"""Facts that say something by not being there: no exchange, no objection, no approval."""


def _silent(name: str) -> set[str]:
    """Facts whose absence is an answer under this rulebook."""
    predicates = [each for when in tables(compared(name).raw, "when") for each in when]
    needs = [need for table in tables(compared(name).raw, "needs") for need in table]
    return {each["fact"] for each in predicates if each["is"] == "given"} | MISSED_BY_NOBODY | set(needs)


@cache
def _drawn(policy: str, book: str) -> list[tuple[dict[str, Any], dict[str, int]]]:
    rng, pool = random.Random(f"{policy} {book}"), pool_of(book)
    lengths: dict[str, int] = {name: 1 for name in ("papers", "repairs") if name in POLICY_GROUPS[policy]}
    return [(at_random(pool, rng, POLICY_GROUPS[policy], lengths, known=0.95), lengths) for _ in range(EACH)]


def _decide(policy: str, book: str, known: dict[str, Any], lengths: dict[str, int]) -> Decision | None:
    try:
        return DECIDE[policy](compared(book).ground, read_facts(as_json(known, lengths), LAST), LAST)
    except FactError:
        return None


def _pairs(policy: str, book: str) -> Iterator[tuple[Decision, Decision, dict[str, Any]]]:
    """A decision that knows less, the same that knows more, and what that knows."""
    rng, silent = random.Random(f"{book} {policy}"), _silent(book)
    for whole, lengths in _drawn(policy, book):
        kept = {name: value for name, value in whole.items() if _bare(name) in silent or rng.random() < 0.75}
        less, more = _decide(policy, book, kept, lengths), _decide(policy, book, whole, lengths)
        if less is not None and more is not None:
            yield less, more, whole


def _bare(name: str) -> str:
    return ".".join(part for part in name.split(".") if not part.isdigit())


@clause("S0-3.4", "S0-4.1.1", "S0-5.1", "S3-2.3", "S3-6.1")
@pytest.mark.parametrize("book", [f"{kind}{name}" for name in OURS for kind in ("", "other:")])
@pytest.mark.parametrize("policy", POLICY_GROUPS)
def test_what_is_answered_stays_when_more_becomes_known(policy: str, book: str) -> None:
    for less, more, whole in _pairs(policy, book):
        answered = {each.name: each.value for each in more.answers}
        for each in less.answers:
            if isinstance(each.value, bool):
                assert answered[each.name] is each.value, (each.name, whole)
        if less.outcome is Outcome.DECIDED:
            assert more.outcome is Outcome.DECIDED, whole


@clause("G-10")
@pytest.mark.parametrize("name", GOLDEN)
def test_decided_again_it_is_the_same_under_the_same_digest(name: str) -> None:
    golden = GOLDEN[name]
    again = DECIDE[golden.policy](made(name).ground, read_facts(golden.facts, golden.as_of), golden.as_of)
    assert again.digest == made(name).decision.digest
    assert (again.answers, again.lines, again.needs) == (
        made(name).decision.answers, made(name).decision.lines, made(name).decision.needs)  # fmt: skip
    assert again.derivation.steps == made(name).decision.derivation.steps


@clause("G-10")
@pytest.mark.parametrize("name", GOLDEN)
def test_facts_in_another_order_and_of_another_source_decide_the_same(name: str) -> None:
    golden = GOLDEN[name]
    turned = {group: _turned(golden.facts[group]) for group in reversed(list(golden.facts))}
    again = DECIDE[golden.policy](made(name).ground, read_facts(turned, golden.as_of), golden.as_of)
    assert again.digest == made(name).decision.digest


def _turned(given: Any) -> Any:
    if isinstance(given, list):
        return [_turned(each) for each in given]
    return dict(reversed(given.items())) | {"source": "form:F-1"}


@clause("G-10")
@pytest.mark.parametrize("name", GOLDEN)
def test_facts_later_than_the_day_of_the_decision_are_refused(name: str) -> None:
    golden = GOLDEN[name]
    days = sorted(value for value in made(name).facts.values.values() if isinstance(value, date))
    if days:
        read_facts(golden.facts, days[-1]) if "months" not in golden.facts else None
        with pytest.raises(FactError, match="in_future"):
            read_facts(golden.facts, days[-1] - timedelta(1))


ALONE: dict[str, Callable[[str], bool]] = {
    "kpi": lambda group: group != "months",
    "incentives": lambda group: group not in ("months", "obligations"),
    "warranty": lambda group: group not in ("unit", "papers", "findings", "request"),
    "entitlement": lambda group: group not in ("unit", "papers", "findings", "request", "repairs"),
}
"""Groups of facts that a policy never reads."""


@clause("G-10")
@pytest.mark.parametrize("name", [name for name, golden in GOLDEN.items() if golden.policy in ALONE])
def test_facts_of_other_matters_change_nothing(name: str) -> None:
    golden, rng = GOLDEN[name], random.Random(name)
    pool, lengths = pool_of(golden.book), {"parcel": 1, "charges": 1}
    groups = ("parcel", "charges", "trip", "unit", "findings", "repairs")
    others = at_random(pool, rng, tuple(group for group in groups if ALONE[golden.policy](group)), lengths)
    data = {**as_json(others, lengths), **golden.facts}
    again = DECIDE[golden.policy](made(name).ground, read_facts(data, golden.as_of), golden.as_of)
    assert again.derivation.steps == made(name).decision.derivation.steps
    assert (again.outcome, again.answers, again.lines) == (
        made(name).decision.outcome, made(name).decision.answers, made(name).decision.lines)  # fmt: skip

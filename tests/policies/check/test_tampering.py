"""Steps that the trace would not write, each with a value that fits: the checker takes none of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.trace import Step, Trace, Val
from domain.policies import tables
from domain.rulebook.paths import by_path
from domain.rulebook.policies.common import HitPolicy, Predicate, Rolls, Rule
from tests.policies.check.replay import DO
from tests.policies.check.traced import GROUND, fill, found, made, trace_of

PRICE = Decimal("10.00")
DAY = date(2026, 5, 6)


def written(trace: Trace, step: Step) -> Val:
    """A step as it stands here, whatever it says."""
    trace.steps.append(step)
    return Val(len(trace.steps), step.value)


# ── operations ───────────────────────────────────────────────────────────────────────────────────────────────────────

FIXED: dict[str, tuple[list[Any], str]] = {
    "add_days": ([DAY, 3], "day"),
    "days_between": ([DAY, DAY], "day"),
    "not": ([True], "truth"),
    "subtract": ([PRICE, PRICE], "money"),
    "round": ([PRICE], "money"),
    "share": ([3, 4], "whole"),
}
"""Operations that take so many inputs and no more."""


@pytest.mark.parametrize("name", FIXED)
def test_an_input_too_many_is_refused(name: str) -> None:
    trace, given = trace_of(fill(*FIXED[name]))
    val = DO[name](trace, given, "")
    assert found(trace, made(trace, val)) == []
    step = trace.steps.pop()
    assert found(trace, made(trace, written(trace, step._replace(inputs=step.inputs + step.inputs[:1])))) == [
        (1, "value")
    ]


@pytest.mark.parametrize("name", ["sum", "min", "max", "multiply", "count", "not", "subtract", "round"])
def test_an_argument_that_the_operation_does_not_have_is_refused(name: str) -> None:
    truths = name in ("count", "not")
    trace, given = trace_of(fill([True], "truth") if truths else fill([PRICE, PRICE], "money"))
    val = DO[name](trace, given, "")
    step = trace.steps.pop()
    assert val.value == step.value
    assert found(trace, made(trace, written(trace, step._replace(arg="guess")))) == [(1, "value")]


@pytest.mark.parametrize(("name", "value"), [("all", True), ("any", True), ("not", False), ("count", 2)])
def test_whole_numbers_are_no_truths(name: str, value: Any) -> None:
    trace, given = trace_of(fill([1, 1] if name != "not" else [1], "whole"))
    step = Step(name, "", tuple([str(val.ref) for val in given]), value, "G-10", "")
    assert found(trace, made(trace, written(trace, step))) == [(1, "value")]


def test_only_of_a_fact_it_is_said_whether_it_is_given() -> None:
    trace, _ = trace_of({})
    trace.today("G-4")
    assert found(trace, made(trace, written(trace, Step("given", "", (1,), True, "G-10", "")))) == [(2, "value")]


def test_every_month_of_a_row_has_a_truth_and_every_truth_of_a_choice_its_value() -> None:
    values = {"unit.stock": 1, "unit.used": True, "months.0.month": "2026-04", "request.consent": True}
    trace, given = trace_of(values)
    for n, (name, of) in enumerate((("streak", given), ("first", [given[3], given[0]])), 1):
        val = DO[name](trace, of, "")
        assert found(trace, made(trace, val)) == []
        odd = "months.0.month" if name == "streak" else "unit.used"
        step = trace.steps.pop()
        trace.steps.append(step._replace(inputs=(*step.inputs, odd)))
        assert found(trace, made(trace, val)) == [(n, "value")]
        trace.steps[-1] = step


@pytest.mark.parametrize("ref", [0, 1, 2, True, "unit.colour"])
def test_only_an_earlier_step_or_a_fact_of_the_vocabulary_is_an_input(ref: Any) -> None:
    trace, _ = trace_of({})
    trace.steps.append(Step("all", "", (ref,), None if ref == "unit.colour" else True, "G-10", ""))
    trace.steps.append(Step("all", "", (), True, "G-10", ""))
    assert found(trace, made(trace, Val(2, True))) == [(1, "value")]


@pytest.mark.parametrize("day", ["first_day", "known_until"])
def test_first_and_last_day_of_which_a_notice_speaks_are_known(day: str) -> None:
    calendar = replace(GROUND.calendar, first_day=date(2026, 5, 6), days="WW", known_until=date(2026, 5, 7))
    trace, given = trace_of({"unit.purchased_on": getattr(calendar, day)})
    trace.ground = replace(GROUND, calendar=calendar)
    val = trace.roll(given[0], Rolls.CUSTOMER, "G-6", "warranty.coverage.unit.roll")
    assert made(trace, val).provisional is False
    assert found(trace, made(trace, val)) == []


# ── values of the rulebook ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("read", "problems"), [("request.proposer", []), ("request.applicant", [(2, "value")])])
def test_the_fact_that_the_rulebook_names_has_been_read(read: str, problems: list[Any]) -> None:
    trace, _ = trace_of({"request.proposer": "dealer", "request.applicant": "dealer"})
    path = "responsibility.matters.termination.rules.proposer.party"
    val = trace.first([(trace.all_of((), "G-10"), trace.maybe(read))], "S0-5.8.2.2", path)
    assert [each for each in found(trace, made(trace, val)) if each[1] == "value"] == problems


def test_a_step_that_stands_on_itself_is_reported_and_not_followed_for_ever() -> None:
    trace, _ = trace_of({"request.procedure_followed": True})
    path = "returns.gate.procedure.when"
    circle = written(trace, Step("all", "", (1,), True, "S0-5.3", f"{path}[0]"))
    whole = trace.all_of((circle,), "S0-5.3", path, "procedure")
    assert (1, "value") in found(trace, made(trace, whole))
    assert (2, "value") in found(trace, made(trace, whole))


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────

FACTS: dict[str, Any] = {
    "request.return_class": "quality",
    "request.quality_claim": True,
    "request.procedure_followed": True,
    "request.hq_approved": False,
    "request.shipped_back_on": date(2026, 5, 6),
    "request.hq_approved_on": date(2026, 5, 7),
    "request.applied_on": date(2026, 5, 6),
    "unit.purchased_on": date(2026, 5, 6),
    "unit.received_on": date(2026, 5, 6),
    "request.terminated_on": date(2026, 5, 7),
    "unit.released": True,
    "unit.used": False,
    "request.method": "quality",
    "findings.cause": "logistics",
    "request.at_fault": "logistics",
    "findings.present": (),
    "findings.passed": (),
    "trip.technicians": 2,
    "unit.stock": 2,
}


def rule_at(path: str) -> Rule:
    """The rule as the rulebook has it."""
    rule = by_path(GROUND.book).look(path)[0]
    assert isinstance(rule, Rule)
    return rule


def read(path: str, rule: Rule, **facts: Any) -> tuple[Trace, Val]:
    """The rule at `path`, read as if it were this one."""
    trace, _ = trace_of(FACTS | facts)
    return trace, tables.rule_applies(trace, path, rule)


def changed(rule: Rule, n: int, **values: Any) -> Rule:
    """With other values in predicate `n`."""
    predicate: Predicate = replace(rule.when[n], **values)
    return replace(rule, when=(*rule.when[:n], predicate, *rule.when[n + 1 :]))


READ_OTHERWISE: list[tuple[str, int, dict[str, Any]]] = [
    ("returns.gate.procedure", 0, {"fact": "unit.released"}),
    ("returns.refusals.shipped_unapproved", 0, {"fact": "request.applied_on"}),
    ("returns.refusals.shipped_unapproved", 1, {"fact": "unit.used"}),
    ("returns.classes.quality", 0, {"fact": "request.method"}),
    ("returns.choosers.other_cause", 1, {"fact": "request.at_fault"}),
    ("returns.duties.two_technicians", 0, {"fact": "unit.stock"}),
    ("returns.refusals.shipped_early", 2, {"fact": "unit.received_on"}),
    ("returns.refusals.shipped_early", 2, {"other": "request.terminated_on"}),
]
"""A rule, one of its predicates, and another fact of the same value that might be read in its place."""


@pytest.mark.parametrize(("path", "n", "values"), READ_OTHERWISE)
def test_a_rule_reads_the_facts_that_it_names(path: str, n: int, values: dict[str, Any]) -> None:
    rule = rule_at(path)
    approved = {"request.hq_approved": path.endswith("early")}
    trace, val = read(path, rule, **approved)
    assert found(trace, made(trace, val)) == []
    trace, other = read(path, changed(rule, n, **values), **approved)
    assert other.value is val.value
    assert (other.ref, "value") in found(trace, made(trace, other))


def test_a_rule_is_read_to_its_end_or_to_its_first_false_predicate() -> None:
    path = "returns.refusals.shipped_early"
    rule = rule_at(path)
    for approved, wanted in ((True, 3), (False, 2)):
        trace, val = read(path, rule, **{"request.hq_approved": approved})
        assert len(trace.steps[-1].inputs) == wanted
        assert found(trace, made(trace, val)) == []
        for number in range(wanted):
            trace, short = read(path, replace(rule, when=rule.when[:number]), **{"request.hq_approved": approved})
            assert (short.ref, "value") in found(trace, made(trace, short))
    trace, _ = trace_of(FACTS)
    truths = [
        tables.EVALUATE[predicate.is_](trace, predicate, f"{path}.when[{n}]", rule.clause)
        for n, predicate in enumerate(rule.when)
    ]
    assert [truth.value for truth in truths] == [True, False, True]
    beyond = trace.all_of(truths, rule.clause, f"{path}.when", rule.id)
    assert found(trace, made(trace, beyond)) == [(beyond.ref, "value")]


def test_only_a_term_that_starts_on_the_proof_date_may_end_for_want_of_papers() -> None:
    path = "returns.gate.procedure"
    trace, _ = trace_of(FACTS)
    papers = trace.any_of((), "S0-3.1", "warranty.without_papers")
    predicate = trace.all_of((papers,), "S0-5.3", f"{path}.when[0]")
    val = trace.all_of((predicate,), "S0-5.3", f"{path}.when", "procedure")
    assert (val.ref, "value") in found(trace, made(trace, val))


def test_a_rule_is_read_under_its_own_name() -> None:
    path = "returns.gate.procedure"
    trace, val = read(path, replace(rule_at(path), id="released"))
    assert found(trace, made(trace, val)) == [(val.ref, "value")]


TABLE = "settlement.costs.freight.rules"


def chosen() -> tuple[Trace, Val]:
    """Who bears freight where the company caused the end: that rule prevails over the one on who proposed it."""
    trace, _ = trace_of({"request.return_class": "account_closing", "request.at_fault": "company"})
    rules = by_path(GROUND.book).look(TABLE)[0]
    hit = tables.decide(trace, TABLE, rules, HitPolicy.UNIQUE, "S0-5.6.2.2")
    return trace, hit.ref


def test_of_a_table_the_rule_counts_that_prevails() -> None:
    trace, val = chosen()
    assert val.value == ("closing_cause",)
    assert found(trace, made(trace, val)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"value": ("closing_proposer",)},
        {"value": ("closing_cause", "closing_proposer")},
        {"value": ()},
        {"value": None},
        {"arg": "guess"},
    ],
    ids=str,
)
def test_of_a_table_no_other_rule_counts(values: dict[str, Any]) -> None:
    trace, _ = chosen()
    forged = written(trace, trace.steps.pop()._replace(**values))
    assert found(trace, made(trace, forged)) == [(forged.ref, "value")]


def test_a_table_is_read_whole_and_in_its_order() -> None:
    for change in (slice(None, None, -1), slice(1, None), slice(None, -1)):
        trace, _ = chosen()
        step = trace.steps.pop()
        forged = written(trace, step._replace(inputs=step.inputs[change]))
        assert found(trace, made(trace, forged)) == [(forged.ref, "value")]

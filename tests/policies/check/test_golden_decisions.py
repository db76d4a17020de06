"""The checker accepts every golden decision, and none with anything changed in it, one change at a time."""

from itertools import chain

import pytest

from domain.decision.check import _Checker, check
from domain.decision.decision import Decision, digest_of, sealed
from rulebooks.policy_liveness import is_unique
from tests.policies.check import forging
from tests.policies.check.replay import replayed
from tests.policies.golden import GOLDEN, Made, made

STEPWISE = (forging.heads, forging.inputs, forging.shuffles, forging.values, forging.clauses, forging.paths)
"""Under the old digest. Those whose fitting digest does not help either are tried so below."""


def caught(of: Made, forged: Decision) -> bool:
    """Whether anything is found; nothing is looked for beyond the first."""
    return next(_Checker(forged, of.ground, of.facts).problems(), None) is not None


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_decision_is_accepted(name: str) -> None:
    of = made(name)
    assert check(of.decision, of.ground, of.facts) == ()


@pytest.mark.parametrize("name", GOLDEN)
def test_any_single_change_is_caught(name: str) -> None:
    of = made(name)
    changes = [each(of.decision) for each in (forging.answers, forging.hashes, forging.everything_else)]
    escaped = [forged.what for forged in chain(*changes) if not caught(of, forged.decision)]
    assert escaped == []


@pytest.mark.parametrize("name", GOLDEN)
def test_any_single_change_of_a_step_leaves_the_digest_wrong(name: str) -> None:
    made_ = made(name).decision
    forged = chain(*[forging.on_steps(made_, each) for each in STEPWISE])
    assert [each.what for each in forged if digest_of(each.decision) == made_.digest] == []


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("change", [forging.inputs, forging.values, forging.clauses, forging.paths])
def test_forged_digest_hides_no_change_of_an_input_value_clause_or_path(name: str, change: forging.Change) -> None:
    of = made(name)
    forged = map(forging.resealed, forging.on_steps(of.decision, change))
    assert [each.what for each in forged if not caught(of, each.decision)] == []


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("change", [forging.answers, forging.amounts, forging.hashes])
def test_forged_digest_hides_no_change_of_an_answer_a_line_or_a_hash(name: str, change: forging.Whole) -> None:
    of = made(name)
    forged = map(forging.resealed, change(of.decision))
    assert [each.what for each in forged if not caught(of, each.decision)] == []


@pytest.mark.parametrize("name", GOLDEN)
def test_forged_digest_hides_another_operation_only_where_it_gives_the_same_value(name: str) -> None:
    of = made(name)
    steps = of.decision.derivation.steps
    alike = {(step.op, step.arg, len(step.inputs), type(step.value)): n for n, step in enumerate(steps)}
    for n in alike.values():  # one of each kind
        for what, changed in chain(forging.ops(n + 1, steps[n]), forging.args(n + 1, steps[n])):
            forged = forging.with_steps(of.decision, (*steps[:n], changed, *steps[n + 1 :]))
            if not caught(of, sealed(forged)):
                assert replayed(of, changed) == steps[n].value, (what, steps[n], changed)


@pytest.mark.parametrize("name", GOLDEN)
def test_tables_are_read_as_the_loader_tried_them_out(name: str) -> None:
    for step in made(name).decision.derivation.steps:
        if step.op == "choose":
            assert (step.arg == "unique") == is_unique(step.path), step.path

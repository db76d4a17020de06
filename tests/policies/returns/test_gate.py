"""The gate of every return, and the order of approval and shipping (返厂门槛)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.decision.facts import FactError
from domain.policies.returns import decide_return
from tests.policies.returns.asked import asked, over, quality, refused, wanting, with_rule
from tests.policies.support import decide, ground_of
from tests.support.clause import clause

AGREED = {"slow_moving_days": 90, "unsold_days": 91}


@clause("S0-5.1", "S0-5.2", "S0-5.5.1")
def test_reason_party_and_procedure_open_the_gate() -> None:
    made = asked("slow_moving", request=AGREED)
    assert (made.outcome, made.answer("accepted"), made.answer("class")) == (Outcome.DECIDED, True, "slow_moving")


@clause("S0-5.1")
@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({"request": {**AGREED, "reason": None}}, "request.reason"),
        ({"request": AGREED, "findings": {"liable_party": None}}, "findings.liable_party"),
        ({"request": {**AGREED, "procedure_followed": False}}, "request.procedure_followed"),
    ],
)
def test_a_return_waits_at_the_gate_until_all_three_are_there(facts: dict[str, Any], fact: str) -> None:
    made = asked("slow_moving", **facts)
    assert (made.outcome, made.answer("accepted")) == (Outcome.ON_HOLD, False)
    assert [(need.what, need.clause, need.reason) for need in made.needs] == [(fact, "S0-5.1", "gate")]


@clause("S0-5.1")
def test_an_unknown_procedure_is_asked_for_and_not_taken_as_skipped() -> None:
    made = asked("slow_moving", request={**AGREED, "procedure_followed": None})
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("request.procedure_followed", None)])
    assert made.answer("accepted") is None


@clause("S0-5.2")
def test_what_left_the_factory_without_permission_is_refused() -> None:
    made = asked("slow_moving", request=AGREED, unit={"released": False})
    assert (made.outcome, made.answer("accepted"), refused(made)) == (Outcome.DECIDED, False, {"released": "S0-5.2"})


@clause("S0-4.2.5", "AC-S0-15")
@pytest.mark.parametrize(
    ("approval", "shipped", "found"),
    [
        ({"hq_approved": True, "hq_approved_on": "2026-03-10"}, "2026-03-09", {"shipped_early": "S0-4.2.5"}),
        ({"hq_approved": True, "hq_approved_on": "2026-03-10"}, "2026-03-10", {}),
        ({"hq_approved": True, "hq_approved_on": "2026-03-10"}, "2026-03-11", {}),
        ({"hq_approved": False}, "2026-03-11", {"shipped_unapproved": "S0-4.2.5"}),
    ],
)
def test_shipping_before_headquarters_approved_is_refused(
    approval: dict[str, object], shipped: str, found: dict[str, str]
) -> None:
    made = asked("slow_moving", request={**AGREED, **approval, "shipped_back_on": shipped})
    assert (made.answer("accepted"), refused(made)) == (not found, found)


@clause("S0-4.2.5")
def test_before_shipping_nobody_asks_about_approval_and_after_it_somebody_does() -> None:
    assert asked("slow_moving", request=AGREED).outcome is Outcome.DECIDED
    made = asked("slow_moving", request={**AGREED, "shipped_back_on": "2026-03-11"})
    assert (made.outcome, wanting(made)) == (
        Outcome.UNDETERMINED,
        [("request.hq_approved", None), ("request.hq_approved_on", None)],
    )


@clause("S0-4.2.1", "S0-4.2.2")
@pytest.mark.parametrize(("complete", "found"), [(True, {}), (False, {"application_incomplete": "S0-4.2.2"})])
def test_a_consumers_application_must_be_filled_in(complete: bool, found: dict[str, str]) -> None:
    made = asked("quality", **quality(request={"entitled": True, "application_complete": complete}))
    assert (made.outcome, made.answer("accepted"), refused(made)) == (Outcome.DECIDED, not found, found)


@clause("S0-4.2.1")
def test_whether_a_consumer_is_entitled_must_be_known_and_without_it_no_application_is_asked_for() -> None:
    made = asked("quality", **quality(request={"entitled": None}))
    assert ("request.entitled", None) in wanting(made)
    assert asked("quality", **quality()).answer("accepted") is True


@clause("S0-5.1")
def test_without_a_class_only_the_class_is_asked_for() -> None:
    made = decide(decide_return, "daoyi", {"request": {"reason": "unsold"}})
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("request.return_class", None)])


@clause("S0-5.4")
@pytest.mark.parametrize(
    "request_", [{"return_class": "gift"}, {"return_class": "slow_moving", "method": "gift", **AGREED}]
)
def test_classes_and_methods_outside_of_the_manual_are_refused_as_facts(request_: dict[str, object]) -> None:
    with pytest.raises(FactError, match="not_in_rulebook"):
        asked("slow_moving", request=request_)


@clause("S0-5.1")
def test_a_manual_without_the_chapter_says_so() -> None:
    assert decide(decide_return, "lamps", {}).outcome is Outcome.CHAPTER_ABSENT


@clause("S0-5.1")
def test_what_a_rule_names_is_there() -> None:
    for name in ("daoyi", "phones"):
        chapter = ground_of(name).book.returns
        assert chapter is not None
        methods, ranks = {each.id for each in chapter.methods}, {each.id for each in chapter.ranks}
        assert all(set(each.methods) <= methods for each in chapter.classes)
        assert {each.approver_at_least for each in chapter.authority} - {None} <= ranks


@clause("S0-5.1")
def test_a_refusal_counts_more_than_what_is_missing_elsewhere() -> None:
    made = asked("slow_moving", **over({}, request={**AGREED, "method": "repair", "procedure_followed": None}))
    assert (made.outcome, refused(made)) == (Outcome.DECIDED, {"method": "S0-5.5.1"})


@clause("S0-4.2.5", "S0-5.7.2.2")
@pytest.mark.parametrize("prevails", [True, False])
def test_of_two_refusals_that_apply_the_one_that_prevails_is_told(prevails: bool) -> None:
    over_it = ("shipped_unapproved",) if prevails else ()
    on = with_rule("daoyi", "refusals", "not_refunded", prevails_over=over_it)
    shipped = {"method": "refund", "shipped_back_on": "2026-04-08", "hq_approved": False}
    made = asked("quality", on, **quality(findings={"cause": "channel"}, request=shipped))
    told = {"not_refunded": "S0-5.7.2.2"} | ({} if prevails else {"shipped_unapproved": "S0-4.2.5"})
    assert (made.answer("accepted"), refused(made)) == (False, told)

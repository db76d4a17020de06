"""The six classes of return: conditions, methods, who chooses, on what basis (返厂类别)."""

from typing import Any

import pytest

from domain.decision.decision import Decision, Outcome
from domain.decision.facts import FactError
from tests.policies.returns.asked import INVOICE, asked, quality, refused, wanting, with_rule
from tests.policies.support import ground_of
from tests.support.clause import clause

MANAGER = {"approver": "department_manager", "document": "D-1"}


def got(made: Decision, name: str) -> object:
    """An answer, None if it was not given."""
    return next((each.value for each in made.answers if each.name == name), None)


# ── slow-moving ──────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.5.1")
@pytest.mark.parametrize(("unsold", "accepted"), [(89, False), (90, False), (91, True)])
def test_stock_is_slow_moving_after_the_last_day_of_the_agreed_term(unsold: int, accepted: bool) -> None:
    made = asked("slow_moving", request={"slow_moving_days": 90, "unsold_days": unsold})
    assert (made.outcome, made.answer("accepted")) == (Outcome.DECIDED, accepted)
    assert refused(made) == ({} if accepted else {"not_slow_moving": "S0-5.5.1"})


@clause("S0-5.5.1", "S0-0.10")
def test_without_an_agreed_term_a_manager_overrides() -> None:
    made = asked("slow_moving")
    assert (made.outcome, made.answer("accepted")) == (Outcome.NEEDS_PERSON, False)
    assert wanting(made) == [("request.approver", "department_manager"), ("request.document", "department_manager")]
    assert made.answer("states") == ("request.slow_moving_days",)
    assert asked("slow_moving", request=MANAGER).answer("accepted") is True


@clause("S0-5.5.1")
def test_with_an_agreed_term_days_unsold_are_asked_for_and_no_approval() -> None:
    made = asked("slow_moving", request={"slow_moving_days": 90})
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("request.unsold_days", None)])


@clause("S0-0.10", "S0-5.5.1")
@pytest.mark.parametrize(
    ("approver", "outcome"),
    [
        ("staff", Outcome.NEEDS_PERSON),
        ("department_manager", Outcome.DECIDED),
        ("leader", Outcome.DECIDED),
    ],
)
def test_the_approvers_rank_must_be_high_enough(approver: str, outcome: Outcome) -> None:
    assert asked("slow_moving", request={**MANAGER, "approver": approver}).outcome is outcome


@clause("S0-0.10")
def test_a_rank_that_the_manual_does_not_know_is_refused_as_a_fact() -> None:
    with pytest.raises(FactError, match="not_in_rulebook"):
        asked("slow_moving", request={**MANAGER, "approver": "friend"})


# ── account closing ──────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.6.1", "AC-S0-19")
@pytest.mark.parametrize(
    ("received", "regular", "accepted"),
    [
        ("2024-09-01", True, True),
        ("2026-02-28", True, True),
        ("2026-03-01", True, False),
        ("2024-09-01", False, False),
    ],
)
def test_account_closing_stock_was_bought_by_the_day_of_termination_in_the_regular_channel(
    received: str, regular: bool, accepted: bool
) -> None:
    unit = {"received_on": received, "regular_channel": regular}
    made = asked("account_closing", unit=unit, request={"terminated_on": "2026-02-28"})
    assert (made.outcome, made.answer("accepted")) == (Outcome.DECIDED, accepted)
    assert refused(made) == ({} if accepted else {"class": "S0-5.6.1"})


@clause("S0-5.6.1")
def test_what_account_closing_hangs_on_is_asked_for() -> None:
    made = asked("account_closing")
    assert [name for name, _ in wanting(made)] == [
        "unit.regular_channel",
        "unit.received_on",
        "request.terminated_on",
    ]


# ── quality ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.7.1")
@pytest.mark.parametrize(("claim", "accepted"), [(True, True), (False, False)])
def test_a_quality_return_claims_a_defect_of_the_product(claim: bool, accepted: bool) -> None:
    made = asked("quality", **quality(request={"quality_claim": claim}))
    assert (made.answer("accepted"), refused(made)) == (accepted, {} if accepted else {"class": "S0-5.7.1"})


@clause("S0-5.7.2.1", "S0-5.7.2.2")
@pytest.mark.parametrize(
    ("cause", "told"), [("quality", "S0-5.7.2.1"), ("technical", "S0-5.7.2.1"), ("non_quality", "S0-5.7.2.2")]
)
def test_after_sales_chooses_where_no_consumer_is_entitled(cause: str, told: str) -> None:
    made = asked("quality", **quality(findings={"cause": cause}))
    assert (made.answer("accepted"), made.answer("chooser")) == (True, "after_sales")
    (answer,) = (each for each in made.answers if each.name == "chooser")
    assert made.derivation.steps[int(answer.ref) - 1].clause == told


@clause("S0-5.7.2.1")
@pytest.mark.parametrize("cause", ["quality", "technical", "non_quality"])
def test_an_entitled_consumer_chooses_or_in_the_other_reading_after_sales(cause: str) -> None:
    facts = quality(request={"entitled": True, "application_complete": True}, findings={"cause": cause})
    assert asked("quality", **facts).answer("chooser") == "customer"
    on = with_rule("daoyi", "choosers", "consumer", chooser="after_sales")
    assert asked("quality", on, **facts).answer("chooser") == "after_sales"


@clause("S0-5.7.2.1")
def test_before_the_appraisal_nobody_chooses_yet() -> None:
    made = asked("quality", **quality())
    assert (made.outcome, got(made, "chooser")) == (Outcome.DECIDED, None)


@clause("S0-5.7.2.2", "S0-5.3")
@pytest.mark.parametrize(
    ("method", "cause", "found"),
    [
        ("refund", "non_quality", {"not_refunded": "S0-5.7.2.2"}),
        ("repair", "non_quality", {}),
        ("exchange", "non_quality", {}),
        ("refund", "quality", {}),
        ("refund", "technical", {}),
        ("refund", None, {}),
    ],
)
def test_a_fault_that_is_not_quality_gives_no_refund(method: str, cause: str | None, found: dict[str, str]) -> None:
    made = asked("quality", **quality(findings={"cause": cause}, request={"method": method}))
    assert (made.outcome, refused(made)) == (Outcome.DECIDED, found)


@clause("S0-5.7.2.3", "AC-S0-21")
def test_out_of_warranty_only_a_special_application_that_a_manager_approved_is_accepted() -> None:
    late = quality(request={"reported_on": "2026-04-08", "special_application": False})
    made = asked("quality", **late)
    assert (made.outcome, made.answer("accepted")) == (Outcome.DECIDED, False)
    assert refused(made) == {"not_applied_for": "S0-5.7.2.3"}
    applied = quality(request={"reported_on": "2026-04-08", "special_application": True})
    made = asked("quality", **applied)
    assert made.outcome is Outcome.NEEDS_PERSON
    assert wanting(made) == [("request.approver", "department_manager"), ("request.document", "department_manager")]
    made = asked("quality", **quality(request={**applied["request"], **MANAGER}))
    assert (made.outcome, made.answer("accepted"), made.answer("class")) == (Outcome.DECIDED, True, "quality")
    low = asked("quality", **quality(request={**applied["request"], **MANAGER, "approver": "staff"}))
    assert low.outcome is Outcome.NEEDS_PERSON


@clause("S0-5.7.2.3", "S0-3.1", "G-6")
@pytest.mark.parametrize(
    ("reported", "outcome", "missing"),
    [("2026-04-07", Outcome.DECIDED, []), ("2026-04-08", Outcome.UNDETERMINED, ["request.special_application"])],
)
def test_the_last_day_of_warranty_rolls_over_a_holiday_for_returns_too(
    reported: str, outcome: Outcome, missing: list[str]
) -> None:
    made = asked("quality", **quality(request={"reported_on": reported}))
    assert (made.outcome, [need.what for need in made.needs]) == (outcome, missing)


@clause("S0-5.7.2.2", "S0-5.7.2.3")
def test_damage_within_the_term_is_no_reason_for_a_special_application() -> None:
    made = asked("quality", **quality(findings={"present": ["misuse"], "cause": "non_quality"}))
    assert (made.outcome, made.answer("accepted")) == (Outcome.DECIDED, True)


@clause("S0-5.7.2.3")
def test_without_papers_the_unit_counts_as_out_of_warranty() -> None:
    altered = {**INVOICE, "altered": True}
    made = asked("quality", **quality(papers=[altered], request={"special_application": False}))
    assert refused(made) == {"not_applied_for": "S0-5.7.2.3"}


# ── damaged, third party, other ──────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.8.1", "S0-5.8.2.1")
@pytest.mark.parametrize("cause", ["transport", "unloading", "installation"])
def test_damaged_goods_are_repaired_or_exchanged_as_the_applicant_demands_and_never_refunded(cause: str) -> None:
    made = asked("damaged", findings={"cause": cause})
    assert (made.answer("methods"), made.answer("chooser")) == (("repair", "exchange"), "applicant")
    refund = asked("damaged", findings={"cause": cause}, request={"method": "refund"})
    assert (refund.answer("accepted"), refused(refund)) == (False, {"method": "S0-5.8.1"})


@clause("S0-5.8.2.1")
def test_damaged_goods_wait_for_cause_and_liable_person() -> None:
    assert wanting(asked("damaged")) == [("findings.cause", None)]
    made = asked("damaged", findings={"cause": "transport", "liable_party": None})
    assert (made.outcome, wanting(made)) == (Outcome.ON_HOLD, [("findings.liable_party", None)])


@clause("S0-5.8.1")
def test_a_defect_of_the_product_is_not_a_damaged_return() -> None:
    assert refused(asked("damaged", findings={"cause": "quality"})) == {"class": "S0-5.8.1"}


@clause("S0-5.9.1", "S0-5.9.2.2")
@pytest.mark.parametrize("cause", ["logistics", "misoperation"])
def test_a_third_partys_cause_allows_all_three_methods_or_by_the_definition_two(cause: str) -> None:
    facts: dict[str, Any] = {"findings": {"cause": cause}, "request": {"method": "refund"}}
    assert asked("third_party", **facts).answer("methods") == ("repair", "exchange", "refund")
    on = with_rule("daoyi", "classes", "third_party", methods=("repair", "exchange"))
    assert set(refused(asked("third_party", on, **facts))) == {"method"}


@clause("S0-5.9.1", "S0-5.9.2.1")
def test_force_majeure_needs_an_agreement() -> None:
    made = asked("third_party", findings={"cause": "force_majeure"})
    assert (made.outcome, wanting(made)) == (Outcome.NEEDS_PERSON, [("request.agreement_document", None)])
    agreed = asked("third_party", findings={"cause": "force_majeure"}, request={"agreement_document": "A-7"})
    assert agreed.answer("accepted") is True


@clause("S0-5.9.1")
def test_the_companys_own_cause_is_no_third_partys() -> None:
    assert refused(asked("third_party", findings={"cause": "quality"})) == {"class": "S0-5.9.1"}


@clause("S0-5.10", "S0-0.10")
@pytest.mark.parametrize(
    ("request_", "outcome", "missing"),
    [
        ({"basis": "distribution_contract", "document": "C-1"}, Outcome.DECIDED, []),
        ({"basis": "sales_contract", "document": "C-1"}, Outcome.DECIDED, []),
        ({"basis": "distribution_contract"}, Outcome.NEEDS_PERSON, ["request.document"]),
        ({"basis": "sales_contract"}, Outcome.NEEDS_PERSON, ["request.document"]),
        ({"basis": "promise", "approver": "department_manager"}, Outcome.NEEDS_PERSON, ["request.document"]),
        ({"basis": "leader_approval", "approver": "leader"}, Outcome.NEEDS_PERSON, ["request.document"]),
        ({"basis": "promise", "document": "P-1", "approver": "department_manager"}, Outcome.DECIDED, []),
        ({"basis": "promise", "document": "P-1", "approver": "staff"}, Outcome.NEEDS_PERSON, ["request.approver"]),
        ({"basis": "leader_approval", "document": "L-1", "approver": "leader"}, Outcome.DECIDED, []),
        (
            {"basis": "leader_approval", "document": "L-1", "approver": "department_manager"},
            Outcome.NEEDS_PERSON,
            ["request.approver"],
        ),
        ({}, Outcome.UNDETERMINED, ["request.basis"]),
    ],
)
def test_other_returns_stand_on_one_of_four_bases(
    request_: dict[str, str], outcome: Outcome, missing: list[str]
) -> None:
    made = asked("other", request=request_)
    assert (made.outcome, [need.what for need in made.needs]) == (outcome, missing)
    assert made.answer("bases") == ("distribution_contract", "sales_contract", "promise", "leader_approval")


@clause("S0-5.10")
def test_any_other_basis_is_refused() -> None:
    made = asked("other", request={"basis": "favour", "document": "F-1"})
    assert (made.outcome, refused(made)) == (Outcome.DECIDED, {"basis": "S0-5.10"})


@clause("S0-5.3", "S0-5.4")
def test_there_are_six_classes_and_a_line_is_in_one() -> None:
    chapter = ground_of("daoyi").book.returns
    assert chapter is not None
    assert [each.id for each in chapter.classes] == [
        "slow_moving", "account_closing", "quality", "damaged", "third_party", "other",
    ]  # fmt: skip
    for each in chapter.classes:
        assert each.when[0].values == (each.id,)

"""Who is proposed as responsible, by which clause (责任建议)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.decision.facts import FactError
from domain.policies.responsibility import decide_responsibility
from tests.policies.responsibility.judged import chapter_of, judged, liable, with_rule
from tests.policies.support import decide
from tests.support.clause import clause

CAUSED = {"kind": "arrival", "owner": "t1", "breached": True, "in_complaint": True, "caused_complaint": True}
CHECKS = ["model", "quantity", "marking", "packaging"]

# ── the franchise ────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("AC-S0-15", "S0-4.2.7", "S0-4.2.9")
def test_transit_damage_on_the_way_back_is_the_franchisees_although_the_fault_was_quality() -> None:
    findings = {"cause": "quality", "transit_damage": True, "packed_badly": True}
    made = judged("daoyi", "exchange", "return_transit", findings=findings)
    assert made.outcome is Outcome.DECIDED
    assert liable(made) == {"return_transit": "franchisee", "exchange": "company"}
    assert (made.answer("ruled_by"), made.answer("appeal_to")) == ("supervisor", "leader")


@clause("S0-4.2.7")
def test_without_damage_nobody_is_responsible_for_transit_and_unknown_damage_is_asked_for() -> None:
    assert liable(judged("daoyi", "return_transit", findings={"transit_damage": False})) == {"return_transit": "nobody"}
    made = judged("daoyi", "return_transit")
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["findings.transit_damage"])


@clause("AC-S0-15", "S0-4.2.9", "S0-4.2.10")
@pytest.mark.parametrize(
    ("cause", "party", "told"),
    [
        ("quality", "company", "S0-4.2.9"),
        ("technical", "company", "S0-4.2.9"),
        ("non_quality", "franchisee", "S0-4.2.10"),
    ],
)
def test_the_unit_given_first_is_the_companys_only_for_quality(cause: str, party: str, told: str) -> None:
    made = judged("daoyi", "exchange", findings={"cause": cause})
    assert liable(made) == {"exchange": party}
    (answer,) = (each for each in made.answers if each.name == "liable.exchange")
    assert made.derivation.steps[int(answer.ref) - 1].clause == told


@clause("S0-5.7.2.1", "S0-5.7.2.2")
@pytest.mark.parametrize(
    ("cause", "party"), [("quality", "company"), ("technical", "company"), ("non_quality", "channel")]
)
def test_a_quality_return_is_the_companys_or_the_party_concerneds(cause: str, party: str) -> None:
    made = judged("daoyi", "quality_return", findings={"cause": cause}, request={"applicant": "channel"})
    assert liable(made) == {"quality_return": party}


@clause("S0-5.6.2.2")
@pytest.mark.parametrize(
    ("at_fault", "proposer", "cause_reading", "proposer_reading"),
    [
        ("company", "franchisee", "company", "franchisee"),
        ("franchisee", "franchisee", "franchisee", "franchisee"),
        ("neither", "franchisee", "franchisee", "franchisee"),
    ],
)
def test_whose_cause_ended_the_relation_or_in_the_other_reading_who_proposed_it(
    at_fault: str, proposer: str, cause_reading: str, proposer_reading: str
) -> None:
    request = {"at_fault": at_fault, "proposer": proposer}
    assert liable(judged("daoyi", "termination", request=request)) == {"termination": cause_reading}
    on = with_rule("daoyi", "termination", "cause", party="request.proposer")
    assert liable(judged(on, "termination", request=request)) == {"termination": proposer_reading}


@clause("S0-5.6.2.2")
def test_both_at_fault_is_split_by_a_person() -> None:
    made = judged("daoyi", "termination", request={"at_fault": "both", "proposer": "company"})
    assert (made.outcome, liable(made)) == (Outcome.NEEDS_PERSON, {"termination": None})
    (need,) = made.needs
    assert (need.what, need.role, need.reason, need.low, need.high) == (
        "termination",
        "supervisor",
        "split",
        "0",
        "100",
    )


@clause("S0-5.6.2.2")
def test_whose_fault_it_was_is_asked_for_and_not_taken_from_the_proposer() -> None:
    made = judged("daoyi", "termination", request={"proposer": "company"})
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["request.at_fault"])


@clause("S0-5.8.2.2", "S0-5.9.2.2")
@pytest.mark.parametrize(
    ("matter", "cause"),
    [
        ("damaged_goods", "transport"),
        ("damaged_goods", "unloading"),
        ("damaged_goods", "installation"),
        ("third_party", "logistics"),
        ("third_party", "misoperation"),
    ],
)
def test_damage_and_third_causes_fall_on_the_party_that_was_found(matter: str, cause: str) -> None:
    made = judged("daoyi", matter, findings={"cause": cause, "liable_party": "carrier"})
    assert (made.outcome, liable(made)) == (Outcome.DECIDED, {matter: "carrier"})
    unknown = judged("daoyi", matter, findings={"cause": cause})
    assert (unknown.outcome, [each.what for each in unknown.needs]) == (Outcome.UNDETERMINED, ["findings.liable_party"])


@clause("S0-5.9.2.1")
def test_force_majeure_is_negotiated() -> None:
    made = judged("daoyi", "third_party", findings={"cause": "force_majeure"})
    assert (made.outcome, [need.reason for need in made.needs]) == (Outcome.NEEDS_PERSON, ["person_judges"])
    agreed = judged("daoyi", "third_party", findings={"cause": "force_majeure", "liable_party": "company"})
    assert liable(agreed) == {"third_party": "company"}
    assert [each.name for each in agreed.answers] == ["liable.third_party", "ruled_by", "appeal_to"]  # among anybody


@clause("S0-5.8.2.2")
def test_where_no_rule_of_the_manual_applies_a_person_judges() -> None:
    made = judged("daoyi", "damaged_goods", findings={"cause": "quality"})
    assert (made.outcome, liable(made)) == (Outcome.NEEDS_PERSON, {"damaged_goods": None})
    assert [(need.what, need.role, need.reason) for need in made.needs] == [("damaged_goods", "supervisor", "no_rule")]


# ── lamps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S1-2.5", "S1-2.6", "S1-2.7")
@pytest.mark.parametrize(
    ("cause", "party"),
    [
        ("quality", "company"),
        ("misuse", "customer"),
        ("modification", "customer"),
        ("force_majeure", "nobody"),
    ],
)
def test_a_faulty_lamp_is_the_factorys_only_for_quality(cause: str, party: str) -> None:
    assert liable(judged("lamps", "fault", findings={"cause": cause})) == {"fault": party}


@clause("S1-3.6")
def test_transit_damage_of_lamps_is_verified_then_a_person_confirms_who_is_liable() -> None:
    made = judged("lamps", "transit", findings={"transit_damage": True, "claim_confirmed": True})
    assert (made.outcome, [need.role for need in made.needs]) == (Outcome.NEEDS_PERSON, ["supervisor"])
    told = judged(
        "lamps", "transit", findings={"transit_damage": True, "claim_confirmed": True, "liable_party": "carrier"}
    )
    assert (told.outcome, liable(told)) == (Outcome.DECIDED, {"transit": "carrier"})
    none = judged("lamps", "transit", findings={"transit_damage": True, "claim_confirmed": False})
    assert liable(none) == {"transit": "nobody"}


# ── furniture ────────────────────────────────────────────────────────────────────────────────────────────────────────


BEARERS = {"production", "logistics", "installation", "installer", "franchisee", "customer", "company"}


@clause("S2-1.8", "S2-2.A13")
def test_customer_service_judges_who_bears_a_supplementary_order() -> None:
    made = judged("furniture", "supplementary_order")
    assert (made.outcome, [need.role for need in made.needs]) == (Outcome.NEEDS_PERSON, ["customer_service"])
    assert set(made.answer("supplementary_order.among")) == BEARERS


@clause("S2-2.A13")
@pytest.mark.parametrize("party", sorted(BEARERS))
def test_the_party_that_was_judged_bears_it(party: str) -> None:
    made = judged("furniture", "supplementary_order", findings={"liable_party": party})
    assert (made.outcome, liable(made)) == (Outcome.DECIDED, {"supplementary_order": party})


@clause("S2-2.A13")
def test_a_party_that_the_manual_does_not_name_is_refused_as_a_fact() -> None:
    with pytest.raises(FactError, match="not_in_rulebook"):
        judged("furniture", "supplementary_order", findings={"liable_party": "neighbour"})


@clause("AC-S2-16", "S2-2.A12")
def test_a_disputed_judgment_is_on_hold_for_the_service_centre_manager() -> None:
    made = judged(
        "furniture", "supplementary_order", findings={"liable_party": "production"}, request={"disputed": True}
    )
    assert (made.outcome, liable(made)) == (Outcome.ON_HOLD, {"supplementary_order": "production"})
    assert [(need.role, need.reason) for need in made.needs] == [("service_manager", "disputed")]


# ── equipment ────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("AC-S4-07", "S4-4.1", "S4-4.2")
@pytest.mark.parametrize("kind", ["arrival", "site_discussion"])
@pytest.mark.parametrize(
    ("change", "party"),
    [
        ({}, "t1"),
        ({"in_complaint": False}, "nobody"),
        ({"caused_complaint": False}, "nobody"),
        ({"breached": False}, "nobody"),
    ],
)
def test_a_lapse_on_site_counts_only_with_a_complaint_that_it_caused(
    kind: str, change: dict[str, Any], party: str
) -> None:
    made = judged("huanke", "conduct", obligations=[{**CAUSED, "kind": kind, **change}])
    assert liable(made) == {"conduct.0": party}


@clause("AC-S4-07", "S4-4.1")
def test_lateness_alone_counts_in_the_other_reading() -> None:
    late = {**CAUSED, "in_complaint": False}
    (matter,) = chapter_of("huanke").matters
    (rule,) = (each for each in matter.rules if each.id == "late_arrival")
    on = with_rule("huanke", "conduct", "late_arrival", when=rule.when[:2])
    assert liable(judged(on, "conduct", obligations=[late])) == {"conduct.0": "t1"}


@clause("AC-S4-08", "S4-4.3")
@pytest.mark.parametrize("missing", CHECKS)
def test_goods_that_were_not_wholly_checked_are_the_technicians_when_a_complaint_follows(missing: str) -> None:
    checked = {**CAUSED, "kind": "goods_check", "checked": [each for each in CHECKS if each != missing]}
    assert liable(judged("huanke", "conduct", obligations=[checked])) == {"conduct.0": "t1"}
    quiet = {**checked, "in_complaint": False}
    assert liable(judged("huanke", "conduct", obligations=[quiet])) == {"conduct.0": "nobody"}


@clause("AC-S4-08", "S4-4.3")
def test_goods_with_all_four_checks_are_nobodys_fault() -> None:
    checked = {**CAUSED, "kind": "goods_check", "checked": CHECKS}
    assert liable(judged("huanke", "conduct", obligations=[checked])) == {"conduct.0": "nobody"}


@clause("S4-4.1")
def test_each_lapse_is_judged_for_itself() -> None:
    made = judged("huanke", "conduct", obligations=[CAUSED, {**CAUSED, "owner": "t2"}, {"kind": "suggestion"}])
    assert liable(made) == {"conduct.0": "t1", "conduct.1": "t2", "conduct.2": "nobody"}


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.1")
def test_what_is_to_be_judged_must_be_said() -> None:
    made = decide(decide_responsibility, "daoyi", {})
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["request.matters"])
    with pytest.raises(FactError, match="not_in_rulebook"):
        judged("daoyi", "weather")
    missing = judged("huanke", "conduct")
    assert (missing.outcome, [need.what for need in missing.needs]) == (Outcome.UNDETERMINED, ["obligations"])


@clause("S0-5.1")
@pytest.mark.parametrize("disputed", [True, False])
def test_of_no_matter_nobody_is_proposed_and_nothing_is_missing(disputed: bool) -> None:
    made = decide(decide_responsibility, "daoyi", {"request": {"matters": [], "disputed": disputed}})
    assert (made.outcome, made.needs) == (Outcome.DECIDED, ())
    assert [each.name for each in made.answers] == ["ruled_by", "appeal_to"]


@clause("S3-8.1")
def test_a_manual_that_says_nothing_of_responsibility_says_so() -> None:
    assert judged("phones", "fault").outcome is Outcome.CHAPTER_ABSENT

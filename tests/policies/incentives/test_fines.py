"""Fines: late complaints, penalty opinions, penalties on site (罚款)."""

from decimal import Decimal

import pytest

from domain.decision.decision import Audience, LineKind, LineState, Outcome
from domain.decision.facts import FactError
from domain.rulebook.policies.incentives import Per, Severity
from domain.rulebook.text import Text
from tests.policies.incentives.deeds import late, owed, proposed, with_rule
from tests.support.clause import clause

RESPONSE, SOLUTION = late("response", "customer_service"), late("solution", "technical_support")


@clause("AC-S1-08", "S1-7.3")
def test_two_breached_obligations_are_two_proposals_of_200_each_paid_by_its_owner() -> None:
    made = proposed("lamps", RESPONSE, SOLUTION)
    assert owed(made) == [("customer_service", "company", "200.00"), ("technical_support", "company", "200.00")]
    assert {line.state for line in made.lines} == {LineState.PROPOSED}
    assert {line.kind for line in made.lines} == {LineKind.DEDUCTION}
    assert {line.audience for line in made.lines} == {(Audience.COMPANY,)}
    assert (made.outcome, made.needs, made.answer("complaint_late.confirm")) == (Outcome.DECIDED, (), "supervisor")
    assert not [step for step in made.derivation.steps if "streak" in step.path]  # nobody spoke of months


@clause("S1-7.3")
@pytest.mark.parametrize("document", ["C-1", None])
def test_a_line_stands_on_the_document_if_there_is_one(document: str | None) -> None:
    (line,) = proposed("lamps", RESPONSE | {"document": document}).lines
    assert line.document == document
    assert ("obligations.0.document" in line.refs) is (document is not None)


@clause("AC-S1-04", "S1-2.4", "S1-7.3")
@pytest.mark.parametrize(
    ("told", "complaint", "fines"), [(True, True, 0), (False, True, 1), (False, False, 0), (True, False, 0)]
)
def test_told_before_the_due_time_cancels_and_only_complaints_are_fined(
    told: bool, complaint: bool, fines: int
) -> None:
    start = late("start", "technical_support", told_before_due=told, in_complaint=complaint)
    made = proposed("lamps", start)
    assert (made.outcome, len(made.lines)) == (Outcome.DECIDED, fines)


@clause("S1-7.3")
def test_an_obligation_is_fined_once_in_each_round_and_case() -> None:
    second = late("solution", "technical_support", round=2)
    assert len(proposed("lamps", SOLUTION, SOLUTION).lines) == 1
    assert len(proposed("lamps", SOLUTION, second, SOLUTION).lines) == 2
    other = [late("solution", "technical_support", case=case) for case in ("C1", "C2", "C1")]
    assert len(proposed("lamps", *other).lines) == 2
    assert proposed("lamps", SOLUTION, other[0]).outcome is Outcome.UNDETERMINED
    assert proposed("lamps", other[0], SOLUTION).outcome is Outcome.UNDETERMINED


@clause("S1-7.3")
def test_each_time_can_be_read_as_each_case() -> None:
    on = with_rule("lamps", "complaint_late", per=Per.CASE)
    assert owed(proposed(on, RESPONSE, SOLUTION)) == [("customer_service", "company", "200.00")]
    two = [late("response", "p", case="C1"), late("solution", "q", case="C1"), late("solution", "q", case="C2")]
    assert [line.payer for line in proposed(on, *two).lines] == ["p", "q"]


@clause("S1-7.3")
def test_each_time_can_be_read_as_each_day_late() -> None:
    on = with_rule("lamps", "complaint_late", per=Per.DAY)
    made = proposed(on, late("solution", "technical_support", days_late=3))
    assert owed(made) == [("technical_support", "company", "600.00")]
    assert proposed(on, SOLUTION).outcome is Outcome.UNDETERMINED
    with pytest.raises(FactError, match="contradictory"):
        proposed(on, late("solution", "technical_support", days_late=0))


@clause("S1-7.3")
@pytest.mark.parametrize("unknown", ["kind", "owner", "breached", "told_before_due", "in_complaint"])
def test_what_is_not_known_of_an_obligation_is_asked_for(unknown: str) -> None:
    made = proposed("lamps", {name: value for name, value in SOLUTION.items() if name != unknown})
    assert (made.outcome, made.lines) == (Outcome.UNDETERMINED, ())
    assert f"obligations.0.{unknown}" in [need.what for need in made.needs]


@clause("S1-7.3")
def test_rounds_are_asked_for_only_when_they_decide() -> None:
    unnumbered = late("solution", "technical_support", round=None)
    assert proposed("lamps", unnumbered).outcome is Outcome.DECIDED
    assert proposed("lamps", RESPONSE, unnumbered).outcome is Outcome.DECIDED
    assert proposed("lamps", unnumbered, unnumbered).outcome is Outcome.UNDETERMINED


@clause("S1-7.4")
def test_the_second_penalty_is_blank_in_the_manual_and_stays_so() -> None:
    made = proposed("lamps", late("promise", "customer_service"))
    assert (made.lines, made.answer("empty")) == ((), ("S1-7.4",))


@clause("S2-1.8")
def test_a_penalty_opinion_is_proposed_and_its_amount_is_a_persons() -> None:
    judged = {"kind": "responsibility", "owner": "installation", "confirmed": True, "document": "F5-1"}
    made = proposed("furniture", judged)
    assert (made.outcome, owed(made)) == (Outcome.NEEDS_PERSON, [("installation", "company", None)])
    assert (made.needs[0].role, made.lines[0].document) == ("service_manager", "F5-1")
    assert (made.lines[0].kind, made.needs[0].what) == (LineKind.DEDUCTION, "obligations.0.amount")
    assert proposed("furniture", judged | {"confirmed": False}).lines == ()


ARRIVAL = {"kind": "arrival", "owner": "t1", "breached": True, "in_complaint": True, "caused_complaint": True}
SCALE = (
    Severity(id="slight", clause="S4-4.1", name=Text(zh="轻", en="slight"), amount=Decimal("50.00")),
    Severity(id="grave", clause="S4-4.1", name=Text(zh="重", en="grave"), amount=Decimal("300.00")),
)


@clause("AC-S4-07", "S4-4.1")
def test_a_late_arrival_with_a_complaint_about_it_is_proposed_and_the_manager_chooses_the_severity() -> None:
    made = proposed("huanke", ARRIVAL)
    assert (made.outcome, owed(made)) == (Outcome.NEEDS_PERSON, [("t1", "company", None)])
    assert (made.needs[0].what, made.needs[0].role) == ("obligations.0.severity", "after_sales_manager")


@clause("S4-4.2")
def test_a_problem_not_discussed_on_site_waits_for_its_severity_too() -> None:
    discussion = ARRIVAL | {"kind": "site_discussion"}
    made = proposed("huanke", discussion)
    assert (made.outcome, owed(made)) == (Outcome.NEEDS_PERSON, [("t1", "company", None)])
    assert (made.needs[0].what, made.needs[0].role) == ("obligations.0.severity", "after_sales_manager")
    on = with_rule("huanke", "problem_not_discussed", scale=SCALE)
    assert owed(proposed(on, discussion | {"severity": "slight"})) == [("t1", "company", "50.00")]


@clause("AC-S4-07", "S4-4.1", "S4-4.2")
@pytest.mark.parametrize("kind", ["arrival", "site_discussion"])
@pytest.mark.parametrize("missing", ["breached", "in_complaint", "caused_complaint"])
def test_lateness_alone_or_a_complaint_about_something_else_is_not_fined(kind: str, missing: str) -> None:
    made = proposed("huanke", ARRIVAL | {"kind": kind, missing: False})
    assert (made.outcome, made.lines) == (Outcome.DECIDED, ())
    (line,) = proposed("huanke", ARRIVAL | {"kind": kind}).lines
    assert (line.kind, line.payer, line.payee) == (LineKind.DEDUCTION, "t1", "company")


@clause("S4-4.1")
def test_severity_without_a_scale_asks_for_configuration_and_with_one_gives_its_amount() -> None:
    made = proposed("huanke", ARRIVAL | {"severity": "grave"})
    assert made.outcome is Outcome.NEEDS_CONFIGURATION
    assert made.needs[0].what == "incentives.rules.late_arrival.scale"
    assert len(proposed("huanke", *[ARRIVAL | {"severity": "grave", "owner": who} for who in "ab"]).needs) == 1
    on = with_rule("huanke", "late_arrival", scale=SCALE)
    assert owed(proposed(on, ARRIVAL | {"severity": "grave"})) == [("t1", "company", "300.00")]
    assert owed(proposed(on, ARRIVAL | {"severity": "slight"})) == [("t1", "company", "50.00")]
    with pytest.raises(FactError, match="not_in_rulebook"):
        proposed(on, ARRIVAL | {"severity": "cosmic"})


ALL = ["model", "quantity", "marking", "packaging"]
GOODS = {"kind": "goods_check", "owner": "t1", "in_complaint": True, "caused_complaint": True}


@clause("AC-S4-08", "S4-4.3")
@pytest.mark.parametrize("missing", ALL)
def test_goods_not_checked_on_arrival_and_a_complaint_from_it_are_proposed(missing: str) -> None:
    (line,) = proposed("huanke", GOODS | {"checked": []}).lines
    assert (line.kind, line.payer, line.payee) == (LineKind.DEDUCTION, "t1", "company")
    assert len(proposed("huanke", GOODS | {"checked": [item for item in ALL if item != missing]}).lines) == 1
    assert proposed("huanke", GOODS | {"checked": ALL}).lines == ()
    assert proposed("huanke", GOODS | {"checked": [], "caused_complaint": False}).lines == ()


@clause("S4-4.3")
def test_goods_not_checked_are_fined_by_severity() -> None:
    made = proposed("huanke", GOODS | {"checked": []})
    assert (made.outcome, owed(made)) == (Outcome.NEEDS_PERSON, [("t1", "company", None)])
    assert (made.needs[0].what, made.needs[0].role) == ("obligations.0.severity", "after_sales_manager")
    on = with_rule("huanke", "goods_not_checked", scale=SCALE)
    assert owed(proposed(on, GOODS | {"checked": [], "severity": "grave"})) == [("t1", "company", "300.00")]


@clause("S4-4.3")
def test_a_check_of_which_nothing_is_known_is_asked_for() -> None:
    made = proposed("huanke", GOODS)
    assert made.outcome is Outcome.UNDETERMINED
    assert [need.what for need in made.needs] == ["obligations.0.checked"]

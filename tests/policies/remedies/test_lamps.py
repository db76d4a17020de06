"""Return, exchange and repair of lamps (灯具退换与维修): seven days, used goods, stock, same model, consent."""

from typing import Any

import pytest

from domain.decision.decision import Decision, Outcome
from domain.decision.facts import FactError
from domain.policies.remedies import remedies_of
from domain.rulebook.policies import common
from tests.policies.remedies.asked import LAMP, asked, got, over, rights, wanting, with_predicate, with_rule, with_rules
from tests.policies.support import ground_of
from tests.support.clause import clause

RETURNS = ("quality", "not_as_described")
FREE = {"repair", "replacement", "part"}


def returned(on: Any = "lamps", **groups: Any) -> set[str]:
    """What a return gives, besides the warranty of the lamp."""
    return set(remedies_of(asked(on, LAMP, **groups))) - FREE


@clause("S1-5.1", "S1-5.5", "S1-5.6", "AC-S1-12")
def test_a_used_lamp_of_a_wrong_colour_is_refunded_on_day_5() -> None:
    made = asked("lamps", LAMP, request={"chosen": "refund"})
    assert (made.outcome, got(made, "goes_on"), got(made, "terms")) == (Outcome.DECIDED, True, "free")
    assert rights(made)["quality"] == ("refund", "exchange")
    assert "used" not in rights(made)


@clause("S1-5.6")
def test_by_the_other_reading_used_goods_are_never_refunded() -> None:
    ground = with_rules("lamps", {
        "quality": {"prevails_over": ()},
        "used": {"prevails_over": ("quality", "not_as_described", "transit_damage")},
    })  # fmt: skip
    assert returned(ground) == {"paid_exchange", "discount"}


@clause("S1-5.1", "G-4", "G-6")
@pytest.mark.parametrize(
    ("received", "applied", "window"),
    [
        ("2026-03-02", "2026-03-09", True),
        ("2026-03-02", "2026-03-10", False),
        ("2026-02-14", "2026-02-24", True),  # day 7 lies in the Spring Festival
        ("2026-02-14", "2026-02-25", False),
        ("2026-02-21", "2026-02-28", True),  # a make-up Saturday
        ("2026-02-21", "2026-03-01", False),
    ],
)
def test_the_day_of_receipt_is_not_counted_and_the_seventh_rolls(received: str, applied: str, window: bool) -> None:
    request = {"applied_on": applied, "reported_on": applied}
    assert ("refund" in returned(unit={"received_on": received}, request=request)) is window


@clause("S1-5.1")
def test_by_the_other_reading_the_day_of_receipt_is_the_first() -> None:
    ground = with_predicate("lamps", common.Test.WITHIN, RETURNS, days=6)
    unit = {"received_on": "2026-03-03"}
    tenth = {"applied_on": "2026-03-10", "reported_on": "2026-03-10"}
    assert "refund" not in returned(ground, unit=unit, request=tenth)
    assert "refund" in returned(unit=unit, request=tenth)
    assert "refund" in returned(ground, unit=unit, request={"applied_on": "2026-03-09", "reported_on": "2026-03-09"})


@clause("S1-5.1")
def test_a_lamp_that_is_not_as_described_needs_no_quality_problem() -> None:
    made = asked("lamps", LAMP, request={"quality_claim": False, "not_as_described": True})
    assert rights(made)["not_as_described"] == ("refund", "exchange")
    assert got(made, "chooser.not_as_described") == "customer"


@clause("S1-5.4")
def test_what_the_test_does_not_confirm_goes_back_or_is_settled_by_agreement() -> None:
    assert returned(findings={"claim_confirmed": False}) == {"returned", "paid_exchange", "discount"}
    assert returned(findings={"claim_confirmed": False}, unit={"used": False}) == {"returned"}
    assert asked("lamps", LAMP, findings={"claim_confirmed": None}).outcome is Outcome.UNDETERMINED


@clause("S1-5.4")
def test_by_the_other_reading_the_goods_must_show_no_fault() -> None:
    rule = with_fault_free("quality")
    assert "refund" not in returned(rule)
    assert "refund" in returned(rule, findings={"claim_confirmed": False})


def with_fault_free(rule_id: str) -> Any:
    """S1-5.4 read the other way: the claim must not be confirmed."""
    chapter = ground_of("lamps").book.remedies
    assert chapter is not None
    rule = next(each for each in chapter.rules if each.id == rule_id)
    when = tuple(
        common.Predicate(is_=common.Test.FAILS, fact=each.fact) if each.fact == "findings.claim_confirmed" else each
        for each in rule.when
    )
    return with_rule("lamps", rule_id, when=when)


@clause("S1-5.2")
@pytest.mark.parametrize(("applied", "window"), [("2026-03-09", True), ("2026-03-10", False)])
def test_transit_damage_is_the_factorys_for_the_same_seven_days(applied: str, window: bool) -> None:
    request = {"applied_on": applied, "reported_on": applied, "quality_claim": False}
    made = asked("lamps", LAMP, findings={"transit_damage": True, "claim_confirmed": False}, request=request)
    assert ("transit_damage" in rights(made)) is window


@clause("S1-5.6")
@pytest.mark.parametrize("flaw", ["used", "packaging_broken"])
def test_without_a_quality_cause_used_goods_or_a_broken_box_are_paid_exchange_or_discount(flaw: str) -> None:
    unit = {"used": False, "packaging_broken": False, flaw: True}
    made = asked("lamps", LAMP, unit=unit, findings={"claim_confirmed": False})
    assert rights(made)[flaw] == ("paid_exchange", "discount")
    on = asked("lamps", LAMP, unit=unit, findings={"claim_confirmed": False}, request={"chosen": "discount"})
    assert (on.outcome, wanting(on)) == (Outcome.ON_HOLD, [("request.consent", "no_consent")])


CAUSES: dict[str, dict[str, Any]] = {
    "quality": {"request": {"quality_claim": True}},
    "not_as_described": {"request": {"quality_claim": False, "not_as_described": True}},
    "transit_damage": {
        "request": {"quality_claim": False},
        "findings": {"transit_damage": True, "claim_confirmed": False},
    },
}
"""What a lamp may be returned for, each by itself."""


def caused(cause: str, **groups: Any) -> Decision:
    """A lamp returned for this cause."""
    return asked("lamps", over(LAMP, **CAUSES[cause]), **groups)


@clause("S1-5.1", "S1-5.2", "S1-5.4")
@pytest.mark.parametrize("cause", CAUSES)
def test_for_each_cause_the_customer_chooses_between_refund_and_exchange(cause: str) -> None:
    made = caused(cause, unit={"used": False})
    assert rights(made) == {cause: ("refund", "exchange"), "in_warranty": ("repair", "replacement", "part")}
    assert got(made, f"chooser.{cause}") == "customer"


@clause("S1-5.1", "S1-5.2", "G-6")
@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize(
    ("received", "applied", "window"),
    [
        ("2026-03-03", "2026-03-10", True),
        ("2026-03-03", "2026-03-11", False),
        ("2026-02-14", "2026-02-24", True),  # day 7 lies in the Spring Festival
        ("2026-02-14", "2026-02-25", False),
    ],
)
def test_each_cause_has_seven_days_from_receipt_rolled(cause: str, received: str, applied: str, window: bool) -> None:
    made = caused(cause, unit={"received_on": received}, request={"applied_on": applied, "reported_on": applied})
    assert (cause in rights(made)) is window


@clause("S1-5.6")
@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("flaw", ["used", "packaging_broken"])
def test_with_a_cause_neither_use_nor_a_broken_box_makes_it_a_paid_exchange(cause: str, flaw: str) -> None:
    made = caused(cause, unit={"used": False, "packaging_broken": False, flaw: True})
    assert set(rights(made)) == {cause, "in_warranty"}


# ── stock ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S1-5.5b", "AC-S1-10")
def test_an_exchange_without_stock_is_not_released_and_the_customer_waits_or_is_refunded() -> None:
    request = {"chosen": "exchange"}
    made = asked("lamps", LAMP, unit={"stock": 0}, request=request)
    assert (made.outcome, got(made, "goes_on")) == (Outcome.ON_HOLD, False)
    assert wanting(made) == [("unit.stock", "out_of_stock")]
    assert (got(made, "remedy.wait"), got(made, "remedy.refund")) == (True, True)
    refunded = asked("lamps", LAMP, unit={"stock": 0}, request={"chosen": "refund"})
    assert (refunded.outcome, got(refunded, "goes_on")) == (Outcome.DECIDED, True)
    one = asked("lamps", LAMP, unit={"stock": 1}, request=request)
    assert (one.outcome, got(one, "goes_on"), got(one, "remedy.wait")) == (Outcome.DECIDED, True, False)


@clause("S1-5.5b")
def test_who_may_have_no_exchange_gets_nothing_instead_of_it() -> None:
    made = fault(unit={"stock": 0})
    assert set(remedies_of(made)) == FREE


@clause("S1-5.5b")
def test_before_an_exchange_the_stock_is_asked_for() -> None:
    made = asked("lamps", LAMP, request={"chosen": "exchange"})
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("unit.stock", None)])


# ── warranty ─────────────────────────────────────────────────────────────────────────────────────────────────────────

REPORT = {"applied_on": None, "reported_on": "2026-03-02", "quality_claim": None, "not_as_described": None}
"""Only a fault is reported; nothing is returned."""


def fault(**groups: Any) -> Any:
    """A fault reported on the last day of the warranty: Sunday 2026-03-01 rolls."""
    unit = {"purchased_on": "2024-03-01", "received_on": None, **groups.pop("unit", {})}
    return asked("lamps", LAMP, **{"request": REPORT, "unit": unit, **groups})


@clause("S1-1.4", "S1-2.5", "S1-4.3", "S1-4.7")
def test_in_warranty_a_lamp_not_damaged_by_people_is_repaired_replaced_or_sent_a_part() -> None:
    made = fault()
    assert rights(made) == {"in_warranty": ("repair", "replacement", "part")}
    assert set(remedies_of(made)) == FREE


@clause("S1-1.3")
def test_who_chooses_is_only_said_of_rules_that_may_count() -> None:
    made = fault(request={**REPORT, "offered": "repair", "chosen": "repair"})
    said = [step.path for step in made.derivation.steps if step.path.endswith(".chooser")]
    assert said == ["remedies.rules.in_warranty.chooser"] * 3  # who chooses; and is it better: a replacement, a part


@clause("S1-2.6")
def test_that_a_rule_yields_is_only_said_of_one_that_applies_and_that_others_prevail_over() -> None:
    said = [step.clause for step in fault().derivation.steps if (step.op, step.path) == ("not", "")]
    assert said == ["S1-1.3", "S1-2.6"]  # no damage stands against the cover; misuse yields to the warranty


@clause("S1-2.6", "S1-4.6")
def test_a_misused_lamp_is_repaired_against_payment_only() -> None:
    assert remedies_of(fault(findings={"present": ["misuse"]})) == ("paid_repair",)


@clause("S1-4.8", "S1-4.6")
def test_out_of_warranty_repair_and_replacement_are_paid_and_wait_for_consent() -> None:
    late = {**REPORT, "reported_on": "2026-03-03"}
    assert set(remedies_of(fault(request=late))) == {"paid_repair", "paid_replacement"}
    quoted = fault(request={**late, "offered": "paid_repair", "chosen": "paid_repair"})
    assert (quoted.outcome, wanting(quoted)) == (Outcome.ON_HOLD, [("request.consent", "no_consent")])
    agreed = fault(request={**late, "chosen": "paid_repair", "consent": True})
    assert (agreed.outcome, got(agreed, "goes_on"), got(agreed, "terms")) == (Outcome.DECIDED, True, "paid")
    declined = fault(request={**late, "chosen": "paid_repair", "consent": False})
    assert (declined.outcome, got(declined, "goes_on")) == (Outcome.DECIDED, False)


@clause("S1-2.6", "S1-4.6", "S1-4.8", "S1-5.6")
@pytest.mark.parametrize("remedy", ["paid_repair", "paid_replacement", "paid_exchange", "discount"])
def test_what_is_given_against_payment_says_so_and_waits_for_consent(remedy: str) -> None:
    late, unconfirmed = {**REPORT, "reported_on": "2026-03-03"}, {"claim_confirmed": False}
    cases: dict[str, dict[str, Any]] = {
        "paid_repair": {"request": REPORT, "findings": {"present": ["misuse"]}},
        "paid_replacement": {"request": late, "unit": {"purchased_on": "2024-03-01"}},
        "paid_exchange": {"findings": unconfirmed},
        "discount": {"findings": unconfirmed},
    }
    on = cases[remedy]
    open_ = asked("lamps", over(LAMP, **on), request={"chosen": remedy})
    assert (open_.outcome, got(open_, "terms")) == (Outcome.ON_HOLD, "paid")
    assert wanting(open_) == [("request.consent", "no_consent")]
    agreed = asked("lamps", over(LAMP, **on), request={"chosen": remedy, "consent": True})
    assert (agreed.outcome, got(agreed, "goes_on"), got(agreed, "terms")) == (Outcome.DECIDED, True, "paid")


@clause("S1-2.7")
@pytest.mark.parametrize("reported", ["2026-03-02", "2026-03-03"])
def test_after_force_majeure_only_repair_is_offered_in_warranty_and_out_of_it(reported: str) -> None:
    made = fault(findings={"present": ["disaster"]}, request={**REPORT, "reported_on": reported})
    assert rights(made) == {"force_majeure": ("paid_repair",)}


@clause("S1-2.7")
def test_after_force_majeure_the_factory_offers_paid_repair_or_by_the_other_reading_nothing() -> None:
    assert remedies_of(fault(findings={"present": ["disaster"]})) == ("paid_repair",)
    refuses = with_rule("lamps", "force_majeure", gives=())
    made = asked(refuses, LAMP, findings={"present": ["disaster"]}, request={**REPORT, "reported_on": "2026-03-01"})
    assert (made.outcome, remedies_of(made)) == (Outcome.DECIDED, ())


@clause("S1-4.4")
@pytest.mark.parametrize(
    ("given", "consent", "outcome", "goes_on"),
    [
        ("L-1", None, Outcome.DECIDED, True),
        ("L-2", None, Outcome.ON_HOLD, False),
        ("L-2", False, Outcome.ON_HOLD, False),
        ("L-2", True, Outcome.DECIDED, True),
        (None, None, Outcome.UNDETERMINED, None),
    ],
)
def test_another_model_is_given_only_with_the_customers_consent(
    given: str | None, consent: bool | None, outcome: Outcome, goes_on: bool | None
) -> None:
    request = {**REPORT, "chosen": "replacement", "consent": consent}
    made = fault(unit={"replacement_model": given}, request=request)
    assert (made.outcome, got(made, "goes_on")) == (outcome, goes_on)
    if outcome is Outcome.ON_HOLD:
        assert [(need.what, need.clause, need.reason) for need in made.needs] == [
            ("request.consent", "S1-4.4", "other_model")
        ]


@clause("S1-1.3", "S1-4.3")
def test_of_several_free_remedies_the_customer_chooses() -> None:
    made = fault(request={**REPORT, "offered": "repair"})
    assert (made.outcome, wanting(made)) == (Outcome.ON_HOLD, [("request.chosen", "customer_chooses")])
    other = fault(request={**REPORT, "offered": "repair", "chosen": "replacement"})
    assert (other.outcome, got(other, "goes_on")) == (Outcome.ON_HOLD, False)
    same = fault(request={**REPORT, "offered": "repair", "chosen": "repair"})
    assert (same.outcome, got(same, "goes_on")) == (Outcome.DECIDED, True)


@clause("S1-4.3")
def test_where_a_role_chooses_the_customers_choice_is_not_waited_for() -> None:
    ground = with_rule("lamps", "in_warranty", chooser="technical_support")
    unit = {"purchased_on": "2024-03-01"}
    made = asked(ground, LAMP, unit=unit, request={**REPORT, "offered": "repair"})
    assert (made.outcome, got(made, "goes_on"), got(made, "chooser.in_warranty")) == (
        Outcome.DECIDED,
        True,
        "technical_support",
    )


@clause("S1-4.3")
def test_what_the_customer_may_not_have_is_not_gone_on_with() -> None:
    made = fault(request={**REPORT, "chosen": "refund"})
    assert (made.outcome, got(made, "goes_on")) == (Outcome.DECIDED, False)
    with pytest.raises(FactError, match="not_in_rulebook"):
        fault(request={**REPORT, "chosen": "apology"})
    with pytest.raises(FactError, match="not_in_rulebook"):
        fault(request={**REPORT, "rights": ["sixty_days"]})

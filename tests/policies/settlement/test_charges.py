"""What customers are charged: tariffs and price lists, quotes, consent, discretion, free jobs (收费)."""

from typing import Any

import pytest

from domain.decision.decision import Audience, Decision, Line, Outcome
from domain.decision.reading import read_facts
from domain.decision.view import view
from domain.policies.settlement import decide_settlement
from tests.policies.settlement.money import (
    AIR,
    LAMP,
    PHONE,
    WARDROBE,
    Facts,
    moved,
    over,
    said,
    settle,
    wanting,
    with_rule,
)
from tests.policies.support import AS_OF, ground_of
from tests.support.clause import clause


def amounts(made: Decision) -> list[str]:
    return [str(line.amount) for line in made.lines]


def states(made: Decision) -> set[str]:
    return {line.state.value for line in made.lines}


# ── daoyi: on-site repair ────────────────────────────────────────────────────────────────────────────────────────────


@clause("AC-S0-16", "S0-3.3")
def test_repair_on_the_last_day_of_warranty_is_free() -> None:
    made = settle("daoyi", **AIR)
    assert (made.outcome, moved(made), said(made)) == (Outcome.DECIDED, [], {"charged.in_warranty": 0})


@clause("AC-S0-16", "S0-3.5")
@pytest.mark.parametrize(
    "change",
    [
        {"request": {"reported_on": "2026-04-08"}},
        {"papers": [AIR["papers"][0] | {"altered": True}]},
        {"unit": {"component": "remote_battery"}},
    ],
)
def test_out_of_warranty_or_excluded_the_tariff_is_charged_after_consent(change: dict[str, Any]) -> None:
    made = settle("daoyi", **over(AIR, **change))
    assert (made.outcome, wanting(made)) == (Outcome.ON_HOLD, [("request.consent", "customer")])
    assert moved(made) == [("out_of_warranty", "customer", "franchisee", "240.00", "proposed")]
    assert said(made, "may_start.out_of_warranty") == {"may_start.out_of_warranty": None}
    agreed = settle("daoyi", **over(over(AIR, **change), request={"consent": True}))
    assert (agreed.outcome, states(agreed), agreed.answer("charged.out_of_warranty")) == (
        Outcome.DECIDED, {"fixed"}, agreed.lines[0].amount)  # fmt: skip
    assert agreed.lines[0].document == "tariff"


@clause("AC-S0-16", "S0-3.5")
def test_without_a_tariff_nothing_is_quoted() -> None:
    made = settle("daoyi", **over(AIR, request={"reported_on": "2026-04-08"}, charges=[]))
    assert (made.outcome, made.lines) == (Outcome.NEEDS_CONFIGURATION, ())
    assert wanting(made) == [("settlement.charges.out_of_warranty.tariff", None)]


@clause("S0-3.5")
def test_with_a_tariff_its_lines_are_asked_for_and_no_other_list_counts() -> None:
    on = with_rule("daoyi", "charges", "out_of_warranty", tariff="tariff")
    late = over(AIR, request={"reported_on": "2026-04-08"}, charges=[])
    made = settle(on, **late)
    assert (made.outcome, ("charges", None) in wanting(made)) == (Outcome.UNDETERMINED, True)
    assert amounts(settle(on, **over(late, charges=AIR["charges"]))) == ["240.00"]
    foreign = settle(on, **over(late, charges=[AIR["charges"][0] | {"list": "another"}]))
    assert (foreign.lines, foreign.answer("refused.charges.0")) == ((), "S0-3.5")


@clause("S0-3.3")
def test_before_the_warranty_is_known_nothing_is_charged() -> None:
    made = settle("daoyi", **{name: given for name, given in AIR.items() if name != "papers"})
    assert (made.outcome, made.lines) == (Outcome.UNDETERMINED, ())


QUALITY = over(
    AIR,
    request={
        "wanted": None,
        "return_class": "quality",
        "entitled": False,
        "method": "repair",
        "applicant": "franchisee",
    },
)


@clause("S0-5.7.2.2", "S0-5.7.2.1")
@pytest.mark.parametrize(("cause", "charged"), [("quality", []), ("technical", []), ("misuse", ["240.00"])])
def test_a_return_that_is_not_quality_is_charged_to_the_party_after_consent(cause: str, charged: list[str]) -> None:
    made = settle("daoyi", **over(QUALITY, findings={"cause": cause}))
    assert amounts(made) == charged
    assert made.outcome is (Outcome.ON_HOLD if charged else Outcome.DECIDED)
    if charged:
        assert moved(made) == [("return_not_quality", "franchisee", "company", "240.00", "proposed")]


@clause("AC-S0-21", "S0-5.7.2.3")
def test_an_approved_special_return_out_of_warranty_is_paid_by_its_party() -> None:
    late = {"reported_on": "2026-04-08", "special_application": True, "approver": "department_manager", "consent": True}
    made = settle("daoyi", **over(QUALITY, findings={"cause": "quality"}, request=late))
    assert moved(made) == [("return_out_of_warranty", "franchisee", "company", "240.00", "fixed")]
    assert made.answer("borne_by.freight") == "franchisee"


DEALER_REPAIR = over(
    AIR,
    request={"wanted": "dealer_repair", "reported_on": "2026-04-08"},
    charges=[{"kind": "materials", "amount": "120.00"}, {"kind": "labour", "amount": "80.00"}],
)


@clause("S0-5.7.2.4")
def test_the_distributor_charges_material_and_labour_at_discretion() -> None:
    made = settle("daoyi", **DEALER_REPAIR)
    assert made.outcome is Outcome.NEEDS_PERSON
    (line,) = made.lines
    assert (line.amount, str(line.at_most), line.state.value) == (None, "200.00", "needs_person")
    assert [(need.low, need.high, need.role) for need in made.needs] == [("0", "200.00", "franchisee")] * 3
    set_ = {"decided_amount": "150.00", "decided_by": "franchisee", "reason": "old customer"}
    made = settle("daoyi", **over(DEALER_REPAIR, request=set_))
    assert moved(made) == [("distributor_repair", "customer", "distributor", "150.00", "fixed")]


# ── lamps ────────────────────────────────────────────────────────────────────────────────────────────────────────────

QUOTED = over(LAMP, charges=[{"kind": "repair", "amount": "180.00", "document": "Q-9"}])


@clause("S1-2.5", "S1-4.5", "S1-4.3")
def test_a_lamp_in_warranty_is_repaired_free_and_the_factory_bears_freight_both_ways() -> None:
    charges = [
        *QUOTED["charges"],
        {"kind": "inbound_freight", "amount": "25.00", "paid_by": "customer"},
        {"kind": "outbound_freight", "amount": "20.00", "paid_by": "company"},
    ]
    made = settle("lamps", **over(QUOTED, charges=charges))
    assert (made.outcome, made.answer("charged.free_job")) == (Outcome.DECIDED, 0)
    assert moved(made) == [("freight", "company", "customer", "25.00", "fixed")]


@clause("AC-S1-06", "S1-2.6", "S1-4.6")
def test_a_modified_lamp_is_repaired_for_180_after_consent_and_for_nothing_if_declined() -> None:
    burnt = over(QUOTED, findings={"present": ["modification"]})
    made = settle("lamps", **burnt)
    assert (made.outcome, moved(made)) == (Outcome.ON_HOLD, [("misuse", "customer", "company", "180.00", "proposed")])
    assert (said(made)["may_start.misuse"], wanting(made)) == (None, [("request.consent", "customer")])
    agreed = settle("lamps", **over(burnt, request={"consent": True}))
    assert (agreed.outcome, states(agreed), said(agreed)["may_start.misuse"]) == (Outcome.DECIDED, {"fixed"}, True)
    declined = settle("lamps", **over(burnt, request={"consent": False}))
    assert (declined.outcome, declined.lines) == (Outcome.DECIDED, ())
    assert (said(declined)["charged.misuse"], said(declined)["may_start.misuse"]) == (0, False)


@clause("S1-4.6", "S1-4.8")
def test_out_of_warranty_repair_and_exchange_are_quoted_with_freight() -> None:
    charges = [
        {"kind": "replacement", "amount": "260.00", "document": "Q-9"},
        {"kind": "freight", "amount": "25.00", "document": "Q-9"},
    ]
    made = settle("lamps", **over(LAMP, unit={"model_months": 6}, charges=charges, request={"consent": True}))
    assert (str(made.answer("quote.paid_job")), amounts(made)) == ("285.00", ["260.00", "25.00"])


@clause("S1-4.6")
def test_without_a_quote_one_is_asked_for() -> None:
    made = settle("lamps", **over(LAMP, unit={"model_months": 6}))
    assert (made.outcome, ("charges", None) in wanting(made)) == (Outcome.UNDETERMINED, True)


@clause("S1-2.7")
def test_after_force_majeure_service_is_paid_or_in_the_other_reading_refused() -> None:
    struck = over(QUOTED, findings={"present": ["disaster"]}, request={"consent": True})
    assert moved(settle("lamps", **struck)) == [("force_majeure", "customer", "company", "180.00", "fixed")]
    made = settle(with_rule("lamps", "charges", "force_majeure", offered=False), **struck)
    assert (made.outcome, made.lines, made.answer("refused.force_majeure")) == (Outcome.DECIDED, (), "S1-2.7")


LOSS: Facts = {
    "request": {"wanted": "compensation"},
    "findings": {"transit_damage": True, "claim_confirmed": True, "liable_party": "carrier"},
    "charges": [{"kind": "loss", "amount": "400.00", "document": "P-1"}],
}


@clause("S1-3.6")
def test_compensation_for_transit_damage_is_decided_by_a_person_up_to_the_loss() -> None:
    made = settle("lamps", **LOSS)
    assert (made.outcome, moved(made)) == (
        Outcome.NEEDS_PERSON, [("compensation", "carrier", "customer", None, "needs_person")])  # fmt: skip
    decided = {"decided_amount": "250.00", "decided_by": "supervisor", "reason": "half broken"}
    made = settle("lamps", **over(LOSS, request=decided))
    assert moved(made) == [("compensation", "carrier", "customer", "250.00", "fixed")]


@clause("S1-3.6")
def test_compensation_is_held_while_responsibility_is_disputed() -> None:
    decided = {"decided_amount": "250.00", "decided_by": "supervisor", "reason": "half broken", "disputed": True}
    made = settle("lamps", **over(LOSS, request=decided))
    assert (made.outcome, states(made), wanting(made)) == (Outcome.ON_HOLD, {"held"}, [("compensation", "supervisor")])


# ── furniture ────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("AC-S2-06", "S2-3.6", "S2-3.5")
def test_furniture_is_free_on_the_last_day_and_470_after_consent_on_the_next() -> None:
    free = settle("furniture", **over(WARDROBE, request={"reported_on": "2026-05-18"}))
    assert (free.outcome, free.lines, free.answer("charged.in_warranty")) == (Outcome.DECIDED, (), 0)
    made = settle("furniture", **WARDROBE)
    assert (made.outcome, str(made.answer("quote.paid")), states(made)) == (Outcome.ON_HOLD, "470.00", {"proposed"})
    agreed = settle("furniture", **over(WARDROBE, request={"consent": True}))
    assert (agreed.outcome, amounts(agreed), str(agreed.answer("charged.paid"))) == (
        Outcome.DECIDED, ["320.00", "150.00"], "470.00")  # fmt: skip


@clause("S2-3.6", "S2-3.4")
@pytest.mark.parametrize(
    ("kinds", "excluded", "expected", "refused"),
    [
        (("materials", "installation"), ("labour",), ["320.00", "150.00"], {"refused.charges.2": "S2-3.6"}),
        (("materials",), ("installation", "labour"), ["320.00"],
         {"refused.charges.1": "S2-3.6", "refused.charges.2": "S2-3.6"}),
    ],
)  # fmt: skip
def test_labour_is_never_charged_and_in_the_other_reading_neither_is_installation(
    kinds: tuple[str, ...], excluded: tuple[str, ...], expected: list[str], refused: dict[str, str]
) -> None:
    labour = {"kind": "labour", "amount": "200.00", "list": "L-2026"}
    facts = over(WARDROBE, request={"consent": True}, charges=[*WARDROBE["charges"], labour])
    made = settle(with_rule("furniture", "charges", "paid", kinds=kinds, excluded=excluded), **facts)
    assert amounts(made) == expected
    assert {name: value for name, value in said(made).items() if name.startswith("refused")} == refused


@clause("S2-3.6")
def test_misuse_in_warranty_is_paid_too() -> None:
    facts = over(WARDROBE, request={"reported_on": "2024-01-02", "consent": True}, findings={"present": ["misuse"]})
    assert amounts(settle("furniture", **facts)) == ["320.00", "150.00"]


THROWN_AWAY = over(WARDROBE, unit={"damaged_part_kept": False}, request={"reported_on": "2026-05-18"})
DECIDED = {"decided_by": "service_manager", "reason": "photos show the defect"}


@clause("AC-S2-07", "S2-3.3")
def test_a_part_thrown_away_in_warranty_leaves_the_charge_to_a_supervisor() -> None:
    made = settle("furniture", **THROWN_AWAY)
    assert made.outcome is Outcome.NEEDS_PERSON
    assert [(need.what, need.role, need.low, need.high) for need in made.needs] == [
        (name, "service_manager", "0", "470.00")
        for name in ("request.decided_amount", "request.decided_by", "request.reason")
    ]
    assert moved(made) == [("part_not_kept", "customer", "company", None, "needs_person")]


@clause("AC-S2-07", "S2-3.3")
@pytest.mark.parametrize(("amount", "lines"), [("0", []), ("0.01", ["0.01"]), ("470.00", ["470.00"])])
def test_the_supervisor_sets_anything_from_nothing_to_the_full_price(amount: str, lines: list[str]) -> None:
    made = settle("furniture", **over(THROWN_AWAY, request={**DECIDED, "decided_amount": amount}))
    assert (made.outcome, amounts(made)) == (Outcome.DECIDED, lines)


@clause("AC-S2-07", "S2-3.3")
@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"decided_amount": "470.01"}, "request.decided_amount"),
        ({"decided_by": "finance"}, "request.decided_by"),
        ({"reason": None}, "request.reason"),
    ],
)
def test_not_above_full_price_nor_in_another_role_nor_without_a_reason(change: dict[str, Any], missing: str) -> None:
    made = settle("furniture", **over(THROWN_AWAY, request={**DECIDED, "decided_amount": "100.00", **change}))
    assert (made.outcome, wanting(made)) == (Outcome.NEEDS_PERSON, [(missing, "service_manager")])
    assert [line.amount for line in made.lines] == [None]


@clause("S2-3.3")
def test_whether_the_part_was_kept_is_asked_for_in_warranty() -> None:
    made = settle("furniture", **over(THROWN_AWAY, unit={"damaged_part_kept": None}))
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("unit.damaged_part_kept", None)])


# ── phones ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("AC-S3-13", "S3-11", "S3-2.2")
def test_screen_and_labour_are_quoted_at_480_and_done_after_consent_only() -> None:
    made = settle("phones", **PHONE)
    assert (made.outcome, str(made.answer("quote.out_of_warranty")), states(made)) == (
        Outcome.ON_HOLD, "480.00", {"proposed"})  # fmt: skip
    assert said(made)["may_start.out_of_warranty"] is None
    agreed = settle("phones", **over(PHONE, request={"consent": True}))
    assert (agreed.outcome, moved(agreed)) == (
        Outcome.DECIDED,
        [
            ("out_of_warranty", "customer", "company", "420.00", "fixed"),
            ("out_of_warranty", "customer", "company", "60.00", "fixed"),
        ],
    )
    assert [line.item for line in agreed.lines] == ["screen", "charges.1"]
    declined = settle("phones", **over(PHONE, request={"consent": False}))
    assert (declined.outcome, declined.lines, declined.answer("charged.out_of_warranty")) == (Outcome.DECIDED, (), 0)


@clause("AC-S3-13", "S3-11")
def test_a_price_that_stands_in_no_list_is_refused_and_nothing_starts() -> None:
    off = {name: value for name, value in PHONE["charges"][0].items() if name not in ("list", "list_hash")}
    made = settle("phones", **over(PHONE, request={"consent": True}, charges=[off, PHONE["charges"][1]]))
    assert (made.answer("refused.charges.0"), said(made)["may_start.out_of_warranty"]) == ("S3-11", False)
    assert (amounts(made), states(made)) == (["60.00"], {"proposed"})


@clause("S3-2.3")
def test_while_a_paper_can_be_mended_nothing_is_settled() -> None:
    unsealed = [paper | {"seal": "none"} for paper in PHONE["papers"]]
    made = settle("phones", **over(PHONE, papers=unsealed))
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.ON_HOLD, ["papers.0"])
    assert made.lines == ()


@clause("S3-11", "S3-6.1")
def test_a_handset_in_warranty_costs_nothing() -> None:
    made = settle("phones", **over(PHONE, request={"reported_on": "2026-03-02"}))
    assert (made.outcome, made.lines, said(made)) == (Outcome.DECIDED, (), {"charged.in_warranty": 0})


@clause("S3-11", "S3-6.3")
def test_human_damage_in_warranty_is_charged_by_the_list() -> None:
    facts = over(PHONE, request={"reported_on": "2026-03-02", "consent": True}, findings={"present": ["seal_torn"]})
    assert amounts(settle("phones", **facts)) == ["420.00", "60.00"]


@clause("S3-11")
def test_without_a_price_list_nothing_is_quoted() -> None:
    made = settle("phones", **over(PHONE, charges=[]))
    assert (made.outcome, wanting(made)) == (
        Outcome.NEEDS_CONFIGURATION, [("settlement.charges.out_of_warranty.tariff", None)])  # fmt: skip


# ── who sees what ────────────────────────────────────────────────────────────────────────────────────────────────────


def seen(audience: Audience, **facts: Any) -> tuple[Line, ...]:
    """Lines of daoyi as someone sees them."""
    read = read_facts(facts, AS_OF)
    return view(decide_settlement(ground_of("daoyi"), read, AS_OF), read, audience).lines


@clause("S0-4.2.11")
def test_the_customer_sees_the_refund_and_never_the_shipping_price() -> None:
    facts: Facts = {
        "unit": {"invoice_price": "5200.00", "shipping_price": "3650.00"},
        "request": {"entitled": True, "method": "refund"},
        "findings": {"cause": "quality"},
    }
    assert [str(line.amount) for line in seen(Audience.CUSTOMER, **facts)] == ["5200.00"]
    assert [str(line.amount) for line in seen(Audience.DEALER, **facts)] == ["3650.00", "5200.00"]

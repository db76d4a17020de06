"""Who bears freight, expenses and losses, in each class and case; shares to the cent; disputed rulings (费用承担)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.decision import LineKind, LineState, Outcome
from domain.decision.facts import FactError
from domain.policies.rulings import Ruling, RulingState, Share, reverse, under
from domain.policies.transitions import Act
from tests.policies.settlement.money import (
    AIR,
    EXCHANGED,
    FREIGHT,
    STOCK,
    bearer,
    changed,
    freight,
    moved,
    over,
    returned,
    said,
    settle,
    wanting,
)
from tests.policies.support import ground_of, with_chapter
from tests.support.clause import clause

# ── the consumer's exchange, chapter 四 ──────────────────────────────────────────────────────────────────────────────


@clause("AC-S0-15", "S0-4.2.6", "S0-4.2.9", "S0-4.2.10")
@pytest.mark.parametrize("cause", ["quality", "technical"])
def test_a_quality_finding_gives_a_new_unit_and_settles_the_advanced_freight(cause: str) -> None:
    made = settle("daoyi", **over(EXCHANGED, findings={"cause": cause}))
    assert made.outcome is Outcome.DECIDED
    assert moved(made) == [
        ("freight", "company", "franchisee", "186.00", "fixed"),
        ("new_unit", "company", "franchisee", None, "fixed"),
    ]
    assert said(made) == {"borne_by.freight": "company"}
    paid, goods = made.lines
    assert (paid.kind, paid.advanced_by, paid.borne_by) == (LineKind.REIMBURSEMENT, "franchisee", "company")
    assert (paid.document, paid.clause) == ("F-1", "S0-4.2.9")
    assert (goods.kind, goods.item, goods.quantity) == (LineKind.GOODS, "new_unit", 1)


@clause("AC-S0-15", "S0-4.2.10")
def test_without_a_quality_finding_there_is_neither_unit_nor_credit_and_the_loss_is_the_franchisees() -> None:
    made = settle("daoyi", **over(EXCHANGED, findings={"cause": "misuse"}))
    assert (made.outcome, moved(made)) == (Outcome.DECIDED, [])
    assert said(made) == {"borne_by.freight": "franchisee", "borne_by.unit_given": "franchisee"}


@clause("S0-4.2.9", "S0-4.2.8")
def test_before_the_appraisal_nothing_is_settled() -> None:
    made = settle("daoyi", **over(EXCHANGED, findings={"cause": None}))
    assert (made.outcome, moved(made)) == (Outcome.UNDETERMINED, [])
    assert ("findings.cause", None) in wanting(made)


@clause("AC-S0-15", "S0-4.2.7")
def test_damage_on_the_way_back_is_the_franchisees_though_the_fault_was_quality() -> None:
    damage = {"kind": "transit_damage", "amount": "900.00"}
    facts = over(EXCHANGED, findings={"transit_damage": True, "packed_badly": True}, charges=[damage])
    made = settle("daoyi", **facts)
    assert bearer(made, "transit_damage") == "franchisee"
    assert moved(made)[0] == ("transit_damage", "franchisee", "company", "900.00", "fixed")


@clause("S0-4.2.7", "S0-4.2.9")
def test_freight_of_a_unit_damaged_on_the_way_back_is_still_the_companys() -> None:
    charges = [*EXCHANGED["charges"], {"kind": "transit_damage", "amount": "900.00"}]
    made = settle("daoyi", **over(EXCHANGED, findings={"transit_damage": True}, charges=charges))
    assert moved(made) == [
        ("freight", "company", "franchisee", "186.00", "fixed"),
        ("transit_damage", "franchisee", "company", "900.00", "fixed"),
        ("new_unit", "company", "franchisee", None, "fixed"),
    ]


@clause("S0-4.2.6")
def test_the_franchisee_has_advanced_freight_unless_someone_else_has() -> None:
    charges = [EXCHANGED["charges"][0] | {"paid_by": "company"}]
    made = settle("daoyi", **over(EXCHANGED, charges=charges))
    assert (freight(made), bearer(made)) == ([], "company")


# ── the six classes, chapter 五 ──────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.5.2.5")
def test_freight_of_slow_moving_stock_is_borne_both_ways_by_whoever_did_not_sell_it() -> None:
    made = returned("slow_moving", unit=STOCK["unit"], request=STOCK["request"])
    assert (bearer(made), freight(made)) == ("franchisee", [("franchisee", "company", "80.00")])


@clause("S0-5.5.2.5")
def test_an_agreement_on_freight_counts_with_its_document_only() -> None:
    facts = {"unit": STOCK["unit"], "request": {**STOCK["request"], "agreed_bearer": "company"}}
    waiting = returned("slow_moving", **facts)
    assert (waiting.outcome, bearer(waiting)) == (Outcome.ON_HOLD, "franchisee")
    assert [line.state for line in waiting.lines if line.what == "freight"] == [LineState.HELD]
    assert wanting(waiting) == [("request.agreement_document", None)]
    facts["request"]["agreement_document"] = "A-7"
    made = returned("slow_moving", **facts)
    assert (bearer(made), freight(made)) == ("company", [("company", "franchisee", "100.00")])
    assert [(line.document, line.state) for line in made.lines if line.what == "freight"] == [("A-7", LineState.FIXED)]


CLOSING = {**STOCK["request"], "return_class": "account_closing"}


@clause("S0-5.6.2.2")
@pytest.mark.parametrize(
    ("at_fault", "proposer", "expected"),
    [
        (None, "franchisee", "franchisee"),
        ("neither", "franchisee", "franchisee"),
        ("company", "franchisee", "company"),
        ("franchisee", "company", "franchisee"),
        ("company", None, "company"),
    ],
)
def test_freight_of_closing_goes_by_the_cause_else_by_the_proposer(
    at_fault: str | None, proposer: str | None, expected: str
) -> None:
    request = {**CLOSING, "at_fault": at_fault, "proposer": proposer}
    made = returned("account_closing", unit=STOCK["unit"], request=request)
    assert (made.outcome, bearer(made)) == (Outcome.DECIDED, expected)


@clause("S0-5.6.2.2")
def test_freight_of_closing_goes_by_the_proposer_in_the_other_reading() -> None:
    request = {**CLOSING, "at_fault": "company", "proposer": "franchisee"}
    chapter = ground_of("daoyi").book.settlement
    assert chapter is not None
    rules = next(each for each in chapter.costs if each.id == "freight").rules
    rules = changed(changed(rules, "closing_cause", prevails_over=()), "closing_proposer",
                    prevails_over=("closing_cause", "closing_both"))  # fmt: skip
    on = with_chapter("daoyi", "settlement", costs=changed(chapter.costs, "freight", rules=rules))
    assert bearer(returned("account_closing", on, unit=STOCK["unit"], request=request)) == "franchisee"


@clause("S0-5.6.2.2")
def test_both_at_fault_a_person_divides_freight() -> None:
    request = {**CLOSING, "at_fault": "both", "proposer": "franchisee"}
    made = returned("account_closing", unit=STOCK["unit"], request=request)
    assert (made.outcome, wanting(made)) == (Outcome.NEEDS_PERSON, [("shares", "supervisor")])
    assert freight(made) == []
    shares = [{"party": "company", "percent": "50"}, {"party": "franchisee", "percent": "50"}]
    made = returned("account_closing", unit=STOCK["unit"], request=request, shares=shares)
    assert made.outcome is Outcome.DECIDED
    assert freight(made) == [("company", "franchisee", "50.00"), ("franchisee", "company", "40.00")]
    assert {line.state for line in made.lines if line.what == "freight"} == {LineState.FIXED}
    assert said(made, "borne_by.freight.0", "borne_by.freight.1") == {
        "borne_by.freight.0": "company",
        "borne_by.freight.1": "franchisee",
    }


@clause("S0-5.6.2.2", "G-11")
@pytest.mark.parametrize(
    ("amount", "percents", "parts"),
    [
        ("100.01", ("50", "50"), ["50.01", "50.00"]),
        ("100.00", ("33.33", "33.33", "33.34"), ["33.33", "33.33", "33.34"]),
        ("0.05", ("60", "25", "15"), ["0.03", "0.01", "0.01"]),
        ("0.01", ("50", "50"), ["0.01"]),
        ("10.00", ("1", "1", "1"), ["3.34", "3.33", "3.33"]),
        ("10.00", ("100", "0"), ["10.00"]),
    ],
)
def test_cents_left_over_go_to_the_largest_remainders(amount: str, percents: tuple[str, ...], parts: list[str]) -> None:
    shares = [{"party": f"p{n}", "percent": percent} for n, percent in enumerate(percents)]
    charges = [{"kind": "inbound_freight", "amount": amount, "paid_by": "carrier"}]
    request = {**CLOSING, "at_fault": "both"}
    made = returned("account_closing", unit=STOCK["unit"], request=request, shares=shares, charges=charges)
    got = [str(line.amount) for line in made.lines if line.what == "freight"]
    assert (got, sum(map(Decimal, got))) == (parts, Decimal(amount))


@clause("S0-5.6.2.2")
@pytest.mark.parametrize(
    "shares",
    [
        [{"party": "company", "percent": "0"}, {"party": "franchisee", "percent": "0"}],
        [{"party": "company", "percent": "50"}, {"party": "company", "percent": "50"}],
    ],
)
def test_shares_of_nobody_or_of_one_party_twice_are_refused_as_facts(shares: list[dict[str, str]]) -> None:
    with pytest.raises(FactError, match="contradictory"):
        returned("account_closing", unit=STOCK["unit"], request={**CLOSING, "at_fault": "both"}, shares=shares)


@clause("S0-5.6.2.2")
@pytest.mark.parametrize("share", [{"party": "company"}, {"percent": "50"}])
def test_a_share_that_is_not_whole_is_asked_for(share: dict[str, str]) -> None:
    shares = [share, {"party": "franchisee", "percent": "50"}]
    made = returned("account_closing", unit=STOCK["unit"], request={**CLOSING, "at_fault": "both"}, shares=shares)
    assert made.outcome is Outcome.UNDETERMINED


@clause("S0-5.7.2.1", "S0-5.7.2.2", "S0-5.7.2.3", "AC-S0-21")
@pytest.mark.parametrize(
    ("cause", "reported", "expected", "owed"),
    [
        ("quality", "2026-04-07", "company", ("company", "franchisee", "100.00")),
        ("technical", "2026-04-07", "company", ("company", "franchisee", "100.00")),
        ("misuse", "2026-04-07", "franchisee", ("franchisee", "company", "80.00")),
        ("quality", "2026-04-08", "franchisee", ("franchisee", "company", "80.00")),
        ("technical", "2026-04-08", "franchisee", ("franchisee", "company", "80.00")),
        ("misuse", "2026-04-08", "franchisee", ("franchisee", "company", "80.00")),
    ],
)
def test_freight_of_a_quality_return_is_the_companys_for_quality_in_warranty(
    cause: str, reported: str, expected: str, owed: tuple[str, str, str]
) -> None:
    request = {"entitled": False, "method": "refund", "reported_on": reported}
    made = returned("quality", unit=AIR["unit"], papers=AIR["papers"], findings={"cause": cause, "present": []},
                    request=request)  # fmt: skip
    assert (made.outcome, bearer(made), freight(made)) == (Outcome.DECIDED, expected, [owed])


@clause("S0-5.8.2.2")
def test_costs_and_the_customers_loss_are_the_liable_partys() -> None:
    charges = [
        *FREIGHT,
        {"kind": "repair_cost", "amount": "260.00", "paid_by": "company"},
        {"kind": "handling", "amount": "45.00", "paid_by": "franchisee"},
        {"kind": "customer_loss", "amount": "1000.00", "paid_by": "customer"},
    ]
    made = returned("damaged", findings={"liable_party": "carrier", "cause": "transport"}, charges=charges)
    assert moved(made) == [
        ("freight", "carrier", "franchisee", "100.00", "fixed"),
        ("damage", "carrier", "company", "260.00", "fixed"),
        ("damage", "carrier", "franchisee", "45.00", "fixed"),
        ("damage", "carrier", "customer", "1000.00", "fixed"),
    ]


@clause("S0-5.8.2.2")
def test_without_a_liable_party_the_costs_of_damage_wait() -> None:
    made = returned("damaged", findings={"cause": "transport"})
    assert (made.outcome, made.lines) == (Outcome.UNDETERMINED, ())
    assert ("findings.liable_party", None) in wanting(made)


@clause("S0-5.9.2.1", "S0-5.9.2.2")
def test_a_third_partys_cause_goes_to_the_liable_party_and_force_majeure_to_negotiation() -> None:
    made = returned("third_party", findings={"cause": "logistics", "liable_party": "carrier"})
    assert (made.outcome, bearer(made)) == (Outcome.DECIDED, "carrier")
    made = returned("third_party", findings={"cause": "force_majeure"})
    assert (made.outcome, wanting(made)) == (Outcome.NEEDS_PERSON, [("shares", "supervisor")])
    shares = [{"party": "company", "percent": "100"}]
    made = returned("third_party", findings={"cause": "force_majeure"}, shares=shares)
    assert freight(made) == [("company", "franchisee", "100.00")]


# ── lamps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S1-5.2")
def test_freight_of_lamps_broken_in_transit_is_the_factorys() -> None:
    charges = [{"kind": "inbound_freight", "amount": "30.00", "paid_by": "customer"}]
    made = settle("lamps", findings={"transit_damage": True}, charges=charges)
    assert moved(made) == [("freight", "company", "customer", "30.00", "fixed")]


# ── furniture: deductions, disputed rulings ──────────────────────────────────────────────────────────────────────────

ORDER: dict[str, Any] = {"charges": [{"kind": "supplementary_order", "amount": "880.00", "document": "B-12"}]}


@clause("S2-2.A13")
@pytest.mark.parametrize("party", ["production", "franchisee", "installer", "logistics", "customer"])
def test_a_supplementary_order_is_deducted_from_whoever_was_judged(party: str) -> None:
    made = settle("furniture", findings={"liable_party": party}, request={"ruling": "R-1"}, **ORDER)
    assert moved(made) == [("supplementary_order", party, "company", "880.00", "fixed")]
    (line,) = made.lines
    assert (line.kind, line.ruling, line.document) == (LineKind.DEDUCTION, "R-1", "B-12")


@clause("S2-2.A13")
def test_where_the_factory_bears_it_the_customer_pays_nothing() -> None:
    made = settle("furniture", findings={"liable_party": "company"}, **ORDER)
    assert (made.outcome, made.lines, bearer(made, "supplementary_order")) == (Outcome.DECIDED, (), "company")


@clause("S2-2.A13")
def test_nobody_is_deducted_before_anybody_is_judged() -> None:
    made = settle("furniture", **ORDER)
    assert (made.outcome, made.lines, wanting(made)) == (
        Outcome.UNDETERMINED, (), [("findings.liable_party", None)])  # fmt: skip


@clause("AC-S2-16", "S2-2.A12")
def test_a_disputed_ruling_holds_its_line() -> None:
    request = {"ruling": "R-1", "disputed": True}
    made = settle("furniture", findings={"liable_party": "production"}, request=request, **ORDER)
    assert (made.outcome, moved(made)) == (
        Outcome.ON_HOLD, [("supplementary_order", "production", "company", "880.00", "held")])  # fmt: skip
    assert wanting(made) == [("supplementary_order", "service_manager")]
    request["disputed"] = False
    made = settle("furniture", findings={"liable_party": "production"}, request=request, **ORDER)
    assert (made.outcome, made.lines[0].state) == (Outcome.DECIDED, LineState.FIXED)


@clause("S2-2.A12", "S2-2.A13")
def test_a_superseded_ruling_is_reversed_by_equal_and_opposite_lines() -> None:
    made = settle("furniture", findings={"liable_party": "production"}, request={"ruling": "R-1"}, **ORDER)
    act = Act(actor="m1", role="service_manager", on=date(2026, 10, 15), reason="photos")
    share = (Share("logistics", Decimal(100)),)
    new = Ruling(
        id="R-2", matter="supplementary_order", proposed="production", clauses=(), evidence=(), decision="",
        state=RulingState.RULED, shares=share, act=act, supersedes="R-1",
    )  # fmt: skip
    (line,) = made.lines
    (counter,) = reverse([line], new)
    assert (counter.payer, counter.payee, counter.amount) == (line.payee, line.payer, line.amount)
    assert under(line, new).ruling == "R-2"

"""What proves a purchase, and what follows when nothing does (凭证)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.policies.warranty import decide_warranty
from domain.rulebook.policies.warranty import Flawed, PapersNeeded, WithoutPapers, WithoutProof
from rulebooks.policy_liveness import check_policies
from tests.policies.support import decide, ground_of, with_chapter
from tests.policies.warranty.units import answers, card, invoice, judged, voucher, with_coverage
from tests.support.clause import clause


@clause("S0-3.2", "S0-3.4")
@pytest.mark.parametrize("kind", ["invoice", "voucher"])
@pytest.mark.parametrize("flaw", [{"altered": True}, {"filled": []}, {"filled": ["model"]}])
def test_an_altered_or_empty_invoice_or_voucher_is_none(kind: str, flaw: dict[str, Any]) -> None:
    made = judged("daoyi", "2026-04-07", invoice("2025-04-06", kind=kind, **flaw), component="unit")
    assert (made.outcome, *answers(made, "class", "last_day")) == (Outcome.DECIDED, "chargeable", None)


@clause("S0-3.2")
@pytest.mark.parametrize("kind", ["invoice", "voucher"])
def test_either_paper_with_the_day_of_sale_is_enough(kind: str) -> None:
    made = judged("daoyi", "2026-04-07", invoice("2025-04-06", kind=kind), component="unit")
    assert answers(made, "class", "proof_date") == ("free", date(2025, 4, 6))


@clause("S0-3.2", "S0-3.4", "S1-1.3", "S3-6.2d", "S3-6.2e")
@pytest.mark.parametrize("name", ["daoyi", "lamps", "phones"])
def test_no_two_kinds_of_paper_count_alike_and_what_holds_without_papers_is_said_where_papers_count(name: str) -> None:
    assert list(check_policies(ground_of(name).book)) == []


@clause("S0-3.4")
def test_no_paper_is_no_warranty_but_papers_nobody_spoke_of_are_asked_for() -> None:
    assert judged("daoyi", "2026-04-07", component="unit").answer("class") == "chargeable"
    facts = {"unit": {"component": "unit"}, "findings": {"present": []}, "request": {"reported_on": "2026-04-07"}}
    made = decide(decide_warranty, "daoyi", facts)
    assert made.outcome is Outcome.UNDETERMINED
    assert "papers" in [need.what for need in made.needs]


@clause("S0-3.2")
@pytest.mark.parametrize("first", ["invoice", "voucher"])
def test_where_invoice_and_voucher_differ_the_invoice_counts(first: str) -> None:
    papers = [invoice("2025-04-06"), invoice("2025-03-01", kind="voucher")]
    made = judged("daoyi", "2026-04-07", *(papers if first == "invoice" else papers[::-1]), component="unit")
    assert answers(made, "class", "proof_date") == ("free", date(2025, 4, 6))


@clause("S0-3.2", "S3-6.2d")
def test_a_paper_of_an_unknown_kind_proves_nothing_and_one_whose_kind_is_not_known_is_asked_about() -> None:
    gift = invoice("2025-04-06", kind="gift_receipt")
    assert judged("daoyi", "2026-04-07", gift, component="unit").answer("class") == "chargeable"
    made = judged("daoyi", "2026-04-07", {**gift, "kind": None}, component="unit")
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["papers.0.kind"])


@clause("S3-6.2a", "S3-6.2b")
def test_a_card_needs_the_serial_number_and_a_voucher_does_not() -> None:
    short = card("2025-11-30", filled=["sold_on", "model", "esn"])
    assert judged("phones", "2025-12-30", short, component="main_unit").outcome is Outcome.ON_HOLD
    assert judged("phones", "2025-12-30", voucher("2025-11-30"), component="main_unit").answer("class") == "WH"


@clause("S3-6.2c", "S3-6.2e", "AC-S3-03")
def test_of_an_altered_card_and_a_good_invoice_the_invoice_counts_and_of_two_altered_ones_none() -> None:
    bad, good = card("2025-11-30", altered=True), voucher("2025-12-05")
    unit: dict[str, Any] = {"component": "main_unit", "manufactured_on": "2025-01-31"}
    made = judged("phones", "2026-12-07", bad, good, **unit)
    assert answers(made, "class", "last_day", "remedies") == ("WH", date(2026, 12, 7), None)  # Saturday the 5th
    both = judged("phones", "2026-04-30", bad, {**good, "altered": True}, **unit)
    assert answers(both, "class", "last_day", "remedies") == ("WH", date(2026, 4, 30), ("repair",))
    assert judged("phones", "2026-05-01", bad, {**good, "altered": True}, **unit).answer("class") == "F"


@clause("S3-6.2d")
@pytest.mark.parametrize(("reported", "kind"), [("2026-11-30", "WH"), ("2026-12-01", "F")])
def test_of_two_valid_papers_the_sales_voucher_gives_the_date(reported: str, kind: str) -> None:
    papers = card("2025-12-15"), voucher("2025-11-30")
    made = judged("phones", reported, *papers, component="main_unit")
    assert answers(made, "class", "proof_date") == (kind, date(2025, 11, 30))


@clause("S3-6.2d")
def test_while_the_better_paper_is_not_judged_no_date_is_certain() -> None:
    papers = card("2025-12-15"), voucher("2025-11-30", altered=None)
    made = judged("phones", "2026-12-01", *papers, component="main_unit")
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["papers.1.altered"])


@clause("S3-6.2d")
def test_by_the_other_reading_card_and_voucher_are_both_needed() -> None:
    ground = with_chapter("phones", "warranty", papers_needed=PapersNeeded.ALL)
    unit: dict[str, Any] = {"component": "main_unit", "manufactured_on": "2025-01-31"}
    one = judged(ground, "2026-05-01", card("2025-11-30"), **unit)
    assert answers(one, "class", "remedies") == ("F", ("repair",))
    both = judged(ground, "2026-05-01", card("2025-11-30"), voucher("2025-11-30"), **unit)
    assert both.answer("class") == "WH"
    assert judged("phones", "2026-05-01", card("2025-11-30"), **unit).answer("class") == "WH"
    bare = card("2025-11-30", seal="none")
    assert judged(ground, "2026-05-01", bare, **unit).outcome is Outcome.DECIDED  # mended, it would still be one
    assert judged(ground, "2026-05-01", bare, voucher("2025-11-30"), **unit).outcome is Outcome.ON_HOLD


@clause("S3-6.2d")
def test_which_paper_goes_first_is_only_said_where_there_are_two_kinds() -> None:
    def ranks(*papers: dict[str, Any]) -> list[str]:
        made = judged("phones", "2026-05-01", *papers, component="main_unit", manufactured_on="2025-01-31")
        return [step.path for step in made.derivation.steps if step.path.endswith(".rank")]

    assert ranks(voucher("2025-11-30"), voucher("2025-11-29")) == []
    of = "warranty.proofs.{}.rank".format
    assert ranks(card("2025-11-30"), voucher("2025-11-30")) == [of("sales_voucher"), of("warranty_card")]


@clause("S3-6.2d")
def test_by_that_reading_two_of_three_kinds_are_not_enough() -> None:
    chapter = ground_of("phones").book.warranty
    assert chapter is not None
    third = replace(chapter.proofs[0], id="receipt", rank=3)
    on = with_chapter("phones", "warranty", papers_needed=PapersNeeded.ALL, proofs=(*chapter.proofs, third))
    unit: dict[str, Any] = {"component": "main_unit", "manufactured_on": "2025-01-31"}
    two = [card("2025-11-30"), voucher("2025-11-30")]
    assert judged(on, "2026-05-01", *two, **unit).answer("class") == "F"
    receipt = card("2025-11-30", kind="receipt")
    assert judged(on, "2026-05-01", *two, receipt, **unit).answer("class") == "WH"


@clause("S3-6.2d", "S0-3.2")
def test_the_date_of_a_valid_paper_is_asked_for_and_that_of_an_altered_one_is_not() -> None:
    undated = {name: value for name, value in invoice("2025-04-06").items() if name != "dated_on"}
    made = judged("daoyi", "2026-04-07", {**undated, "altered": True}, undated, component="unit")
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["papers.1.dated_on"])


@clause("S3-6.2e")
def test_a_manual_that_charges_without_papers_falls_back_on_nothing() -> None:
    on = with_chapter("phones", "warranty", without_papers=WithoutPapers.CHARGEABLE)
    unit: dict[str, Any] = {"component": "main_unit", "manufactured_on": "2025-08-31"}
    made = judged(on, "2026-03-11", **unit)
    assert answers(made, "class", "last_day", "remedies") == ("F", None, None)
    assert judged("phones", "2026-03-11", **unit).answer("class") == "WH"


@clause("S3-6.2a", "S3-6.2b")
@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("sales_voucher", "sold_on"),
        ("sales_voucher", "model"),
        ("sales_voucher", "esn"),
        ("warranty_card", "sold_on"),
        ("warranty_card", "model"),
        ("warranty_card", "esn"),
        ("warranty_card", "serial"),
    ],
)
def test_a_paper_with_one_field_left_empty_proves_nothing_yet(kind: str, missing: str) -> None:
    paper = card("2025-11-30") if kind == "warranty_card" else voucher("2025-11-30")
    short = paper | {"filled": [field for field in paper["filled"] if field != missing]}
    assert judged("phones", "2025-12-30", paper, component="main_unit").answer("class") == "WH"
    made = judged("phones", "2025-12-30", short, component="main_unit")
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.ON_HOLD, ["papers.0"])


FALLBACK = [
    ("main_unit", "2026-11-30"),
    ("charger", "2026-11-30"),
    ("battery", "2026-06-01"),
    ("accessory", "2026-02-28"),
]


@clause("S3-6.2e", "G-9")
@pytest.mark.parametrize(("component", "last"), FALLBACK)
def test_without_papers_own_term_and_three_months_from_manufacture(component: str, last: str) -> None:
    unit: dict[str, Any] = {"component": component, "manufactured_on": "2025-08-31"}
    made = judged("phones", last, **unit)
    assert answers(made, "class", "last_day", "remedies") == ("WH", date.fromisoformat(last), ("repair",))
    day = date.fromisoformat(last)
    late = date.fromordinal(day.toordinal() + 1).isoformat()
    assert judged("phones", late, **unit).answer("class") == "F"


@clause("S3-6.2e")
def test_by_the_other_reading_every_part_has_fifteen_months() -> None:
    fallback = WithoutProof(clause="S3-6.2e", anchor="unit.manufactured_on", plus_months=12, remedies=("repair",))
    ground = with_coverage("phones", "accessory", without_proof=fallback)
    made = judged(ground, "2026-11-30", component="accessory", manufactured_on="2025-08-31")
    assert answers(made, "class", "last_day") == ("WH", date(2026, 11, 30))


@clause("S3-2.3", "S3-6.2e", "AC-S3-14")
def test_a_card_without_a_seal_is_waited_for_until_nothing_more_will_come() -> None:
    bare = card("2025-11-30", seal="none")
    unit: dict[str, Any] = {"component": "main_unit", "manufactured_on": "2024-11-30"}
    made = judged("phones", "2026-03-11", bare, **unit)
    assert made.outcome is Outcome.ON_HOLD
    assert [(need.what, need.clause, need.role) for need in made.needs] == [("papers.0", "S3-2.3", "customer")]
    assert answers(made, "class", "covered", "last_day") == (None, None, None)
    still = judged("phones", "2026-03-11", bare, request={"papers_final": False}, **unit)
    assert still.outcome is Outcome.ON_HOLD
    final = judged("phones", "2026-03-11", bare, request={"papers_final": True}, **unit)
    assert (final.outcome, *answers(final, "class", "last_day")) == (Outcome.DECIDED, "F", date(2026, 2, 28))


@clause("S3-2.3")
def test_nothing_is_waited_for_where_a_good_paper_is_there_or_people_did_the_damage() -> None:
    bare = card("2025-11-30", seal="none")
    good = judged("phones", "2026-03-11", bare, voucher("2025-11-30"), component="main_unit")
    assert (good.outcome, good.answer("class")) == (Outcome.DECIDED, "WH")
    broken = judged("phones", "2026-03-11", bare, found=("misuse",), component="main_unit")
    assert (broken.outcome, broken.answer("class")) == (Outcome.DECIDED, "F")


@clause("S3-2.3", "S3-6.2c")
def test_a_card_both_altered_and_without_a_seal_cannot_be_mended() -> None:
    unit: dict[str, Any] = {"component": "main_unit", "manufactured_on": "2025-08-31"}
    made = judged("phones", "2026-03-11", card("2025-11-30", seal="none", altered=True), **unit)
    assert (made.outcome, made.answer("remedies")) == (Outcome.DECIDED, ("repair",))


@clause("S0-3.4")
def test_a_manual_that_holds_for_papers_waits_before_it_charges() -> None:
    chapter = ground_of("daoyi").book.warranty
    assert chapter is not None
    proofs = tuple([type(each)(**{**_fields(each), "incomplete": Flawed.HOLD}) for each in chapter.proofs])
    ground = with_chapter("daoyi", "warranty", proofs=proofs)
    empty = invoice("2025-04-06", filled=[])
    assert judged(ground, "2026-04-07", empty, component="unit").outcome is Outcome.ON_HOLD
    final = judged(ground, "2026-04-07", empty, request={"papers_final": True}, component="unit")
    assert final.answer("class") == "chargeable"


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}

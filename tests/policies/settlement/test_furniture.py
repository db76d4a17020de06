"""What the owner of furniture is charged, to the last yuan of materials and installation (家居收费)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from tests.policies.settlement.money import WARDROBE, moved, over, said, settle
from tests.support.clause import clause

LABOUR = {"kind": "labour", "item": "fitter", "amount": "200.00", "list": "L-2026"}
WHOLE = over(WARDROBE, charges=[*WARDROBE["charges"], LABOUR])
"""Materials, installation and labour, all by the price list, a day out of the three years."""
IN_TERM = {"reported_on": "2026-05-18"}
AGREED = {"consent": True}


def with_unlisted_materials(**groups: Any) -> dict[str, Any]:
    """The same with materials whose price stands in no list."""
    hinge, installation = WARDROBE["charges"]
    return over(WARDROBE, charges=[{**hinge, "list": None, "list_hash": None}, installation], **groups)


@clause("S2-3.5")
def test_in_warranty_materials_installation_and_labour_are_all_free() -> None:
    made = settle("furniture", **over(WHOLE, request=IN_TERM))
    assert (made.outcome, made.lines, said(made)) == (Outcome.DECIDED, (), {"charged.in_warranty": 0})


@clause("S2-3.5")
def test_what_is_neither_material_nor_work_is_not_made_free_by_the_warranty() -> None:
    fare = {"kind": "fare", "amount": "30.00", "list": "L-2026"}
    made = settle("furniture", **over(WARDROBE, request=IN_TERM, charges=[*WHOLE["charges"], fare]))
    assert said(made) == {"charged.in_warranty": 0, "untouched.3": "fare"}


@clause("S2-3.6", "S2-3.4")
def test_the_customer_pays_the_company_for_materials_and_installation_and_never_for_labour() -> None:
    made = settle("furniture", **over(WHOLE, request=AGREED))
    assert moved(made) == [
        ("paid", "customer", "company", "320.00", "fixed"),
        ("paid", "customer", "company", "150.00", "fixed"),
    ]
    assert (made.answer("refused.charges.2"), str(made.answer("charged.paid"))) == ("S2-3.6", "470.00")


@clause("S2-3.6")
def test_a_price_outside_of_the_list_is_refused_and_nothing_begins() -> None:
    made = settle("furniture", **with_unlisted_materials(request=AGREED))
    assert moved(made) == [("paid", "customer", "company", "150.00", "proposed")]
    assert said(made, "refused.charges.0", "may_start.paid") == {"refused.charges.0": "S2-3.6", "may_start.paid": False}


@clause("S2-3.3")
def test_the_supervisor_goes_no_higher_than_what_the_list_has_prices_for() -> None:
    made = settle("furniture", **with_unlisted_materials(request=IN_TERM, unit={"damaged_part_kept": False}))
    assert made.answer("refused.charges.0") == "S2-3.3"
    assert {(need.low, need.high) for need in made.needs} == {("0", "150.00")}


@clause("S2-3.3")
@pytest.mark.parametrize("kind", ["materials", "installation"])
def test_of_a_part_thrown_away_material_and_installation_are_priced_each_alone(kind: str) -> None:
    only = [each for each in WARDROBE["charges"] if each["kind"] == kind]
    price = {"materials": "320.00", "installation": "150.00"}[kind]
    made = settle("furniture", **over(WARDROBE, request=IN_TERM, unit={"damaged_part_kept": False}, charges=only))
    assert (made.outcome, {need.high for need in made.needs}) == (Outcome.NEEDS_PERSON, {price})

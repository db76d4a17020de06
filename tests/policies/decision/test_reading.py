"""What is read as facts and what is refused, with the code and the name of the first that cannot be."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.facts import FactError, Facts, Provenance, kind_of
from domain.decision.reading import read_facts

TODAY = date(2026, 6, 30)


def read(**groups: Any) -> Facts:
    """The facts as of the last day of June."""
    return read_facts(groups, TODAY)


def refused(**groups: Any) -> tuple[str, str]:
    """The code and the name of the fact that is refused."""
    with pytest.raises(FactError) as error:
        read(**groups)
    return error.value.code, error.value.fact


def test_values_are_read_with_their_types() -> None:
    facts = read(
        unit={"model": "DY-1", "purchased_on": "2026-05-06", "used": False, "stock": 0, "invoice_price": "0.50"},
        papers=[{"kind": "invoice", "filled": ["seal", "date"]}, {}],
        shares=[],
    )
    assert facts.values == {
        "unit.model": "DY-1",
        "unit.purchased_on": date(2026, 5, 6),
        "unit.used": False,
        "unit.stock": 0,
        "unit.invoice_price": Decimal("0.50"),
        "papers.0.kind": "invoice",
        "papers.0.filled": ("seal", "date"),
    }
    assert facts.lengths == {"papers": 2, "shares": 0}
    assert (facts.get("unit.model"), facts.get("unit.grade")) == ("DY-1", None)
    assert list(facts.names("papers")) == ["papers.0", "papers.1"]
    assert list(facts.names("shares")) == list(facts.names("repairs")) == []


def test_what_is_null_is_not_known() -> None:
    assert read(unit={"model": None, "stock": {"value": None, "source": "form:1"}}).values == {}


def test_a_source_holds_for_its_fact_or_for_all_that_stands_in_its_object() -> None:
    facts = read(
        unit={
            "source": "form:1",
            "observed_on": "2026-05-07",
            "model": "DY-1",
            "stock": {"value": 3, "source": "form:2"},
            "used": {"value": True, "source": "form:3", "observed_on": "2026-06-30"},
        },
        request={"wanted": "repair"},
    )
    assert facts.values == {"unit.model": "DY-1", "unit.stock": 3, "unit.used": True, "request.wanted": "repair"}
    assert facts.source_of("unit.model") == Provenance("form:1", date(2026, 5, 7))
    assert facts.source_of("unit.stock") == Provenance("form:2")
    assert facts.source_of("unit.used") == Provenance("form:3", date(2026, 6, 30))
    assert facts.source_of("request.wanted") is None


@pytest.mark.parametrize(
    ("group", "given", "name"),
    [
        ("unit", {"stock": {"value": 3}}, "unit.stock.source"),
        ("unit", {"stock": {"value": 3, "source": ""}}, "unit.stock.source"),
        ("unit", {"stock": {"value": 3, "source": 7}}, "unit.stock.source"),
        ("unit", {"source": None, "stock": 3}, "unit.source"),
        ("unit", {"source": "form:1", "observed_on": "yesterday"}, "unit.observed_on"),
        ("unit", [], "unit"),
        ("papers", {}, "papers"),
        ("papers", [{}, "invoice"], "papers.1"),
        ("months", [{"counts": 3}], "months.0.counts"),
        ("unit", {"model": ""}, "unit.model"),
        ("unit", {"model": 3}, "unit.model"),
        ("unit", {"stock": True}, "unit.stock"),
        ("unit", {"stock": "3"}, "unit.stock"),
        ("unit", {"used": 1}, "unit.used"),
        ("unit", {"invoice_price": 3}, "unit.invoice_price"),
        ("unit", {"invoice_price": "1.005"}, "unit.invoice_price"),
        ("unit", {"invoice_price": "1e3"}, "unit.invoice_price"),
        ("unit", {"invoice_price": "much"}, "unit.invoice_price"),
        ("unit", {"purchased_on": "20260506"}, "unit.purchased_on"),
        ("unit", {"purchased_on": "2026-02-30"}, "unit.purchased_on"),
        ("unit", {"purchased_on": 20260506}, "unit.purchased_on"),
        ("findings", {"present": "dent"}, "findings.present"),
        ("findings", {"present": ["dent", ""]}, "findings.present"),
        ("findings", {"present": ["dent", 3]}, "findings.present"),
        ("months", [{"month": "2026-6"}], "months.0.month"),
    ],
)
def test_what_is_not_of_its_type_is_refused(group: str, given: Any, name: str) -> None:
    assert refused(**{group: given}) == ("wrong_type", name)


@pytest.mark.parametrize(
    ("group", "given", "name"),
    [
        ("weather", {"rain": True}, "weather"),
        ("unit", {"colour": "red"}, "unit.colour"),
        ("unit", {"counts": {"complaints": 1}}, "unit.counts"),
        ("months", [{"counts": {"counts": {"complaints": 1}}}], "months.0.counts.counts.complaints"),
        ("unit", {"stock": {"value": 3, "source": "form:1", "unit": "pieces", "by": "me"}}, "unit.stock.by"),
    ],
)
def test_what_is_outside_of_the_vocabulary_is_refused(group: str, given: Any, name: str) -> None:
    assert refused(**{group: given}) == ("unknown_fact", name)


def test_numbers_of_a_month_stand_under_names_of_their_own() -> None:
    month = {"month": "2026-06", "person": "e1", "counts": {"month": 7}, "notices": {"N-1": 2}, "entered": {"K1": 0}}
    assert read(months=[month]).values == {
        "months.0.month": "2026-06",
        "months.0.person": "e1",
        "months.0.counts.month": 7,
        "months.0.notices.N-1": 2,
        "months.0.entered.K1": 0,
    }


def test_today_is_not_in_the_future_and_a_month_is_known_when_it_is_over() -> None:
    assert read(unit={"purchased_on": "2026-06-30"}).get("unit.purchased_on") == TODAY
    assert refused(unit={"purchased_on": "2026-07-01"}) == ("in_future", "unit.purchased_on")
    assert read(months=[{"month": "2026-06"}]).get("months.0.month") == "2026-06"
    assert refused(months=[{"month": "2026-07"}]) == ("in_future", "months.0.month")
    with pytest.raises(FactError, match="in_future"):
        read_facts({"months": [{"month": "2026-06"}]}, date(2026, 6, 29))


def test_nothing_is_less_than_nothing() -> None:
    assert refused(unit={"stock": -1}) == ("negative", "unit.stock")
    assert refused(unit={"invoice_price": "-0.01"}) == ("negative", "unit.invoice_price")
    assert read(unit={"stock": 0, "invoice_price": "0", "used": False}).get("unit.stock") == 0


@pytest.mark.parametrize(
    ("group", "field", "most"),
    [
        ("unit", "stock", 10_000_000),
        ("unit", "model_months", 1_200),
        ("request", "slow_moving_days", 36_500),
        ("request", "unsold_days", 36_500),
    ],
)
def test_numbers_too_large_to_count_with_are_refused(group: str, field: str, most: int) -> None:
    assert read(**{group: {field: most}}).get(f"{group}.{field}") == most
    assert refused(**{group: {field: most + 1}}) == ("too_large", f"{group}.{field}")


@pytest.mark.parametrize(("group", "most"), [("repairs", 100), ("papers", 2_000)])
def test_lists_too_long_to_compare_are_refused(group: str, most: int) -> None:
    assert read(**{group: [{}] * most}).lengths == {group: most}
    assert refused(**{group: [{}] * (most + 1)}) == ("wrong_type", group)


@pytest.mark.parametrize(
    ("group", "earlier", "later"),
    [
        ("unit", "manufactured_on", "purchased_on"),
        ("unit", "manufactured_on", "delivered_on"),
        ("unit", "manufactured_on", "received_on"),
        ("trip", "departed_on", "returned_on"),
        ("repairs", "handed_in_on", "completed_on"),
        ("repairs", "completed_on", "confirmed_present_on"),
    ],
)
def test_what_comes_later_is_not_before_what_comes_earlier(group: str, earlier: str, later: str) -> None:
    def given(**dates: str) -> Any:
        return [{}, dates] if group == "repairs" else dates

    prefix = "repairs.1" if group == "repairs" else group
    wrong = {group: given(**{earlier: "2026-05-07", later: "2026-05-06"})}
    assert refused(**wrong) == ("out_of_order", f"{prefix}.{later}")
    for right in ({earlier: "2026-05-06", later: "2026-05-06"}, {earlier: "2026-05-07"}, {later: "2026-05-06"}):
        facts = read(**{group: given(**right)})
        assert set(facts.values) == {f"{prefix}.{name}" for name in right}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("unit.model", str),
        ("unit.stock", int),
        ("unit.used", bool),
        ("unit.purchased_on", date),
        ("unit.invoice_price", Decimal),
        ("findings.present", tuple[str, ...]),
        ("papers.altered", bool),
        ("papers.0.altered", bool),
        ("papers.12.altered", bool),
        ("months.0.person", str),
        ("months.person", str),
        ("months.0.counts.complaints", int),
        ("months.counts.complaints", int),
        ("unit.0.model", None),
        ("unit.counts.complaints", None),
        ("papers.0.counts.complaints", None),
        ("unit.colour", None),
        ("unit", None),
        ("months.0.points.complaints", None),
    ],
)
def test_every_fact_of_the_vocabulary_has_its_type(name: str, kind: Any) -> None:
    assert kind_of(name) == kind

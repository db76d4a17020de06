"""Until when a unit is covered: months, last days, rolls, what excludes it (保修期限)."""

from datetime import date
from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.decision.facts import FactError
from domain.policies.warranty import decide_warranty
from domain.rulebook.policies.common import Rolls
from domain.rulebook.policies.warranty import Replaced
from tests.policies.returns.asked import asked, quality
from tests.policies.support import decide, ground_of, with_chapter
from tests.policies.warranty.units import answers, card, invoice, judged, with_coverage
from tests.support.clause import clause


@clause("S0-3.1", "S0-3.2", "G-6", "G-9", "AC-S0-16")
@pytest.mark.parametrize(
    ("bought", "reported", "last", "kind"),
    [
        ("2025-04-06", "2026-04-06", "2026-04-07", "free"),  # Tomb-Sweeping Day
        ("2025-04-06", "2026-04-07", "2026-04-07", "free"),
        ("2025-04-06", "2026-04-08", "2026-04-07", "chargeable"),
        ("2024-02-29", "2025-02-28", "2025-02-28", "free"),  # no 29 February
        ("2024-02-29", "2025-03-01", "2025-02-28", "chargeable"),
        ("2025-02-28", "2026-02-28", "2026-02-28", "free"),  # a make-up Saturday does not roll
        ("2025-02-28", "2026-03-01", "2026-02-28", "chargeable"),
        ("2025-05-01", "2026-05-06", "2026-05-06", "free"),  # Labour Day, 1 to 5 May
        ("2025-05-01", "2026-05-07", "2026-05-06", "chargeable"),
    ],
)
def test_free_until_the_last_day_of_the_year_rolled(bought: str, reported: str, last: str, kind: str) -> None:
    made = judged("daoyi", reported, invoice(bought), component="unit")
    assert made.outcome is Outcome.DECIDED
    assert answers(made, "class", "last_day") == (kind, date.fromisoformat(last))


@clause("G-6")
def test_without_rolling_the_last_day_stays_on_the_rest_day() -> None:
    ground = with_coverage("daoyi", "unit", roll=Rolls.NONE)
    made = judged(ground, "2026-04-07", invoice("2025-04-06"), component="unit")
    assert answers(made, "class", "last_day") == ("chargeable", date(2026, 4, 6))


@clause("S0-3.1")
def test_by_the_other_reading_the_repair_itself_must_fall_inside() -> None:
    ground = with_chapter("daoyi", "warranty", judged_by="repairs.0.completed_on")
    facts = {
        "unit": {"component": "unit"},
        "papers": [invoice("2025-04-06")],
        "findings": {"present": []},
        "request": {"reported_on": "2026-04-07"},
        "repairs": [{"handed_in_on": "2026-04-07", "completed_on": "2026-04-08"}],
    }
    assert decide(decide_warranty, ground, facts).answer("class") == "chargeable"
    assert decide(decide_warranty, "daoyi", facts).answer("class") == "free"


@clause("S0-3.1", "S0-3.3", "S0-3.4", "AC-S0-16")
@pytest.mark.parametrize("item", ["misuse", "external_force", "disaster", "unstable_mains", "other_non_quality"])
def test_each_item_outside_the_warranty_makes_the_job_chargeable(item: str) -> None:
    made = judged("daoyi", "2026-04-07", invoice("2025-04-06"), found=(item,), component="unit")
    assert answers(made, "class", "covered", "damage.outside_warranty") == ("chargeable", False, True)


@clause("S0-3.4", "AC-S0-16")
def test_the_remotes_battery_is_chargeable_within_the_year() -> None:
    made = judged("daoyi", "2025-05-06", invoice("2025-04-06"), component="remote_battery")
    assert answers(made, "class", "exclusions") == ("chargeable", ("remote_battery",))


@clause("S0-3.4", "G-6")
@pytest.mark.parametrize(("reported", "in_term"), [("2026-04-07", True), ("2026-04-08", False)])
def test_the_remotes_battery_runs_its_own_rolled_year_although_it_is_chargeable(reported: str, in_term: bool) -> None:
    made = judged("daoyi", reported, invoice("2025-04-06"), component="remote_battery")
    assert answers(made, "class", "last_day") == ("chargeable", date(2026, 4, 7))  # the 6th is Tomb-Sweeping Day
    back = asked("quality", **quality(unit={"component": "remote_battery"}, request={"reported_on": reported}))
    assert [need.what for need in back.needs] == ([] if in_term else ["request.special_application"])


@clause("S0-3.6")
def test_an_exchanged_units_term_starts_anew_or_runs_out_by_the_rulebook() -> None:
    facts: dict[str, Any] = {"component": "unit", "replaced_on": "2026-01-05"}
    papers = invoice("2025-04-06")
    anew = judged("daoyi", "2026-12-31", papers, **facts)
    assert answers(anew, "class", "last_day") == ("free", date(2027, 1, 5))
    rest = judged(with_chapter("daoyi", "warranty", replaced=Replaced.REMAINDER), "2026-12-31", papers, **facts)
    assert answers(rest, "class", "last_day") == ("chargeable", date(2026, 4, 7))
    assert "warranty.replaced" in [step.path for step in anew.derivation.steps]
    assert "warranty.replaced" in [step.path for step in rest.derivation.steps]


@clause("S0-3.6", "S0-3.4")
def test_the_company_knows_when_it_exchanged_and_asks_for_no_papers() -> None:
    altered = invoice("2025-04-06", altered=True)
    assert judged("daoyi", "2026-12-31", altered, component="unit", replaced_on="2026-01-05").answer("class") == "free"


@clause("S1-1.3", "G-6")
@pytest.mark.parametrize(("months", "last"), [(12, "2025-02-28"), (24, "2026-02-28"), (36, "2027-03-01")])
def test_a_lamp_is_covered_as_long_as_its_own_manual_says(months: int, last: str) -> None:
    made = judged("lamps", "2024-03-01", component="product", purchased_on="2024-02-29", model_months=months)
    assert answers(made, "class", "last_day") == ("free", date.fromisoformat(last))


@clause("S1-1.3")
def test_a_lamp_whose_manual_is_not_known_is_not_decided() -> None:
    made = judged("lamps", "2024-03-01", component="product", purchased_on="2024-02-29")
    assert made.outcome is Outcome.UNDETERMINED
    assert [need.what for need in made.needs] == ["unit.model_months"]


@clause("S1-1.3")
@pytest.mark.parametrize(("reported", "kind"), [("2026-02-28", "free"), ("2026-03-01", "paid")])
def test_a_lamp_is_free_until_the_last_day_of_its_term_and_paid_for_after_it(reported: str, kind: str) -> None:
    made = judged("lamps", reported, component="product", purchased_on="2024-02-29", model_months=24)
    assert answers(made, "class", "covered") == (kind, kind == "free")


@clause("S1-1.3")
def test_a_lamp_given_in_exchange_has_its_whole_term_anew() -> None:
    unit: dict[str, Any] = {"component": "product", "purchased_on": "2024-02-29", "model_months": 12}
    made = judged("lamps", "2026-12-31", replaced_on="2026-01-05", **unit)
    assert answers(made, "class", "last_day") == ("free", date(2027, 1, 5))
    assert answers(judged("lamps", "2026-12-31", **unit), "class", "last_day") == ("paid", date(2025, 2, 28))


@clause("S1-1.3", "S1-1.4", "S1-2.6", "S1-2.7")
@pytest.mark.parametrize("item", ["misuse", "modification", "breakage", "disaster"])
def test_a_lamp_damaged_by_people_or_force_majeure_is_paid_for(item: str) -> None:
    unit: dict[str, Any] = {"component": "product", "purchased_on": "2026-01-05", "model_months": 24}
    assert judged("lamps", "2026-04-01", found=(item,), **unit).answer("class") == "paid"


@clause("S2-3.2", "AC-S2-06")
@pytest.mark.parametrize(("reported", "kind"), [("2026-05-18", "warranty"), ("2026-05-19", "paid_maintenance")])
def test_furniture_is_covered_for_three_years_from_delivery(reported: str, kind: str) -> None:
    made = judged("furniture", reported, component="product", delivered_on="2023-05-18")
    assert answers(made, "class", "last_day") == (kind, date(2026, 5, 18))


@clause("G-6", "S2-3.2")
@pytest.mark.parametrize(
    ("delivered", "reported", "last", "kind"),
    [
        ("2023-05-03", "2026-05-06", "2026-05-06", "warranty"),  # Labour Day, 1 to 5 May
        ("2023-05-03", "2026-05-07", "2026-05-06", "paid_maintenance"),
        ("2023-05-09", "2026-05-09", "2026-05-09", "warranty"),  # a make-up Saturday does not roll
        ("2023-05-09", "2026-05-10", "2026-05-09", "paid_maintenance"),
    ],
)
def test_furniture_whose_last_day_is_one_of_rest_is_covered_until_work_is_taken_up(
    delivered: str, reported: str, last: str, kind: str
) -> None:
    made = judged("furniture", reported, component="product", delivered_on=delivered)
    assert answers(made, "class", "last_day") == (kind, date.fromisoformat(last))


@clause("S2-3.2")
@pytest.mark.parametrize(("reported", "kind"), [("2026-04-10", "warranty"), ("2026-04-11", "paid_maintenance")])
def test_furniture_that_was_exchanged_is_covered_anew_from_that_day(reported: str, kind: str) -> None:
    made = judged("furniture", reported, component="product", delivered_on="2020-05-18", replaced_on="2023-04-10")
    assert answers(made, "class", "last_day") == (kind, date(2026, 4, 10))


@clause("G-16", "S2-3.2")
def test_the_statutory_floor_is_shown_and_changes_nothing() -> None:
    made = judged("furniture", "2026-05-19", component="product", delivered_on="2023-05-18")
    assert "三包" in made.answer("statutory_floor")
    assert made.answer("class") == "paid_maintenance"


@clause("S3-6.1", "G-9", "AC-S3-01")
@pytest.mark.parametrize(
    ("component", "last"),
    [
        ("main_unit", "2026-11-30"),
        ("charger", "2026-11-30"),
        ("battery", "2026-06-01"),  # Saturday 30 May
        ("accessory", "2026-02-28"),  # no 30 February; a make-up Saturday
    ],
)
def test_each_part_of_a_phone_has_its_own_term(component: str, last: str) -> None:
    day = date.fromisoformat(last)
    made = judged("phones", last, card("2025-11-30"), component=component)
    assert answers(made, "class", "last_day") == ("WH", day)
    after = date.fromordinal(day.toordinal() + 1).isoformat()
    late = judged("phones", after, card("2025-11-30"), component=component)
    assert answers(late, "class", "last_day") == ("F", day)


@clause("G-6", "S3-6.1")
@pytest.mark.parametrize(
    ("component", "bought", "rest", "last"),
    [
        ("main_unit", "2025-05-02", "2026-05-02", "2026-05-06"),  # Labour Day, 1 to 5 May
        ("charger", "2025-05-02", "2026-05-02", "2026-05-06"),
        ("battery", "2025-11-30", "2026-05-30", "2026-06-01"),  # a Saturday
        ("accessory", "2026-02-08", "2026-05-08", "2026-05-08"),  # a Friday
        ("accessory", "2026-02-10", "2026-05-10", "2026-05-11"),  # a Sunday
    ],
)
def test_a_term_that_ends_on_a_rest_day_runs_until_the_next_working_day(
    component: str, bought: str, rest: str, last: str
) -> None:
    assert answers(judged("phones", rest, card(bought), component=component), "class") == ("WH",)
    made = judged("phones", last, card(bought), component=component)
    assert answers(made, "class", "last_day") == ("WH", date.fromisoformat(last))


@clause("S3-6.1")
def test_an_exchanged_phone_has_its_term_from_the_exchange() -> None:
    made = judged("phones", "2026-12-31", card("2025-11-30"), component="main_unit", replaced_on="2026-01-05")
    assert answers(made, "class", "last_day") == ("WH", date(2027, 1, 5))


@clause("S3-6.3", "S3-7.1")
@pytest.mark.parametrize("item", ["misuse", "unapproved_repair", "disaster", "seal_torn"])
def test_damage_by_people_makes_it_an_f_and_never_wh(item: str) -> None:
    made = judged("phones", "2025-12-01", card("2025-11-30"), found=(item,), component="main_unit")
    assert answers(made, "class", "damage.human_damage") == ("F", True)


@clause("S3-6.3")
def test_what_was_not_looked_for_is_not_known_to_be_absent() -> None:
    facts = {
        "unit": {"component": "main_unit"},
        "papers": [card("2025-11-30")],
        "request": {"reported_on": "2025-12-01"},
    }
    made = decide(decide_warranty, "phones", facts)
    assert made.outcome is Outcome.UNDETERMINED
    assert [need.what for need in made.needs] == ["findings.present"]


@clause("S4-3.6", "AC-S4-02")
@pytest.mark.parametrize(
    ("contract", "kind"), [("in_warranty", "covered"), ("yearly", "covered"), ("per_visit", "billed")]
)
def test_a_service_contract_covers_the_job_or_bills_it(contract: str, kind: str) -> None:
    made = decide(decide_warranty, "huanke", {"unit": {"service_contract": contract}})
    assert (made.outcome, made.answer("class")) == (Outcome.DECIDED, kind)


@clause("S4-3.6")
def test_a_contract_that_is_not_known_is_asked_for_and_one_outside_the_rulebook_refused() -> None:
    made = decide(decide_warranty, "huanke", {})
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["unit.service_contract"])
    with pytest.raises(FactError, match="not_in_rulebook"):
        decide(decide_warranty, "huanke", {"unit": {"service_contract": "lifelong"}})


@clause("S3-6.1")
def test_a_component_outside_the_rulebook_is_refused() -> None:
    with pytest.raises(FactError, match="not_in_rulebook"):
        judged("phones", "2026-01-05", card("2025-11-30"), component="stylus")


@clause("G-15")
@pytest.mark.parametrize("name", ["daoyi", "lamps", "furniture", "phones", "huanke"])
def test_the_version_of_the_day_the_case_was_opened_governs(name: str) -> None:
    book = ground_of(name).book
    assert book.warranty is not None
    assert book.remedies is not None
    assert (book.warranty.governed_by, book.remedies.governed_by) == ("case_opened", "case_opened")

"""Exchange and repair of phones (手机换机与保修): DOA, DAP, WH, F, and the order of offers."""

from dataclasses import replace
from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.policies.remedies import remedies_of
from tests.policies.remedies.asked import CHECKED, PHONE, asked, got, rights, wanting, with_rules
from tests.policies.support import ground_of, with_chapter
from tests.policies.warranty.units import card, voucher
from tests.support.clause import clause

FAULTS = (
    "function_failed", "no_display", "wrong_characters", "missing_lines", "no_power", "no_network", "no_charging",
    "no_ring", "dialling_error", "abnormal_shutdown", "sim_contact", "keys_failed", "no_sound", "abnormal_volume",
    "shell_crack",
)  # fmt: skip


def classed(**groups: Any) -> tuple[Any, tuple[str, ...]]:
    """The class of the case, and what the customer may have."""
    made = asked("phones", PHONE, **groups)
    assert made.outcome is Outcome.DECIDED
    return got(made, "class"), tuple(sorted(remedies_of(made)))


# ── DAP ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S3-7.2", "S3-1", "G-4", "G-6")
@pytest.mark.parametrize(
    ("bought", "reported", "kind"),
    [
        ("2026-05-06", "2026-05-21", "DAP"),
        ("2026-05-06", "2026-05-22", "WH"),
        ("2026-05-01", "2026-05-18", "DAP"),  # day 15 is Saturday 16
        ("2026-05-01", "2026-05-19", "WH"),
    ],
)
def test_a_performance_fault_until_day_15_is_a_dap(bought: str, reported: str, kind: str) -> None:
    expected = ("exchange", "repair") if kind == "DAP" else ("repair",)
    assert classed(papers=[card(bought)], request={"reported_on": reported}) == (kind, expected)


@clause("S3-5.2")
@pytest.mark.parametrize("fault", FAULTS)
def test_each_performance_fault_of_the_table_counts(fault: str) -> None:
    assert classed(findings={"present": [fault]}) == ("DAP", ("exchange", "repair"))


@clause("S3-5.2")
def test_the_table_of_performance_faults_is_complete_and_nothing_else_counts() -> None:
    (table,) = [each for each in ground_of("phones").book.lists if each.id == "performance_faults"]
    assert sorted(item.id for item in table.items) == sorted(FAULTS)
    assert classed(findings={"present": []}) == ("WH", ("repair",))


@clause("S3-7.2")
@pytest.mark.parametrize("missing", CHECKED)
def test_one_line_of_the_checklist_missing_makes_it_a_repair_in_warranty(missing: str) -> None:
    passed = [item for item in CHECKED if item != missing]
    assert classed(findings={"passed": passed}) == ("WH", ("repair",))


@clause("S3-7.2", "S3-6.3", "S3-7.1")
@pytest.mark.parametrize("item", ["misuse", "unapproved_repair", "disaster", "seal_torn"])
def test_damage_by_people_makes_it_an_f_and_never_wh(item: str) -> None:
    assert classed(findings={"present": ["no_display", item]}) == ("F", ("paid_repair",))


@clause("S3-7.2")
def test_only_the_main_unit_is_exchanged() -> None:
    assert classed(unit={"component": "battery"}) == ("WH", ("repair",))


@clause("S3-6.2e", "S3-7.2", "AC-S3-03")
def test_without_papers_a_phone_is_repaired_and_not_exchanged() -> None:
    unit = {"manufactured_on": "2026-03-31"}
    altered = [card("2026-05-06", altered=True)]
    assert classed(papers=[], unit=unit) == ("WH", ("repair",))
    assert classed(papers=altered, unit=unit) == ("WH", ("repair",))
    assert classed(papers=[*altered, voucher("2026-05-06")]) == ("DAP", ("exchange", "repair"))


@clause("S3-6.2e")
def test_a_right_by_warranty_gives_no_more_than_cover_without_papers_does() -> None:
    ground = with_rules("phones", {"in_warranty": {"gives": ("repair", "exchange")}})
    made = asked(ground, PHONE, papers=[], unit={"manufactured_on": "2026-03-31"})
    assert (made.outcome, remedies_of(made)) == (Outcome.DECIDED, ("repair",))
    late = {"reported_on": "2026-05-22"}
    assert sorted(remedies_of(asked(ground, PHONE, request=late))) == ["exchange", "repair"]


@clause("S3-2.3", "S3-7.2")
def test_while_a_paper_can_be_mended_the_exchange_is_not_lost() -> None:
    unsealed = card("2026-05-06") | {"seal": "none"}
    made = asked("phones", PHONE, papers=[unsealed])
    assert (made.outcome, made.answer("remedy.exchange")) == (Outcome.ON_HOLD, None)
    final = asked("phones", PHONE, papers=[unsealed], request={"papers_final": True})
    assert final.answer("remedy.exchange") is False
    assert asked("phones", PHONE).answer("remedy.exchange") is True


@clause("S3-2.3", "S3-6.2e", "AC-S3-14")
def test_without_a_seal_the_case_is_on_hold_and_no_free_repair_is_begun() -> None:
    bare = [card("2025-11-30", seal="none")]
    unit = {"manufactured_on": "2025-08-31"}
    request = {"reported_on": "2026-03-11", "offered": "repair"}
    made = asked("phones", PHONE, papers=bare, unit=unit, request=request)
    assert (made.outcome, wanting(made)) == (Outcome.ON_HOLD, [("papers.0", "paper_incomplete")])
    assert (got(made, "goes_on"), got(made, "remedy.repair")) == (None, None)
    final = asked("phones", PHONE, papers=bare, unit=unit, request={**request, "papers_final": True})
    assert (final.outcome, got(final, "goes_on"), got(final, "class")) == (Outcome.DECIDED, True, "WH")


# ── WH and F ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S3-6.1", "S3-7.1")
@pytest.mark.parametrize(
    ("reported", "kind", "remedy", "terms"),
    [("2026-06-01", "WH", "repair", "free"), ("2026-06-02", "F", "paid_repair", "paid")],
)
def test_a_battery_is_repaired_free_in_its_six_months_and_for_money_after_them(
    reported: str, kind: str, remedy: str, terms: str
) -> None:
    request = {"reported_on": reported, "offered": remedy, "consent": True}
    made = asked("phones", PHONE, unit={"component": "battery"}, papers=[card("2025-11-30")], request=request)
    assert (made.outcome, got(made, "class"), remedies_of(made)) == (Outcome.DECIDED, kind, (remedy,))
    assert (got(made, "terms"), got(made, "goes_on")) == (terms, True)


# ── DOA ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S3-7.3", "S3-1", "G-10", "AC-S3-05")
@pytest.mark.parametrize(
    ("never_sold", "seconds", "present", "kind"),
    [
        (True, 900, [], "DOA"),
        (True, 901, [], "WH"),
        (False, 180, [], "WH"),
        (True, 900, ["misuse"], "F"),
    ],
)
def test_doa_is_a_unit_never_sold_with_at_most_15_minutes_of_calls(
    never_sold: bool, seconds: int, present: list[str], kind: str
) -> None:
    unit = {"never_sold": never_sold, "call_seconds": seconds, "manufactured_on": "2026-03-31"}
    made = asked("phones", PHONE, unit=unit, papers=[], findings={"present": present})
    assert (made.outcome, got(made, "class")) == (Outcome.DECIDED, kind)
    assert (got(made, "remedy.exchange"), "doa" in rights(made)) == (kind == "DOA", kind == "DOA")


@clause("S3-7.2", "S3-7.3", "AC-S3-05")
def test_a_sold_phone_with_three_minutes_of_calls_is_judged_by_the_rules_of_dap() -> None:
    assert classed(unit={"call_seconds": 180}) == ("DAP", ("exchange", "repair"))


@clause("S3-7.4", "G-16")
def test_no_phone_is_refunded_and_the_statutory_floor_is_only_shown() -> None:
    made = asked("phones", PHONE)
    assert "refund" not in [each.name.removeprefix("remedy.") for each in made.answers]
    assert "退货" in got(made, "statutory_floor.dap")


# ── the order of offers ──────────────────────────────────────────────────────────────────────────────────────────────


@clause("S3-12.1", "AC-S3-15")
def test_repair_instead_of_an_exchange_waits_for_the_customers_recorded_choice() -> None:
    made = asked("phones", PHONE, request={"offered": "repair"})
    assert got(made, "offer") == "repair"
    assert (made.outcome, got(made, "goes_on")) == (Outcome.ON_HOLD, False)
    assert [(need.what, need.clause, need.role, need.reason) for need in made.needs] == [
        ("request.chosen", "S3-12.1", "customer", "customer_chooses")
    ]
    chosen = asked("phones", PHONE, request={"offered": "repair", "chosen": "repair"})
    assert (chosen.outcome, got(chosen, "goes_on")) == (Outcome.DECIDED, True)
    against = asked("phones", PHONE, request={"offered": "repair", "chosen": "exchange"})
    assert (against.outcome, got(against, "goes_on")) == (Outcome.ON_HOLD, False)


@clause("S3-12.1")
def test_the_full_right_needs_no_recorded_choice() -> None:
    made = asked("phones", PHONE, request={"offered": "exchange"})
    assert (made.outcome, got(made, "goes_on")) == (Outcome.DECIDED, True)


@clause("S3-12.1", "S3-7.3")
def test_a_phone_never_sold_and_out_of_term_is_offered_the_paid_repair_first_and_has_its_exchange_freely() -> None:
    unit = {"never_sold": True, "call_seconds": 900, "manufactured_on": "2024-01-31"}
    made = asked("phones", PHONE, unit=unit, papers=[], request={"offered": "exchange"})
    assert (got(made, "class"), sorted(remedies_of(made))) == ("DOA", ["exchange", "paid_repair"])
    assert (made.outcome, got(made, "offer"), got(made, "goes_on")) == (Outcome.DECIDED, "paid_repair", True)


@clause("S3-12.1")
def test_while_the_right_to_an_exchange_is_not_known_nothing_lower_goes_on() -> None:
    made = asked("phones", PHONE, findings={"passed": None}, request={"offered": "repair"})
    assert (made.outcome, got(made, "goes_on")) == (Outcome.UNDETERMINED, None)
    assert wanting(made) == [("findings.passed", None)]


@clause("S3-12.1")
def test_by_the_other_reading_an_exchange_becomes_a_repair() -> None:
    ground = with_rules("phones", {"in_warranty": {"prevails_over": ("dap", "out_of_warranty")}})
    made = asked(ground, PHONE, request={"offered": "repair"})
    assert (made.outcome, got(made, "goes_on"), remedies_of(made)) == (Outcome.DECIDED, True, ("repair",))


@clause("S3-12.1")
def test_another_order_of_offers_changes_what_is_offered_first_and_no_right() -> None:
    chapter = ground_of("phones").book.remedies
    assert chapter is not None
    assert chapter.offers is not None
    offers = replace(chapter.offers, order=("exchange", "repair", "paid_repair"))
    made = asked(with_chapter("phones", "remedies", offers=offers), PHONE)
    assert (got(made, "offer"), remedies_of(made)) == ("exchange", remedies_of(asked("phones", PHONE)))


@clause("S3-11", "S3-2.2")
@pytest.mark.parametrize(
    ("consent", "outcome", "goes_on"),
    [(None, Outcome.ON_HOLD, None), (True, Outcome.DECIDED, True), (False, Outcome.DECIDED, False)],
)
def test_a_repair_out_of_warranty_waits_for_the_customers_yes(
    consent: bool | None, outcome: Outcome, goes_on: bool | None
) -> None:
    request = {"offered": "paid_repair", "consent": consent}
    made = asked("phones", PHONE, findings={"present": ["misuse"]}, request=request)
    assert (made.outcome, got(made, "goes_on")) == (outcome, goes_on)

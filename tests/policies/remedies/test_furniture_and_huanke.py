"""What furniture and equipment customers may have (家居质保、设备服务)."""

from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.policies.remedies import remedies_of
from tests.policies.remedies.asked import CUPBOARD, asked, got, wanting
from tests.support.clause import clause


@clause("S2-3.2", "S2-3.5", "S2-3.6", "AC-S2-06")
@pytest.mark.parametrize(
    ("reported", "usable", "found", "remedy"),
    [
        ("2026-05-18", True, [], "repair"),
        ("2026-05-18", False, [], "exchange"),
        ("2026-05-18", True, ["misuse"], "paid_repair"),
        ("2026-05-18", False, ["breakage"], "paid_repair"),
        ("2026-05-19", True, [], "paid_repair"),
        ("2026-05-19", False, [], "paid_repair"),
    ],
)
def test_unusable_is_exchanged_slight_is_repaired_misuse_and_expiry_are_paid(
    reported: str, usable: bool, found: list[str], remedy: str
) -> None:
    made = asked(
        "furniture", CUPBOARD, unit={"usable": usable}, findings={"present": found}, request={"reported_on": reported}
    )
    assert (made.outcome, remedies_of(made)) == (Outcome.DECIDED, (remedy,))


@clause("S2-3.6", "AC-S2-06")
def test_a_paid_repair_waits_for_consent() -> None:
    late: dict[str, Any] = {"reported_on": "2026-05-19", "offered": "paid_repair"}
    assert asked("furniture", CUPBOARD, request=late).outcome is Outcome.ON_HOLD
    agreed = asked("furniture", CUPBOARD, request={**late, "consent": True})
    assert (agreed.outcome, got(agreed, "goes_on"), got(agreed, "terms")) == (Outcome.DECIDED, True, "paid")


@clause("S2-3.3", "AC-S2-07")
@pytest.mark.parametrize(("usable", "remedy"), [(True, "repair_at_discretion"), (False, "exchange_at_discretion")])
def test_a_hinge_thrown_away_makes_the_service_centre_manager_set_the_charge(usable: bool, remedy: str) -> None:
    made = asked("furniture", CUPBOARD, unit={"damaged_part_kept": False, "usable": usable})
    assert (made.outcome, remedies_of(made)) == (Outcome.NEEDS_PERSON, (remedy,))
    (need,) = made.needs
    assert (need.role, need.clause, need.low, need.high) == ("service_manager", "S2-3.3", "0", "full")
    waits = asked(
        "furniture", CUPBOARD, unit={"damaged_part_kept": False, "usable": usable}, request={"offered": remedy}
    )
    assert (waits.outcome, wanting(waits)) == (Outcome.ON_HOLD, [("request.consent", "no_consent")])
    agreed = asked(
        "furniture",
        CUPBOARD,
        unit={"damaged_part_kept": False, "usable": usable},
        request={"offered": remedy, "consent": True},
    )
    assert (agreed.outcome, got(agreed, "terms")) == (Outcome.NEEDS_PERSON, "discretion")


@clause("S2-3.3", "S2-3.5")
@pytest.mark.parametrize("fact", ["usable", "damaged_part_kept"])
def test_state_and_damaged_part_are_asked_for_in_warranty_only(fact: str) -> None:
    made = asked("furniture", CUPBOARD, unit={fact: None})
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [(f"unit.{fact}", None)])
    late = asked("furniture", CUPBOARD, unit={fact: None}, request={"reported_on": "2026-05-19"})
    assert (late.outcome, remedies_of(late)) == (Outcome.DECIDED, ("paid_repair",))


@clause("S4-3.6", "AC-S4-02")
@pytest.mark.parametrize(
    ("contract", "remedy", "terms"),
    [("in_warranty", "service", "free"), ("yearly", "service", "free"), ("per_visit", "billed_service", "paid")],
)
def test_service_is_free_under_cover_and_billed_by_the_visit(contract: str, remedy: str, terms: str) -> None:
    request = {"offered": remedy, "consent": True}
    made = asked("huanke", {"unit": {"service_contract": contract}, "request": request})
    assert (made.outcome, remedies_of(made), got(made, "terms")) == (Outcome.DECIDED, (remedy,), terms)


@clause("S4-3.6")
@pytest.mark.parametrize(
    ("consent", "outcome", "goes_on"),
    [(None, Outcome.ON_HOLD, None), (True, Outcome.DECIDED, True), (False, Outcome.DECIDED, False)],
)
def test_a_billed_visit_waits_for_the_customers_yes(
    consent: bool | None, outcome: Outcome, goes_on: bool | None
) -> None:
    request = {"offered": "billed_service", "consent": consent}
    made = asked("huanke", {"unit": {"service_contract": "per_visit"}, "request": request})
    assert (made.outcome, got(made, "goes_on")) == (outcome, goes_on)
    free = asked("huanke", {"unit": {"service_contract": "yearly"}, "request": {"offered": "service"}})
    assert (free.outcome, got(free, "goes_on")) == (Outcome.DECIDED, True)

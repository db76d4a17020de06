"""Return, exchange and repair of air units (空优机退换): windows, failed repairs, days in repair."""

from datetime import date
from typing import Any

import pytest

from domain.decision.decision import Outcome
from domain.decision.facts import FactError
from domain.policies.remedies import remedies_of
from domain.policies.rights import Right, arisen, as_fact
from domain.rulebook.policies import common
from domain.rulebook.policies.common import Faults
from domain.rulebook.policies.remedies import RemedyChapter
from tests.policies.remedies.asked import UNIT, asked, got, rights, wanting, with_predicate
from tests.policies.support import ground_of
from tests.policies.warranty.units import invoice
from tests.support.clause import clause


def chapter() -> RemedyChapter:
    found = ground_of("daoyi").book.remedies
    assert found is not None
    return found


# ── fifteen days ─────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-4.1.1", "S0-4.1.5", "S0-4.2.1", "G-4", "G-6", "AC-S0-12")
@pytest.mark.parametrize(
    ("bought", "applied", "remedies"),
    [
        ("2026-05-06", "2026-05-21", ("exchange", "refund", "repair")),
        ("2026-05-06", "2026-05-22", ("repair",)),
        ("2026-05-01", "2026-05-17", ("exchange", "refund", "repair")),  # day 15 is a Saturday: until Monday 18
        ("2026-05-01", "2026-05-18", ("exchange", "refund", "repair")),
        ("2026-05-01", "2026-05-19", ("repair",)),
        ("2026-04-24", "2026-05-09", ("exchange", "refund", "repair")),  # a make-up Saturday
        ("2026-04-24", "2026-05-10", ("repair",)),
    ],
)
def test_until_day_15_the_customer_chooses_refund_or_new_unit(
    bought: str, applied: str, remedies: tuple[str, ...]
) -> None:
    request = {"applied_on": applied, "reported_on": applied}
    made = asked("daoyi", UNIT, papers=[invoice(bought)], request=request)
    assert made.outcome is Outcome.DECIDED
    assert tuple(sorted(remedies_of(made))) == remedies
    assert rights(made).get("fifteen_days") == (("refund", "exchange") if len(remedies) > 1 else None)
    assert got(made, "chooser.fifteen_days") == ("customer" if len(remedies) > 1 else None)


@clause("S0-4.1.1")
def test_by_the_other_reading_the_appraisal_must_fall_inside() -> None:
    ground = with_predicate("daoyi", common.Test.WITHIN, "fifteen_days", fact="findings.appraised_on")
    late = {"appraised_on": "2026-05-22"}
    assert remedies_of(asked(ground, UNIT, findings=late)) == ("repair",)
    assert "refund" in remedies_of(asked("daoyi", UNIT, findings=late))


@clause("S0-4.1.1")
@pytest.mark.parametrize(
    ("findings", "remedies"), [({"main_fault": False}, ("repair",)), ({"present": ["misuse"]}, ("paid_repair",))]
)
def test_no_return_without_a_main_fault_or_for_damage_by_the_user(findings: Any, remedies: tuple[str, ...]) -> None:
    assert remedies_of(asked("daoyi", UNIT, findings=findings)) == remedies


@clause("S0-4.1.1", "S0-3.4", "S0-3.5")
def test_with_an_altered_invoice_there_is_no_day_to_count_from() -> None:
    made = asked("daoyi", UNIT, papers=[invoice("2026-05-06", altered=True)])
    assert (made.outcome, remedies_of(made)) == (Outcome.DECIDED, ("paid_repair",))


@clause("S0-4.1.1")
def test_what_is_not_known_is_asked_for() -> None:
    made = asked("daoyi", UNIT, findings={"main_fault": None})
    assert made.outcome is Outcome.UNDETERMINED
    assert wanting(made) == [("findings.main_fault", None)]
    assert got(made, "remedy.repair") is True


@clause("G-16", "S0-4.1.1")
def test_the_statutory_floor_is_a_note_beside_the_right() -> None:
    made = asked("daoyi", UNIT, request={"applied_on": "2026-05-22"})
    assert "三包" in got(made, "statutory_floor.fifteen_days")
    assert remedies_of(made) == ("repair",)


# ── repairs that failed ──────────────────────────────────────────────────────────────────────────────────────────────


def repair(month: int, fault: str = "fan", *, failed: bool = True, main: bool = True) -> dict[str, Any]:
    """A repair early in a month of 2026, after which the fault was found again on the 20th or was not."""
    done = {"handed_in_on": f"2026-{month:02}-03", "completed_on": f"2026-{month:02}-06", "in_warranty": False}
    again = {"confirmed_present_on": f"2026-{month:02}-20"} if failed else {}
    return {**done, "fault": fault, "main_fault": main, **again}


def by_repairs(*repairs: Any, on: Any = "daoyi", bought: str = "2025-11-10") -> bool | None:
    """Whether these repairs give a new unit. Nothing else does."""
    request = {"applied_on": "2026-11-10", "reported_on": "2026-11-10"}
    made = asked(on, UNIT, papers=[invoice(bought)], repairs=list(repairs), request=request)
    new: bool | None = got(made, "remedy.exchange")
    return new


@clause("S0-4.1.2")
@pytest.mark.parametrize(
    ("repairs", "new"),
    [
        ([], False),
        ([repair(2)], False),
        ([repair(2), repair(4)], True),
        ([repair(2), repair(4, failed=False)], False),
        ([repair(2), repair(4, failed=False), repair(6)], False),  # the one between succeeded
        ([repair(2), repair(4, failed=False), repair(6), repair(8)], True),
        ([repair(2), repair(4, "pump")], False),
        ([repair(2), repair(4, "pump", failed=False), repair(6)], True),  # the fan never worked
        ([repair(2), repair(4, "pump", failed=False), repair(6), repair(8, "pump", failed=False)], True),
        ([repair(2, main=False), repair(4, main=False)], False),
        ([repair(2), repair(4, main=False)], False),
        ([repair(2), repair(4), repair(6, failed=False)], True),  # it had arisen before
    ],
)
def test_two_failed_repairs_in_a_row_of_one_main_fault_give_a_new_unit(repairs: list[Any], new: bool) -> None:
    assert by_repairs(*repairs) is new


@clause("S0-4.1.2")
def test_the_right_arises_with_the_finding_after_the_second_repair() -> None:
    second = repair(4)
    before = {name: value for name, value in second.items() if name != "confirmed_present_on"}
    assert by_repairs(repair(2), before) is False
    assert by_repairs(repair(2), second) is True
    assert by_repairs(repair(2), {**second, "completed_on": None}) is False


@clause("S0-4.1.2", "G-9", "G-6")
@pytest.mark.parametrize(("bought", "new"), [("2025-04-20", True), ("2025-04-18", True), ("2025-04-17", False)])
def test_the_second_failure_must_be_found_within_a_year_of_the_purchase(bought: str, new: bool) -> None:
    assert by_repairs(repair(2), repair(4), bought=bought) is new  # found on Monday 2026-04-20; the 18th is a Saturday


@clause("S0-4.1.2")
@pytest.mark.parametrize(
    ("repairs", "new"),
    [
        ([repair(2, "fan"), {**repair(4), "fault": None}], None),
        ([{**repair(2), "main_fault": None}, repair(4)], None),
        ([{**repair(2), "main_fault": None}, repair(4), repair(6)], True),  # it does not hang on the first
        ([{**repair(2), "main_fault": None}, repair(4, failed=False)], False),
        ([{**repair(2), "fault": None}, repair(4, failed=False)], False),
        ([{**repair(2, failed=False), "fault": None}, repair(4)], False),  # it helped, whatever the fault was
        ([repair(2), {**repair(4, failed=False), "fault": None}, repair(6)], None),
        ([repair(2, "pump"), {**repair(4, failed=False), "fault": None}, repair(6)], False),
        ([repair(2), {**repair(4), "main_fault": None}, repair(6)], None),  # the one between may have ended the row
    ],
)
def test_what_is_not_known_of_a_repair_counts_only_where_it_matters(repairs: list[Any], new: bool | None) -> None:
    assert by_repairs(*repairs) is new


@clause("S0-4.1.2")
def test_repairs_of_which_nobody_spoke_are_asked_for() -> None:
    facts = {name: value for name, value in UNIT.items() if name != "repairs"}
    made = asked("daoyi", facts, request={"applied_on": "2026-05-22", "reported_on": "2026-05-22"})
    assert (made.outcome, wanting(made)) == (Outcome.UNDETERMINED, [("repairs", None)])


@clause("S0-4.1.2")
def test_by_the_other_readings_a_third_must_fail_or_any_two_count_or_the_year_runs_from_the_first_repair() -> None:
    third = with_predicate("daoyi", common.Test.FAILED_REPAIRS, "two_failed_repairs", count=3)
    assert by_repairs(repair(2), repair(4), on=third) is False
    assert by_repairs(repair(2), repair(4), repair(6), on=third) is True
    any_two = with_predicate("daoyi", common.Test.FAILED_REPAIRS, "two_failed_repairs", faults=Faults.ANY)
    assert by_repairs(repair(2), repair(4, "pump"), on=any_two) is True
    assert by_repairs(repair(2), repair(4, failed=False), repair(6), on=any_two) is True
    assert by_repairs(repair(2), {**repair(4), "main_fault": None}, on=any_two) is None
    assert by_repairs(repair(2), {**repair(4), "main_fault": None}, repair(6), on=any_two) is True
    first = with_predicate("daoyi", common.Test.FAILED_REPAIRS, "two_failed_repairs", anchor="repairs.0.handed_in_on")
    assert by_repairs(repair(2), repair(4), bought="2025-03-01", on=first) is True
    assert by_repairs(repair(2), repair(4), bought="2025-03-01") is False


@clause("S0-4.1.2", "S0-3.4")
def test_without_a_valid_paper_no_year_runs() -> None:
    request = {"applied_on": "2026-11-10", "reported_on": "2026-11-10"}
    made = asked("daoyi", UNIT, papers=[], repairs=[repair(2), repair(4)], request=request)
    assert (made.outcome, got(made, "remedy.exchange")) == (Outcome.DECIDED, False)


# ── days in repair ───────────────────────────────────────────────────────────────────────────────────────────────────


def in_repair(as_of: date, **repair: Any) -> Any:
    """Whether a unit handed in on 2026-03-01 is to be replaced, as of this day."""
    repairs = [{"handed_in_on": "2026-03-01", "in_warranty": True, **repair}]
    request = {"applied_on": "2026-03-01", "reported_on": "2026-03-01"}
    return asked("daoyi", UNIT, as_of, papers=[invoice("2026-01-05")], repairs=repairs, request=request)


@clause("S0-4.1.3", "AC-S0-13")
@pytest.mark.parametrize(
    ("as_of", "done", "new"),
    [
        (date(2026, 4, 30), None, False),
        (date(2026, 5, 1), None, True),  # 00:00 after day 60
        (date(2026, 5, 31), "2026-04-30", False),
        (date(2026, 5, 31), "2026-05-02", True),  # repaired after all: the right had arisen
    ],
)
def test_more_than_60_days_in_repair_give_a_new_unit(as_of: date, done: str | None, new: bool) -> None:
    made = in_repair(as_of, completed_on=done)
    assert got(made, "remedy.exchange") is new
    assert rights(made).get("sixty_days") == (("exchange",) if new else None)


@clause("S0-4.1.3")
def test_only_a_repair_accepted_as_in_warranty_counts_its_days() -> None:
    late = date(2026, 5, 1)
    assert got(in_repair(late, in_warranty=False), "remedy.exchange") is False
    unknown = in_repair(late, in_warranty=None)
    assert (unknown.outcome, wanting(unknown)) == (Outcome.UNDETERMINED, [("repairs.0.in_warranty", None)])
    everyone = with_predicate("daoyi", common.Test.LONG_REPAIR, "sixty_days", fact=None)
    facts = {"handed_in_on": "2026-03-01", "in_warranty": False}
    made = asked(everyone, UNIT, late, papers=[invoice("2026-01-05")], repairs=[facts], request={
        "applied_on": "2026-03-01", "reported_on": "2026-03-01"})  # fmt: skip
    assert got(made, "remedy.exchange") is True


@clause("S0-4.1.4", "S0-4.1.5")
def test_a_new_unit_deformed_at_unpacking_is_exchanged_and_not_refunded() -> None:
    made = asked("daoyi", UNIT, unit={"new_deformed": True}, findings={"main_fault": False})
    assert rights(made) == {"deformed_new": ("exchange",), "in_warranty": ("repair",)}


# ── rights that have arisen ──────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-4.1.3", "S0-4.1.2")
def test_a_right_in_the_register_outlives_what_is_computed_later() -> None:
    made = in_repair(date(2026, 5, 1))
    known = arisen((), made, chapter())
    assert known == (Right("sixty_days", ("exchange",), "S0-4.1.3", date(2026, 5, 1), made.digest),)
    request = {"applied_on": "2026-05-22", "reported_on": "2026-05-22"}
    without = asked("daoyi", UNIT, request=request)
    assert got(without, "remedy.exchange") is False
    later = asked("daoyi", UNIT, request={**request, "rights": as_fact(known)})
    assert got(later, "remedy.exchange") is True
    assert arisen(known, later, chapter()) == known


@clause("S0-4.1.2")
def test_the_right_by_two_failed_repairs_outlives_an_appraisal_that_was_corrected() -> None:
    request = {"applied_on": "2026-11-10", "reported_on": "2026-11-10"}
    papers = [invoice("2025-11-10")]
    made = asked("daoyi", UNIT, papers=papers, repairs=[repair(2), repair(4)], request=request)
    known = arisen((), made, chapter())
    assert [(right.rule, right.gives) for right in known] == [("two_failed_repairs", ("exchange",))]
    helped = [repair(2), repair(4, failed=False)]
    assert by_repairs(*helped) is False
    later = asked("daoyi", UNIT, papers=papers, repairs=helped, request={**request, "rights": as_fact(known)})
    assert rights(later)["two_failed_repairs"] == ("exchange",)


@clause("S0-4.1.1")
def test_a_window_that_has_closed_is_no_lasting_right() -> None:
    assert arisen((), asked("daoyi", UNIT), chapter()) == ()
    late = asked("daoyi", UNIT, request={
        "applied_on": "2026-05-22", "reported_on": "2026-05-22", "rights": ["fifteen_days"]})  # fmt: skip
    assert remedies_of(late) == ("repair",)


# ── repair ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-3.3", "S0-3.5", "AC-S0-16")
@pytest.mark.parametrize(
    ("bought", "reported", "remedies"),
    [("2025-04-06", "2026-04-07", ("repair",)), ("2025-04-06", "2026-04-08", ("paid_repair",))],
)
def test_repair_is_free_within_the_year_and_paid_after_it(
    bought: str, reported: str, remedies: tuple[str, ...]
) -> None:
    made = asked("daoyi", UNIT, papers=[invoice(bought)], request={"applied_on": reported, "reported_on": reported})
    assert remedies_of(made) == remedies


@clause("S0-3.5")
def test_a_paid_repair_is_begun_only_once_the_user_agreed() -> None:
    request = {"applied_on": "2026-04-08", "reported_on": "2026-04-08", "chosen": "paid_repair"}
    papers = [invoice("2025-04-06")]
    silent = asked("daoyi", UNIT, papers=papers, request=request)
    assert (silent.outcome, got(silent, "terms")) == (Outcome.ON_HOLD, "paid")
    assert wanting(silent) == [("request.consent", "no_consent")]
    agreed = asked("daoyi", UNIT, papers=papers, request={**request, "consent": True})
    assert (agreed.outcome, got(agreed, "goes_on")) == (Outcome.DECIDED, True)
    assert got(asked("daoyi", UNIT, papers=papers, request={**request, "consent": False}), "goes_on") is False


@clause("S0-4.1.2")
def test_a_history_of_more_repairs_than_a_unit_can_have_is_refused() -> None:
    assert by_repairs(*[repair(2, f"fault {n}") for n in range(100)]) is False
    with pytest.raises(FactError, match="wrong_type"):
        by_repairs(*[repair(2, f"fault {n}") for n in range(101)])

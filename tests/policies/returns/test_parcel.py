"""The parcel to the factory, line by line (返厂装箱)."""

from typing import Any

import pytest

from domain.decision.decision import Decision, Outcome
from domain.policies.returns import decide_return
from domain.rulebook.policies import common
from tests.policies.returns.asked import with_rule
from tests.policies.support import decide, ground_of
from tests.support.clause import clause

BOARD = {"kind": "mainboard", "replaced": True, "attached": [], "present": [], "fault_confirmed": True}
BATTERY = {
    "kind": "battery", "sold_on": "2025-11-30", "exchanged_on": "2026-05-30", "present": [], "fault_confirmed": True,
}  # fmt: skip


def boxed(*lines: dict[str, Any], on: Any = "phones") -> Decision:
    """The decision on a packing list."""
    return decide(decide_return, on, {"parcel": list(lines)})


def refusing(made: Decision, n: int = 0) -> dict[str, str]:
    """Why line `n` is refused, with the clause of each."""
    start = f"parcel.{n}.refused."
    return {each.name.removeprefix(start): each.value for each in made.answers if each.name.startswith(start)}


@clause("AC-S3-08", "S3-8.2")
def test_manual_and_box_are_refused() -> None:
    made = boxed({"kind": "manual"}, {"kind": "packaging"})
    assert made.outcome is Outcome.DECIDED
    assert refusing(made, 0) == {"manual": "S3-8.2", "class": "S3-8.1"}
    assert refusing(made, 1) == {"packaging": "S3-8.2", "class": "S3-8.1"}


@clause("AC-S3-08", "S3-8.2")
@pytest.mark.parametrize("part", ["screen", "earpiece", "speaker", "microphone"])
def test_a_mainboard_with_a_part_on_it_is_refused(part: str) -> None:
    made = boxed({**BOARD, "attached": [part]})
    assert (made.answer("parcel.0.accepted"), refusing(made)) == (False, {"not_bare": "S3-8.2"})


@clause("AC-S3-08", "S3-8.1", "S3-6.3")
@pytest.mark.parametrize("damage", ["misuse", "unapproved_repair", "disaster", "seal_torn"])
def test_a_board_with_human_damage_is_refused(damage: str) -> None:
    made = boxed({**BOARD, "present": [damage]})
    assert (made.answer("parcel.0.accepted"), set(refusing(made))) == (False, {"human_damage", "class"})


@clause("S3-8.1")
@pytest.mark.parametrize(
    "kind", ["mainboard", "display", "electronic_part", "battery", "charger", "earphone", "accessory"]
)
def test_each_kind_of_part_damaged_by_people_is_refused_for_the_damage(kind: str) -> None:
    line = {**BOARD, **BATTERY, "kind": kind, "sold_on": "2026-03-02"}
    assert boxed(line).answer("parcel.0.accepted") is True
    made = boxed({**line, "present": ["disaster"]})
    assert (made.outcome, made.answer("parcel.0.accepted")) == (Outcome.DECIDED, False)
    assert refusing(made) == {"human_damage": "S3-8.1", "class": "S3-8.1"}


@clause("S3-8.1")
def test_a_handset_is_judged_by_its_exchange_and_not_refused_for_the_damage() -> None:
    made = boxed({"kind": "handset", "fault_confirmed": True, "exchange_due": True, "present": ["misuse"]})
    assert (made.answer("parcel.0.accepted"), refusing(made)) == (True, {})


@clause("S3-8.2")
def test_shells_alone_and_fault_free_material_are_refused() -> None:
    made = boxed({"kind": "shell", "fault_confirmed": True}, {**BOARD, "fault_confirmed": False})
    assert set(refusing(made, 0)) == {"shell", "class"}
    assert refusing(made, 1) == {"fault_free": "S3-8.2"}


@clause("S3-8.1")
@pytest.mark.parametrize("kind", ["mainboard", "display", "electronic_part"])
def test_a_part_taken_out_in_a_repair_goes_back(kind: str) -> None:
    made = boxed({**BOARD, "kind": kind})
    assert (made.answer("parcel.0.accepted"), made.answer("parcel.0.class")) == (True, ("replaced_part",))


@clause("S3-8.1")
@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"exchange_due": True, "unrepairable": False}, ("exchanged_handset",)),
        ({"exchange_due": False, "unrepairable": True}, ("unrepairable_handset",)),
        ({"exchange_due": True, "unrepairable": True}, ("exchanged_handset",)),
    ],
)
def test_a_bare_handset_goes_back_in_exactly_one_class(facts: dict[str, bool], found: tuple[str, ...]) -> None:
    made = boxed({"kind": "handset", "fault_confirmed": True, **facts})
    assert (made.answer("parcel.0.accepted"), made.answer("parcel.0.class")) == (True, found)


@clause("S3-8.1")
def test_a_handset_has_no_class_while_another_class_may_prevail() -> None:
    made = boxed({"kind": "handset", "fault_confirmed": True, "unrepairable": True})
    assert made.answer("parcel.0.accepted") is True
    assert "parcel.0.class" not in [each.name for each in made.answers]
    assert made.outcome is Outcome.UNDETERMINED
    assert "parcel.0.exchange_due" in [need.what for need in made.needs]


@clause("S3-8.1")
def test_a_handset_that_is_neither_stays() -> None:
    made = boxed({"kind": "handset", "fault_confirmed": True, "exchange_due": False, "unrepairable": False})
    assert (made.answer("parcel.0.accepted"), refusing(made)) == (False, {"class": "S3-8.1"})


@clause("S3-8.1", "G-6")
@pytest.mark.parametrize(
    ("kind", "sold", "exchanged", "accepted"),
    [
        ("battery", "2025-11-30", "2026-06-01", True),  # six months are Sat 05-30, which rolls to Mon 06-01
        ("battery", "2025-11-30", "2026-06-02", False),
        ("charger", "2025-05-02", "2026-05-06", True),  # Labour Day, 1 to 5 May
        ("charger", "2025-05-02", "2026-05-07", False),
        ("charger", "2025-11-30", "2026-11-30", True),
        ("charger", "2025-11-30", "2026-12-01", False),
        ("earphone", "2025-11-30", "2026-02-28", True),  # a make-up Saturday: no roll
        ("earphone", "2025-11-30", "2026-03-01", False),
        ("earphone", "2026-02-10", "2026-05-11", True),  # three months are a Sunday
        ("earphone", "2026-02-10", "2026-05-12", False),
        ("accessory", "2023-11-29", "2024-02-29", True),
        ("accessory", "2023-11-29", "2024-03-01", False),
    ],
)
def test_an_exchanged_part_goes_back_within_its_own_term(kind: str, sold: str, exchanged: str, accepted: bool) -> None:
    made = boxed({**BATTERY, "kind": kind, "sold_on": sold, "exchanged_on": exchanged})
    assert (made.outcome, made.answer("parcel.0.accepted")) == (Outcome.DECIDED, accepted)


@clause("S3-8.1")
@pytest.mark.parametrize("change", [{"present": ["misuse"]}, {"fault_confirmed": False}])
def test_an_exchanged_part_must_be_undamaged_and_its_fault_real(change: dict[str, Any]) -> None:
    assert boxed(BATTERY).answer("parcel.0.accepted") is True
    assert boxed({**BATTERY, **change}).answer("parcel.0.accepted") is False


@clause("S3-8.1")
def test_the_exchange_term_can_be_read_without_a_limit() -> None:
    late = {**BATTERY, "exchanged_on": "2026-12-01"}
    assert boxed(late).answer("parcel.0.accepted") is False
    chapter = ground_of("phones").book.returns
    assert chapter is not None
    (rule,) = (each for each in chapter.boxed if each.id == "exchanged_battery")
    when = tuple(each for each in rule.when if each.is_ is not common.Test.WITHIN)
    on = with_rule("phones", "boxed", "exchanged_battery", when=when)
    assert boxed(late, on=on).answer("parcel.0.accepted") is True


@clause("S3-8.2")
def test_one_bad_line_does_not_refuse_the_others() -> None:
    made = boxed({"kind": "manual"}, BOARD)
    assert [made.answer(f"parcel.{n}.accepted") for n in (0, 1)] == [False, True]


@clause("S3-8.2")
def test_what_is_not_known_of_a_line_is_asked_for() -> None:
    made = boxed({name: value for name, value in BOARD.items() if name != "attached"}, BOARD)
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["parcel.0.attached"])
    assert made.answer("parcel.1.accepted") is True


@clause("S3-8.1")
def test_without_a_packing_list_one_is_asked_for() -> None:
    made = decide(decide_return, "phones", {})
    assert (made.outcome, [need.what for need in made.needs]) == (Outcome.UNDETERMINED, ["parcel"])

"""Rulings: a person rules, an appeal supersedes, what is posted points to a live one (裁定)."""

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from domain.decision.decision import Line, LineKind, LineState
from domain.decision.reading import read_facts
from domain.policies import rulings
from domain.policies.responsibility import decide_responsibility
from domain.policies.rulings import Evidence, Ruling, RulingState, Share
from domain.policies.transitions import TransitionError
from tests.policies.responsibility.judged import act, chapter_of
from tests.policies.support import AS_OF, ground_of
from tests.support.clause import clause

BOOK = chapter_of("furniture")
DEDUCTION = Line(
    kind=LineKind.DEDUCTION, what="supplementary_order", payer="production", payee="company", clause="S2-2.A13",
    amount=Decimal("320.00"), state=LineState.PROPOSED,
)  # fmt: skip


def proposed(party: str | None = "production") -> Ruling:
    """The proposal on a supplementary order."""
    findings = {"source": "form:slip-1"} | ({"liable_party": party} if party else {})
    facts = read_facts(
        {"request": {"matters": ["supplementary_order"], "source": "case:BD-1"}, "findings": findings}, AS_OF
    )
    made = decide_responsibility(ground_of("furniture"), facts, AS_OF)
    return rulings.propose("r1", "supplementary_order", made, facts)


def ruled() -> Ruling:
    """Ruled as proposed."""
    return rulings.rule(proposed(), act("customer_service"), BOOK)


def disputed() -> Ruling:
    """Disputed by the party."""
    return rulings.dispute(ruled(), act("production"))


def code_of(raised: pytest.ExceptionInfo[TransitionError]) -> str:
    """The stable code."""
    return raised.value.code


@clause("S2-1.8", "S2-2.A13")
def test_a_proposal_carries_its_clauses_and_the_documents_of_its_facts() -> None:
    made = proposed()
    assert (made.state, made.proposed, made.shares) == (RulingState.PROPOSED, "production", ())
    assert "S2-2.A13" in made.clauses
    assert made.evidence == (Evidence("findings.liable_party", "production", "form:slip-1"),)
    assert len(made.decision) == 64


@clause("S2-1.8")
def test_a_person_rules_as_proposed_or_otherwise() -> None:
    assert ruled().shares == (Share("production", Decimal(100)),)
    shares = (Share("production", Decimal(70)), Share("logistics", Decimal(30)))
    made = rulings.rule(proposed(), act("customer_service"), BOOK, shares)
    assert (made.state, made.shares, made.live) == (RulingState.RULED, shares, True)


@clause("S0-5.6.2.2")
def test_the_smallest_part_is_a_part() -> None:
    shares = (Share("company", Decimal("99.99")), Share("franchisee", Decimal("0.01")))
    assert rulings.rule(proposed(None), act("customer_service"), BOOK, shares).shares == shares


@clause("S0-5.6.2.2")
def test_a_party_has_one_part() -> None:
    with pytest.raises(TransitionError) as raised:
        rulings.rule(proposed(None), act("customer_service"), BOOK, (Share("company", Decimal(50)),) * 2)
    assert code_of(raised) == "shares_invalid"


@clause("S0-5.6.2.2")
@pytest.mark.parametrize("shares", [(60, 30), (60, 50), (100, 0), (110, -10)])
def test_a_split_sums_to_the_whole(shares: tuple[int, int]) -> None:
    given = tuple(Share(party, Decimal(part)) for party, part in zip(("company", "franchisee"), shares, strict=True))
    with pytest.raises(TransitionError) as raised:
        rulings.rule(proposed(None), act("customer_service"), BOOK, given)
    assert code_of(raised) == "shares_invalid"


@clause("S2-1.8")
def test_where_nobody_is_proposed_the_ruling_must_name_someone() -> None:
    with pytest.raises(TransitionError) as raised:
        rulings.rule(proposed(None), act("customer_service"), BOOK)
    assert code_of(raised) == "party_missing"


@clause("S2-1.8", "S2-2.A12")
def test_roles_reasons_and_states_are_checked() -> None:
    for wrong, code in ((act("production"), "wrong_role"), (act("customer_service", reason=" "), "reason_missing")):
        with pytest.raises(TransitionError) as raised:
            rulings.rule(proposed(), wrong, BOOK)
        assert code_of(raised) == code
    with pytest.raises(TransitionError) as raised:
        rulings.rule(ruled(), act("customer_service"), BOOK)
    assert code_of(raised) == "wrong_state"
    with pytest.raises(TransitionError) as raised:
        rulings.dispute(proposed(), act("production"))
    assert code_of(raised) == "wrong_state"
    with pytest.raises(TransitionError) as raised:
        rulings.dispute(ruled(), act("logistics"))
    assert code_of(raised) == "wrong_role"
    with pytest.raises(TransitionError) as raised:
        rulings.decide_appeal(disputed(), "r2", act("customer_service"), BOOK)
    assert code_of(raised) == "wrong_role"
    with pytest.raises(TransitionError) as raised:
        rulings.decide_appeal(ruled(), "r2", act("service_manager"), BOOK)
    assert code_of(raised) == "wrong_state"


@clause("S2-2.A12")
def test_the_person_who_was_ruled_responsible_may_dispute_it_too() -> None:
    named = rulings.rule(proposed(), act("customer_service"), BOOK, (Share("w7", Decimal(100)),))
    assert rulings.dispute(named, act("technician", actor="w7")).state is RulingState.DISPUTED


@clause("AC-S2-16", "S2-2.A12")
def test_while_it_is_disputed_finance_deducts_nothing() -> None:
    assert rulings.under(DEDUCTION, ruled()).state is LineState.FIXED
    held = rulings.under(DEDUCTION, disputed())
    assert (held.state, held.ruling, held.amount) == (LineState.HELD, "r1", Decimal("320.00"))


@clause("S2-2.A12")
def test_an_appeal_supersedes_and_never_edits() -> None:
    before = disputed()
    old, new = rulings.decide_appeal(before, "r2", act("service_manager"), BOOK, (Share("logistics", Decimal(100)),))
    assert (old.state, old.superseded_by, old.live) == (RulingState.SUPERSEDED, "r2", False)
    assert replace(old, state=before.state, superseded_by=None) == before
    assert (new.state, new.supersedes, new.shares) == (RulingState.RULED, "r1", (Share("logistics", Decimal(100)),))
    assert (new.evidence, new.disputed) == (before.evidence, None)
    with pytest.raises(FrozenInstanceError):
        old.state = RulingState.RULED  # type: ignore[misc]


@clause("S2-2.A12")
def test_an_appeal_may_say_the_same_again_and_be_disputed_again() -> None:
    _, new = rulings.decide_appeal(disputed(), "r2", act("service_manager"), BOOK)
    assert new.shares == ruled().shares
    assert rulings.dispute(new, act("production")).state is RulingState.DISPUTED


@clause("S2-2.A13")
def test_each_line_points_to_the_one_live_ruling() -> None:
    old, new = rulings.decide_appeal(disputed(), "r2", act("service_manager"), BOOK)
    assert rulings.live_ruling([old, new], "supplementary_order") is new
    for amiss in ([], [old], [new, replace(new, id="r3")]):
        with pytest.raises(TransitionError) as raised:
            rulings.live_ruling(amiss, "supplementary_order")
        assert code_of(raised) == "not_one_live"
    for dead in (old, proposed()):
        with pytest.raises(TransitionError) as raised:
            rulings.under(DEDUCTION, dead)
        assert code_of(raised) == "not_live"
    with pytest.raises(TransitionError) as raised:
        rulings.under(replace(DEDUCTION, amount=None), new)
    assert code_of(raised) == "amount_missing"


@clause("S2-2.A13")
def test_what_was_posted_is_reversed_by_an_equal_and_opposite_line() -> None:
    posted = rulings.under(DEDUCTION, ruled())
    _, new = rulings.decide_appeal(disputed(), "r2", act("service_manager"), BOOK)
    (counter,) = rulings.reverse([posted], new)
    assert (counter.payer, counter.payee, counter.amount) == (posted.payee, posted.payer, posted.amount)
    assert (counter.ruling, posted.ruling) == ("r2", "r1")
    net = {"production": Decimal(0), "company": Decimal(0)}
    for line in (posted, counter):
        assert line.amount is not None
        net[line.payer] -= line.amount
        net[line.payee] += line.amount
    assert set(net.values()) == {Decimal(0)}


@clause("S2-2.A13")
def test_only_posted_lines_of_the_superseded_ruling_are_reversed() -> None:
    _, new = rulings.decide_appeal(disputed(), "r2", act("service_manager"), BOOK)
    held, other = rulings.under(DEDUCTION, disputed()), replace(DEDUCTION, state=LineState.FIXED, ruling="r9")
    for line in (DEDUCTION, held, other):
        with pytest.raises(TransitionError) as raised:
            rulings.reverse([line], new)
        assert code_of(raised) == "not_reversible"
    with pytest.raises(TransitionError) as raised:
        rulings.reverse([rulings.under(DEDUCTION, ruled())], proposed())
    assert code_of(raised) == "not_live"


def test_only_what_was_judged_can_be_proposed() -> None:
    facts = read_facts({"request": {"matters": ["supplementary_order"]}}, AS_OF)
    made = decide_responsibility(ground_of("furniture"), facts, AS_OF)
    with pytest.raises(KeyError):
        rulings.propose("r1", "conduct", made, facts)

"""Facts, answers and needs that no line comes from: of an internal policy they stay inside."""

from datetime import date
from decimal import Decimal

import pytest

from domain.decision.decision import Audience, Decision, Line, LineKind, Need, Outcome, decision
from domain.decision.facts import Facts, Provenance
from domain.decision.trace import Trace
from domain.decision.view import view
from tests.policies.decision.test_view import refund, shown
from tests.policies.support import ground_of

CLAUSE = "S0-4.2.11"
KNOWN = {"unit.stock": 3, "unit.used": True, "unit.shipping_price": Decimal("61.25")}
NEEDED = ("unit.packaging_broken", "unit.shipping_price", "months.0.person")


def asked(policy: str) -> tuple[Decision, Facts]:
    """A line that comes from one fact, answers that come from others, known and unknown, and what is needed."""
    facts = Facts(KNOWN, {}, {"unit.stock": Provenance("form:1"), "unit.shipping_price": Provenance("form:2")})
    trace = Trace(ground_of("daoyi"), facts, date(2026, 6, 1))
    used = trace.all_of([trace.fact("unit.used", CLAUSE)], CLAUSE)
    line = Line(
        kind=LineKind.GOODS, what="part", payer="company", payee="customer", clause=CLAUSE, refs=(used.ref,),
    )  # fmt: skip
    answers = {"used": used, "stock": trace.maybe("unit.stock"), "grade": trace.maybe("unit.grade")}
    needs = [Need(name, CLAUSE) for name in NEEDED]
    return decision(trace, policy, Outcome.UNDETERMINED, answers=answers, lines=[line], needs=needs), facts


@pytest.mark.parametrize(
    ("audience", "known", "needed"),
    [
        (Audience.CUSTOMER, ["unit.stock", "unit.used"], ["unit.packaging_broken"]),
        (Audience.DEALER, ["unit.shipping_price", "unit.stock", "unit.used"], NEEDED[:2]),
        (Audience.COMPANY, ["unit.shipping_price", "unit.stock", "unit.used"], NEEDED),
    ],
)
def test_of_a_policy_for_all_each_sees_what_is_not_hidden_from_them(
    audience: Audience, known: list[str], needed: list[str]
) -> None:
    seen = view(*asked("settlement"), audience)
    assert sorted(seen.facts.values) == known
    assert [each.name for each in seen.answers] == ["used", "stock", "grade"]
    assert [need.what for need in seen.needs] == list(needed)
    assert sorted(seen.facts.provenance) == [name for name in known if name != "unit.used"]
    assert seen.complete is (audience is Audience.COMPANY)


@pytest.mark.parametrize("policy", ["incentives", "kpi"])
def test_of_an_internal_policy_nobody_outside_sees_what_no_line_of_theirs_comes_from(policy: str) -> None:
    for audience in (Audience.CUSTOMER, Audience.DEALER):
        seen = view(*asked(policy), audience)
        assert seen.facts.values == {"unit.used": True}
        assert ([each.name for each in seen.answers], seen.needs, len(seen.lines)) == (["used"], (), 1)
    inside = view(*asked(policy), Audience.COMPANY)
    assert [each.name for each in inside.answers] == ["used", "stock", "grade"]
    assert (inside.facts.values, [need.what for need in inside.needs]) == (KNOWN, list(NEEDED))
    assert inside.complete


def test_a_view_without_a_line_is_not_complete_although_all_facts_are_seen() -> None:
    made, facts = refund()
    dealer = shown(Audience.DEALER)
    assert dealer.facts.values == facts.values
    assert not dealer.complete
    assert dealer.digest != made.digest
    assert set(dealer.hashes) == {"rulebook", "calendar"}

"""Who sees what of a decision: nothing that is hidden can be worked out from what is shown."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.decision.decision import Audience, Decision, Line, LineKind, Outcome, decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.decision.trace import Trace
from domain.decision.view import View, may_see, view
from tests.policies.golden import GOLDEN, made
from tests.policies.support import ground_of

CLAUSE = "S0-4.2.11"
AS_OF = date(2026, 6, 1)
PRICES: Mapping[str, Any] = {"unit": {"invoice_price": "99.00", "shipping_price": "61.25", "used": True}}
OUTSIDE = (Audience.CUSTOMER, Audience.DEALER)


def refund(policy: str = "settlement") -> tuple[Decision, Facts]:
    """The dealer refunds the customer at the invoice price, the company the dealer at the shipping price."""
    ground: Ground = ground_of("daoyi")
    facts = read_facts(PRICES, AS_OF)
    trace = Trace(ground, facts, AS_OF)
    used = trace.all_of((trace.maybe("unit.used"),), CLAUSE)
    refunded = trace.cents(trace.fact("unit.invoice_price", CLAUSE))
    rate = trace.rule(Decimal(90), CLAUSE, "settlement.rates.x")
    credited = trace.cents(trace.multiply((trace.fact("unit.shipping_price", CLAUSE), rate), CLAUSE, percent=True))
    fine = trace.cents(trace.rule(Decimal("7.77"), CLAUSE, "settlement.charges.x.rate"))
    unused = trace.negate(used, CLAUSE)
    lines = [
        Line(
            kind=LineKind.PAYMENT, what="refund", payer="franchisee", payee="customer", clause=CLAUSE,
            amount=refunded.value, refs=(used.ref, refunded.ref),
        ),
        Line(
            kind=LineKind.CREDIT, what="refund", payer="company", payee="franchisee", clause=CLAUSE,
            amount=credited.value, refs=(used.ref, credited.ref), audience=(Audience.DEALER, Audience.COMPANY),
        ),
        Line(
            kind=LineKind.DEDUCTION, what="fine", payer="agent", payee="company", clause=CLAUSE, amount=fine.value,
            refs=(used.ref, fine.ref), audience=(Audience.COMPANY,),
        ),
    ]  # fmt: skip
    answers = {
        "used": used,
        "unused": unused,
        "credit": credited,
        "fine": fine,
        "price": trace.maybe("unit.shipping_price"),
    }
    return decision(trace, policy, Outcome.DECIDED, answers=answers, lines=lines), facts


def shown(audience: Audience, policy: str = "settlement") -> View:
    """The refund as someone sees it."""
    return view(*refund(policy), audience)


def text_of(seen: View) -> str:
    """All that is shown, as one text."""
    return repr((seen.facts.values, seen.steps, seen.answers, seen.lines, seen.needs))


def test_the_company_sees_everything_under_the_decisions_own_digest() -> None:
    made, facts = refund()
    seen = view(made, facts, Audience.COMPANY)
    assert seen.complete
    assert (tuple(seen.steps.values()), seen.lines, seen.answers) == (made.derivation.steps, made.lines, made.answers)
    assert (seen.digest, seen.hashes, seen.facts) == (made.digest, made.derivation.hashes, facts)


def test_a_customer_sees_neither_the_shipping_price_nor_the_credit_nor_the_fine() -> None:
    seen = shown(Audience.CUSTOMER)
    assert [line.payee for line in seen.lines] == ["customer"]
    assert [each.name for each in seen.answers] == ["used", "unused"]
    assert set(seen.facts.values) == {"unit.invoice_price", "unit.used"}
    assert not [number for number in ("61.25", "55.12", "55.13", "7.77", "90") if number in text_of(seen)]
    assert not seen.complete
    assert "facts" not in seen.hashes


def test_a_dealer_sees_the_shipping_price_and_not_the_fine() -> None:
    seen = shown(Audience.DEALER)
    assert [line.payee for line in seen.lines] == ["customer", "franchisee"]
    assert "7.77" not in text_of(seen)
    assert "fine" not in [each.name for each in seen.answers]
    assert seen.facts.values["unit.shipping_price"] == Decimal("61.25")


def test_steps_that_others_depend_on_too_stay_with_their_numbers() -> None:
    whole, seen = shown(Audience.COMPANY), shown(Audience.CUSTOMER)
    assert {n: whole.steps[n] for n in seen.steps} == dict(seen.steps)
    assert [step.op for step in seen.steps.values()] == ["all", "round", "not"]


def test_of_an_internal_policy_others_see_what_their_own_lines_come_from_only() -> None:
    seen = shown(Audience.DEALER, "incentives")
    assert [step.op for step in seen.steps.values()] == ["all", "round", "rule", "multiply", "round"]
    assert [each.name for each in seen.answers] == ["used", "credit", "price"]
    customer = shown(Audience.CUSTOMER, "incentives")
    assert [step.op for step in customer.steps.values()] == ["all", "round"]
    assert [each.name for each in customer.answers] == ["used"]


def test_the_digest_of_a_part_depends_on_nothing_that_is_hidden() -> None:
    made, facts = refund()
    values = {**facts.values, "unit.shipping_price": Decimal("61.26")}
    other = Facts(values, facts.lengths, facts.provenance)
    assert view(made, facts, Audience.CUSTOMER).digest == view(made, other, Audience.CUSTOMER).digest
    assert view(made, facts, Audience.CUSTOMER).digest != made.digest


def test_a_line_whose_author_forgot_its_audience_is_hidden_all_the_same() -> None:
    ground = ground_of("daoyi")
    facts = read_facts(PRICES, AS_OF)
    trace = Trace(ground, facts, AS_OF)
    amount = trace.cents(trace.fact("unit.shipping_price", CLAUSE))
    line = Line(
        kind=LineKind.CREDIT, what="credit", payer="company", payee="franchisee", clause=CLAUSE, amount=amount.value,
        refs=(amount.ref,),
    )  # fmt: skip
    made = decision(trace, "settlement", Outcome.DECIDED, lines=[line])
    assert view(made, facts, Audience.CUSTOMER).lines == ()
    assert view(made, facts, Audience.DEALER).lines == (line,)


@pytest.mark.parametrize("name", GOLDEN)
def test_every_golden_view_is_closed_and_hides_what_it_must(name: str) -> None:
    whole, _, facts = made(name)
    for audience in Audience:
        seen = view(whole, facts, audience)
        for n, step in seen.steps.items():
            assert all(ref in seen.steps or isinstance(ref, str) for ref in step.inputs), n
            assert all(may_see(ref, audience) for ref in step.inputs if isinstance(ref, str)), n
        refs = [*(each.ref for each in seen.answers), *(ref for line in seen.lines for ref in line.refs)]
        assert all(ref in seen.steps if isinstance(ref, int) else may_see(ref, audience) for ref in refs)
        assert all(audience in line.audience for line in seen.lines)
        assert all(may_see(fact, audience) for fact in seen.facts.values)
        assert seen.complete or audience in OUTSIDE

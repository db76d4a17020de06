"""What holds of every settlement, whatever the facts (结算性质)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.decision.check import check
from domain.decision.decision import Decision, LineState, Outcome
from domain.decision.facts import FactError
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.decision.trace import parts
from domain.policies.settlement import decide_settlement
from domain.rulebook.policies.settlement import RateTable, SettlementChapter
from tests.policies.settlement.money import STOCK, over, settle
from tests.policies.support import AS_OF, ground_of, with_chapter
from tests.support.clause import clause

BOOKS = ("daoyi", "lamps", "furniture", "phones", "huanke")
MONEY = st.decimals("0", "99999.99", places=2).map(str)
PERCENT = st.decimals("0", "100", places=2).map(str)
DAY = st.dates(AS_OF.replace(year=2022), AS_OF).map(str)
FLAG = st.booleans()
PARTY = st.sampled_from(["company", "franchisee", "customer", "carrier"])
KIND = st.sampled_from([
    "inbound_freight", "outbound_freight", "transit_damage", "unit_given", "repair_cost", "customer_loss", "belonging",
    "fare", "training_meals", "training_travel", "parts", "labour", "materials", "installation", "repair", "loss",
    "visit", "supplementary_order", "freight", "call_out",
])  # fmt: skip


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these facts, or none."""
    return st.fixed_dictionaries({}, optional=fields)


FACTS = some(
    unit=some(
        component=st.sampled_from(["unit", "product", "main_unit"]), purchased_on=DAY, delivered_on=DAY,
        received_on=DAY, model_months=st.integers(1, 60), used=FLAG,
        grade=st.sampled_from(["intact", "slight", "serious", "severe"]),
        packaging_broken=FLAG, damaged_part_kept=FLAG, shipping_price=MONEY, invoice_price=MONEY,
        replacement_price=MONEY, service_contract=st.sampled_from(["in_warranty", "yearly", "per_visit"]),
    ),
    findings=some(
        cause=st.sampled_from(["quality", "technical", "misuse", "force_majeure", "transport"]), transit_damage=FLAG,
        claim_confirmed=FLAG, liable_party=PARTY, present=st.just([]),
    ),
    request=some(
        return_class=st.sampled_from(["slow_moving", "account_closing", "quality", "damaged", "third_party", "other"]),
        method=st.sampled_from(["refund", "exchange"]), applicant=PARTY, registered_on=DAY, reported_on=DAY,
        wanted=st.sampled_from(["repair", "dealer_repair", "compensation"]), entitled=FLAG, consent=FLAG, disputed=FLAG,
        ruling=st.just("R-1"), at_fault=st.sampled_from(["both", "neither", "company"]), proposer=PARTY,
        agreement_rate=PERCENT, agreement_document=st.just("A-1"), agreed_bearer=PARTY, decided_amount=MONEY,
        decided_by=st.sampled_from(["supervisor", "service_manager", "franchisee"]), reason=st.just("why"),
        payment_channel=st.just("card"),
    ),
    trip=some(
        departed_on=st.just("2026-03-02"), returned_on=st.sampled_from(["2026-03-02", "2026-03-09"]),
        visits_before=st.integers(0, 2), loan=MONEY, spent=MONEY, balance_due=st.just("99999.99"), collected=MONEY,
    ),
    papers=st.just([{"kind": "invoice", "filled": ["sold_on"], "altered": False, "dated_on": "2025-06-01"}]),
    charges=st.lists(
        some(kind=KIND, amount=MONEY, quantity=st.integers(0, 3), list=st.just("L"), paid_by=PARTY,
             document=st.just("D")),
        max_size=3,
    ),
    shares=st.lists(some(party=PARTY, percent=PERCENT), max_size=3),
)  # fmt: skip


def decided(on: Ground, facts: Mapping[str, Any]) -> Decision | None:
    """The decision, None where the facts contradict themselves or the manual does not know them."""
    read = read_facts(facts, AS_OF)
    try:
        made = decide_settlement(on, read, AS_OF)
    except FactError:
        return None
    assert check(made, on, read) == ()
    return made


@clause("G-11")
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(BOOKS), FACTS)
def test_every_line_moves_something_and_every_derivation_is_whole(book: str, facts: dict[str, Any]) -> None:
    made = decided(ground_of(book), facts)
    if made is None:
        return
    balance: Counter[str] = Counter()
    for line in made.lines:
        assert line.payer != line.payee
        assert line.amount is None or (line.amount > 0 and line.amount == round(line.amount, 2))
        assert line.amount is not None or line.item is not None or line.state is LineState.NEEDS_PERSON
        balance[line.payer] -= int((line.amount or 0) * 100)
        balance[line.payee] += int((line.amount or 0) * 100)
    assert sum(balance.values()) == 0
    assert bool(made.needs) == (made.outcome is not Outcome.DECIDED)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(BOOKS), FACTS)
def test_the_order_of_rules_changes_nothing_that_is_answered(book: str, facts: dict[str, Any]) -> None:
    chapter = ground_of(book).book.settlement
    assert chapter is not None
    first, second = decided(ground_of(book), facts), decided(_reversed(book, chapter), facts)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.outcome is second.outcome
        assert {a.name: a.value for a in first.answers} == {a.name: a.value for a in second.answers}
        assert Counter(_said(first)) == Counter(_said(second))
        assert {need.what for need in first.needs} == {need.what for need in second.needs}


_books: dict[str, Ground] = {}


def _reversed(book: str, chapter: SettlementChapter) -> Ground:
    if book not in _books:
        costs = tuple(replace(cost, rules=cost.rules[::-1]) for cost in chapter.costs[::-1])
        rest = {name: getattr(chapter, name)[::-1] for name in ("rates", "charges", "transfers")}
        _books[book] = with_chapter(book, "settlement", costs=costs, **rest)
    return _books[book]


def _said(made: Decision) -> list[tuple[Any, ...]]:
    return [
        (line.kind, line.what, line.payer, line.payee, line.amount, line.at_most, line.item, line.state)
        for line in made.lines
    ]


# ── shares ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@clause("S0-5.6.2.2", "G-11")
@given(
    st.lists(st.decimals("0", "100", places=2), min_size=1, max_size=6).filter(any),
    st.decimals("0", "99999.99", places=2),
)
@example([Decimal("33.33"), Decimal("33.33"), Decimal("33.34")], Decimal("0.02"))
def test_parts_sum_to_the_amount_and_none_is_a_cent_off(weights: list[Decimal], amount: Decimal) -> None:
    split = parts(weights, amount)
    assert sum(split) == amount
    for part, weight in zip(split, weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < Decimal("0.01") * sum(weights)
        assert part >= 0
    heavier = sorted(zip(weights, split, strict=True))
    assert [part for _, part in heavier] == sorted(part for _, part in heavier) or len(set(weights)) < len(weights)


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tables() -> list[RateTable]:
    chapter = ground_of("daoyi").book.settlement
    assert chapter is not None
    return list(chapter.rates)


def _refund(kind: str, price: str, grade: str, registered: str, method: str) -> Decimal:
    facts = over(STOCK, unit={"shipping_price": price, "grade": grade, "received_on": "2022-01-31"})
    facts = over(facts, request={"return_class": kind, "registered_on": registered, "method": method, "proposer": "x"})
    made = settle("daoyi", **facts)
    return sum((line.amount for line in made.lines if line.amount is not None), Decimal(0))


GRADES = ("intact", "slight", "serious", "severe")


@clause("S0-5.5.2.M", "S0-5.6.2.1")
@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(["slow_moving", "account_closing"]),
    MONEY,
    st.tuples(st.sampled_from(range(4)), st.sampled_from(range(4))),
    st.tuples(st.dates(AS_OF.replace(year=2022), AS_OF), st.dates(AS_OF.replace(year=2022), AS_OF)),
    st.sampled_from(["refund", "exchange"]),
)
def test_better_and_younger_goods_never_earn_less_nor_more_than_their_price(
    kind: str, price: str, grades: tuple[int, int], days: tuple[Any, Any], method: str
) -> None:
    assert all(table.monotone for table in _tables())
    better = _refund(kind, price, GRADES[min(grades)], str(min(days)), method)
    worse = _refund(kind, price, GRADES[max(grades)], str(max(days)), method)
    assert Decimal(price) >= better >= worse

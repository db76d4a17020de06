"""Faults planted into the chapter on remedies are refused when the rulebook is loaded (权益校验)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.decision.ground import Ground
from domain.rulebook.policies import common
from domain.rulebook.policies.remedies import RemedyChapter, Terms
from rulebooks.policy_liveness import check_policies
from rulebooks.policy_remedies import check_remedies
from tests.policies.remedies.asked import with_predicate, with_rule
from tests.policies.support import ground_of, ground_on, with_chapter
from tests.support.clause import clause


def chapter(name: str) -> RemedyChapter:
    found = ground_of(name).book.remedies
    assert found is not None
    return found


def problems(ground: Ground) -> list[tuple[str, str]]:
    """Code and path of each."""
    return [(problem.code, problem.key) for problem in check_remedies(ground.book)]


@pytest.mark.parametrize("name", ["daoyi", "lamps", "furniture", "phones", "huanke"])
def test_the_chapters_of_ours_have_no_fault(name: str) -> None:
    assert list(check_policies(ground_of(name).book)) == []


@clause("S1-5.5b", "S2-3.3")
@pytest.mark.parametrize(
    ("book", "remedy_id", "values", "code", "at"),
    [
        ("furniture", "repair_at_discretion", {"set_by": None}, "missing_key", "set_by"),
        ("furniture", "repair_at_discretion", {"terms": Terms.PAID}, "never_fires", "set_by"),
        ("lamps", "exchange", {"from_stock": 0}, "number_too_small", "from_stock"),
        ("lamps", "exchange", {"from_stock": None}, "never_fires", "without_stock"),
    ],
)
def test_a_fault_of_a_remedy_is_refused(book: str, remedy_id: str, values: dict[str, Any], code: str, at: str) -> None:
    remedies = tuple(replace(each, **values) if each.id == remedy_id else each for each in chapter(book).remedies)
    assert problems(with_chapter(book, "remedies", remedies=remedies)) == [
        (code, f"remedies.remedies.{remedy_id}.{at}")
    ]


@clause("S3-1")
def test_a_class_of_no_rule_and_a_rule_of_no_class_are_refused() -> None:
    assert problems(with_chapter("phones", "remedies", classes=("DOA", "DAP", "WH", "F", "X"))) == [
        ("never_fires", "remedies.classes[4]")
    ]
    assert problems(with_rule("phones", "dap", case_class="X")) == [
        ("not_one_of", "remedies.rules.dap.case_class"),
        ("never_fires", "remedies.classes[1]"),
    ]


@clause("S3-12.1")
@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (("paid_repair", "repair"), ("missing_key", "remedies.offers.order")),
        (("paid_repair", "repair", "exchange", "repair"), ("never_fires", "remedies.offers.order[3]")),
    ],
)
def test_the_order_of_offers_has_every_remedy_once(order: tuple[str, ...], problem: tuple[str, str]) -> None:
    offers = chapter("phones").offers
    assert offers is not None
    assert problems(with_chapter("phones", "remedies", offers=replace(offers, order=order))) == [problem]


@clause("S0-4.1.2", "S0-4.1.1")
def test_repairs_are_counted_from_one_and_a_date_on_papers_needs_papers() -> None:
    none = with_predicate("daoyi", common.Test.FAILED_REPAIRS, "two_failed_repairs", count=0)
    path = "remedies.rules.two_failed_repairs.when[0].count"
    assert problems(none) == [("number_too_small", path)]
    without = ground_on(replace(ground_of("daoyi").book, warranty=None))
    assert problems(without) == [("missing_key", "warranty.proofs")] * 2

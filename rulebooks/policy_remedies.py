"""Whether remedies have all that they need and nothing that is never read (权益校验)."""

from collections.abc import Iterator

from domain.rulebook.book import Rulebook
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.common import PROOF_DATE
from domain.rulebook.policies.remedies import Remedy, RemedyChapter, Terms
from rulebooks.policy_walk import predicates

Problems = Iterator[RulebookError]


def check_remedies(book: Rulebook) -> Problems:
    """Every problem of the chapter on remedies, and of predicates that count repairs or papers."""
    for place in predicates(book):
        if place.value.count is not None and place.value.count < 1:
            yield RulebookError("number_too_small", key=f"{place.path}.count", clause=place.clause, least=1)
        if place.value.anchor == PROOF_DATE and (book.warranty is None or not book.warranty.proofs):
            yield RulebookError("missing_key", key="warranty.proofs", clause=place.clause)
    if book.remedies is not None:
        for remedy in book.remedies.remedies:
            yield from _remedy(remedy, f"remedies.remedies.{remedy.id}")
        yield from _classes(book.remedies)
        yield from _order(book.remedies)


def _remedy(remedy: Remedy, key: str) -> Problems:
    discretion = remedy.terms is Terms.DISCRETION
    if discretion and remedy.set_by is None:
        yield RulebookError("missing_key", key=f"{key}.set_by", clause=remedy.clause)
    if remedy.set_by is not None and not discretion:
        yield RulebookError("never_fires", key=f"{key}.set_by", clause=remedy.clause)
    if remedy.from_stock is not None and remedy.from_stock < 1:
        yield RulebookError("number_too_small", key=f"{key}.from_stock", clause=remedy.clause, least=1)
    if remedy.without_stock and remedy.from_stock is None:
        yield RulebookError("never_fires", key=f"{key}.without_stock", clause=remedy.clause)


def _classes(chapter: RemedyChapter) -> Problems:
    """Every class is that of a rule, and every rule's is one of them."""
    used = [rule.case_class for rule in chapter.rules]
    for rule in chapter.rules:
        if rule.case_class is not None and rule.case_class not in chapter.classes:
            known = ", ".join(chapter.classes)
            key = f"remedies.rules.{rule.id}.case_class"
            yield RulebookError("not_one_of", key=key, clause=rule.clause, known=known)
    for n, name in enumerate(chapter.classes):
        if name not in used:
            yield RulebookError("never_fires", key=f"remedies.classes[{n}]", clause=chapter.clause)


def _order(chapter: RemedyChapter) -> Problems:
    """An order of offers has every remedy once."""
    if chapter.offers is None:
        return
    order = chapter.offers.order
    for remedy in chapter.remedies:
        if remedy.id not in order:
            yield RulebookError("missing_key", key="remedies.offers.order", clause=chapter.offers.clause)
    for n, name in enumerate(order):
        if name in order[:n]:
            yield RulebookError("never_fires", key=f"remedies.offers.order[{n}]", clause=chapter.offers.clause)

"""Whether every rule of the policy chapters can fire (政策章规则可达性)."""

from collections.abc import Iterator

from domain.rulebook.book import Rulebook
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.common import Test
from rulebooks.policy_bands import check_bands
from rulebooks.policy_facts import check_predicates
from rulebooks.policy_names import check_names
from rulebooks.policy_partition import check_table
from rulebooks.policy_people import check_people
from rulebooks.policy_remedies import check_remedies
from rulebooks.policy_settlement import check_settlement
from rulebooks.policy_walk import predicates, tables

Problems = Iterator[RulebookError]

UNIQUE = ("classes", "choosers", "boxed", "rates", "costs.rules", "matters.rules")
"""Tables of which at most one rule counts, by their fields; of all others, every rule that applies does."""
ADDING = ("rates", "costs.rules", "matters.rules")
"""Those of which each rule adds lines or parties: two that answer alike would count twice."""
_NEEDS = {Test.COVERED: "warranty", Test.EXPIRED: "warranty"}


def check_policies(book: Rulebook) -> Problems:
    """Every problem of liveness in the policy chapters. Tables are tried out only when all in them is understood."""
    found = [
        *check_predicates(book),
        *check_names(book),
        *_precedence(book),
        *_chapters(book),
        *check_bands(book),
        *check_people(book),
        *check_remedies(book),
        *check_settlement(book),
    ]
    yield from found
    if not found:
        for table in tables(book):
            yield from check_table(table, unique=is_unique(table.path), adds=_is_one_of(table.path, ADDING))


def is_unique(path: str) -> bool:
    """Whether at most one rule of the table at this path counts."""
    return _is_one_of(path, UNIQUE)


def _is_one_of(path: str, tables: tuple[str, ...]) -> bool:
    _, *names = path.split(".")
    return f"{names[0]}.{names[-1]}" in tables or names[-1] in tables


def _chapters(book: Rulebook) -> Problems:
    """Predicates that ask another chapter need it."""
    for place in predicates(book):
        chapter = _NEEDS.get(place.value.is_)
        if chapter is not None and getattr(book, chapter) is None:
            yield RulebookError("missing_key", key=chapter, clause=place.clause)


def _precedence(book: Rulebook) -> Problems:
    """Rules prevail over rules of their table, and not in a circle."""
    for table in tables(book):
        beats = {rule.id: rule.prevails_over for rule in table.rules}
        for rule in table.rules:
            for n, loser in enumerate(rule.prevails_over):
                key = f"{table.path}.{rule.id}.prevails_over[{n}]"
                if loser not in beats:
                    yield RulebookError("rule_unknown", key=key, clause=rule.clause, rule=loser)
                elif rule.id in _below(loser, beats):
                    yield RulebookError("precedence_circular", key=key, clause=rule.clause, rule=loser)


def _below(rule: str, beats: dict[str, tuple[str, ...]]) -> list[str]:
    """The rule and all over which it prevails, directly or not."""
    found = [rule]
    for each in found:
        found += [loser for loser in beats.get(each, ()) if loser not in found]
    return found

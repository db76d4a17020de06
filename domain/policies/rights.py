"""Rights that have arisen (已产生的权利): a register that grows, and never loses one to a later recomputation.

A right of a `lasting` rule stands from the decision that found it: the second failed repair, the sixty-first day in
repair. Whoever decides again hands the register in as the fact `request.rights`. S0-4.1.2, S0-4.1.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.decision.decision import Decision
from domain.rulebook.policies.remedies import RemedyChapter


@dataclass(frozen=True, slots=True)
class Right:
    """A right by its rule (权利): what it gives, the clause, as of which day it was found and in which decision."""

    rule: str
    gives: tuple[str, ...]
    clause: str
    since: date
    decision: str


def arisen(known: Sequence[Right], made: Decision, chapter: RemedyChapter) -> tuple[Right, ...]:
    """The register with the lasting rights of this decision added. One that stands is neither changed nor removed."""
    lasting = {f"right.{rule.id}": rule for rule in chapter.rules if rule.lasting}
    there = {right.rule for right in known}
    found = [(lasting[each.name], each) for each in made.answers if each.name in lasting]
    since = made.derivation.as_of
    fresh = [
        Right(rule.id, each.value, rule.clause, since, made.digest) for rule, each in found if rule.id not in there
    ]
    return (*known, *fresh)


def as_fact(known: Sequence[Right]) -> list[str]:
    """The register as the fact `request.rights`."""
    return [right.rule for right in known]

"""Whether the names that policy chapters use exist (名称校验): facts, lists, roles, parties, remedies, ranks, methods.

Every field that holds text has its meaning in `MEANS`; a test demands one for each field that the dataclasses have.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from domain.decision.facts import kind_of
from domain.rulebook.book import Rulebook
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.remedies import CUSTOMER
from domain.rulebook.policies.responsibility import NOBODY
from domain.rulebook.policies.warranty import PROOF_DATE
from rulebooks.policy_facts import DAY, fact_problems
from rulebooks.policy_walk import placed

Problems = Iterator[RulebookError]

APPLICANT = "applicant"
"""Chooser: whoever applies."""
MONEY = (Decimal,)
FREE = "free"
"""Codes and words of the manual's own, which facts carry too."""
MEANS: Mapping[str, str | tuple[type, ...]] = {
    "WarrantyChapter.judged_by": DAY,
    "WarrantyChapter.covered": FREE,
    "WarrantyChapter.chargeable": FREE,
    "WarrantyChapter.damages": "list",
    "CoverageTerm.anchor": DAY,
    "CoverageTerm.months_from": (int,),
    "WithoutProof.anchor": DAY,
    "WithoutProof.remedies": "remedy",
    "ProofRule.fields": FREE,
    "ProofRule.seal": FREE,
    "RemedyRule.gives": "remedy",
    "RemedyRule.chooser": "chooser",
    "RemedyRule.case_class": FREE,
    "RemedyChapter.classes": FREE,
    "Remedy.set_by": "role",
    "Remedy.without_stock": "remedy",
    "OfferOrder.order": "remedy",
    "ReturnClass.methods": "method",
    "ReturnClass.states": (),
    "ReturnClass.bases": FREE,
    "Chooser.chooser": "chooser",
    "AuthorityRule.approver_at_least": "rank",
    "AuthorityRule.needs": (),
    "DueBy.anchor": DAY,
    "DueBy.done": DAY,
    "DueBy.seen": DAY,
    "Age.start": DAY,
    "Age.end": DAY,
    "RateTable.base": MONEY,
    "RateTable.payer": "party",
    "RateTable.payee": "party",
    "RateTable.credited": FREE,
    "RateTable.override": MONEY,
    "RateTable.override_needs": (str,),
    "Allocation.borne_by": "party",
    "Allocation.advanced_by": "party",
    "Allocation.override": (str,),
    "Allocation.override_needs": (str,),
    "Cost.kinds": FREE,
    "Transfer.payer": "party",
    "Transfer.payee": "party",
    "Transfer.item": FREE,
    "Transfer.base": MONEY,
    "Transfer.agreed": MONEY,
    "Transfer.proposed_by": "role",
    "Transfer.channel": (str,),
    "ChargeRule.payer": "party",
    "ChargeRule.payee": "party",
    "ChargeRule.kinds": FREE,
    "ChargeRule.excluded": FREE,
    "ChargeRule.tariff": FREE,
    "ChargeRule.discretion": "role",
    "Loan.lender": "party",
    "Loan.borrower": "party",
    "Loan.amount": MONEY,
    "Loan.spent": MONEY,
    "Balance.debtor": "party",
    "Balance.creditor": "party",
    "Balance.due": MONEY,
    "Balance.collected": MONEY,
    "ResponsibilityChapter.ruled_by": "role",
    "ResponsibilityChapter.appeal_to": "role",
    "ResponsibilityRule.party": "party",
    "ResponsibilityRule.among": "party",
    "Matter.otherwise": "party",
    "Matter.each": FREE,
    "ScorecardChapter.confirm": "role",
    "ScoreRow.printed": FREE,
    "ScoreRow.over": FREE,
    "ScoreRow.of": FREE,
    "ScoreRow.count": FREE,
    "ScoreRow.set_by": "role",
    "IncentiveChapter.empty": FREE,
    "IncentiveRule.confirm": "role",
    "IncentiveRule.unchecked": "list",
    "IncentiveRule.also": FREE,
    "Streak.over": FREE,
    "Streak.of": FREE,
    "Quiet.none": FREE,
    "Quiet.active": FREE,
    "Predicate.values": FREE,
    "Predicate.list": "list",
    "Predicate.fact": FREE,
    "Predicate.other": FREE,
    "Predicate.anchor": FREE,
    "Rule.prevails_over": FREE,
}
"""What a field names: facts of one of these types (() is any), ids of a kind, or nothing that is looked up here."""
_MUST_BE_USED = ("list", "remedy", "method", "party")


class Named(NamedTuple):
    """A name that stands at `path`, of the kind that `MEANS` says."""

    path: str
    clause: str
    kind: str | tuple[type, ...]
    name: str


def check_names(book: Rulebook) -> Problems:
    """Names that stand for nothing, and things that nothing names."""
    known = {kind: {each.id: each for each in found} for kind, found in _things(book).items()}
    used: dict[str, set[str]] = {kind: set() for kind in known}
    for named in names(book):
        if isinstance(named.kind, tuple):
            if named.name != PROOF_DATE:
                yield from fact_problems(named.path, named.clause, named.name, named.kind)
            continue
        kind = "role" if named.kind == "chooser" else named.kind
        if kind in known and named.kind != "role" and not _understood(kind, named, known):
            yield RulebookError(f"{kind}_unknown", key=named.path, clause=named.clause, **{kind: named.name})
        used.setdefault(kind, set()).add(named.name)
    for kind in _MUST_BE_USED:
        for thing in known.get(kind, {}).values():
            if thing.id not in used[kind]:
                key = f"{_PLACES[kind]}.{thing.id}"
                yield RulebookError(f"{kind}_unused", key=key, clause=thing.clause, **{kind: thing.id})


def names(book: Rulebook) -> Iterator[Named]:
    """Every name in every field that `MEANS` has."""
    for place in placed(book):
        of: type = type(place.value)
        for field, kind in _named_in(of):
            value = getattr(place.value, field)
            if isinstance(value, str):
                yield Named(f"{place.path}.{field}", place.clause, kind, value)
            for n, name in enumerate(value if isinstance(value, tuple) else ()):
                yield Named(f"{place.path}.{field}[{n}]", place.clause, kind, name)


def roles_named(book: Rulebook) -> Iterator[tuple[str, str, str]]:
    """(path, clause, role id) of every mention of a role in a policy chapter, and of parties that are roles."""
    roles = [role.id for role in book.roles]
    for named in names(book):
        if named.kind == "role" or (named.kind in ("chooser", "party") and named.name in roles):
            yield named.path, named.clause, named.name


@cache
def _named_in(kind: type) -> tuple[tuple[str, str | tuple[type, ...]], ...]:
    """The fields of a dataclass whose names are looked up."""
    means = ((each.name, MEANS.get(f"{kind.__name__}.{each.name}", FREE)) for each in fields(kind))
    return tuple((name, meaning) for name, meaning in means if meaning != FREE)


_PLACES = {"list": "lists", "remedy": "remedies.remedies", "method": "returns.methods", "party": "settlement.parties"}


def _things(book: Rulebook) -> dict[str, tuple[Any, ...]]:
    """What there is to be named, by kind; a kind whose chapter is absent is left out."""
    found: dict[str, tuple[Any, ...]] = {"list": book.lists, "role": book.roles, "department": book.departments}
    if book.remedies is not None:
        found["remedy"] = book.remedies.remedies
    if book.returns is not None:
        found |= {"method": book.returns.methods, "rank": book.returns.ranks}
    if book.settlement is not None:
        found["party"] = book.settlement.parties
    return found


def _understood(kind: str, named: Named, known: Mapping[str, Mapping[str, Any]]) -> bool:
    if named.kind == "chooser":
        return named.name in (CUSTOMER, APPLICANT, *known["role"], *known["department"])
    if kind == "party" and (named.name == NOBODY or named.name in known["role"] or kind_of(named.name) is str):
        return True
    return named.name in known[kind]

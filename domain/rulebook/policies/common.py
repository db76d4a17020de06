"""What the tables of all policy chapters are made of (规则表的构件): predicates, rules, ways to roll.

A rule applies when every predicate of its flat list holds. "Or" is two rules. There are no expressions: a predicate
is one of a closed set of names with typed arguments.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.rulebook.text import Text


class Rolls(StrEnum):
    """What happens to a last day that is a rest day (末日顺延). [G-6]"""

    NONE = "none"
    """It stays: age bands, and whatever the company owes."""
    CUSTOMER = "customer"
    """It moves to the next working day: the customer or the franchisee has to act."""


class Test(StrEnum):
    """The predicates (谓词). `fact` names a fact of the vocabulary, `other` a second one."""

    HOLDS = "holds"
    """A yes-or-no fact is yes."""
    FAILS = "fails"
    """A yes-or-no fact is no."""
    ONE_OF = "one_of"
    """A code is one of `values`."""
    NONE_OF = "none_of"
    """A code is none of `values`."""
    AT_LEAST = "at_least"
    """A number is >= `amount`."""
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    WITHIN = "within"
    """The date `fact` is not after `anchor` + `days` or `months`, rolled by `roll`."""
    LONGER_THAN = "longer_than"
    """The date `fact` is after `anchor` + `days` or `months`."""
    NOT_AFTER = "not_after"
    """The date `fact` is not after the date `other`; the number `fact` not above the number `other`."""
    BEFORE = "before"
    """The date `fact` is before the date `other`; the number `fact` below the number `other`."""
    GIVEN = "given"
    """Something stands in `fact`; what is unknown is not given."""
    CHECKLIST = "checklist"
    """Every item of the checklist `list` is ticked: stands in `fact`, by default in `findings.passed`."""
    NONE_PRESENT = "none_present"
    """No item of the list `list` was found: stands in `fact`, by default in `findings.present`."""
    SOME_PRESENT = "some_present"
    """At least one item of the list `list` was found."""
    COVERED = "covered"
    """The warranty chapter covers the unit (see `domain.policies.warranty`)."""
    EXPIRED = "expired"
    """The unit is out of warranty: its term is over, or nothing proves it. What damaged it does not matter here."""
    FAILED_REPAIRS = "failed_repairs"
    """At least `count` repairs of main faults, as `faults` says, have failed, the failure of each found not after
    `anchor` + `days` or `months`."""
    LONG_REPAIR = "long_repair"
    """A repair has taken more than `days`: until it was completed, else until today. The yes-or-no `fact` of the same
    repair must hold as well."""


class Faults(StrEnum):
    """Which failed repairs count together (故障的计次). [S0-4.1.2]"""

    SAME = "same"
    """Of one and the same fault, one after the other; repairs of other faults in between do not count."""
    ANY = "any"
    """Of whatever main fault, in any order."""


class GovernedBy(StrEnum):
    """Which day's rulebook decides (适用版本). Whoever calls a policy picks the rulebook by it. [G-15]"""

    CASE_OPENED = "case_opened"
    ANCHOR_DATE = "anchor_date"
    """The day on which the right began: purchase, delivery, receipt."""


PROOF_DATE = "proof_date"
"""Anchor: the sale date on the valid paper of the best rank. Without a valid paper nothing lies within its term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """One condition (条件). Which arguments a test takes stands in `ARGUMENTS`; `anchor` is a fact or `PROOF_DATE`."""

    is_: Test
    fact: str | None = None
    other: str | None = None
    anchor: str | None = None
    values: tuple[str, ...] = ()
    amount: int | None = None
    days: int | None = None
    months: int | None = None
    roll: Rolls = Rolls.NONE
    list: str | None = None
    count: int | None = None
    faults: Faults = Faults.SAME


ARGUMENTS: dict[Test, tuple[frozenset[str], frozenset[str]]] = {
    Test.HOLDS: (frozenset({"fact"}), frozenset()),
    Test.FAILS: (frozenset({"fact"}), frozenset()),
    Test.ONE_OF: (frozenset({"fact", "values"}), frozenset()),
    Test.NONE_OF: (frozenset({"fact", "values"}), frozenset()),
    Test.AT_LEAST: (frozenset({"fact", "amount"}), frozenset()),
    Test.AT_MOST: (frozenset({"fact", "amount"}), frozenset()),
    Test.MORE_THAN: (frozenset({"fact", "amount"}), frozenset()),
    Test.LESS_THAN: (frozenset({"fact", "amount"}), frozenset()),
    Test.WITHIN: (frozenset({"fact", "anchor"}), frozenset({"days", "months", "roll"})),
    Test.LONGER_THAN: (frozenset({"fact", "anchor"}), frozenset({"days", "months", "roll"})),
    Test.NOT_AFTER: (frozenset({"fact", "other"}), frozenset()),
    Test.BEFORE: (frozenset({"fact", "other"}), frozenset()),
    Test.GIVEN: (frozenset({"fact"}), frozenset()),
    Test.CHECKLIST: (frozenset({"list"}), frozenset({"fact"})),
    Test.NONE_PRESENT: (frozenset({"list"}), frozenset({"fact"})),
    Test.SOME_PRESENT: (frozenset({"list"}), frozenset({"fact"})),
    Test.COVERED: (frozenset(), frozenset()),
    Test.EXPIRED: (frozenset(), frozenset()),
    Test.FAILED_REPAIRS: (frozenset({"count", "anchor"}), frozenset({"days", "months", "roll", "faults"})),
    Test.LONG_REPAIR: (frozenset({"days"}), frozenset({"fact"})),
}
"""Arguments that a test must have, and those it may have (exactly one of days and months where both may stand)."""


class HitPolicy(StrEnum):
    """How many rules of a table may apply (命中策略)."""

    UNIQUE = "unique"
    """At most one; which one else, `prevails_over` says."""
    COLLECT = "collect"
    """All that apply count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of a decision table (规则). `prevails_over` names the rules that do not count when this one applies.

    `statutory_floor` says where the law may give more: it is shown, and never applied. [G-16]
    """

    id: str
    clause: str
    name: Text
    when: tuple[Predicate, ...] = ()
    prevails_over: tuple[str, ...] = ()
    statutory_floor: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list to tick or to look for (清单): exclusions, damages, checklists. Found items are facts of the findings."""

    id: str
    clause: str
    name: Text
    items: tuple["Item", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a list (清单项)."""

    id: str
    clause: str
    name: Text


def list_of(lists: tuple[ItemList, ...], wanted: str) -> ItemList:
    """The list with this id. Raises KeyError."""
    for each in lists:
        if each.id == wanted:
            return each
    raise KeyError(wanted)

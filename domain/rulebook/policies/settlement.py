"""The chapter on settlement (结算): rates by grade and age, who bears which cost, what is charged."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rulebook.policies.common import Rolls, Rule
from domain.rulebook.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Age bands (收货周期): whole months from `start` to `end`, each bound inclusive; beyond the last there is none."""

    clause: str
    start: str
    end: str
    months_at_most: tuple[int, ...]
    roll: Rolls = Rolls.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodRates:
    """Rates of one method by age band (各档比例), in per cent of the base."""

    id: str
    clause: str
    rates: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade of condition (成色): rates by method; without methods nothing is given, which is not the same as 0."""

    id: str
    clause: str
    name: Text
    methods: tuple[MethodRates, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTable(Rule):
    """A matrix of grade x age x method (折算表) in per cent of the price `base`.

    `override` is the fact that holds the rate of an agreement, which counts with the document `override_needs`.
    `monotone`: no better grade and no younger band ever earns less; the loader checks it.
    """

    base: str
    age: Age
    grades: tuple[Grade, ...]
    override: str | None = None
    override_needs: str | None = None
    monotone: bool = False


class PartyOf(StrEnum):
    """Parties that a fact names (由事实确定的当事方)."""

    LIABLE = "liable_party"
    """`findings.liable_party`."""
    AT_FAULT = "at_fault"
    """`request.at_fault`."""
    PROPOSER = "proposer"
    """`request.proposer`."""
    APPLICANT = "applicant"
    """`request.applicant`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Rule):
    """Who advances and who bears a cost (费用承担): a party of the chapter, or one that a fact names."""

    cost: str
    borne_by: str
    advanced_by: str | None = None


class Per(StrEnum):
    """What a tariff counts (计价单位)."""

    DAY = "day"
    VISIT = "visit"
    JOB = "job"
    PIECE = "piece"


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A free allowance (免费额度): so many visits a year, of so many days each; days beyond are charged. [S0-2.5]"""

    clause: str
    visits: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRule(Rule):
    """What someone is charged (收费). One of: `rate` per `per`; the prices of `items` in a price list; the facts' own
    amounts of kinds `reimburse`. `consent`: no work before it is recorded. `discretion`: a person sets 0 … full."""

    payer: str
    payee: str
    rate: Decimal | None = None
    per: Per | None = None
    both_ends: bool = False
    free: Free | None = None
    kinds: tuple[str, ...] = ()
    listed: bool = False
    consent: bool = False
    discretion: str | None = None
    """The role that sets the amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party of settlements (当事方)."""

    id: str
    clause: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementChapter:
    """Settlement (结算)."""

    clause: str
    parties: tuple[Party, ...]
    rates: tuple[RateTable, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    charges: tuple[ChargeRule, ...] = ()

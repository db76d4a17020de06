"""The chapter on settlement (结算): rates by grade and age, who bears which cost, what is charged or handed over."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.rulebook.people import Audience
from domain.rulebook.policies.common import Rolls, Rule
from domain.rulebook.text import Text

EVERYONE = (Audience.CUSTOMER, Audience.DEALER, Audience.COMPANY)


class LineKind(StrEnum):
    """What moves (行类型)."""

    PAYMENT = "payment"
    CREDIT = "credit"
    GOODS = "goods"
    ADVANCE = "advance"
    REIMBURSEMENT = "reimbursement"
    DEDUCTION = "deduction"


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
    """A matrix of grade x age x method (折算表) in per cent of the fact `base`, a price. Methods in `credited` are
    credited towards other goods, others are paid out.

    `override` is the fact that holds the rate of an agreement, which counts with the document `override_needs`.
    `monotone`: no better grade and no younger band ever earns less; the loader checks it.
    """

    base: str
    payer: str
    payee: str
    age: Age
    grades: tuple[Grade, ...]
    credited: tuple[str, ...] = ()
    override: str | None = None
    override_needs: str | None = None
    monotone: bool = False
    audience: tuple[Audience, ...] = EVERYONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Rule):
    """Who bears a cost (费用承担): a party of the chapter, or one that a fact names; `split`: those in the facts, by
    their shares. `advanced_by` has paid it unless the facts say who did.

    `override` is the fact that names another party, which counts with the document `override_needs`.
    """

    borne_by: str | None = None
    advanced_by: str | None = None
    split: bool = False
    override: str | None = None
    override_needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Costs of some kinds (费用项) and the rules that allocate them; at most one counts. `receipts`: only against one.

    Whoever bears it owes it to whoever has paid it, by a line of this `kind`.
    """

    id: str
    clause: str
    name: Text
    kinds: tuple[str, ...]
    rules: tuple[Allocation, ...]
    receipts: bool = False
    kind: LineKind = LineKind.REIMBURSEMENT
    audience: tuple[Audience, ...] = EVERYONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Rule):
    """Goods or money that change hands (交付): `item`, or `rate` per cent of the fact `base`, a price; all of it
    without a rate. Money goes by the channel that the fact `channel` names.

    `agreed` is the fact that holds the rate that both sides agreed on; until then `rate` is a proposal of the role
    `proposed_by`. `consent`: proposed until the customer agrees.
    """

    kind: LineKind
    payer: str
    payee: str
    item: str | None = None
    base: str | None = None
    rate: Decimal | None = None
    agreed: str | None = None
    proposed_by: str | None = None
    channel: str | None = None
    consent: bool = False
    audience: tuple[Audience, ...] = EVERYONE


class PriceFrom(StrEnum):
    """Where a price comes from (价格来源)."""

    NOTHING = "nothing"
    """It is free."""
    RATE = "rate"
    """The facts' own amounts of these `kinds`, agreed beforehand; without one, `rate` per `per`."""
    LIST = "list"
    """A price list, `tariff` if it names one; a price that stands in none is refused."""
    QUOTE = "quote"
    """The facts' own amounts: a quotation, a claim, a receipt."""


class Per(StrEnum):
    """What a rate counts (计价单位)."""

    DAY = "day"
    """From `trip.departed_on` to `trip.returned_on`."""
    VISIT = "visit"
    JOB = "job"


class Year(StrEnum):
    """Which year an allowance is for (年度)."""

    CALENDAR = "calendar_year"
    CONTRACT = "contract_year"


class Beyond(StrEnum):
    """What days beyond a free allowance cost (超出天数)."""

    CHARGED = "charged"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A free allowance (免费额度): the first `visits` of the year, for `days` days each. [S0-2.5]

    `year` says which visits `trip.visits_before` has to count.
    """

    clause: str
    visits: int
    days: int
    year: Year = Year.CALENDAR
    beyond: Beyond = Beyond.CHARGED


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRule(Rule):
    """What someone is charged (收费) for items of these `kinds`, all if none is named; `excluded` kinds never.

    `consent`: no work before it is recorded. `discretion`: this role sets the amount, 0 … full, with a reason.
    `offered`: false where the service is not given at all. `payer` and `payee`: nobody where nothing is charged.
    """

    payer: str | None = None
    payee: str | None = None
    price_from: PriceFrom = PriceFrom.RATE
    kind: LineKind = LineKind.PAYMENT
    kinds: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    rate: Decimal | None = None
    per: Per = Per.JOB
    both_ends: bool = False
    free: Free | None = None
    tariff: str | None = None
    consent: bool = False
    discretion: str | None = None
    offered: bool = True
    audience: tuple[Audience, ...] = EVERYONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A travel loan (借款): what was not spent goes back; what was spent beyond it is paid. [S4-2.4]"""

    clause: str
    lender: str
    borrower: str
    amount: str
    spent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A balance to be collected (尾款). `blocks`: service waits until it is paid. [S4-1.2]"""

    clause: str
    debtor: str
    creditor: str
    due: str
    collected: str
    blocks: bool = False


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
    costs: tuple[Cost, ...] = ()
    charges: tuple[ChargeRule, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    loan: Loan | None = None
    balance: Balance | None = None

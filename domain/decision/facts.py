"""The facts that policies read (事实): a small vocabulary, typed; a fact that is not known is not false.

A group is one object or, for papers, repairs, expenses and the like, a list of objects. A fact is named
`group.field`, or `group.n.field` in a list. Instants do not occur: policies count civil days, and whoever asks has
turned instants into days of the company's zone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

FactValue = date | Decimal | int | bool | str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The product (产品): who has it, when it changed hands, in what state it is. Prices are CNY, tax included."""

    model: str | None = None
    component: str | None = None
    customer_kind: str | None = None
    serial: str | None = None
    purchased_on: date | None = None
    invoiced_on: date | None = None
    delivered_on: date | None = None
    received_on: date | None = None
    manufactured_on: date | None = None
    replaced_on: date | None = None
    model_months: int | None = None
    """Warranty of the model as its product manual states it, in months."""
    service_contract: str | None = None
    grade: str | None = None
    used: bool | None = None
    packaging_broken: bool | None = None
    never_sold: bool | None = None
    call_seconds: int | None = None
    new_deformed: bool | None = None
    """Severely deformed when first unpacked, not by the user."""
    damaged_part_kept: bool | None = None
    usable: bool | None = None
    regular_channel: bool | None = None
    released: bool | None = None
    """Left the factory with the company's permission."""
    shipping_price: Decimal | None = None
    invoice_price: Decimal | None = None
    stock: int | None = None
    replacement_model: str | None = None
    replacement_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A proof of purchase (凭证). `filled` lists the fields that are filled in; `dated_on` the sale date on it."""

    kind: str | None = None
    filled: tuple[str, ...] | None = None
    seal: str | None = None
    altered: bool | None = None
    dated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A repair of this serial number (维修记录), oldest first."""

    handed_in_on: date | None = None
    completed_on: date | None = None
    fault: str | None = None
    main_fault: bool | None = None
    confirmed_present_on: date | None = None
    """When the same fault was found present again after this repair; unknown is "not found again"."""
    in_warranty: bool | None = None
    """It was accepted as a repair in warranty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What inspection found (鉴定): cause, fault, ticks of checklists, damages and exclusions found."""

    cause: str | None = None
    main_fault: bool | None = None
    fault: str | None = None
    performance_fault: bool | None = None
    present: tuple[str, ...] | None = None
    """Items of exclusion and damage lists that were found."""
    passed: tuple[str, ...] | None = None
    """Items of checklists that are ticked."""
    claim_confirmed: bool | None = None
    transit_damage: bool | None = None
    packed_badly: bool | None = None
    liable_party: str | None = None
    appraised_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, by whom, on what papers (申请). Documents are named by id."""

    applied_on: date | None = None
    reported_on: date | None = None
    registered_on: date | None = None
    goods_back_on: date | None = None
    """When the goods that are returned came in."""
    wanted: str | None = None
    chosen: str | None = None
    """The customer's recorded choice of a remedy."""
    offered: str | None = None
    consent: bool | None = None
    applicant: str | None = None
    quality_claim: bool | None = None
    not_as_described: bool | None = None
    return_class: str | None = None
    method: str | None = None
    basis: str | None = None
    approver: str | None = None
    document: str | None = None
    reason: str | None = None
    special_application: bool | None = None
    agreement_document: str | None = None
    agreement_rate: Decimal | None = None
    """Per cent of the base that an agreement grants."""
    agreed_bearer: str | None = None
    """Who bears a cost by an agreement or a special approval."""
    decided_amount: Decimal | None = None
    """What a person set where the manual leaves the amount to them; `reason` says why."""
    decided_by: str | None = None
    """The role of that person."""
    ruling: str | None = None
    """The live ruling on responsibility, by its id."""
    slow_moving_days: int | None = None
    unsold_days: int | None = None
    terminated_on: date | None = None
    proposer: str | None = None
    at_fault: str | None = None
    entitled: bool | None = None
    """The consumer has an entitlement, as the entitlement policy decided; its digest is the source."""
    application_complete: bool | None = None
    procedure_followed: bool | None = None
    hq_approved: bool | None = None
    hq_approved_on: date | None = None
    shipped_back_on: date | None = None
    matters: tuple[str, ...] | None = None
    """What responsibility is to be judged for, by the rulebook's ids."""
    disputed: bool | None = None
    """Whoever was judged responsible disputes it."""
    payment_channel: str | None = None
    papers_final: bool | None = None
    """Nothing more will come: papers that could have been mended count as not provided."""
    rights: tuple[str, ...] | None = None
    """Rights that arose in earlier decisions, by the ids of their rules; their register is the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """A line of a packing list (装箱项). `present` are items of damage lists found on it, `attached` parts still on."""

    kind: str | None = None
    exchange_due: bool | None = None
    """It met the conditions of an exchange."""
    unrepairable: bool | None = None
    """Not to be repaired for lack of parts."""
    replaced: bool | None = None
    """Taken out in a repair, another one put in."""
    sold_on: date | None = None
    exchanged_on: date | None = None
    fault_confirmed: bool | None = None
    present: tuple[str, ...] | None = None
    attached: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One priced item of a job (计费项): a line of a price list, an expense with receipt, freight paid, a claim."""

    kind: str | None = None
    item: str | None = None
    amount: Decimal | None = None
    quantity: int | None = None
    list: str | None = None
    """The price list that the price stands in; unknown when it stands in none."""
    list_hash: str | None = None
    paid_by: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostShare:
    """What someone bears of costs that are divided, as a person ruled (分担)."""

    party: str | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A technician's trip (出差). Visits are those of the year before this one."""

    departed_on: date | None = None
    returned_on: date | None = None
    visits_before: int | None = None
    loan: Decimal | None = None
    spent: Decimal | None = None
    balance_due: Decimal | None = None
    collected: Decimal | None = None
    contract_signed_on: date | None = None
    technicians: int | None = None
    trained_on: date | None = None
    seen_on: date | None = None
    """When it was looked at and something owed was still missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Something that someone owed, mostly by a deadline, or did (责任项、事迹), with what became of it."""

    kind: str | None = None
    owner: str | None = None
    case: str | None = None
    round: int | None = None
    breached: bool | None = None
    days_late: int | None = None
    told_before_due: bool | None = None
    in_complaint: bool | None = None
    caused_complaint: bool | None = None
    severity: str | None = None
    checked: tuple[str, ...] | None = None
    confirmed: bool | None = None
    adopted: bool | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Counts of one person's, team's or company's month (月度计数), oldest first. What was not counted is unknown."""

    month: str | None = None
    """YYYY-MM."""
    person: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    notices: Mapping[str, int] = field(default_factory=dict)
    """Points of each notice against the person, by the id of its document. [S2-K10]"""
    entered: Mapping[str, int] = field(default_factory=dict)
    """Points that a supervisor entered for a row of the scorecard which leaves them open, by row. [S2-K11]"""


GROUPS: Mapping[str, type] = {
    "unit": Unit,
    "papers": Paper,
    "repairs": Repair,
    "findings": Findings,
    "request": Request,
    "parcel": ReturnLine,
    "charges": Charge,
    "shares": CostShare,
    "trip": Trip,
    "obligations": Obligation,
    "months": Month,
}
LISTS = ("papers", "repairs", "parcel", "charges", "shares", "obligations", "months")
MAPPINGS = ("counts", "notices", "entered")
"""Numbers of a month that stand under names of their own: "months.0.counts.complaints"."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from (来源): form or document with its hash, who stated it, when it was observed."""

    source: str
    observed_on: date | None = None


class FactError(Exception):
    """A fact that cannot be (事实错误): malformed, contradictory, in the future, negative, or outside the vocabulary.

    `fact` is its name, `code` one of unknown_fact, wrong_type, in_future, negative, too_large, out_of_order,
    contradictory, not_in_rulebook.
    """

    def __init__(self, code: str, fact: str, **values: str | int) -> None:
        super().__init__(code, fact, values)
        self.code, self.fact, self.values = code, fact, values


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known (已知事实): values by name, their provenance by name or group, and the length of each list."""

    values: Mapping[str, Any]
    lengths: Mapping[str, int]
    provenance: Mapping[str, Provenance]

    def get(self, name: str) -> Any:
        """The value, None if it is not known."""
        return self.values.get(name)

    def names(self, group: str) -> Iterator[str]:
        """The prefixes of a list's objects: "papers.0", "papers.1"."""
        return (f"{group}.{n}" for n in range(self.lengths.get(group, 0)))

    def source_of(self, name: str) -> Provenance | None:
        """Provenance of a fact: its own, or that of the object it belongs to."""
        while name:
            if name in self.provenance:
                return self.provenance[name]
            name = name.rpartition(".")[0]
        return None


@cache
def vocabulary() -> Mapping[str, type]:
    """Type of each fact by name; of a list's facts, by the name without its number: "papers.altered"."""
    found: dict[str, type] = {}
    for group, kind in GROUPS.items():
        hints = get_type_hints(kind)
        for each in fields(kind):
            hint = hints[each.name]
            if get_origin(hint) is not None and NoneType in get_args(hint):
                (hint,) = (part for part in get_args(hint) if part is not NoneType)
            found[f"{group}.{each.name}"] = hint
    return found


def kind_of(name: str) -> type | None:
    """Type of a fact, None outside of the vocabulary. A list's fact is named with or without its number."""
    group, _, rest = name.partition(".")
    if group in LISTS and rest.partition(".")[0].isdigit():
        rest = rest.partition(".")[2]
    if group == "months" and rest.partition(".")[0] in MAPPINGS and rest.partition(".")[2]:
        return int
    return vocabulary().get(f"{group}.{rest}")

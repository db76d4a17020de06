"""The chapter on remedies (权益): what the customer may have, who chooses, in which order it is offered."""

from dataclasses import dataclass
from enum import StrEnum

from domain.rulebook.policies.common import GovernedBy, Rule
from domain.rulebook.text import Text

CUSTOMER = "customer"
"""Who chooses, besides the roles of the rulebook."""


class Terms(StrEnum):
    """What a remedy costs the customer (收费方式). The amount is the settlement chapter's."""

    FREE = "free"
    PAID = "paid"
    DISCRETION = "discretion"
    """Nothing up to the full price, as a person sets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyRule(Rule):
    """What is given when the rule applies (权益规则). `chooser`: customer, or the role that decides among `gives`.

    `case_class` is the manual's own name of the case then. `lasting`: the right does not end with what it arose from;
    once it stands in the register of rights it counts whatever the rule says later.
    """

    gives: tuple[str, ...]
    chooser: str = CUSTOMER
    case_class: str | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A remedy by name (处理方式): refund, exchange, repair … and what must be there before anyone goes on with it.

    `same_model`: the model given is the one taken, or the customer agreed to another; `from_stock`: so many lie
    reserved, else the customer chooses among `without_stock`; `consent`: no work before the customer agreed;
    `set_by`: the role that sets what is charged where the terms are at discretion.
    """

    id: str
    clause: str
    name: Text
    terms: Terms = Terms.FREE
    same_model: bool = False
    from_stock: int | None = None
    without_stock: tuple[str, ...] = ()
    consent: bool = False
    set_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOrder:
    """The order in which an agent offers (提供顺序), what gives least first: it never takes a right away. [S3-12.1]"""

    clause: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyChapter:
    """Remedies (退换修权益). `classes` are the names of cases, the one that counts first standing first."""

    clause: str
    remedies: tuple[Remedy, ...]
    rules: tuple[RemedyRule, ...]
    offers: OfferOrder | None = None
    classes: tuple[str, ...] = ()
    governed_by: GovernedBy = GovernedBy.CASE_OPENED

"""The chapter on remedies (权益): what the customer may have, who chooses, in which order it is offered."""

from dataclasses import dataclass

from domain.rulebook.policies.common import Rule
from domain.rulebook.text import Text

CUSTOMER = "customer"
"""Who chooses, besides the roles of the rulebook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyRule(Rule):
    """What is given when the rule applies (权益规则). `chooser`: customer, or the role that decides among `gives`."""

    gives: tuple[str, ...]
    chooser: str = CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A remedy by name (处理方式): refund, exchange, repair … `same_model` asks that the model given is the one taken;
    `from_stock` that it lies reserved, else the customer chooses among `without_stock`."""

    id: str
    clause: str
    name: Text
    same_model: bool = False
    from_stock: bool = False
    without_stock: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOrder:
    """The order in which an agent offers (报价顺序): it never takes an entitlement away. [S3-12.1]"""

    clause: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyChapter:
    """Remedies (退换修权益)."""

    clause: str
    remedies: tuple[Remedy, ...]
    rules: tuple[RemedyRule, ...]
    offers: OfferOrder | None = None

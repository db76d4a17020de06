"""Who acts, and how a complaint comes in (角色、部门与渠道)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.rulebook.text import Text


class Audience(StrEnum):
    """Who looks (可见范围), from the outermost inwards. A customer never sees the dealer's shipping price or a fine."""

    CUSTOMER = "customer"
    DEALER = "dealer"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role (角色) that owes steps or is told of them; one person may hold several. `supervisor` may rule.

    `audience`: whether it belongs to the company, to a dealer of the company's, or to a customer.
    """

    id: str
    name: Text
    clause: str
    supervisor: bool = False
    audience: Audience = Audience.COMPANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department (部门) that a complaint may be sent to; `role` answers for it."""

    id: str
    name: Text
    clause: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a complaint comes in (渠道): phone, letter, WeChat, visit, e-mail."""

    id: str
    name: Text
    clause: str

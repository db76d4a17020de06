"""Who acts, and how a complaint comes in (角色、部门与渠道)."""

from dataclasses import dataclass

from domain.rulebook.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role (角色) that owes steps or is told of them; one person may hold several. `supervisor` may rule."""

    id: str
    name: Text
    clause: str
    supervisor: bool = False


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

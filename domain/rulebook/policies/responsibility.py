"""The chapter on responsibility (责任判定): who is proposed as responsible, and who rules."""

from dataclasses import dataclass

from domain.rulebook.policies.common import Rule
from domain.rulebook.text import Text

NOBODY = "nobody"
"""The party where nobody is responsible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityRule(Rule):
    """Proposes a party (责任建议): by its id, or the one that the fact `party` names.

    `among` are the parties that the fact may name; `by_person`: while it names none, whoever rules chooses; `split`:
    whoever rules divides it among those at fault.
    """

    party: str = NOBODY
    among: tuple[str, ...] = ()
    by_person: bool = False
    split: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What someone may be responsible for (判责事项). At most one rule counts; when none applies, `otherwise` is the
    party, without it a person decides. `each` is a list of facts: the rules are then read of every item of it."""

    id: str
    clause: str
    name: Text
    rules: tuple[ResponsibilityRule, ...]
    otherwise: str | None = None
    each: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityChapter:
    """Responsibility (责任). `ruled_by` decides, `appeal_to` hears an appeal, which supersedes and never edits."""

    clause: str
    ruled_by: str
    appeal_to: str
    matters: tuple[Matter, ...]

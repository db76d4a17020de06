"""The chapter on responsibility (责任判定): who is proposed as responsible, and who rules."""

from dataclasses import dataclass

from domain.rulebook.policies.common import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityRule(Rule):
    """Proposes a party (责任建议): a party of the settlement chapter, or `PartyOf` a fact."""

    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityChapter:
    """Responsibility (责任). `ruled_by` decides, `appeal_to` hears an appeal, which supersedes and never edits."""

    clause: str
    ruled_by: str
    appeal_to: str
    rules: tuple[ResponsibilityRule, ...]

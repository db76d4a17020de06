"""The chapter on warranty (保修): how long each component is covered, by what proof, and what excludes."""

from dataclasses import dataclass
from enum import StrEnum

from domain.rulebook.policies.common import PROOF_DATE as PROOF_DATE  # an anchor of terms, so part of this chapter too
from domain.rulebook.policies.common import GovernedBy, Rolls, Rule
from domain.rulebook.text import Text


class Replaced(StrEnum):
    """Warranty of a unit that was given in exchange (换货后的保修). [S0-3.6]"""

    REMAINDER = "remainder"
    RESTART = "restart"


class WithoutPapers(StrEnum):
    """What no valid paper means (无有效凭证)."""

    IRRELEVANT = "irrelevant"
    """The manual asks for none: the date that is known counts."""
    CHARGEABLE = "chargeable"
    FALLBACK = "fallback"
    """The component's `without_proof` decides."""


class PapersNeeded(StrEnum):
    """How many kinds of papers it takes (凭证要求). [S3-6.2d]"""

    ANY = "any"
    ALL = "all"


class Flawed(StrEnum):
    """What an altered or incomplete paper is (凭证瑕疵)."""

    VOID = "void"
    """Not provided."""
    HOLD = "hold"
    """Curable: the case waits. [S3-2.3]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutProof:
    """The term that holds without papers (无凭证保修期): the component's own months + `plus_months` in one addition."""

    clause: str
    anchor: str
    plus_months: int
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTerm:
    """How long a component is covered (保修期限): `months`, or what the fact `months_from` says of the model.

    `statutory_floor` says where the law may give more: it is shown, and never applied. [G-16]
    """

    id: str
    clause: str
    name: Text
    anchor: str
    months: int | None = None
    months_from: str | None = None
    roll: Rolls = Rolls.NONE
    without_proof: WithoutProof | None = None
    statutory_floor: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRule:
    """A paper that proves the purchase (凭证要求). Of several valid ones the lowest `rank` gives the date."""

    id: str
    clause: str
    name: Text
    fields: tuple[str, ...]
    rank: int
    seal: str | None = None
    altered: Flawed = Flawed.VOID
    incomplete: Flawed = Flawed.VOID


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceContract:
    """A kind of service contract (服务合同): whether a job under it is free, or billed at the agreed price. [S4-3.6]"""

    id: str
    clause: str
    name: Text
    covered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WarrantyChapter:
    """Warranty (保修).

    `judged_by` is the fact that must fall inside the term. `covered`, `chargeable` are the manual's own names of the
    two classes. `exclusions` apply when one of their rules does, `damages` when an item of those lists was found.
    """

    clause: str
    judged_by: str
    covered: str
    chargeable: str
    coverage: tuple[CoverageTerm, ...] = ()
    proofs: tuple[ProofRule, ...] = ()
    without_papers: WithoutPapers = WithoutPapers.IRRELEVANT
    papers_needed: PapersNeeded = PapersNeeded.ANY
    replaced: Replaced = Replaced.REMAINDER
    damages: tuple[str, ...] = ()
    exclusions: tuple[Rule, ...] = ()
    contracts: tuple[ServiceContract, ...] = ()
    governed_by: GovernedBy = GovernedBy.CASE_OPENED

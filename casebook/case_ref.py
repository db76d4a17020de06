"""What asking a case takes from its row (案件行)."""

from dataclasses import dataclass

from contracts.commands import Known


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case's row as it was read, without its view."""

    case_no: str
    company: str
    workflow_id: str
    plan_hash: str
    revision: int
    head: str
    epoch: int
    input_offset: int
    rehearsal: bool
    resume_always: bool
    frozen: str | None
    closed_at: int | None
    sealed_at: int | None

    @property
    def known(self) -> Known:
        """What the table holds."""
        return Known(revision=self.revision, head=self.head)

"""What whoever sent a command is told (答复)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contracts.commands import Refusal
from domain.content import content_hash

Status = Literal["done", "accepted", "refused", "unavailable"]

RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """done: stored, durable. accepted: an intake that its case has not answered yet. refused: final, see `refusal`.

    unavailable: a form whose case has not answered; repeat with the same key after `retry_after` seconds, the
    re-driver goes on meanwhile. `revision` is where the command took effect (done) or was refused.
    """

    status: Status
    case_no: str | None
    command_id: str
    revision: int = 0
    refusal: Refusal | None = None
    replayed: bool = False
    retry_after: int | None = None
    silent: bool = False
    """Temporal, or whoever should have answered, said nothing at all."""
    case: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """The case with its customer as it was just stored, where whoever stored it asks: saves reading it again."""


def body_hash(body: dict[str, Any]) -> str:
    """Content hash of what was asked, so that the same key with another body is told apart."""
    return content_hash(body)


def from_stored(row: dict[str, Any], *, replayed: bool) -> Answer | None:
    """The answer that stands in a command's row, or None while it has none."""
    answer = row["answer"]
    if row["status"] == "done":
        return Answer("done", row["case_no"], row["id"], answer.get("revision", 0), replayed=replayed)
    if row["status"] == "refused":
        refusal = Refusal(**answer)
        return Answer("refused", row["case_no"], row["id"], refusal.revision, refusal, replayed)
    return None

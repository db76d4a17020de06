"""Errors of the casebook (错误). The one table of codes: the API maps kinds to statuses and codes to words.

Codes of the case itself (`contracts.commands.FINAL_REFUSALS`) are listed too, since their refusals come back this way.
"""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What sort of trouble a code speaks of."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    PRECONDITION_REQUIRED = "precondition_required"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    STARTUP = "startup"


CODES: Final[dict[str, Kind]] = {
    # before a command is accepted: nothing was written
    "unauthorized": Kind.UNAUTHENTICATED,
    "idempotency_key_invalid": Kind.INVALID,
    "idempotency_key_reused": Kind.INVALID,
    "still_running": Kind.CONFLICT,
    "not_found": Kind.NOT_FOUND,
    "forbidden": Kind.FORBIDDEN,
    "precondition_required": Kind.PRECONDITION_REQUIRED,
    "too_many_asks": Kind.BUSY,
    "database_unavailable": Kind.UNAVAILABLE,
    "rulebook_unknown": Kind.NOT_FOUND,
    # a field that does not agree with the rulebook or the case (`contracts.checks`)
    "unknown_channel": Kind.INVALID,
    "unknown_complaint_type": Kind.INVALID,
    "unknown_department": Kind.INVALID,
    "unknown_satisfaction": Kind.INVALID,
    "department_required": Kind.INVALID,
    "complaint_type_required": Kind.INVALID,
    "satisfaction_required": Kind.INVALID,
    "not_a_date": Kind.INVALID,
    "promised_in_past": Kind.INVALID,
    "promised_too_far": Kind.INVALID,
    "not_reached": Kind.INVALID,
    "callback_limit": Kind.INVALID,
    # the case's row
    "case_frozen": Kind.UNAVAILABLE,
    "case_unavailable": Kind.UNAVAILABLE,
    "busy": Kind.BUSY,
    "not_yet": Kind.UNAVAILABLE,
    "not_open_yet": Kind.UNAVAILABLE,
    "fork": Kind.UNAVAILABLE,
    # final refusals: stored as the command's answer
    "task_not_open": Kind.CONFLICT,
    "offer_not_open": Kind.CONFLICT,
    "escalation_not_open": Kind.CONFLICT,
    "stale_revision": Kind.CONFLICT,
    "superseded": Kind.CONFLICT,
    "case_closed": Kind.CONFLICT,
    "wrong_form": Kind.INVALID,
    "wrong_actor": Kind.FORBIDDEN,
    "invalid_fields": Kind.INVALID,
    "too_far_back": Kind.INVALID,
    "occurred_out_of_range": Kind.INVALID,
    # at start
    "rulebook_changed": Kind.STARTUP,
    "actors_file_missing": Kind.STARTUP,
    "actors_file_invalid": Kind.STARTUP,
    # healing
    "history_incomplete": Kind.UNAVAILABLE,
    "history_inconsistent": Kind.UNAVAILABLE,
}
"""Every code the casebook raises or hands on, and its kind."""


class CasebookError(Exception):
    """A typed error. `pointer` is a JSON pointer into the request, `params` what the message may name."""

    def __init__(
        self,
        code: str,
        *,
        pointer: str | None = None,
        clause: str | None = None,
        retry_after: int | None = None,
        params: dict[str, str | int] | None = None,
    ) -> None:
        super().__init__(code, pointer, params or {})
        self.code, self.pointer, self.clause = code, pointer, clause
        self.retry_after, self.params = retry_after, params or {}

    @property
    def kind(self) -> Kind:
        """What sort of trouble this is."""
        return CODES[self.code]

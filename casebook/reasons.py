"""Reasons (理由) that a person has to give for what goes on record."""

from casebook.errors import CasebookError

REASON_LENGTH = 500


def checked(reason: str) -> str:
    """The reason without space around it. Raises CasebookError (invalid_fields) for one that says nothing."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH or "\x00" in reason:
        raise CasebookError("invalid_fields", pointer="/reason")
    return reason

"""Names of workflows, updates, queries, activities: fixed for ever, since histories carry them."""

from typing import Final

COMPLAINT: Final = "complaint"
"""Case type and workflow type of a complaint (投诉)."""

CASE_NUMBER_PREFIXES: Final = {COMPLAINT: "TS"}

SUBMIT: Final = "submit"
"""Update: the intake's own form, or a form for a task or an offer."""
INTERVENE: Final = "intervene"
"""Update: withdraw, acknowledge."""
VIEW: Final = "view"
"""Query: the case as it stands (`contracts.view.CaseView` as plain data)."""
EVENTS: Final = "events"
"""Query: a page of events after a revision, as a receipt."""

PROJECT: Final = "project"
"""Activity: store events that no receipt carried."""

DISPATCH: Final = "dispatch"
"""Workflow that keeps one channel's dispatcher running."""
DISPATCH_CHANNEL: Final = "dispatch_channel"
"""Activity: hand over due notices of one channel."""


def workflow_id(case_type: str, case_no: str) -> str:
    """The id under which a case's workflow runs."""
    return f"{case_type}/{case_no}"

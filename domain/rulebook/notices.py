"""What is sent to whom when (通知)."""

from dataclasses import dataclass
from enum import StrEnum


class Trigger(StrEnum):
    """What sets a notice off (触发事件). Each is fired by the kit or by the complaint's procedure."""

    ACCEPTED = "accepted"
    """Intake recorded, answer promised."""
    TASK_OPENED = "task_opened"
    """A step's task opens: the notice is the one the step names."""
    REMINDER = "reminder"
    """A task's or promise's reminder is due."""
    BREACH = "breach"
    """A binding deadline has passed: told to who owes it."""
    RUNG = "rung"
    """A rung of a ladder fires."""
    OPINION_TOLD = "opinion_told"
    REPLIED = "replied"
    """The department's reply and solution are in."""
    SOLUTION_TOLD = "solution_told"
    SOLUTION_REJECTED = "solution_rejected"
    """The customer disagrees; the department owes again."""
    REJECTED_REPEATEDLY = "rejected_repeatedly"
    """The rejection that the consent rule escalates at (each further one as well)."""
    RESPONSIBILITY_REFUSED = "responsibility_refused"
    SURVEY_FILED = "survey_filed"
    """A callback's survey is back with an answer of the customer."""
    NO_ANSWER = "no_answer"
    """All attempts of a callback are used up."""
    APPEALED = "appealed"
    CLOSED = "closed"
    """The complaint is closed as satisfied."""
    WITHDRAWN = "withdrawn"


CUSTOMER = "customer"
DEPARTMENT = "department"
OWNER = "owner"
ADDRESSEE = "addressee"
ROLE_PREFIX = "role:"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """A notice (通知).

    `to`: "customer", "department" (the responsible one), "owner" (of the task or promise), "addressee" (of the rung) or
    "role:<id>". `channel`: "sms", "email" …, as the gateways name it. `template` names the words, kept elsewhere.
    """

    id: str
    clause: str
    on: Trigger
    to: str
    template: str
    channel: str
    even_in_quiet_hours: bool = False

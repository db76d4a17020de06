"""Ladders of escalation (逐级升级) and reminders (催办提醒)."""

from dataclasses import dataclass

from domain.time.reminders import ReminderRule
from domain.time.term import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung (升级层级): `to` is a role id; the next fires unless acknowledged in the term (the last has none)."""

    to: str
    acknowledge_within: Term | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Whom a breach is told to, one after another (升级路径). Rung 1 fires at the breach."""

    id: str
    clause: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder before a deadline (到期前提醒), sent to who owes it; `remind_at(reminder.rule, …)` says when."""

    rule: ReminderRule

"""Whether every rule of a rulebook can fire (规则可达性): nothing unreachable, unaddressed, unclocked or dead.

The checks read the typed rulebook; each yields its problems with the path of the value and its clause.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.rulebook import procedure
from domain.rulebook.book import POLICIES, Rulebook
from domain.rulebook.complaint import ComplaintChapter
from domain.rulebook.errors import RulebookError
from domain.rulebook.notices import ADDRESSEE, CUSTOMER, DEPARTMENT, OWNER, ROLE_PREFIX, NoticeRule, Trigger
from domain.rulebook.people import Audience
from domain.rulebook.policies.incentives import Party
from domain.time.calendar import Window
from rulebooks.complaint_liveness import check_complaint, roles_named
from rulebooks.policy_liveness import check_policies
from rulebooks.policy_names import roles_named as roles_of_policies

_ADDRESSEES = {
    Trigger.TASK_OPENED: (OWNER, DEPARTMENT),
    Trigger.REMINDER: (OWNER,),
    Trigger.BREACH: (OWNER,),
    Trigger.RUNG: (ADDRESSEE,),
}
"""Who can be meant; every other trigger may tell the customer, the department or a role."""
_NEVER_SILENT = (Trigger.REMINDER, Trigger.BREACH, Trigger.RUNG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What exists outside of the rulebook: ids of forms, regions of calendars; what notices are sent by and in."""

    forms: frozenset[str]
    regions: frozenset[str]
    channels: frozenset[str]
    templates: frozenset[str]
    languages: frozenset[str]


def check(book: Rulebook, known: Known, file: str = "") -> tuple[RulebookError, ...]:
    """Every problem of liveness, with `file` in each; empty if every rule can fire."""
    problems = [*_check_people(book), *_check_sending(book, known), *_check_hours(book, known)]
    if book.complaint is not None:
        problems += [*_check_offices(book), *_check_notices(book)]
        problems.extend(check_complaint(book, book.complaint, known.forms))
    elif not any(getattr(book, chapter) for chapter in POLICIES):
        problems.append(RulebookError("chapter_missing", key="complaint"))
    problems.extend(check_policies(book))
    clauses = {source.key: source.clause for source in book.sources}
    for problem in problems:
        problem.file, problem.clause = file, problem.clause or clauses.get(problem.key, "")
    return tuple(problems)


def _check_people(book: Rulebook) -> Iterator[RulebookError]:
    roles = {role.id: role for role in book.roles}
    if procedure.ENGINE_ROLE not in roles:
        yield RulebookError("role_missing", key="roles", role=procedure.ENGINE_ROLE)
    if not any(role.supervisor for role in book.roles):
        yield RulebookError("supervisor_missing", key="roles")
    named = _named_roles(book, book.complaint)
    for key, clause, role in named:
        if role not in roles:
            yield RulebookError("role_unknown", key=key, clause=clause, role=role)
    if book.complaint is None and _may_own(book):
        return
    used = {role for _, _, role in named} | {procedure.ENGINE_ROLE}
    used |= {role_rule.id for role_rule in book.roles if role_rule.supervisor and book.complaint is None}
    for role_rule in book.roles:
        if role_rule.id not in used and role_rule.audience is Audience.COMPANY:  # others look, and need not owe
            yield RulebookError("role_unused", key=f"roles.{role_rule.id}", clause=role_rule.clause, role=role_rule.id)


def _may_own(book: Rulebook) -> bool:
    """Whether facts may name any role: whoever owed something is fined or rewarded."""
    rules = book.incentives.rules if book.incentives else ()
    return any(Party.OWNER in (rule.payer, rule.payee) for rule in rules)


def _check_offices(book: Rulebook) -> Iterator[RulebookError]:
    if not book.departments:
        yield RulebookError("empty", key="departments")
    if not book.channels:
        yield RulebookError("empty", key="channels")


def _named_roles(book: Rulebook, chapter: ComplaintChapter | None) -> list[tuple[str, str, str]]:
    """(path, clause, role id) of every mention of a role."""
    named = [(f"departments.{item.id}.role", item.clause, item.role) for item in book.departments]
    named += [
        (f"notices.{notice.id}.to", notice.clause, notice.to.removeprefix(ROLE_PREFIX))
        for notice in book.notices
        if notice.to.startswith(ROLE_PREFIX)
    ]
    return [*named, *(roles_named(chapter) if chapter else ()), *roles_of_policies(book)]


def _check_notices(book: Rulebook) -> Iterator[RulebookError]:
    steps = book.complaint.steps if book.complaint else ()
    named = {step.notice for step in steps}
    for step in steps:
        notice = next((item for item in book.notices if item.id == step.notice), None)
        if step.notice and (notice is None or notice.on is not Trigger.TASK_OPENED):
            key = f"complaint.steps.{step.id}.notice"
            yield RulebookError("notice_unknown", key=key, clause=step.clause, notice=step.notice)
        elif step.notice is None:
            yield RulebookError("step_untold", key=f"complaint.steps.{step.id}", clause=step.clause, step=step.id)
    for rule in book.notices:
        if rule.on is Trigger.TASK_OPENED and rule.id not in named:
            yield RulebookError("notice_unused", key=f"notices.{rule.id}", clause=rule.clause, notice=rule.id)
        if not _addressee_possible(rule):
            yield RulebookError("addressee_invalid", key=f"notices.{rule.id}.to", clause=rule.clause, to=rule.to)
    for trigger in _NEVER_SILENT:
        if not book.notices_on(trigger):
            yield RulebookError("trigger_without_notice", key="notices", trigger=trigger.value)


def _check_sending(book: Rulebook, known: Known) -> Iterator[RulebookError]:
    if book.language not in known.languages:
        yield RulebookError("language_unknown", key="language", language=book.language)
    for rule in book.notices:
        key = f"notices.{rule.id}"
        if rule.channel not in known.channels:
            yield RulebookError("channel_unknown", key=f"{key}.channel", clause=rule.clause, channel=rule.channel)
        if rule.template not in known.templates:
            yield RulebookError("template_unknown", key=f"{key}.template", clause=rule.clause, template=rule.template)


def _addressee_possible(rule: NoticeRule) -> bool:
    if rule.on in _ADDRESSEES:
        return rule.to in _ADDRESSEES[rule.on] or (rule.on is Trigger.BREACH and rule.to.startswith(ROLE_PREFIX))
    return rule.to in (CUSTOMER, DEPARTMENT) or rule.to.startswith(ROLE_PREFIX)


def _check_hours(book: Rulebook, known: Known) -> Iterator[RulebookError]:
    if book.calendar not in known.regions:
        yield RulebookError("calendar_unknown", key="calendar", region=book.calendar)
    if not book.windows:
        yield RulebookError("clock_undefined", key="windows")
    for key, windows in (("windows", book.windows), ("quiet", book.quiet)):
        if _overlap(windows):
            yield RulebookError("windows_overlap", key=key)


def _overlap(windows: Iterable[Window]) -> bool:
    ordered = sorted((window.opens, window.closes) for window in windows)
    return any(after[0] < before[1] for before, after in pairwise(ordered))

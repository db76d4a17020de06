"""Whether every rule of the complaint chapter can fire (投诉章规则可达性)."""

from collections.abc import Iterator

from domain.rulebook.book import Rulebook
from domain.rulebook.complaint import CallbackPolicy, ComplaintChapter, DeadlineFrom, PromiseRule, StepRule
from domain.rulebook.errors import RulebookError
from domain.rulebook.ladder import Ladder
from domain.rulebook.procedure import (
    FORM_OF_OFFER,
    FORM_OF_STEP,
    INTAKE_FORM,
    KEEPS_A_PROMISE,
    LOOP_TARGETS,
    Offer,
    Promise,
    Step,
    on_every_path,
    reachable,
)
from domain.time.term import Clock

Problems = Iterator[RulebookError]

_DEADLINE_OF = {Step.CARRY_OUT: DeadlineFrom.PROMISED_DATE, Step.CALLBACK: DeadlineFrom.CALLBACK_POLICY}
"""The steps whose deadline the procedure takes from elsewhere, whatever their term: they have it, and no other step."""


def check_complaint(book: Rulebook, chapter: ComplaintChapter, forms: frozenset[str]) -> Problems:
    """Every problem of liveness in the chapter."""
    yield from _check_ids(chapter)
    yield from _check_forms(chapter, forms)
    for step in chapter.steps:
        yield from _check_step(step)
    yield from _check_departments(book, chapter)
    yield from _check_ladders(chapter)
    for promise in chapter.promises:
        yield from _check_promise(promise)
    yield from _check_callbacks(chapter)
    yield from _check_numbers(chapter)


def roles_named(chapter: ComplaintChapter) -> Iterator[tuple[str, str, str]]:
    """(path, clause, role id) of every mention of a role in the chapter."""
    yield "complaint.intake.role", chapter.intake.clause, chapter.intake.role
    for step in chapter.steps:
        yield f"complaint.steps.{step.id}.role", step.clause, step.role
    for offer in chapter.offers:
        yield f"complaint.offers.{offer.id}.role", offer.clause, offer.role
    for promise in chapter.promises:
        yield f"complaint.promises.{promise.id}.owner", promise.clause, promise.owner
    for ladder in chapter.ladders:
        for n, rung in enumerate(ladder.rungs):
            yield f"complaint.ladders.{ladder.id}.rungs[{n}].to", ladder.clause, rung.to
    yield "complaint.appeal.investigator", chapter.appeal.clause, chapter.appeal.investigator
    yield "complaint.back_dating.supervisor", chapter.back_dating.clause, chapter.back_dating.supervisor


def _check_ids(chapter: ComplaintChapter) -> Problems:
    """The procedure finds all that it asks for, and nothing lies there that it never asks for."""
    for part, items, known in (
        ("steps", chapter.steps, tuple(Step)),
        ("offers", chapter.offers, tuple(Offer)),
        ("promises", chapter.promises, tuple(Promise)),
    ):
        ids = [item.id for item in items]
        for item in items:
            if item.id not in known:
                yield RulebookError("unreachable", key=f"complaint.{part}.{item.id}", clause=item.clause, id=item.id)
        for wanted in known:
            if wanted not in ids:
                yield RulebookError("missing_key", key=f"complaint.{part}.{wanted.value}", clause=chapter.clause)
    found = reachable(chapter)
    for step in chapter.steps:
        if step.id in tuple(Step) and step.id not in found:
            yield RulebookError("unreachable", key=f"complaint.steps.{step.id}", clause=step.clause, id=step.id)
    if chapter.type_due.by not in (Step.INVESTIGATE, Step.CARRY_OUT):
        key = "complaint.type_due.by"
        yield RulebookError("step_unfit", key=key, clause=chapter.type_due.clause, step=chapter.type_due.by)


def _check_forms(chapter: ComplaintChapter, forms: frozenset[str]) -> Problems:
    named = [("complaint.intake.form", chapter.intake.clause, chapter.intake.form, INTAKE_FORM)]
    for step in chapter.steps:
        key = f"complaint.steps.{step.id}.forms"
        if step.id in tuple(Step) and len(step.forms) != 1:
            yield RulebookError("form_unfit", key=key, clause=step.clause, expected=FORM_OF_STEP[Step(step.id)])
        named += [(key, step.clause, form, FORM_OF_STEP.get(step.id, form)) for form in step.forms]  # type: ignore[call-overload]
    for offer in chapter.offers:
        expected = FORM_OF_OFFER.get(offer.id, offer.form)  # type: ignore[call-overload]
        named.append((f"complaint.offers.{offer.id}.form", offer.clause, offer.form, expected))
    always = (INTAKE_FORM, *(FORM_OF_STEP[step] for step in on_every_path(chapter)))
    for n, form in enumerate(chapter.closing.archive):
        if form in forms and form not in always:
            yield RulebookError("never_fires", key=f"complaint.closing.archive[{n}]", clause=chapter.closing.clause)
        named.append((f"complaint.closing.archive[{n}]", chapter.closing.clause, form, form))
    for key, clause, form, expected in named:
        if form not in forms:
            yield RulebookError("form_unknown", key=key, clause=clause, form=form)
        elif form != expected:
            yield RulebookError("form_unfit", key=key, clause=clause, expected=expected)


def _check_step(step: StepRule) -> Problems:
    """A clock, and what follows from it; nothing that no clock sets off."""
    key = f"complaint.steps.{step.id}"
    if (step.term is not None) != (step.deadline is DeadlineFrom.TERM):
        yield RulebookError("clock_undefined", key=f"{key}.term", clause=step.clause)
    own = _DEADLINE_OF.get(step.id)  # type: ignore[call-overload]
    if step.deadline != own if own else step.deadline in _DEADLINE_OF.values():
        yield RulebookError("clock_undefined", key=f"{key}.deadline", clause=step.clause)
    clocked = step.deadline is not DeadlineFrom.NONE
    if step.binding and step.ladder is None:
        yield RulebookError("ladder_missing", key=f"{key}.ladder", clause=step.clause)
    if (step.ladder is not None and not step.binding) or (step.binding and not clocked):
        yield RulebookError("never_fires", key=f"{key}.ladder", clause=step.clause)
    if step.reminders and not clocked:
        yield RulebookError("never_fires", key=f"{key}.reminders", clause=step.clause)
    if clocked and not step.binding and not step.reminders:
        yield RulebookError("never_fires", key=f"{key}.term", clause=step.clause)


def _check_departments(book: Rulebook, chapter: ComplaintChapter) -> Problems:
    answering = {step.role for step in chapter.steps if step.of_department}
    for department in book.departments:
        if answering and {department.role} != answering:
            key = f"departments.{department.id}.role"
            yield RulebookError("role_unfit", key=key, clause=department.clause, role=department.role)
    ids = [department.id for department in book.departments]
    for kind in chapter.types:
        if kind.department is not None and kind.department not in ids:
            key = f"complaint.types.{kind.id}.department"
            yield RulebookError("department_unknown", key=key, clause=kind.clause, department=kind.department)


def _check_ladders(chapter: ComplaintChapter) -> Problems:
    named = [(f"complaint.steps.{step.id}.ladder", step.clause, step.ladder) for step in chapter.steps if step.ladder]
    named += [(f"complaint.promises.{item.id}.ladder", item.clause, item.ladder) for item in chapter.promises]
    named.append(("complaint.consent.ladder", chapter.consent.clause, chapter.consent.ladder))
    ids = [ladder.id for ladder in chapter.ladders]
    for key, clause, ladder_id in named:
        if ladder_id not in ids:
            yield RulebookError("ladder_unknown", key=key, clause=clause, ladder=ladder_id)
    for ladder in chapter.ladders:
        if ladder.id not in [name for _, _, name in named]:
            yield RulebookError("ladder_unused", key=f"complaint.ladders.{ladder.id}", clause=ladder.clause)
        yield from _check_rungs(ladder)


def _check_rungs(ladder: Ladder) -> Problems:
    key = f"complaint.ladders.{ladder.id}.rungs"
    if not ladder.rungs:
        yield RulebookError("ladder_unaddressed", key=key, clause=ladder.clause)
    for n, rung in enumerate(ladder.rungs):
        last = n == len(ladder.rungs) - 1
        if last != (rung.acknowledge_within is None):
            code = "never_fires" if last else "clock_undefined"
            yield RulebookError(code, key=f"{key}[{n}].acknowledge_within", clause=ladder.clause)


def _check_promise(promise: PromiseRule) -> Problems:
    key = f"complaint.promises.{promise.id}.kept_by"
    if not promise.kept_by:
        yield RulebookError("never_kept", key=key, clause=promise.clause)
    for step in promise.kept_by:
        if step not in KEEPS_A_PROMISE:
            yield RulebookError("step_unfit", key=key, clause=promise.clause, step=step)


def _check_callbacks(chapter: ComplaintChapter) -> Problems:
    ids = [policy.id for policy in chapter.callbacks]
    if not chapter.types:
        yield RulebookError("empty", key="complaint.types", clause=chapter.clause)
    for kind in chapter.types:
        if kind.callbacks not in ids:
            key = f"complaint.types.{kind.id}.callbacks"
            yield RulebookError("policy_unknown", key=key, clause=kind.clause, policy=kind.callbacks)
    for policy in chapter.callbacks:
        if policy.id not in [kind.callbacks for kind in chapter.types]:
            yield RulebookError("policy_unused", key=f"complaint.callbacks.{policy.id}", clause=policy.clause)
        yield from _check_policy(policy)


def _check_policy(policy: CallbackPolicy) -> Problems:
    key = f"complaint.callbacks.{policy.id}"
    for name, amount in (("required", policy.required), ("attempts", policy.attempts)):
        if amount < 1:
            yield RulebookError("number_too_small", key=f"{key}.{name}", clause=policy.clause, least=1)
    if policy.at_most is not None and policy.at_most < policy.required:
        yield RulebookError("number_too_small", key=f"{key}.at_most", clause=policy.clause, least=policy.required)
    for answer in policy.satisfied:
        if answer not in policy.answers:
            yield RulebookError("answer_unknown", key=f"{key}.satisfied", clause=policy.clause, answer=answer)
    if not policy.satisfied or all(answer in policy.satisfied for answer in policy.answers):
        yield RulebookError("never_fires", key=f"{key}.satisfied", clause=policy.clause)
    if policy.loop_target not in LOOP_TARGETS:
        yield RulebookError("step_unfit", key=f"{key}.loop_target", clause=policy.clause, step=policy.loop_target)


def _check_numbers(chapter: ComplaintChapter) -> Problems:
    least = [
        (
            "complaint.consent.escalate_after_rejections",
            chapter.consent.clause,
            chapter.consent.escalate_after_rejections,
        ),
        ("complaint.appeal.at_most", chapter.appeal.clause, chapter.appeal.at_most),
        *((f"complaint.offers.{item.id}.per_round", item.clause, item.per_round) for item in chapter.offers),
    ]
    for key, clause, number in least:
        if number < 1:
            yield RulebookError("number_too_small", key=key, clause=clause, least=1)
    for offer in chapter.offers:
        if offer.id == Offer.APPEAL and offer.per_round != chapter.appeal.at_most:
            key = f"complaint.offers.{offer.id}.per_round"
            yield RulebookError("number_unlike", key=key, clause=offer.clause, other="complaint.appeal.at_most")
    if chapter.back_dating.tolerance.clock is not Clock.CLOCK_HOURS:
        yield RulebookError("clock_unfit", key="complaint.back_dating.tolerance", clause=chapter.back_dating.clause)

"""Whether a command may be taken now. Pure reading, so validator and handler ask the same question."""

from pydantic import ValidationError

from contracts.checks import problems
from contracts.commands import RESUME_SOON_FORMS, RESUME_SOON_INTERVENTIONS, Command, Known, Refusal
from contracts.forms import FORMS, Form, decision_model
from contracts.view import OfferView, TaskView
from domain.time.instants import MINUTE
from workflows.kit.casefile import CaseFile
from workflows.kit.clock import CaseClock
from workflows.kit.plan import Plan
from workflows.kit.tray import INTAKE, Tray


def decode(command: Command) -> Form:
    """The form of a command without its words. Raises ValidationError or KeyError."""
    form: Form = decision_model(FORMS[command.form or ""]).model_validate(command.fields)
    return form


class Checker:
    """Asks whether the case takes a command as it stands."""

    def __init__(self, file: CaseFile, plan: Plan, clock: CaseClock, tray: Tray) -> None:
        self._file, self._plan, self._clock, self._tray = file, plan, clock, tray

    def refusal(self, command: Command, updates: int) -> Refusal | None:
        """None when the command may be taken; the reason otherwise."""
        known, view = command.known, self._file.view
        if known is not None and self._forked(known):
            return self._because("fork")
        limit = RESUME_SOON_FORMS if command.kind in ("open", "form") else RESUME_SOON_INTERVENTIONS
        if updates >= limit:
            return self._because("busy")
        if command.kind == "open":
            if view.revision or self._tray.holds(INTAKE):
                return self._because("superseded")
            return self._back_dating(command, 0) or self._form(command)
        if view.revision == 0:
            return self._because("not_open_yet")
        if self._tray.ending:
            return self._because("case_closed")
        if command.kind == "withdraw":
            return self._withdrawal(command)
        if command.kind == "acknowledge":
            return self._acknowledgement(command)
        return self._filing(command)

    def _forked(self, known: Known) -> bool:
        """The table holds what this case never recorded."""
        return known.revision > self._file.revision or self._file.head_at(known.revision) not in (None, known.head)

    def _because(
        self, code: str, pointer: str | None = None, clause: str | None = None, detail: str | None = None
    ) -> Refusal:
        revision, head = self._file.revision, self._file.head
        return Refusal(code=code, detail=detail, pointer=pointer, clause=clause, revision=revision, head=head)

    def _withdrawal(self, command: Command) -> Refusal | None:
        if self._file.view.closed_at is not None:
            return self._because("case_closed")
        if command.target_revision is not None and command.target_revision != self._file.revision:
            return self._because("stale_revision")
        allowed = command.actor.supervisor or command.actor.role == self._plan.chapter.intake.role
        return None if allowed else self._because("wrong_actor")

    def _acknowledgement(self, command: Command) -> Refusal | None:
        escalation = self._file.view.escalations.get(command.target or "")
        if escalation is None or escalation.acknowledged:
            return self._because("escalation_not_open")
        return None if command.actor.role == escalation.to else self._because("wrong_actor")

    def _filing(self, command: Command) -> Refusal | None:
        view, target = self._file.view, command.target or ""
        owed: TaskView | OfferView | None = view.tasks.get(target) or view.offers.get(target)
        if owed is None or self._tray.holds(target):
            return self._because("offer_not_open" if ".o" in target else "task_not_open")
        if isinstance(owed, TaskView):
            if command.target_revision is not None and command.target_revision != owed.revision:
                return self._because("stale_revision")
            forms = owed.forms
        else:
            if owed.until is not None and self._clock.judged(command.received_at) >= owed.until:
                return self._because("offer_not_open", clause=owed.clause)
            forms = [owed.form]
        if command.form not in forms:
            return self._because("wrong_form", clause=owed.clause)
        actor = command.actor
        owes = actor.role == owed.role and (owed.department is None or actor.department == owed.department)
        if not owes and not actor.supervisor:
            return self._because("wrong_actor", clause=owed.clause)
        return self._back_dating(command, owed.opened_at) or self._form(command)

    def _back_dating(self, command: Command, opened_at: int) -> Refusal | None:
        if command.occurred_at is None:
            return None
        judged = max(self._clock.judged(command.received_at), opened_at)
        calendar = self._plan.calendar
        earliest = max(opened_at, calendar.at(calendar.first_day, 0))
        if not earliest <= command.occurred_at <= judged:
            return self._because("occurred_out_of_range", "/occurred_at")
        rule, actor = self._plan.chapter.back_dating, command.actor
        may = actor.supervisor or actor.role == rule.supervisor
        if judged - command.occurred_at > rule.tolerance.amount * MINUTE and not may:
            return self._because("too_far_back", "/occurred_at", rule.clause)
        return None

    def _form(self, command: Command) -> Refusal | None:
        try:
            form = decode(command)
        except KeyError:
            return self._because("wrong_form")
        except ValidationError as error:
            if error.errors()[0]["type"] == "extra_forbidden":
                return self._because("not_yet")  # a newer release has accepted it; a worker of that release takes it
            pointer = "/" + "/".join(str(part) for part in error.errors()[0]["loc"])
            return self._because("invalid_fields", pointer, FORMS[command.form or ""].CLAUSE)
        today = self._plan.calendar.date_of(self._clock.judged(command.received_at))
        found = problems(form, self._plan.book, self._file.view if self._file.revision else None, today)
        if not found:
            return None
        return self._because("invalid_fields", found[0].pointer, found[0].clause, found[0].code)

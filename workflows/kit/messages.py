"""The messages that every case has: updates `submit` and `intervene`, queries `view` and `events`.

A handler knows its command already, or fires what is due, repeats the check, lays the form down or sets the flag,
all without yielding; then it waits until the case is settled and hands out what happened.
"""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from contracts import events as ev
from contracts.commands import FINAL_REFUSALS, Command, Receipt, Refusal
from contracts.names import EVENTS, INTERVENE, SUBMIT, VIEW
from contracts.view import to_plain
from workflows.kit.casefile import CaseFile
from workflows.kit.clock import CaseClock
from workflows.kit.refusals import Checker
from workflows.kit.tray import INTAKE, Tray
from workflows.kit.waiting import Waiting


class Messages:
    """Registers the handlers of one case."""

    def __init__(self, file: CaseFile, clock: CaseClock, tray: Tray, waiting: Waiting, checker: Checker) -> None:
        self._file, self._clock, self._tray = file, clock, tray
        self._waiting, self._checker = waiting, checker
        self.in_air = 0
        self.accepted = 0
        workflow.set_update_handler(SUBMIT, self.submit, validator=self.validate)
        workflow.set_update_handler(INTERVENE, self.intervene, validator=self.validate)
        workflow.set_query_handler(VIEW, self.view)
        workflow.set_query_handler(EVENTS, self.events)

    def validate(self, command: Command) -> None:
        """Refuses without a trace in history.

        While a form lies in the tray the case is about to move: what is refused for ever then is refused by the
        handler, once the case has settled, so that who lost is told how the winner left it.
        """
        refusal = None if self._file.knows(command.id) else self._checker.refusal(command, self.accepted)
        if refusal is not None and not (self._tray.moving() and refusal.code in FINAL_REFUSALS):
            self._refuse(refusal)

    def _refuse(self, refusal: Refusal | None) -> None:
        if refusal is not None:
            raise ApplicationError(refusal.code, refusal.model_dump(), type=refusal.code, non_retryable=True)

    async def submit(self, command: Command) -> Receipt:
        """Takes the intake's form, or a form for a task or an offer."""
        return await self._handle(command)

    async def intervene(self, command: Command) -> Receipt:
        """Takes a withdrawal or an acknowledgement."""
        return await self._handle(command)

    async def _handle(self, command: Command) -> Receipt:
        self.in_air += 1
        self.accepted += 1
        try:
            refusal = None if self._file.knows(command.id) else self._accept(command)
            await self._waiting.when_settled()
            if self._tray.dropped(command.id):
                refusal = Refusal(code="superseded")
            if refusal is not None:  # it speaks of the case as it stands now: who lost sees who won
                now = {"revision": self._file.revision, "head": self._file.head}
                self._refuse(refusal.model_copy(update=now))
            return self._receipt(command)
        finally:
            self.in_air -= 1

    def _accept(self, command: Command) -> Refusal | None:
        judged = self._clock.judged(command.received_at)
        if not self._tray.moving():  # what lies there came first, and may keep what is due now
            self._clock.fire(judged)
        self._clock.heard(judged)
        refusal = self._checker.refusal(command, 0)
        if refusal is not None:
            return refusal
        self._clock.moment = judged
        if command.kind == "withdraw":
            self._tray.ending, self._waiting.interrupted = command, True
        elif command.kind == "acknowledge":
            self._acknowledge(command, judged)
        else:
            self._tray.put(INTAKE if command.kind == "open" else command.target or "", command)
        return None

    def _acknowledge(self, command: Command, judged: int) -> None:
        escalation = self._file.view.escalations[command.target or ""]
        late = escalation.acknowledge_by is not None and judged >= escalation.acknowledge_by
        self._file.record(
            ev.ACKNOWLEDGED, judged, command=command, escalation=escalation.id, late=late or None, doc=command.doc
        )

    def _receipt(self, command: Command) -> Receipt:
        since = command.known.revision if command.known else 0
        receipt = self._file.receipt(since, self._clock.now())
        self._file.covered = max(self._file.covered, receipt.revision)
        return receipt

    def view(self) -> dict[str, Any]:
        """The case as it stands, its chain head, its now, and how far the table is known to have come."""
        return {
            "view": to_plain(self._file.view),
            "head": self._file.head,
            "covered": self._file.covered,
            "now": self._clock.now(),
            "epoch": self._file.epoch,
        }

    def events(self, since: int) -> Receipt:
        """A page of events after a revision."""
        return self._file.receipt(since, self._clock.now())

"""The life of a case (案件生命周期): open, closed, sealed; resumed between rounds; ended early by an interrupt."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from contracts import events as ev
from contracts.case import Carried, CaseInput, CaseOutcome
from contracts.commands import Receipt
from contracts.names import PROJECT
from contracts.view import to_plain
from domain.rulebook.notices import Trigger
from workflows.kit.desk import ON_FILE, Desk
from workflows.kit.waiting import Interrupted

RESUME_AFTER_UPDATES = 1_000
PROJECT_TIMEOUT = timedelta(seconds=30)
PROJECT_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10), maximum_attempts=0
)


class InvariantError(Exception):
    """The case would do what it must never do. Its workflow task fails: the case stands still and alarms."""


class Life:
    """Runs one case's procedure on its desk, keeps its one timer set and its table informed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._projecting = False
        self._fresh = desk.case.carried is not None
        """Just resumed: the next resume point is the one that was resumed at."""

    async def run(self, case_type: str, procedure: Callable[[], Awaitable[None]]) -> CaseOutcome:
        """From the intake, or a resume, to the seal. The outcome stands in the view when the procedure returns."""
        desk = self._desk
        house = desk.waiting.keep(self._keep_house())
        try:
            if desk.case.carried is None:
                await desk.intake(case_type)
            await procedure()
        except Interrupted:
            self._withdraw()
        desk.tray.drop_all()
        desk.file.record(ev.SEALED, desk.clock.moment, conclusion=desk.memory.get("conclusion"))
        desk.clock.rest()
        desk.waiting.finish()
        await desk.waiting.when_settled(lambda: self._quiet() and desk.file.covered >= desk.file.revision)
        house.cancel()
        return CaseOutcome(outcome=desk.view.outcome or "", revision=desk.file.revision, head=desk.file.head)

    def _withdraw(self) -> None:
        """The customer withdraws (撤诉): allowed from any open state."""
        desk, command = self._desk, self._desk.tray.ending
        assert command is not None  # noqa: S101 - an interrupt is always set with its command
        desk.tray.drop_all()
        desk.file.record(ev.WITHDRAWN, desk.clock.moment, command=command, doc=command.doc)
        desk.close("withdrawn", "withdrawn")
        desk.announce(Trigger.WITHDRAWN, doc=command.doc)

    def _quiet(self) -> bool:
        return self._desk.messages.in_air == 0 and not self._projecting

    async def resume_point(self) -> None:
        """Head of the outer loop: continues as new when the run has grown long, or always, if the input says so."""
        desk, fresh = self._desk, self._fresh
        self._fresh = False
        long = desk.messages.accepted >= RESUME_AFTER_UPDATES or workflow.info().is_continue_as_new_suggested()
        if fresh or not (desk.case.resume_always or long):
            return
        await desk.waiting.until(self._quiet)
        workflow.continue_as_new(self._carried_on())

    def _carried_on(self) -> CaseInput:
        desk = self._desk
        first, head, texts = desk.file.last_events()
        carried = Carried(
            view=to_plain(desk.view),
            events=texts,
            first_event=first,
            head_before=head,
            covered=desk.file.covered,
            counters=desk.ids.counters,
            memory={**desk.memory, ON_FILE: desk.owed.on_file},
            anchor=desk.anchor,
            moment=desk.clock.moment,
            doc=desk.owed.last_doc,
        )
        return desk.case.model_copy(update={"carried": carried})

    async def _keep_house(self) -> None:
        """Whenever the case is settled: set the timer to what is due first, store what no receipt carried."""
        desk = self._desk
        while True:
            await desk.waiting.when_settled(lambda: desk.clock.wants_arming() or self._must_project())
            if desk.clock.wants_arming():
                desk.clock.arm()
            if self._must_project():
                self._project()

    def _must_project(self) -> bool:
        return self._quiet() and self._desk.file.revision > self._desk.file.covered

    def _project(self) -> None:
        self._projecting = True
        receipt = self._desk.file.receipt(self._desk.file.covered, self._desk.clock.now())
        stored = workflow.start_activity(
            PROJECT, receipt, start_to_close_timeout=PROJECT_TIMEOUT, retry_policy=PROJECT_RETRY
        )
        stored.add_done_callback(lambda _: self._projected(receipt))

    def _projected(self, receipt: Receipt) -> None:
        self._projecting = False
        self._desk.file.covered = max(self._desk.file.covered, receipt.revision)

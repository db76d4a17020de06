"""What a case said, read from its history (历史): outcomes of updates, inputs of `project`, what a resume carried.

Needs the server but no worker.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from casebook.errors import CasebookError
from contracts.case import CaseInput
from contracts.chain import GENESIS, link
from contracts.commands import Receipt
from contracts.names import PROJECT

READ_SECONDS = 60


@dataclass(slots=True)
class Said:
    """Events by sequence number as canonical text, and the chain heads that the case named."""

    texts: dict[int, str] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    unheard: list[str] = field(default_factory=list)
    """Commands that a reset has put before the present run again and that it did not take: the server lets none of
    them in a second time ("update has not completed")."""

    def add(self, first: int, events: list[str]) -> None:
        """Raises CasebookError (history_inconsistent) if the case has said something else before."""
        for seq, text in enumerate(events, start=first):
            if self.texts.setdefault(seq, text) != text:
                raise CasebookError("history_inconsistent", params={"seq": seq})

    def complete(self, own: list[str]) -> None:
        """Where early runs are forgotten by the server, the table's own first events stand in; the chain must fit."""
        for seq, text in enumerate(own[: min(self.texts, default=1) - 1], start=1):
            self.texts[seq] = text

    def head(self, revision: int, head: str) -> None:
        """Notes a chain head that the case named."""
        if self.heads.setdefault(revision, head) != head:
            raise CasebookError("history_inconsistent", params={"seq": revision})

    def chain(self) -> list[tuple[str, str]]:
        """Text and head of every event from the first on. Raises CasebookError if one is missing or does not fit."""
        last, head = max(self.texts, default=0), GENESIS
        linked: list[tuple[str, str]] = []
        for seq in range(1, last + 1):
            if seq not in self.texts:
                raise CasebookError("history_incomplete", params={"seq": seq})
            head = link(head, self.texts[seq])
            if self.heads.get(seq, head) != head:
                raise CasebookError("history_inconsistent", params={"seq": seq})
            linked.append((self.texts[seq], head))
        return linked


async def read_history(client: Client, workflow_id: str) -> Said:
    """Everything the case said in all runs that the server still keeps.

    Raises CasebookError: history_incomplete (there is none), history_inconsistent, case_unavailable.
    """
    said = Said()
    try:
        async with asyncio.timeout(READ_SECONDS):
            run: str | None = None
            while True:
                before = await _read_run(client, workflow_id, run, said)
                if before is None:
                    return said
                run = before
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise CasebookError("case_unavailable", retry_after=5) from error
        if run is None:
            raise CasebookError("history_incomplete", params={"seq": 1}) from error
        return said  # an earlier run is forgotten: what the next one carried has to do
    except TimeoutError as error:
        raise CasebookError("case_unavailable", retry_after=5) from error


async def _read_run(client: Client, workflow_id: str, run: str | None, said: Said) -> str | None:
    """Reads one run; answers the run before it, if this one is a resume."""
    before: str | None = None
    async for event in _events(client, workflow_id, run):
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
                started = event.workflow_execution_started_event_attributes
                before = started.continued_execution_run_id or None
                _carried(await _decode(client, started.input.payloads[0], CaseInput), said)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED if run is None:
                said.unheard.append(event.workflow_execution_update_admitted_event_attributes.request.meta.update_id)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED if run is None:
                taken = event.workflow_execution_update_accepted_event_attributes.protocol_instance_id
                said.unheard = [update for update in said.unheard if update != taken]
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
                outcome = event.workflow_execution_update_completed_event_attributes.outcome
                if outcome.HasField("success"):
                    _receipt(await _decode(client, outcome.success.payloads[0], Receipt), said)
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                scheduled = event.activity_task_scheduled_event_attributes
                if scheduled.activity_type.name == PROJECT:
                    _receipt(await _decode(client, scheduled.input.payloads[0], Receipt), said)
    return before


async def _events(client: Client, workflow_id: str, run: str | None) -> AsyncIterator[HistoryEvent]:
    async for event in client.get_workflow_handle(workflow_id, run_id=run).fetch_history_events():
        yield event


async def _decode(client: Client, payload: Payload, kind: type[Any]) -> Any:
    return (await client.data_converter.decode([payload], [kind]))[0]


def _receipt(receipt: Receipt, said: Said) -> None:
    said.add(receipt.first, receipt.events)
    said.head(receipt.revision, receipt.head)


def _carried(case: CaseInput, said: Said) -> None:
    if case.carried is not None:
        said.add(case.carried.first_event, case.carried.events)
        said.head(case.carried.first_event - 1, case.carried.head_before)

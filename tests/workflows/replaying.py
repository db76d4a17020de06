"""Replays recorded histories on the code as it is and compares every chain head that the case hands out on the way.

`python -m tests.workflows.replaying FOLDER` prints what differs and exits with 1 if anything does. A folder holds one
run per `<scenario>.json.gz` (what `tuoshan replay` reads too) and `heads.json`: revision to head, by file.
"""

import asyncio
import gzip
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner

from casebook.converter import data_converter
from contracts.names import PROJECT
from workers.sandbox import sandbox
from workflows.cases.complaint import Complaint

HEADS, FINGERPRINTS, SUFFIX = "heads.json", "fingerprints.json", ".json.gz"


@dataclass(slots=True)
class Replay:
    """One run on this code: the heads it hands out by revision, and its commands in order."""

    failure: str = ""
    heads: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)


class _Watched(WorkflowInstance):
    """Looks at the commands on their way out of the sandbox."""

    def __init__(self, inner: WorkflowInstance, seen: dict[str, list[WorkflowCommand]]) -> None:
        self._inner, self._seen = inner, seen

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = self._inner.activate(act)
        kept = self._seen.setdefault(act.run_id, [])
        for command in completion.successful.commands:
            copy = WorkflowCommand()
            copy.CopyFrom(command)
            kept.append(copy)
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


class _Watching(WorkflowRunner):
    """The sandbox of the workers, watched."""

    def __init__(self) -> None:
        self._sandbox, self.seen = sandbox(), dict[str, list[WorkflowCommand]]()

    def prepare_workflow(self, defn: Any) -> None:
        self._sandbox.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Watched(self._sandbox.create_instance(det), self.seen)

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        self._sandbox.set_worker_level_failure_exception_types(types)


async def replay_all(folder: Path, workflow: type = Complaint) -> dict[str, Replay]:
    """Every run of a folder, by file name without suffix."""
    names: list[str] = []
    runner = _Watching()
    replayer = Replayer(workflows=[workflow], workflow_runner=runner, data_converter=data_converter, build_id="replay")

    async def histories() -> AsyncIterator[WorkflowHistory]:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            names.append(path.name.removesuffix(SUFFIX))
            yield WorkflowHistory.from_json(f"complaint/{names[-1]}", gzip.decompress(path.read_bytes()).decode())

    found: dict[str, Replay] = {}
    async with replayer.workflow_replay_iterator(histories()) as results:
        async for result in results:
            name = result.history.workflow_id.removeprefix("complaint/")
            commands = runner.seen.pop(result.history.run_id, [])
            failure = str(result.replay_failure or "")
            found[name] = Replay(failure, dict(_heads(commands)), [line for c in commands if (line := told(c))])
    return found


def _heads(commands: list[WorkflowCommand]) -> Iterator[tuple[str, str]]:
    """Revision and head of every receipt and outcome among the commands."""
    for command in commands:
        for payload in _receipts(command):
            data = json.loads(payload.data)
            yield str(data["revision"]), data["head"]


def _receipts(command: WorkflowCommand) -> list[Payload]:
    kind = command.WhichOneof("variant")
    if kind == "update_response" and command.update_response.HasField("completed"):
        return [command.update_response.completed]
    if kind == "schedule_activity" and command.schedule_activity.activity_type == PROJECT:
        return list(command.schedule_activity.arguments)
    if kind == "complete_workflow_execution":
        return [command.complete_workflow_execution.result]
    return []


def told(command: WorkflowCommand) -> str:
    """The command as a fingerprint: kind, type, length of a timer in seconds."""
    kind = command.WhichOneof("variant") or ""
    if kind == "start_timer":
        return f"{kind} {round(command.start_timer.start_to_fire_timeout.ToMilliseconds() / 1000)}"
    if kind == "schedule_activity":
        return f"{kind} {command.schedule_activity.activity_type}"
    if kind == "update_response":
        return f"{kind} {command.update_response.WhichOneof('response')}"
    return kind


def differences(folder: Path, replayed: dict[str, Replay]) -> list[str]:
    """What does not replay, or comes to other heads than were recorded."""
    recorded: dict[str, dict[str, str]] = json.loads((folder / HEADS).read_text())
    lines = [f"{name}: recorded, not replayed" for name in recorded.keys() - replayed.keys()]
    for name, replay in replayed.items():
        if replay.failure:
            lines.append(f"{name}: {replay.failure[:200]}")
        elif not replay.heads or replay.heads.items() - recorded[name].items():
            first = min((int(r) for r, head in replay.heads.items() if recorded[name].get(r) != head), default=0)
            lines.append(f"{name}: another chain head at revision {first}")
    return sorted(lines)


def main(arguments: list[str]) -> int:
    """Exit status 1 if anything differs or nothing was replayed."""
    folder = Path(arguments[0])
    replayed = asyncio.run(replay_all(folder))
    lines = differences(folder, replayed)
    print(*lines, f"{len(replayed)} replayed, {len(lines)} differ", sep="\n")
    return int(bool(lines) or not replayed)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)

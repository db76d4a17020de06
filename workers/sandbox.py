"""The one sandbox for workers, replay and tests.

Case files run sandboxed and are thin. What they are made of is passed through once: loading it anew for every case
would cost 26 ms instead of 8. A module passed through is not guarded by the sandbox, so ruff guards it: the bans on
clocks, randomness and bare tasks in pyproject.toml.
"""

from typing import Any

from temporalio.converter import SerializationContext, WorkflowSerializationContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import Info

PASSED_THROUGH = (
    "domain",
    "contracts",
    "workflows.kit",
    "workflows.procedures",
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
)


class _Instance(WorkflowInstance):
    """A sandboxed case that knows the context of its own payloads without running code in the sandbox.

    The SDK asks six times for each update and goes through the sandbox each time: 0.8 ms. Only what belongs to a
    command (an activity's payloads) has to be looked up inside.
    """

    def __init__(self, inside: WorkflowInstance) -> None:
        self._inside = inside
        info = inside.get_info()
        self._own = WorkflowSerializationContext(namespace=info.namespace, workflow_id=info.workflow_id)
        self._own_store = inside.get_external_store_context(None)

    def activate(self, act: Any) -> Any:
        return self._inside.activate(act)

    def get_serialization_context(self, command_info: Any) -> SerializationContext | None:
        return self._own if command_info is None else self._inside.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._own_store if command_info is None else self._inside.get_external_store_context(command_info)

    def get_info(self) -> Info:
        return self._inside.get_info()

    def get_thread_id(self) -> int | None:
        return self._inside.get_thread_id()


class _Runner(SandboxedWorkflowRunner):
    """The SDK's sandbox, with the quicker context."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Instance(super().create_instance(det))


def sandbox() -> SandboxedWorkflowRunner:
    """The runner under which every workflow of ours runs."""
    return _Runner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))

"""The one sandbox for workers, replay and tests.

Case files run sandboxed and are thin. What they are made of is passed through once: loading it anew for every case
would cost 26 ms instead of 8. A module passed through is not guarded by the sandbox, so ruff guards it: the bans on
clocks, randomness and bare tasks in pyproject.toml.
"""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

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


def sandbox() -> SandboxedWorkflowRunner:
    """The runner under which every workflow of ours runs."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))

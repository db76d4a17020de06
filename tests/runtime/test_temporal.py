"""The development server keeps its workflows over a sudden end, in a namespace of our own."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.testing import TimeSkipper
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from cli.runtime import ports, temporal_binary
from cli.runtime.supervisor import Supervisor
from cli.runtime.temporal_namespace import ensure_namespace, has_worker
from cli.runtime.temporal_server import DevServer


@workflow.defn(name="runtime_test_waits")
class Waits:
    """Waits two days."""

    @workflow.run
    async def run(self) -> str:
        await workflow.sleep(timedelta(days=2))
        return "woke"


@pytest.fixture
async def own(server_data: Path) -> AsyncIterator[tuple[DevServer, Supervisor]]:
    """A server of the test's own, since it will be killed."""
    data = server_data / "own-temporal"
    server = DevServer(temporal_binary.ensure(), data, ports.choose())
    async with Supervisor(data / "logs") as supervisor:
        await supervisor.start(server.part())
        yield server, supervisor


async def test_namespace_has_our_retention_and_adjusts_it(own: tuple[DevServer, Supervisor]) -> None:
    server, _ = own
    for days in (90, 30):
        client = await ensure_namespace(server.address, "tuoshan", days)
        answer = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="tuoshan"))
        assert answer.config.workflow_execution_retention_ttl.ToTimedelta() == timedelta(days=days)


async def test_a_started_workflow_survives_kill_and_restart(own: tuple[DevServer, Supervisor]) -> None:
    server, supervisor = own
    client = await ensure_namespace(server.address, "tuoshan", 90)
    started = await client.start_workflow("runtime_test_waits", id="kept", task_queue="none")
    await supervisor.kill("temporal")
    await supervisor.ready("temporal")
    fresh = await Client.connect(server.address, namespace="tuoshan")
    described = await fresh.get_workflow_handle("kept").describe()
    assert described.run_id == started.first_execution_run_id


async def test_time_of_one_workflow_can_be_skipped(temporal_client: Client) -> None:
    client = temporal_client
    assert not await has_worker(client, "skipping", since=0)
    async with Worker(
        client, task_queue="skipping", workflows=[Waits], workflow_runner=UnsandboxedWorkflowRunner(), build_id="test"
    ):
        handle = await client.start_workflow(Waits.run, id="skipping", task_queue="skipping")
        await TimeSkipper(client).fast_forward(handle, timedelta(days=3))
        assert await handle.result() == "woke"
        assert await has_worker(client, "skipping", since=0)


def test_a_named_program_that_is_missing_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEMPORAL_CLI_PATH", str(tmp_path / "temporal"))
    with pytest.raises(temporal_binary.NoTemporal, match="does not exist"):
        temporal_binary.find()


def test_a_server_too_old_for_virtual_time_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "temporal"
    old.write_text("#!/bin/sh\necho 'temporal version 1.0.0 (Server 1.27.2, UI 2.0.0)'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TUOSHAN_CACHE", str(tmp_path / "cache"))
    said: list[str] = []
    assert temporal_binary.find(said.append) is None
    assert "1.27.2" in said[0]

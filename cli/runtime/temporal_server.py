"""The development server of Temporal, a real server in one process with a database file."""

import os
from pathlib import Path

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from cli.runtime.part import Part
from cli.runtime.ports import LOOPBACK


class DevServer:
    """`temporal server start-dev`, its state in `data/temporal/temporal.db`."""

    def __init__(self, program: Path, data: Path, port: int, ui_port: int | None = None) -> None:
        self.program = program
        self.data = data
        self.port = port
        self.ui_port = ui_port

    @property
    def address(self) -> str:
        """host:port of the gRPC front end."""
        return f"{LOOPBACK}:{self.port}"

    def part(self) -> Part:
        """How to run it: durable writes, and virtual time per workflow, which rehearsals and tests drive."""
        folder = self.data / "temporal"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [
            str(self.program), "server", "start-dev",
            "--ip", LOOPBACK, "--port", str(self.port),
            "--db-filename", str(folder / "temporal.db"),
            "--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=full",
            "--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true",
            # The default of one second is also what every deadline costs when virtual time runs over it.
            "--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"',
            "--log-level", "warn", "--log-format", "json",
        ]  # fmt: skip
        if self.ui_port is None:
            command.append("--headless")
        else:
            command += ["--ui-ip", LOOPBACK, "--ui-port", str(self.ui_port), "--ui-disable-news-fetch"]
        return Part(
            name="temporal",
            command=tuple(command),
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TZ": "UTC"},
            ready=self.ready,
            ready_within=60,
            stop_within=20,
            watchdog=True,
        )

    async def ready(self) -> bool:
        """A round trip that reads the database: the process alone may serve over a dead one."""
        client = await Client.connect(self.address)
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
        return True

"""The jobs of docker-compose.yml, run against a real server."""

import asyncio
import os
from pathlib import Path

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from casebook.settings import ROOT
from cli.runtime import temporal_binary


async def test_namespace_job_creates_and_adjusts_and_can_be_repeated(temporal: str, tmp_path: Path) -> None:
    (tmp_path / "temporal").symlink_to(temporal_binary.ensure())
    client = await Client.connect(temporal)
    for days in ("90", "90", "45"):
        env = {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "TEMPORAL_ADDRESS": temporal,
            "TEMPORAL_NAMESPACE": "deployed",
            "RETENTION_DAYS": days,
        }
        script = ROOT / "deploy" / "temporal" / "namespace.sh"
        process = await asyncio.create_subprocess_exec("/bin/sh", str(script), env=env)
        assert await process.wait() == 0
        answer = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="deployed"))
        assert answer.config.workflow_execution_retention_ttl.ToTimedelta().days == int(days)
    listed = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="deployed"))
    assert {"Company", "CaseType"} <= set(listed.custom_attributes)

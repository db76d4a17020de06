"""Several coroutines of one case: nothing is settled before all of them wait."""

import asyncio
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from tests.workflows.driver import PATIENCE
from tests.workflows.joint import Joint
from workers.sandbox import sandbox


async def _give(client: Client, mode: str, *tokens: str, cached: int = 100) -> tuple[list[list[str]], list[str]]:
    """Answers of the updates, and the result."""
    queue = f"joint-{uuid4()}"
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[Joint],
        workflow_runner=sandbox(),
        max_cached_workflows=cached,
        build_id="joint",
    )
    async with asyncio.timeout(PATIENCE), worker:
        handle: WorkflowHandle[Joint, list[str]] = await client.start_workflow(
            Joint.run, mode, id=queue, task_queue=queue
        )
        answers = [await handle.execute_update(Joint.give, token) for token in tokens]
        return answers, await handle.result()


@pytest.mark.parametrize("cached", [100, 0])
async def test_answer_holds_what_the_third_coroutine_does_two_hops_later(temporal_client: Client, cached: int) -> None:
    answers, _ = await _give(temporal_client, "hops", "x", "a", "end", cached=cached)
    assert answers[0] == []
    assert answers[1] == ["one took a", "two took b", "three took c"]


@pytest.mark.parametrize("cached", [100, 0])
async def test_failure_of_one_cancels_the_others_in_order_of_opening(temporal_client: Client, cached: int) -> None:
    answers, log = await _give(temporal_client, "failure", "x", "fail", cached=cached)
    assert answers == [[], log]
    assert log == ["one left", "three left", "failed planned"]

"""The dispatch workflow on the real server: it keeps one activity running over the worker's stops and starts."""

from datetime import timedelta
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.dispatch import Dispatch, keep_dispatching
from contracts import names
from tests.notices.seed import DIRECTORY, Case
from tests.notices.support import Post, until
from workers.sandbox import sandbox
from workflows.services.dispatch import DispatchService


def worker(client: Client, queue: str, post: Post) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=[DispatchService],
        activities=[Dispatch(post.engine, DIRECTORY, post.gateways).dispatch_channel],
        workflow_runner=sandbox(),
        build_id="test",
        graceful_shutdown_timeout=timedelta(seconds=10),
    )


async def activities_started(handle: WorkflowHandle[object, object]) -> int:
    """How often the workflow has scheduled its activity."""
    return sum(
        [event.HasField("activity_task_scheduled_event_attributes") async for event in handle.fetch_history_events()]
    )


async def test_dispatch_goes_on_with_the_next_worker(temporal_client: Client, post: Post, case: Case) -> None:
    queue = f"dispatch-{uuid4()}"
    await keep_dispatching(temporal_client, queue)
    await keep_dispatching(temporal_client, queue)
    handle = temporal_client.get_workflow_handle(f"{names.DISPATCH}/{queue}/sms")
    try:
        first = await case.notice("answer_promised", "sms")
        mail = await case.notice("no_answer", "email", to_kind="person", to_id="zhao")
        async with worker(temporal_client, queue, post):
            assert await post.settled(first) == "sent"
            assert await post.settled(mail) == "sent"
        later = await case.notice("closed", "sms")
        assert (await post.row(later))["status"] == "pending"
        async with worker(temporal_client, queue, post):
            assert await post.settled(later) == "sent"

            async def again() -> bool:
                return await activities_started(handle) == 2

            await until(again)
        history = [event async for event in handle.fetch_history_events()]
        assert not any(event.HasField("activity_task_failed_event_attributes") for event in history)
        assert not any(event.HasField("activity_task_timed_out_event_attributes") for event in history)
    finally:
        for channel in ("sms", "email"):
            await temporal_client.get_workflow_handle(f"{names.DISPATCH}/{queue}/{channel}").terminate()
    assert len(post.messages.accepted(first)) == 1
    assert len(post.messages.accepted(later)) == 1

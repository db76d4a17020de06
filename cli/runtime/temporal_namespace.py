"""The namespace that the cases live in: its retention and its search attributes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType, TaskQueueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeTaskQueueRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

# Ids and codes only: search attributes are never encrypted.
SEARCH_ATTRIBUTES = ("CaseType", "Company")


async def ensure_namespace(address: str, namespace: str, retention_days: int) -> Client:
    """Creates or adjusts the namespace and its search attributes, and waits until workflows can be started in it.

    Retention is how long a closed case can be read by its workflow id, and how long a repeated intake is recognised.
    """
    client = await Client.connect(address, namespace=namespace)
    retention = Duration()
    retention.FromTimedelta(timedelta(days=retention_days))
    await _register(client, namespace, retention)
    await _until(lambda: _add_search_attributes(client, namespace))
    await _until(lambda: _is_usable(client, namespace))
    return client


async def _register(client: Client, namespace: str, retention: Duration) -> None:
    service = client.workflow_service
    try:
        await service.register_namespace(
            RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=retention)
        )
    except RPCError as error:
        if error.status != RPCStatusCode.ALREADY_EXISTS:
            raise
        config = NamespaceConfig(workflow_execution_retention_ttl=retention)
        await service.update_namespace(UpdateNamespaceRequest(namespace=namespace, config=config))


async def _add_search_attributes(client: Client, namespace: str) -> bool:
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    request = AddSearchAttributesRequest(
        namespace=namespace, search_attributes=dict.fromkeys(SEARCH_ATTRIBUTES, keyword)
    )
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:
        if error.status != RPCStatusCode.ALREADY_EXISTS:
            raise
    return True


async def _is_usable(client: Client, namespace: str) -> bool:
    listed = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=namespace))
    query = " and ".join(f"{name} = 'none'" for name in SEARCH_ATTRIBUTES)
    await client.workflow_service.count_workflow_executions(
        CountWorkflowExecutionsRequest(namespace=namespace, query=query)
    )
    return all(name in listed.custom_attributes for name in SEARCH_ATTRIBUTES)


async def _until(attempt: Callable[[], Awaitable[bool]], within: float = 30.0) -> None:
    """Repeats while the server's own caches have not caught up; the last error is the caller's."""
    limit = time.monotonic() + within
    while True:
        try:
            if await attempt():
                return
        except RPCError:
            if time.monotonic() > limit:
                raise
        if time.monotonic() > limit:
            raise TimeoutError("the namespace was created but did not become usable")
        await asyncio.sleep(0.1)


async def has_worker(client: Client, task_queue: str, since: float) -> bool:
    """True if a worker has asked for workflow tasks of this queue after `since` (Unix seconds)."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    return any(poller.last_access_time.ToNanoseconds() / 1e9 >= since for poller in answer.pollers)

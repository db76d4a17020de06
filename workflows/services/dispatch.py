"""Keeps one channel's dispatcher running (通知派发服务): one activity at a time, a new run every day."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from contracts import names

_DAY = timedelta(days=1)
_ACTIVITY = timedelta(minutes=70)
"""The activity returns after an hour by itself; beyond this it is taken for lost."""
_HEARTBEAT = timedelta(seconds=10)
_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(seconds=10)
)


@workflow.defn(name=names.DISPATCH)
class DispatchService:
    """Started with the worker, under the id ``dispatch/<task queue>/<channel>``; resumes as new every day."""

    @workflow.run
    async def run(self, channel: str) -> None:
        """Never ends by itself."""
        began = workflow.now()
        while workflow.now() - began < _DAY and not workflow.info().is_continue_as_new_suggested():
            # No case waits here, so the desk's rules about settling do not apply.
            await workflow.execute_activity(  # noqa: TID251
                names.DISPATCH_CHANNEL,
                channel,
                start_to_close_timeout=_ACTIVITY,
                heartbeat_timeout=_HEARTBEAT,
                retry_policy=_RETRY,
            )
        workflow.continue_as_new(channel)

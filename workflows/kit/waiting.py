"""Every wait of a case goes through here, so that it can be told when the case is *settled* (静止).

Settled: as many coroutines wait as live, and no waiting predicate is true. Only then does a receipt hold all that a
command caused, also what a second coroutine does two hops later. Predicates never read the clock.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from temporalio import workflow

Predicate = Callable[[], bool]


class Interrupted(Exception):
    """Raised from a waiting desk call when the case is to end early (撤诉等); caught once, in the desk's `run`."""


class Waiting:
    """Waits and coroutines of one case. The main coroutine lives from the start."""

    def __init__(self) -> None:
        self._live = 1
        self._predicates: list[Predicate] = []
        self._failure: BaseException | None = None
        self.interrupted = False

    async def until(self, predicate: Predicate) -> None:
        """Waits until `predicate` is true. Raises `Interrupted`, or the first failure of a spawned coroutine."""

        def ready() -> bool:
            return self.interrupted or self._failure is not None or predicate()

        # The loop: between the release of this wait and its turn another coroutine may have changed the state again.
        while not ready():
            self._predicates.append(ready)
            try:
                await workflow.wait_condition(ready)
            finally:
                self._predicates.remove(ready)
        if self._failure is not None:
            raise self._failure
        if self.interrupted:
            raise Interrupted

    def settled(self) -> bool:
        """Nothing more happens until a message, a timer or an activity comes."""
        return len(self._predicates) == self._live and not any(predicate() for predicate in self._predicates)

    async def when_settled(self, also: Predicate | None = None) -> None:
        """For handlers and the kit's own loops, which do not count as the case's coroutines."""
        await workflow.wait_condition(lambda: self.settled() and (also is None or also()))

    def finish(self) -> None:
        """The main coroutine waits for nothing more."""
        self._live -= 1

    async def all_of(self, *parts: Coroutine[Any, Any, None]) -> None:
        """Runs `parts` side by side until all are done.

        On a failure or interrupt cancels them in order of opening, and goes on when they have left.
        """
        tasks = [self._spawn(part) for part in parts]
        try:
            await self.until(lambda: all(task.done() for task in tasks))
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                await task  # never raises: `_guarded`

    def _spawn(self, part: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        self._live += 1

        async def run() -> None:
            try:
                await self._guarded(part)
            finally:
                self._live -= 1

        return asyncio.create_task(run())

    def keep(self, loop: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Runs one of the kit's own loops, no coroutine of the case; its failure fails the case's next wait."""
        return asyncio.create_task(self._guarded(loop))

    async def _guarded(self, part: Coroutine[Any, Any, None]) -> None:
        try:
            await part
        except (asyncio.CancelledError, Interrupted):
            pass  # whoever spawned it is told by its own wait
        except Exception as failure:
            self._failure = self._failure or failure

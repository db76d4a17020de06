"""Stages for the scenarios. Each scenario is played once per mode and asked by many tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from temporalio.client import Client

from tests.workflows.driver import Case
from tests.workflows.scenarios import SCENARIOS
from tests.workflows.stage import Stage, lit_stage

Played = Callable[..., Awaitable[Case]]

MODES: dict[str, dict[str, int | bool]] = {"plain": {}, "resumed": {"resume_always": True}, "uncached": {"cached": 0}}
"""How a scenario can be played; its timeline must not show it."""


@pytest.fixture(scope="session")
async def stages(temporal_client: Client) -> AsyncIterator[Callable[[str], Awaitable[Stage]]]:
    """A lit stage per mode."""
    made: dict[str, Stage] = {}
    async with AsyncExitStack() as stack:

        async def stage(mode: str = "plain") -> Stage:
            if mode not in made:
                options = MODES[mode]
                made[mode] = await stack.enter_async_context(
                    lit_stage(
                        temporal_client,
                        resume_always=bool(options.get("resume_always", False)),
                        cached=int(options.get("cached", 1_000)),
                    )
                )
            return made[mode]

        yield stage


@pytest.fixture(scope="session")
async def stage(stages: Callable[[str], Awaitable[Stage]]) -> Stage:
    """The plain stage."""
    return await stages("plain")


@pytest.fixture(scope="session")
def played(stages: Callable[[str], Awaitable[Stage]]) -> Played:
    """Plays a scenario by name, or answers the case if it has been played in that mode; `again` plays it anew."""
    done: dict[tuple[str, str], Case] = {}

    async def play(name: str, mode: str = "plain", *, again: bool = False) -> Case:
        if again or (name, mode) not in done:
            case = done[name, mode] = await SCENARIOS[name](await stages(mode))
            await case.settle()
        return done[name, mode]

    return play

"""The one list of scenarios: each plays a complaint on a stage and answers the finished case."""

from collections.abc import Awaitable, Callable

from tests.workflows.driver import Case
from tests.workflows.stage import Stage

Scenario = Callable[[Stage], Awaitable[Case]]

SCENARIOS: dict[str, Scenario] = {}
"""By name, in order of definition."""


def scenario(play: Scenario) -> Scenario:
    """Registers a scenario under its function's name."""
    name = play.__name__
    assert name not in SCENARIOS
    SCENARIOS[name] = play
    return play

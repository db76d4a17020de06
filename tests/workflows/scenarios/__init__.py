"""Scenarios of a complaint. Importing this package registers them all."""

from tests.workflows.scenarios import answer, callbacks, consent, dates, endings, ladders
from tests.workflows.scenarios.registry import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Scenario", "answer", "callbacks", "consent", "dates", "endings", "ladders"]

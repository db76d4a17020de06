"""Every scenario has one timeline, however it is played."""

import pytest

from tests.workflows.conftest import Played
from tests.workflows.driver import Case
from tests.workflows.scenarios import SCENARIOS

PLAYS = 4


async def alike(played: Played, name: str, mode: str) -> tuple[Case, Case]:
    """The scenario played plainly and in a mode.

    Played again while only one of them was woken late: virtual time goes on with real time, so that a machine that
    stands still for some seconds shows as an outage. That is the machine's doing, not the mode's.
    """
    plain, other = await played(name), await played(name, mode)
    for _ in range(PLAYS):
        if _late(plain) == _late(other):
            break
        plain = await played(name, again=True) if len(_late(plain)) > len(_late(other)) else plain
        other = await played(name, mode, again=True)
    return plain, other


def _late(case: Case) -> list[int]:
    return [number for number, text in enumerate(case.journal.texts) if '"fired_at"' in text]


@pytest.mark.parametrize("name", SCENARIOS)
async def test_timeline_is_the_same_with_a_resume_at_each_resume_point(played: Played, name: str) -> None:
    plain, resumed = await alike(played, name, "resumed")
    assert resumed.journal.texts == plain.journal.texts
    assert resumed.head == plain.head


@pytest.mark.parametrize("name", SCENARIOS)
async def test_timeline_is_the_same_without_a_workflow_cache(played: Played, name: str) -> None:
    plain, uncached = await alike(played, name, "uncached")
    assert uncached.journal.texts == plain.journal.texts
    assert uncached.head == plain.head

"""Every scenario has one timeline, however it is played."""

import pytest

from tests.workflows.conftest import Played
from tests.workflows.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
async def test_timeline_is_the_same_with_a_resume_at_each_resume_point(played: Played, name: str) -> None:
    plain, resumed = await played(name), await played(name, "resumed")
    assert resumed.journal.texts == plain.journal.texts
    assert resumed.head == plain.head


@pytest.mark.parametrize("name", SCENARIOS)
async def test_timeline_is_the_same_without_a_workflow_cache(played: Played, name: str) -> None:
    plain, uncached = await played(name), await played(name, "uncached")
    assert uncached.journal.texts == plain.journal.texts
    assert uncached.head == plain.head

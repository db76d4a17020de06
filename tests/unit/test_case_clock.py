"""The case clock: what an outage is, and that a second one within the minute of catching up is one as well."""

import asyncio

import pytest

from workflows.kit.agenda import BREACHES, Item
from workflows.kit.clock import CATCH_UP, SECOND, CaseClock


class OneItem:
    """An agenda with one item until it has fired."""

    def __init__(self, at: int) -> None:
        self.item: Item | None = Item(at, "TS1.t1", BREACHES)

    def nearest(self) -> Item | None:
        return self.item


class Played:
    """A clock whose now is set by hand and whose timer rings when told."""

    def __init__(self, due: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.fired = 0, list[tuple[int, int | None]]()
        self.agenda = OneItem(due)
        monkeypatch.setattr("temporalio.workflow.time_ns", lambda: self.now * 1000)
        self.clock = CaseClock("TS1", 0, self.agenda, self._fire)  # type: ignore[arg-type]

    def _fire(self, item: Item, fired_at: int | None) -> None:
        self.fired.append((item.at, fired_at))
        self.agenda.item = None

    def arm(self) -> None:
        assert self.clock.wants_arming()
        self.clock.arm()

    def rings(self, at: int) -> None:
        self.now = at
        self.clock._ring()


@pytest.fixture
async def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    asyncio.get_running_loop()
    return Played(100 * SECOND, monkeypatch)


async def test_what_is_due_fires_at_its_wake_up_without_a_trace_of_lateness(played: Played) -> None:
    played.arm()
    played.rings(102 * SECOND)
    assert played.fired == [(100 * SECOND, None)]


async def test_after_an_outage_nothing_fires_for_a_minute(played: Played) -> None:
    played.arm()
    played.rings(200 * SECOND)
    assert played.fired == []
    played.arm()
    played.rings(200 * SECOND + CATCH_UP + SECOND)
    assert played.fired == [(100 * SECOND, 261 * SECOND)]


async def test_an_outage_that_swallows_the_catch_up_is_caught_up_again(played: Played) -> None:
    played.arm()
    played.rings(200 * SECOND)
    played.arm()
    played.rings(3700 * SECOND)
    assert played.fired == []
    played.arm()
    played.rings(3700 * SECOND + CATCH_UP + SECOND)
    assert [at for at, _ in played.fired] == [100 * SECOND]


async def test_what_was_over_before_it_was_asked_for_is_no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played(100 * SECOND, monkeypatch)
    played.now = 500 * SECOND
    played.arm()
    played.rings(502 * SECOND)
    assert [at for at, _ in played.fired] == [100 * SECOND]

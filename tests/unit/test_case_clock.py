"""The case clock: what an outage is, and that a second one within the minute of catching up is one as well."""

import asyncio

import pytest

from workflows.kit.agenda import BREACHES, EXPIRES, Item
from workflows.kit.clock import CATCH_UP, GRACE, OFFER_GRACE, SECOND, SPREAD, CaseClock


class OneItem:
    """An agenda with one item until it has fired."""

    def __init__(self, at: int, kind: int = BREACHES) -> None:
        self.item: Item | None = Item(at, "TS1.t1", kind)

    def nearest(self) -> Item | None:
        return self.item


class Played:
    """A clock whose now is set by hand and whose timer rings when told."""

    def __init__(self, due: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.fired = 0, list[tuple[int, int | None]]()
        self.agenda = OneItem(due)
        monkeypatch.setattr("temporalio.workflow.time_ns", lambda: self.now * 1000)
        monkeypatch.setattr("temporalio.workflow.patched", lambda _id: True)
        self.moving = False
        self.clock = CaseClock("TS1", 0, self.agenda, self._fire, lambda: self.moving)  # type: ignore[arg-type]

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


async def test_a_late_command_begins_a_catch_up_and_each_further_one_makes_it_last_longer(played: Played) -> None:
    played.now = 200 * SECOND
    played.clock.heard(99 * SECOND)
    played.arm()
    assert played.clock._rings_at >= 200 * SECOND + CATCH_UP
    played.now = 250 * SECOND
    played.clock.heard(99 * SECOND)
    played.arm()
    played.rings(250 * SECOND + CATCH_UP + SECOND)
    assert played.fired == [(100 * SECOND, 311 * SECOND)]


async def test_late_commands_that_come_together_move_the_timer_once(played: Played) -> None:
    played.now = 200 * SECOND
    played.clock.heard(99 * SECOND)
    played.arm()
    played.now = 201 * SECOND
    played.clock.heard(99 * SECOND)
    assert not played.clock.wants_arming()


async def test_a_command_that_comes_at_once_changes_nothing(played: Played) -> None:
    played.arm()
    played.now = 99 * SECOND
    played.clock.heard(95 * SECOND)
    assert not played.clock.wants_arming()


async def test_the_end_of_an_offer_is_woken_later_and_nothing_else(played: Played) -> None:
    played.arm()
    assert 100 * SECOND + GRACE <= played.clock._rings_at < 100 * SECOND + GRACE + SPREAD
    played.agenda.item = Item(300 * SECOND, "TS1.o1", EXPIRES)
    played.arm()
    late = 300 * SECOND + OFFER_GRACE + GRACE
    assert late <= played.clock._rings_at < late + SPREAD
    played.rings(late + SPREAD)
    assert played.fired == [(300 * SECOND, None)]


async def test_while_a_form_lies_in_the_tray_nothing_fires_and_the_timer_is_set_anew(played: Played) -> None:
    played.arm()
    played.moving = True
    played.rings(102 * SECOND)
    assert played.fired == []
    played.moving = False
    played.arm()
    played.rings(104 * SECOND)
    assert played.fired == [(100 * SECOND, None)]

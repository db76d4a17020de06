"""The case clock (案件时钟): what is due fires in order, stamped with its due instant, from one timer.

After an outage nothing fires for a minute but up to the receipt of each command that comes in, so that a form received
in time and asked late causes no breach, no rung and no expiry. Each command that comes late begins the minute anew.
"""

import asyncio
from collections.abc import Callable
from hashlib import sha256

from temporalio import workflow

from workflows.kit.agenda import EXPIRES, Agenda, Item
from workflows.kit.patches import LATE_COMMANDS

SECOND = 1_000_000
LATE = 5 * SECOND
"""A wake-up that comes so long after its time: an outage lies between."""
CATCH_UP = 60 * SECOND
"""For how long only commands fire after an outage."""
GRACE = SECOND
"""Nothing is woken sooner after its instant: a form received just in time may still be on its way."""
OFFER_GRACE = 30 * SECOND
"""The end of an offer is woken so much later: nobody waits for it, and what it refuses is refused for ever. A form that
was accepted just in time is asked again by then, whoever was to ask for it."""
SPREAD = SECOND
"""Wake-ups of different cases due at one instant are spread over this; instants never are."""


def _grace(item: Item) -> int:
    return OFFER_GRACE if item.kind == EXPIRES else 0


class CaseClock:
    """`moment` is the case instant of what happens now: the act that is judged, or the due instant of what fires."""

    def __init__(
        self,
        case_no: str,
        offset: int,
        agenda: Agenda,
        fire: Callable[[Item, int | None], None],
        moving: Callable[[], bool],
    ) -> None:
        self._offset, self._agenda, self._fire, self._moving = offset, agenda, fire, moving
        self._wakes_after = GRACE + int(sha256(case_no.encode()).hexdigest()[:8], 16) % SPREAD
        self._timer: asyncio.TimerHandle | None = None
        self._armed_for: int | None = None
        self._rings_at = 0
        self._catch_up_ends: int | None = None
        self.moment = 0

    def now(self) -> int:
        """The case's now, microseconds UTC."""
        return workflow.time_ns() // 1000 + self._offset

    def judged(self, received_at: int) -> int:
        """The instant by which a command is late or in time."""
        return min(received_at, self.now())

    def acted_at(self) -> int:
        """When what happens at `moment` really happens: `moment`, or now if an outage lies between."""
        now = self.now()
        return now if now - self.moment > LATE else self.moment

    def fire(self, up_to: int) -> None:
        """Fires everything due up to `up_to`, in order."""
        now = self.now()
        while (item := self._agenda.nearest()) is not None and item.at <= up_to:
            self.moment = item.at
            self._fire(item, now if now - item.at > LATE + _grace(item) else None)

    def heard(self, judged: int) -> None:
        """A command has come that was received at `judged`. A late one shows an outage, and others may follow it."""
        now = self.now()
        if now - judged > LATE and workflow.patched(LATE_COMMANDS):
            ends = now + CATCH_UP
            if self._catch_up_ends is None or ends - self._catch_up_ends > CATCH_UP // 2:
                self._catch_up_ends = ends

    def wants_arming(self) -> bool:
        """Whether the timer stands at another instant than the nearest item."""
        return self._wanted() != self._armed_for

    def arm(self) -> None:
        """Sets the one timer to what is due first."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._armed_for = None, self._wanted()
        if self._armed_for is not None:
            now = self.now()
            self._rings_at = max(self._armed_for, now) + self._wakes_after
            nearest = self._agenda.nearest()
            if nearest is not None and self._catch_up_ends is None:
                self._rings_at += _grace(nearest)
            self._timer = asyncio.get_running_loop().call_later((self._rings_at - now) / SECOND, self._ring)

    def rest(self) -> None:
        """The run ends, and a timer that still stands ends with it: cancelling it would be an event for nothing."""
        self._armed_for = self._wanted()

    def _wanted(self) -> int | None:
        if self._catch_up_ends is not None:
            return self._catch_up_ends
        nearest = self._agenda.nearest()
        return nearest.at if nearest is not None else None

    def _ring(self) -> None:
        self._timer, self._armed_for = None, None
        if self._moving():  # a form that lies there was received before; the timer is set anew once it is taken
            return
        now = self.now()
        if now - self._rings_at > LATE:  # also when it is the end of a catch-up that an outage swallowed
            self._catch_up_ends = now + CATCH_UP
            return
        self._catch_up_ends = None
        self.fire(now)

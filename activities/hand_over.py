"""One claimed notice on its way to a gateway (投递): every attempt is on record before it is made.

By SMTP an attempt without a result is repeated once under the same Message-ID; at a gateway that keeps our key it is
repeated until it answers. What stays without a result or is refused is failed: the supervisors' queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from activities.gateways.errors import (
    GatewayError,
    PermanentGatewayError,
    RetryableGatewayError,
    UnknownOutcomeError,
)
from activities.gateways.letter import Gateway, Letter
from activities.gateways.sets import Gateways
from activities.letters import NoAddressLeftError, UndeliverableError, write_letters
from activities.outbox import Claimed, Outbox
from casebook.people import Directory

SENT, REFUSED, UNKNOWN, ERROR = "sent", "refused", "unknown", "error"
_BLIND_REPEATS = 1
"""How often an attempt without a result is repeated where the peer does not keep our key."""
_FIRST_WAIT, _LONGEST_WAIT = 2, 600
_CRASHED_WAIT = 60

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Courier:
    """Hands claimed notices over."""

    outbox: Outbox
    directory: Directory
    gateways: Gateways

    async def hand_over(self, claimed: Claimed) -> None:
        """Sends a notice to whoever has not had it, and settles it. Never raises for a single bad notice."""
        try:
            async with self.outbox.engine.connect() as connection:
                past = await self.outbox.history(connection, claimed.id)
                letters = await write_letters(connection, self.directory, claimed.row)
        except NoAddressLeftError as error:
            log.info("notice_without_address", notice=claimed.id)
            await self.outbox.settle(claimed, "dismissed", why=error.code)
            return
        except UndeliverableError as error:
            log.warning("notice_undeliverable", notice=claimed.id, code=error.code)
            await self.outbox.settle(claimed, "failed", why=error.code)
            return
        gateway = self.gateways.of(claimed.row["channel"], claimed.row["rehearsal"])
        states: list[str] = []
        wait = 0
        for letter in letters:
            earlier = [attempt.result for attempt in past if attempt.recipient == letter.recipient]
            state, pause = await self._one(claimed, gateway, letter, earlier)
            if state == "lost":
                return
            states.append(state)
            wait = max(wait, pause)
        if "again" in states:
            await self.outbox.settle(claimed, "pending", wait=wait or backoff(claimed.row["tries"]))
        else:
            await self.outbox.settle(claimed, "sent" if set(states) == {SENT} else "failed")

    async def crashed(self, claimed: Claimed, error: BaseException) -> None:
        """A fault of our own: the notice waits a while, and the log says why."""
        log.error("notice_crashed", notice=claimed.id, error=type(error).__name__, exc_info=error)
        await self.outbox.settle(claimed, "pending", wait=_CRASHED_WAIT, why="internal")

    async def _one(self, claimed: Claimed, gateway: Gateway, letter: Letter, results: Sequence[str]) -> tuple[str, int]:
        """State of one recipient after at most one attempt ("sent", "failed", "again", "lost"), and seconds to wait."""
        if SENT in results:
            return SENT, 0
        unknown = results.count(UNKNOWN)
        if REFUSED in results or (unknown > _BLIND_REPEATS and not gateway.asks_until_answered):
            return "failed", 0
        attempt = await self.outbox.begin(claimed, letter.recipient)
        if attempt is None:
            log.info("lease_lost", notice=claimed.id)
            return "lost", 0
        try:
            provider_id = await gateway.send(letter, repeated=unknown > 0)
        except GatewayError as error:
            log.info("notice_not_sent", notice=claimed.id, attempt=attempt, code=error.code, detail=error.detail)
            await self.outbox.finish(attempt, _result(error), str(error), None)
            return self._after(error, unknown, gateway)
        await self.outbox.finish(attempt, SENT, None, provider_id)
        return SENT, 0

    def _after(self, error: GatewayError, unknown_before: int, gateway: Gateway) -> tuple[str, int]:
        if isinstance(error, PermanentGatewayError):
            return "failed", 0
        if isinstance(error, UnknownOutcomeError) and not gateway.asks_until_answered:
            return ("failed" if unknown_before >= _BLIND_REPEATS else "again"), 0
        return "again", (error.retry_after or 0) if isinstance(error, RetryableGatewayError) else 0


def backoff(tries: int) -> int:
    """Seconds before the next try after `tries` of them: 2, 4, 8 … 600."""
    return int(min(_FIRST_WAIT * 2 ** min(max(tries, 1) - 1, 20), _LONGEST_WAIT))


def _result(error: GatewayError) -> str:
    if isinstance(error, PermanentGatewayError):
        return REFUSED
    return UNKNOWN if isinstance(error, UnknownOutcomeError) else ERROR

"""The rulebook and calendar under which a case runs (案件规则), as answers need them."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from casebook.book import database_errors
from casebook.plans import stored_plan
from contracts.case import CalendarSlice, CasePlan
from domain.rulebook.book import Rulebook
from domain.rulebook.people import Channel
from domain.time.calendar import Calendar, Window
from rulebooks.shelf import shelf

KEPT = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan, typed. `channels` stand in the published book only: a case in progress never reads them."""

    hash: str
    source: CasePlan
    book: Rulebook
    calendar: Calendar

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels of this rulebook."""
        if self.book.channels:
            return self.book.channels
        published = shelf().get(self.source.rulebook)
        return published.book.channels if published else ()


_plans: OrderedDict[str, Plan] = OrderedDict()


async def plan_of(engine: AsyncEngine, plan_hash: str) -> Plan:
    """The plan with this hash. Plans never change, so each is typed once per process."""
    plan = _plans.get(plan_hash)
    if plan is None:
        async with database_errors():
            stored = await stored_plan(engine, plan_hash)
        plan = _plans[plan_hash] = Plan(plan_hash, stored.plan, stored.book, calendar_of(stored.plan.calendar))
        if len(_plans) > KEPT:
            _plans.popitem(last=False)
    return plan


def calendar_of(piece: CalendarSlice) -> Calendar:
    """The calendar in a plan."""
    return Calendar(
        offset_minutes=piece.offset_minutes,
        first_day=date.fromisoformat(piece.first_day),
        days=piece.days,
        known_until=date.fromisoformat(piece.known_until),
        statutory=tuple(piece.statutory),
        windows=tuple(Window(opens, closes) for opens, closes in piece.windows),
        quiet=tuple(Window(opens, closes) for opens, closes in piece.quiet),
    )

"""The rulebook and calendar under which a case runs (案件规则), as answers need them."""

from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from casebook.book import database_errors
from casebook.plans import stored_plan
from contracts.calendar_slice import calendar_of
from contracts.case import CasePlan
from domain.rulebook.book import Rulebook
from domain.time.calendar import Calendar

KEPT = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan, typed."""

    hash: str
    source: CasePlan
    book: Rulebook
    calendar: Calendar


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

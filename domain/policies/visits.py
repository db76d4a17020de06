"""Days of a technician's visit (技术支持日数): both ends count or not; the first visit of a year is free for some days.

S0-2.5, S0-2.6, S0-2.7.
"""

from domain.decision.trace import Val
from domain.policies.draft import Draft
from domain.rulebook.policies.settlement import Beyond, ChargeRule, Free, Per


def visit_units(draft: Draft, rule: ChargeRule, path: str) -> Val:
    """How many days, visits or jobs are charged; "days" and "free_days" are answered too."""
    trace, clause = draft.trace, rule.clause
    if rule.per is Per.DAY:
        units = trace.days_between(
            trace.fact("trip.departed_on", clause),
            trace.fact("trip.returned_on", clause),
            clause,
            inclusive=rule.both_ends,
            path=f"{path}.both_ends",
        )
        draft.answers["days"] = units
    else:
        units = trace.count((trace.all_of((), clause),), clause)
    if rule.free is None:
        return units
    spared = _free_units(draft, rule.free, units, f"{path}.free")
    draft.answers["free_days"] = spared
    return trace.subtract(units, spared, clause)


def _free_units(draft: Draft, free: Free, units: Val, path: str) -> Val:
    """How many of them are free. [S0-2.5]"""
    trace, clause = draft.trace, free.clause
    draft.answers["free_visits_of"] = trace.rule(free.year, clause, f"{path}.year")
    visits = trace.rule(free.visits, clause, f"{path}.visits")
    entitled = trace.compare(trace.fact("trip.visits_before", clause), "<", visits, clause)
    beyond = trace.rule(free.beyond, clause, f"{path}.beyond")
    allowed = trace.rule(free.days, clause, f"{path}.days")
    spared = units if beyond.value is Beyond.FREE else trace.smallest((units, allowed), clause)
    nothing = trace.count((), clause)
    return trace.first([(entitled, spared), (trace.negate(entitled, clause), nothing)], clause)

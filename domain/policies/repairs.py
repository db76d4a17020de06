"""Repairs (维修): repairs of one fault that failed one after the other, and repairs that take too long.

S0-4.1.2, S0-4.1.3. Facts hold the repairs of one serial number, oldest first.
"""

from collections.abc import Iterator, Sequence

from domain.decision.trace import Trace, Val
from domain.policies import proof as proof  # adds the anchor that papers prove
from domain.policies import tables
from domain.rulebook.policies.common import Faults, Predicate, Test


def _failed_repairs(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    """Predicate: so many repairs have failed. The right arises when the fault is found again after the last of them.

    Repairs of which nobody spoke are unknown, not none.
    """
    if "repairs" not in trace.facts.lengths:
        return trace.all_of((trace.unknown("repairs", clause),), clause, path)
    last, never = tables.term(trace, predicate, path, clause)
    if never:
        return trace.all_of((last,), clause, path)
    needed = trace.rule(predicate.count, clause, f"{path}.count")
    which = trace.rule(predicate.faults.value, clause, f"{path}.faults")
    names = list(trace.facts.names("repairs"))
    failed = [_failed(trace, name, last, clause) for name in names]
    if which.value == Faults.ANY:
        return _enough(trace, failed, needed, clause, path)
    rows = [
        list(_row(trace, names[: n + 1], failed, needed, clause))
        for n, end in enumerate(failed)
        if end.value is not False
    ]
    truths = [_enough(trace, row, needed, clause) for row in rows]
    return trace.any_of(truths, clause, path)


def _failed(trace: Trace, name: str, last: Val, clause: str) -> Val:
    """Whether this repair was completed and its main fault was found again not after the last day."""
    found = trace.given(f"{name}.confirmed_present_on", clause)
    if not found.value:
        return found
    truths = [
        trace.given(f"{name}.completed_on", clause),
        trace.compare(trace.fact(f"{name}.confirmed_present_on", clause), "<=", last, clause),
        trace.fact(f"{name}.main_fault", clause),
    ]
    return trace.all_of(truths, clause)


def _row(trace: Trace, names: list[str], failed: list[Val], needed: Val, clause: str) -> Iterator[Val]:
    """Whether the last repair of `names` failed, and then each one before it of the same fault, until enough did or one
    did not. Where a fault is not known, the row hangs on it: it may count, or end the row if that repair helped."""
    yield failed[len(names) - 1]
    length, own, spared = 1, f"{names[-1]}.fault", list[Val]()
    for n in range(len(names) - 2, -1, -1):
        if length >= needed.value:
            return
        same = trace.compare(trace.fact(f"{names[n]}.fault", clause), "=", trace.fact(own, clause), clause)
        if same.value is False:
            continue
        if same.value is None and failed[n].value is False:
            spared.append(trace.negate(same, clause))
            continue
        part = failed[n] if same.value else same
        yield trace.all_of((part, *spared), clause) if spared else part
        if failed[n].value is False:
            return
        length += 1


def _enough(trace: Trace, failed: Sequence[Val], needed: Val, clause: str, path: str = "") -> Val:
    """Whether so many have failed: of those that are certain, unless the others could make up what is missing."""
    certain = [each for each in failed if each.value is not None]
    counted = trace.count(certain, clause)
    if counted.value < needed.value <= counted.value + len(failed) - len(certain):
        counted = trace.count(failed, clause)
    return trace.compare(counted, ">=", needed, clause, path)


def _long_repair(trace: Trace, predicate: Predicate, path: str, clause: str) -> Val:
    """Predicate: a repair took, or takes by today, more than so many days."""
    if "repairs" not in trace.facts.lengths:
        return trace.all_of((trace.unknown("repairs", clause),), clause, path)
    days = trace.rule(predicate.days, clause, f"{path}.days")
    truths = [_took_long(trace, name, days, predicate, path, clause) for name in trace.facts.names("repairs")]
    return trace.any_of(truths, clause, path)


def _took_long(trace: Trace, name: str, days: Val, predicate: Predicate, path: str, clause: str) -> Val:
    last = trace.add_days(trace.fact(f"{name}.handed_in_on", clause), days, clause)
    done = trace.given(f"{name}.completed_on", clause)
    end = trace.fact(f"{name}.completed_on", clause) if done.value else trace.today(clause)
    over = trace.compare(end, ">", last, clause)
    if predicate.fact is None or over.value is False:
        return over
    trace.about = name
    accepted = trace.fact(predicate.fact, clause)
    trace.about = ""
    return trace.all_of((over, accepted), clause, f"{path}.fact")


tables.EVALUATE[Test.FAILED_REPAIRS] = _failed_repairs
tables.EVALUATE[Test.LONG_REPAIR] = _long_repair

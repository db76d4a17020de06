"""What a dealer must keep up (加盟商义务): staff and training; what is not kept is flagged. S0-2.1, S0-2.2."""

from domain.decision.decision import Outcome
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.policies.parts import Part
from domain.rulebook.policies.returns import DueBy, ReturnChapter


def keeps_duties(trace: Trace, chapter: ReturnChapter) -> Part:
    """Whether each duty is kept, under its id; "<id>.due" is the last day of one with a deadline; "flags" that one is
    not kept. A duty of which nothing is known is not asked about."""
    answers: dict[str, Val] = {}
    for duty in chapter.duties:
        path = f"returns.duties.{duty.id}"
        spoken = [each.fact or "" for each in duty.when] + ([duty.due.anchor] if duty.due else [])
        if not any(name in trace.facts.values for name in spoken):
            continue
        truths = [tables.rule_applies(trace, path, duty)] if duty.when else []
        if duty.due is not None:
            answers[f"{duty.id}.due"], in_time = _in_time(trace, duty.due, f"{path}.due")
            truths.append(in_time)
        answers[duty.id] = trace.all_of(truths, duty.clause, path)
    kept = [val for name, val in answers.items() if not name.endswith(".due")]
    whole = trace.all_of(kept, chapter.clause, "returns.duties")
    answers["flags"] = trace.negate(whole, chapter.clause)
    open_ = any(val.value is None for val in kept)
    return Part(answers, Outcome.UNDETERMINED if open_ else Outcome.DECIDED)


def _in_time(trace: Trace, due: DueBy, path: str) -> tuple[Val, Val]:
    """The last day, and whether the duty was done by then; while it was not done, whether that day is still to come."""
    clause = due.clause
    months = trace.rule(due.months, clause, f"{path}.months")
    last = trace.add_months(trace.fact(due.anchor, clause), months, clause, f"{path}.anchor")
    last = trace.roll(last, due.roll, clause, f"{path}.roll")
    done = trace.given(due.done, clause, f"{path}.done")
    if done.value:
        by_then = trace.compare(trace.fact(due.done, clause), "<=", last, clause, f"{path}.done")
    else:
        by_then = trace.compare(trace.fact(due.seen, clause), "<=", last, clause, f"{path}.seen")
    return last, by_then

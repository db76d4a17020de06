"""The parcel to the factory (返厂装箱): what may lie in it, line by line, and what is refused. S3-8.1, S3-8.2."""

from domain.decision.decision import Outcome
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.policies.parts import Part
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.returns import ReturnChapter


def judge_parcel(trace: Trace, chapter: ReturnChapter) -> Part:
    """Of each line "parcel.<n>.accepted", its class once it is certain, and "parcel.<n>.refused.<rule>" with its
    clause."""
    answers: dict[str, Val] = {}
    open_ = False
    for name in trace.facts.names("parcel"):
        judged = _line(trace, chapter, name)
        accepted = judged[f"{name}.accepted"].value
        open_ |= accepted is None or (accepted and f"{name}.class" not in judged)
        answers |= judged
    return Part(answers, Outcome.UNDETERMINED if open_ else Outcome.DECIDED)


def _line(trace: Trace, chapter: ReturnChapter, name: str) -> dict[str, Val]:
    trace.about = name
    kinds = tables.decide(trace, "returns.boxed", chapter.boxed, HitPolicy.UNIQUE, chapter.clause)
    refused = tables.decide(trace, "returns.refused", chapter.refused, HitPolicy.COLLECT, chapter.clause)
    trace.about = ""
    known = trace.any_of(kinds.truths, chapter.clause)
    spared = trace.negate(trace.any_of(refused.truths, chapter.clause), chapter.clause)
    answers = {f"{name}.accepted": trace.all_of((known, spared), chapter.clause)}
    if kinds.rules and not kinds.open:  # one of those that are open may prevail
        answers[f"{name}.class"] = kinds.ref
    for rule in refused.rules:
        path = f"returns.refused.{rule.id}.clause"
        answers[f"{name}.refused.{rule.id}"] = trace.rule(rule.clause, rule.clause, path)
    if known.value is False:
        answers[f"{name}.refused.class"] = trace.rule(chapter.clause, chapter.clause, "returns.clause")
    return answers

"""Approval (审批): which approvals a return needs, and whether they are there.

S0-0.10, S0-5.5.1, S0-5.7.2.3, S0-5.9.2.1, S0-5.10.
"""

from domain.decision.decision import Need
from domain.decision.facts import FactError
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.returns import AuthorityRule, Rank, ReturnChapter

_APPROVER = "request.approver"


def approvals(trace: Trace, chapter: ReturnChapter) -> tuple[Val, list[Need]]:
    """Whether every approval that is needed is there, and what is missing.

    Raises FactError (not_in_rulebook) for a rank outside of the chapter.
    """
    hit = tables.decide(trace, "returns.authority", chapter.authority, HitPolicy.COLLECT, chapter.clause)
    counting = [rule.id for rule in (*hit.rules, *hit.open)]
    whole, needs = list[Val](), list[Need]()
    for rule, truth in zip(chapter.authority, hit.truths, strict=True):
        if rule.id not in counting:
            continue
        approved, missing = _approved(trace, chapter, rule)
        whole.append(trace.any_of((trace.negate(truth, rule.clause), approved), rule.clause))
        if truth.value and not approved.value:
            needs += [need for need in missing if need not in needs]
    return trace.all_of(whole, chapter.clause, "returns.authority"), needs


def _approved(trace: Trace, chapter: ReturnChapter, rule: AuthorityRule) -> tuple[Val, list[Need]]:
    """Whether the approver is of rank and what must be given is given."""
    path, clause = f"returns.authority.{rule.id}", rule.clause
    parts, missing = list[Val](), list[Need]()
    if rule.approver_at_least is not None:
        ranked = _ranked(trace, chapter, rule)
        parts.append(ranked)
        if not ranked.value:
            missing.append(Need(_APPROVER, clause, rule.approver_at_least, "approval"))
    for n, name in enumerate(rule.needs):
        given = trace.given(name, clause, f"{path}.needs[{n}]")
        parts.append(given)
        if not given.value:
            missing.append(Need(name, clause, rule.approver_at_least, "approval"))
    return trace.all_of(parts, clause, path), missing


def _ranked(trace: Trace, chapter: ReturnChapter, rule: AuthorityRule) -> Val:
    """Whether someone approved, of at least the rank."""
    trace.rule(rule.approver_at_least, rule.clause, f"returns.authority.{rule.id}.approver_at_least")
    given = trace.given(_APPROVER, rule.clause)
    if not given.value:
        return given
    least = _level(trace, _rank(chapter, str(rule.approver_at_least)))
    approver = trace.maybe(_APPROVER)
    rank = _rank(chapter, approver.value)
    trace.compare(approver, "=", trace.rule(rank.id, rank.clause, f"returns.ranks.{rank.id}.id"), rank.clause)
    return trace.compare(_level(trace, rank), ">=", least, rule.clause)


def _level(trace: Trace, rank: Rank) -> Val:
    return trace.rule(rank.level, rank.clause, f"returns.ranks.{rank.id}.level")


def _rank(chapter: ReturnChapter, wanted: str) -> Rank:
    for rank in chapter.ranks:
        if rank.id == wanted:
            return rank
    raise FactError("not_in_rulebook", _APPROVER)

"""A decision as someone may see it (裁定视图): lines, steps, answers and facts that are not meant for them left out.

What was left out cannot be worked out from what is shown: a step computed from a hidden fact is hidden too, and so is
the content hash of facts among which one is hidden. Step numbers stay those of the whole derivation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.content import content_hash
from domain.decision.decision import Answer, Audience, Decision, Line, Need, Outcome, plain
from domain.decision.facts import Facts
from domain.decision.trace import Ref, Step

INTERNAL = ("kpi", "incentives")
"""Policies about the company's own people: others see their own lines and what these come from, nothing besides."""

_HIDDEN: Mapping[Audience, tuple[str, ...]] = {
    Audience.CUSTOMER: ("unit.shipping_price", "request.agreement_rate", "obligations", "months"),
    Audience.DEALER: ("months",),
    Audience.COMPANY: (),
}
"""Facts, or groups of facts, that an audience does not see, nor anything computed from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one audience sees of a decision. `complete`: nothing was left out.

    `steps` by number, `facts` by name. `digest` is the decision's own; of an incomplete view, that of what is shown.
    """

    audience: Audience
    decision: Decision
    complete: bool
    facts: Facts
    steps: Mapping[int, Step]
    answers: tuple[Answer, ...]
    lines: tuple[Line, ...]
    needs: tuple[Need, ...]
    hashes: Mapping[str, str]
    digest: str

    @property
    def outcome(self) -> Outcome:
        """How far the decision goes."""
        return self.decision.outcome


def view(decision: Decision, facts: Facts, audience: Audience) -> View:
    """The decision on these facts as `audience` may see it."""
    steps = dict(enumerate(decision.derivation.steps, 1))
    tainted = _downstream(steps, [name for name in _named(steps) if not may_see(name, audience)])
    lines = tuple([each for each in decision.lines if audience in each.audience and not tainted & set(each.refs)])
    ours = _upstream(steps, [ref for line in lines for ref in line.refs])
    hidden = tainted | (_theirs(decision, steps, lines) - ours)
    if decision.policy in INTERNAL and audience is not Audience.COMPANY:
        hidden |= steps.keys() - ours
    shown = {n: step for n, step in steps.items() if n not in hidden}
    known = _facts(facts, shown, decision.policy, audience)
    answers = tuple([each for each in decision.answers if _shown(each.ref, shown, known, decision.policy, audience)])
    needs = _needs(decision, audience)
    complete = (shown, answers, lines, needs) == (steps, decision.answers, decision.lines, decision.needs)
    complete = complete and known.values == facts.values
    hashes = dict(decision.derivation.hashes)
    digest = decision.digest
    if not complete:
        hashes.pop("facts", None)
        digest = _digest(decision, shown, (answers, lines, needs), hashes)
    return View(
        audience=audience,
        decision=decision,
        complete=complete,
        facts=known,
        steps=shown,
        answers=answers,
        lines=lines,
        needs=needs,
        hashes=hashes,
        digest=digest,
    )


def may_see(fact: str, audience: Audience) -> bool:
    """Whether an audience may see a fact of this name."""
    return not any(fact == name or fact.startswith(f"{name}.") for name in _HIDDEN[audience])


def _shown(ref: Ref, shown: Mapping[int, Step], known: Facts, policy: str, audience: Audience) -> bool:
    """Whether what an answer comes from is shown."""
    if isinstance(ref, int):
        return ref in shown
    inside = audience is Audience.COMPANY or policy not in INTERNAL
    return may_see(ref, audience) and (inside or ref in known.values)


def _named(steps: Mapping[int, Step]) -> Iterable[str]:
    return {ref: None for step in steps.values() for ref in step.inputs if isinstance(ref, str)}


def _theirs(decision: Decision, steps: Mapping[int, Step], lines: tuple[Line, ...]) -> set[Ref]:
    """Steps that nothing but hidden lines depends on: no other answer, and no step that ends elsewhere."""
    hidden = [line for line in decision.lines if line not in lines]
    of_hidden = _upstream(steps, [ref for line in hidden for ref in line.refs])
    used = {ref for step in steps.values() for ref in step.inputs}
    ends = [n for n in steps if n not in used and n not in of_hidden]
    others = _upstream(steps, [*ends, *(each.ref for each in decision.answers if each.ref not in of_hidden)])
    return {ref for ref in of_hidden - others if isinstance(ref, int)}


def _downstream(steps: Mapping[int, Step], start: Iterable[Ref]) -> set[Ref]:
    """`start` and every step computed from it; inputs always come before the steps that use them."""
    found = set(start)
    for n, step in steps.items():
        if any(ref in found for ref in step.inputs):
            found.add(n)
    return found


def _upstream(steps: Mapping[int, Step], start: Iterable[Ref]) -> set[Ref]:
    """`start` and every step and fact that it was computed from."""
    found = set(start)
    for n in sorted(steps, reverse=True):
        if n in found:
            found.update(steps[n].inputs)
    return found


def _needs(decision: Decision, audience: Audience) -> tuple[Need, ...]:
    if decision.policy in INTERNAL and audience is not Audience.COMPANY:
        return ()
    return tuple([need for need in decision.needs if may_see(need.what, audience)])


def _facts(facts: Facts, shown: Mapping[int, Step], policy: str, audience: Audience) -> Facts:
    """The facts that an audience may see; of an internal policy only those that its own steps use."""
    if audience is Audience.COMPANY:
        return facts
    used = set(_named(shown))
    values = {
        name: value
        for name, value in facts.values.items()
        if may_see(name, audience) and (policy not in INTERNAL or name in used)
    }
    provenance = {name: each for name, each in facts.provenance.items() if may_see(name, audience)}
    return Facts(values, facts.lengths, provenance)


def _digest(decision: Decision, steps: Mapping[int, Step], parts: Sequence[Sequence[Any]], hashes: Any) -> str:
    head = [decision.policy, decision.outcome, decision.provisional, decision.derivation.as_of, dict(hashes)]
    shown = [[[getattr(each, name) for name in type(each).__slots__] for each in part] for part in parts]
    return content_hash(plain([head, [[n, *step] for n, step in steps.items()], shown]))

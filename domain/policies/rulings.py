"""Rulings on responsibility (责任裁定): proposed → ruled → disputed → superseded; what is posted points to a live one.

Pure. A ruling is never edited: an appeal makes a new one that supersedes it. While it is disputed, what hangs on it is
held. S2-2.A12, S2-2.A13.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from domain.decision.decision import Decision, Line, LineState, plain
from domain.decision.facts import Facts
from domain.decision.trace import Ref
from domain.policies.responsibility import LIABLE
from domain.policies.transitions import Act, allow, refuse
from domain.rulebook.policies.responsibility import ResponsibilityChapter


class RulingState(StrEnum):
    """State of a ruling (裁定状态)."""

    PROPOSED = "proposed"
    RULED = "ruled"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that a proposal stands on, and the form or document that states it (证据)."""

    fact: str
    value: object
    source: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """A party's share, in per cent (分担)."""

    party: str
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Who is responsible for a matter (裁定). `proposed` is the party by rule, None where the manual leaves it to a
    person; `shares` sum to 100 per cent once it is ruled; `decision` is the digest of what proposed it."""

    id: str
    matter: str
    proposed: str | None
    clauses: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    decision: str
    state: RulingState = RulingState.PROPOSED
    shares: tuple[Share, ...] = ()
    act: Act | None = None
    disputed: Act | None = None
    supersedes: str | None = None
    superseded_by: str | None = None

    @property
    def live(self) -> bool:
        """Whether money may hang on it."""
        return self.state in (RulingState.RULED, RulingState.DISPUTED)


def propose(ruling_id: str, matter: str, made: Decision, facts: Facts) -> Ruling:
    """From the answer "liable.<matter>" of the decision on responsibility. Raises KeyError if it has none."""
    answer = next((each for each in made.answers if each.name == f"{LIABLE}.{matter}"), None)
    if answer is None:
        raise KeyError(matter)
    clauses, names = _grounds(made, answer.ref)
    return Ruling(
        id=ruling_id,
        matter=matter,
        proposed=None if answer.value is None else str(answer.value),
        clauses=clauses,
        evidence=tuple([_evidence(name, facts) for name in names]),
        decision=made.digest,
    )


def _grounds(made: Decision, ref: Ref) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Clauses and names of facts that an answer stands on, in the order in which they were read."""
    wanted, clauses, names = {ref}, list[str](), list[str]()
    for n, step in reversed([*enumerate(made.derivation.steps, 1)]):
        if n in wanted:
            wanted.update(step.inputs)
            clauses.append(step.clause)
            names += [each for each in reversed(step.inputs) if isinstance(each, str)]
    return tuple(dict.fromkeys(reversed(clauses))), tuple(dict.fromkeys(reversed(names)))


def _evidence(name: str, facts: Facts) -> Evidence:
    provenance = facts.source_of(name)
    return Evidence(name, plain(facts.get(name)), None if provenance is None else provenance.source)


def rule(ruling: Ruling, act: Act, chapter: ResponsibilityChapter, shares: Sequence[Share] = ()) -> Ruling:
    """A person rules: as proposed, or by `shares` of their own.

    Raises TransitionError (wrong_state, wrong_role, reason_missing, party_missing, shares_invalid).
    """
    allow(act, (chapter.ruled_by,), ruling.state, RulingState.PROPOSED)
    return replace(ruling, state=RulingState.RULED, shares=_shares(ruling, shares), act=act)


def dispute(ruling: Ruling, act: Act) -> Ruling:
    """One who was ruled responsible disputes it; `act.actor` or `act.role` is that party. What hangs on the ruling is
    held from now on. [S2-2.A12]

    Raises TransitionError (wrong_state, wrong_role, reason_missing).
    """
    parties = [share.party for share in ruling.shares]
    roles = (act.role,) if act.actor in parties else parties
    allow(act, roles, ruling.state, RulingState.RULED)
    return replace(ruling, state=RulingState.DISPUTED, disputed=act)


def decide_appeal(
    ruling: Ruling, new_id: str, act: Act, chapter: ResponsibilityChapter, shares: Sequence[Share] = ()
) -> tuple[Ruling, Ruling]:
    """The disputed ruling, superseded, and the one that supersedes it; without `shares` it says the same again.

    Raises TransitionError (wrong_state, wrong_role, reason_missing, shares_invalid).
    """
    allow(act, (chapter.appeal_to,), ruling.state, RulingState.DISPUTED)
    said = _shares(ruling, shares or ruling.shares)
    new = replace(ruling, id=new_id, state=RulingState.RULED, shares=said, act=act, disputed=None, supersedes=ruling.id)
    return replace(ruling, state=RulingState.SUPERSEDED, superseded_by=new_id), new


def _shares(ruling: Ruling, shares: Sequence[Share]) -> tuple[Share, ...]:
    """What is ruled; all of it on the proposed party if nothing else is said."""
    said = tuple(shares) or ((Share(ruling.proposed, Decimal(100)),) if ruling.proposed else ())
    if not said:
        refuse("party_missing", matter=ruling.matter)
    parties = {share.party for share in said}
    if len(parties) != len(said) or any(share.percent <= 0 for share in said):
        refuse("shares_invalid", matter=ruling.matter)
    if sum(share.percent for share in said) != 100:
        refuse("shares_invalid", matter=ruling.matter)
    return said


def live_ruling(rulings: Iterable[Ruling], matter: str) -> Ruling:
    """The one ruling on a matter that money may hang on. Raises TransitionError (not_one_live)."""
    live = [each for each in rulings if each.matter == matter and each.live]
    if len(live) != 1:
        refuse("not_one_live", matter=matter, live=len(live))
    return live[0]


def under(line: Line, ruling: Ruling) -> Line:
    """The line, pointing to its ruling: held while that is disputed, to be posted otherwise.

    Raises TransitionError (not_live, amount_missing).
    """
    if not ruling.live:
        refuse("not_live", ruling=ruling.id, state=ruling.state.value)
    if line.amount is None and line.item is None:
        refuse("amount_missing", what=line.what)
    state = LineState.HELD if ruling.state is RulingState.DISPUTED else LineState.FIXED
    return replace(line, ruling=ruling.id, state=state)


def reverse(lines: Iterable[Line], ruling: Ruling) -> tuple[Line, ...]:
    """Equal and opposite counter-lines of lines that were posted, by the ruling that supersedes theirs. Nothing
    that was posted is ever changed.

    Raises TransitionError (not_live, not_reversible).
    """
    if not ruling.live:
        refuse("not_live", ruling=ruling.id, state=ruling.state.value)
    made = tuple(lines)
    for line in made:
        if line.state is not LineState.FIXED or line.ruling not in (None, ruling.supersedes):
            refuse("not_reversible", what=line.what, state=line.state.value)
    return tuple([replace(line, payer=line.payee, payee=line.payer, ruling=ruling.id) for line in made])

"""A decision (裁定): its outcome, what was answered, lines of money or goods, what is missing, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, overload

from domain.content import content_hash
from domain.decision.trace import Ref, Step, Trace, Val
from domain.rulebook.people import Audience as Audience  # a line's, and therefore also part of this module
from domain.rulebook.policies.settlement import LineKind as LineKind  # likewise


class Outcome(StrEnum):
    """How far the decision goes (裁定结果)."""

    DECIDED = "decided"
    UNDETERMINED = "undetermined"
    """Facts are missing; `needs` names them."""
    ON_HOLD = "on_hold"
    """Something curable is amiss: the case waits for it. [S3-2.3]"""
    NEEDS_PERSON = "needs_person"
    """A person decides within a range; `needs` names the role."""
    NEEDS_CONFIGURATION = "needs_configuration"
    """The manual gives no value and the company has not set one; `needs` names the slot."""
    CHAPTER_ABSENT = "chapter_absent"
    """This manual does not speak of it."""


class LineState(StrEnum):
    """Whether a line may be posted (行状态)."""

    FIXED = "fixed"
    PROPOSED = "proposed"
    HELD = "held"
    NEEDS_PERSON = "needs_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Money or goods from one party to another (结算行). The direction is payer to payee, never a sign.

    `amount` is CNY > 0 with two places, None where a person still sets it; `at_most` bounds what they may set.
    `refs` are the steps that `amount`, or the goods, come from. `audience` lists who may see it.
    """

    kind: LineKind
    what: str
    payer: str
    payee: str
    clause: str
    amount: Decimal | None = None
    at_most: Decimal | None = None
    quantity: int = 1
    item: str | None = None
    base: str | None = None
    rate: Decimal | None = None
    borne_by: str | None = None
    advanced_by: str | None = None
    state: LineState = LineState.FIXED
    ruling: str | None = None
    document: str | None = None
    audience: tuple[Audience, ...] = (Audience.CUSTOMER, Audience.DEALER, Audience.COMPANY)
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What is missing (所缺): a fact, a person's decision or a slot of the rulebook, from whom, by which clause."""

    what: str
    clause: str
    role: str | None = None
    reason: str | None = None
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that was answered (结论), with the step that it comes from."""

    name: str
    value: Any
    ref: Ref


class Hashes(Mapping[str, str]):
    """Content hashes by name (内容哈希). That of the facts is made when it is first asked for: most are never."""

    __slots__ = ("_facts", "_known")

    def __init__(self, known: Mapping[str, str], facts: Mapping[str, Any]) -> None:
        self._known, self._facts = {**known, "facts": ""}, facts

    def __getitem__(self, name: str) -> str:
        if name == "facts" and not self._known[name]:
            self._known[name] = facts_hash(self._facts)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Digest:
    """The digest of a decision (裁定摘要), made when it is first asked for."""

    @overload
    def __get__(self, made: None, owner: type) -> str: ...
    @overload
    def __get__(self, made: "Decision", owner: type) -> str: ...
    def __get__(self, made: "Decision | None", owner: type) -> str:
        if made is None:
            return ""
        kept = made.__dict__
        if not kept["digest"]:
            kept["digest"] = digest_of(made)
        digest: str = kept["digest"]
        return digest

    def __set__(self, made: "Decision", digest: str) -> None:
        made.__dict__["digest"] = digest


@dataclass(frozen=True, slots=True)
class Derivation:
    """Why (推导). `hashes` name the content that the decision stands on: rulebook, calendar, facts, price lists."""

    policy: str
    as_of: date
    steps: tuple[Step, ...]
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Decision:
    """Outcome with its reasons. `provisional`: it hangs on a day that no notice speaks of yet. [G-3]

    A copy with other fields keeps the digest; `sealed` gives it its own.
    """

    policy: str
    outcome: Outcome
    derivation: Derivation
    answers: tuple[Answer, ...] = ()
    lines: tuple[Line, ...] = ()
    needs: tuple[Need, ...] = ()
    provisional: bool = False
    digest: Digest = Digest()

    def answer(self, name: str) -> Any:
        """The value answered under `name`. Raises KeyError."""
        for each in self.answers:
            if each.name == name:
                return each.value
        raise KeyError(name)


def decision(
    trace: Trace,
    policy: str,
    outcome: Outcome,
    *,
    answers: Mapping[str, Val] | None = None,
    lines: Iterable[Line] = (),
    needs: Iterable[Need] = (),
) -> Decision:
    """Closes a trace. An undetermined decision needs the facts that were asked for and are not known."""
    wanted = list(needs)
    if outcome is Outcome.UNDETERMINED and not wanted:
        wanted = [Need(name, clause) for name, clause in trace.needs.items()]
    given = tuple([Answer(name, val.value, val.ref) for name, val in (answers or {}).items()])
    ground = trace.ground
    hashes = Hashes({"rulebook": ground.rulebook_hash, "calendar": ground.calendar_hash}, trace.facts.values)
    derivation = Derivation(policy, trace.as_of, tuple(trace.steps), hashes)
    return Decision(policy, outcome, derivation, given, tuple(lines), tuple(wanted), trace.provisional)


def absent(trace: Trace, policy: str) -> Decision:
    """The manual has no such chapter."""
    return decision(trace, policy, Outcome.CHAPTER_ABSENT)


def sealed(made: Decision) -> Decision:
    """The same decision under its digest."""
    return replace(made, digest=digest_of(made))


def plain(value: Any) -> Any:
    """JSON data of anything that stands in a decision: dates and decimals as text, no floats."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    raise TypeError(f"no plain data for {type(value).__name__}")


def facts_hash(values: Mapping[str, Any]) -> str:
    """Content hash of facts, however they were ordered."""
    return content_hash({name: plain(value) for name, value in values.items()})


def digest_of(made: Decision) -> str:
    """Content hash of a decision without its digest."""
    lines = [{name: plain(getattr(line, name)) for name in Line.__slots__} for line in made.lines]
    needs = [[getattr(need, name) for name in Need.__slots__] for need in made.needs]
    answers = [[each.name, plain(each.value), each.ref] for each in made.answers]
    derivation = made.derivation
    steps = [plain(step) for step in derivation.steps]
    head = [made.policy, made.outcome.value, made.provisional, derivation.as_of.isoformat(), dict(derivation.hashes)]
    return content_hash([head, derivation.policy, steps, answers, lines, needs])

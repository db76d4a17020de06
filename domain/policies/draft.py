"""A settlement in the making (结算草案): lines, answers and needs, and what every part of it has to do alike."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from domain.decision.decision import Line, LineState, Need, Outcome
from domain.decision.facts import kind_of
from domain.decision.trace import Trace, Val
from domain.policies import tables
from domain.rulebook.policies.common import HitPolicy, Rule, Test
from domain.rulebook.policies.settlement import SettlementChapter

R = TypeVar("R", bound=Rule)
CONSENT = "request.consent"
DISPUTED = "request.disputed"


class Draft:
    """What rates, costs, charges and transfers add to. `spoke`: some rule applied, or may yet apply."""

    def __init__(self, trace: Trace, chapter: SettlementChapter) -> None:
        self.trace, self.chapter = trace, chapter
        self.lines: list[Line] = []
        self.answers: dict[str, Val] = {}
        self.outcomes: list[Outcome] = []
        self.needs: list[Need] = []
        self.taken: set[str] = set()
        """Items among the charges that some rule has taken up."""
        self.spoke = False

    # ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────

    def sure(self, path: str, rules: Sequence[R], policy: HitPolicy, clause: str) -> Iterator[tuple[R, Val]]:
        """The rules of a table that count, each with the step that says so. One that may yet yield to a rule which
        hangs on unknown facts does not count."""
        hit = tables.decide(self.trace, path, rules, policy, clause)
        doubtful = [loser for rule in hit.open for loser in rule.prevails_over]
        self.spoke |= bool(hit.open or hit.rules)
        self.undetermined(hit.open)
        for rule, truth in zip(rules, hit.truths, strict=True):
            if rule in hit.rules and rule.id not in doubtful:
                yield rule, truth

    def undetermined(self, why: object = True) -> None:
        """Facts are missing, unless `why` is empty; the trace knows which."""
        self.outcomes += [Outcome.UNDETERMINED] * bool(why)

    def waits(self, outcome: Outcome, need: Need) -> None:
        """Something besides facts is needed."""
        self.outcomes.append(outcome)
        if need not in self.needs:
            self.needs.append(need)

    def refuse(self, what: str, clause: str, path: str) -> None:
        """Answers "refused.<what>" with the clause of what stands at `path`."""
        self.answers[f"refused.{what}"] = self.trace.rule(clause, clause, f"{path}.clause")

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def named(self, truth: Val, name: str, clause: str, path: str) -> Val:
        """What `name`, the value at `path`, stands for: a fact if it names one, else itself."""
        if kind_of(name) is None:
            return self.trace.rule(name, clause, path)
        return self.trace.first([(truth, self.trace.fact(name, clause))], clause, path)

    def items(self, kinds: Sequence[str], clause: str, path: str) -> list[str]:
        """The charges of these kinds, all of them if none is named."""
        found = []
        for name in self.trace.facts.names("charges"):
            if kinds:
                kind = self.trace.fact(f"{name}.kind", clause)
                if kind.value is None:
                    self.undetermined()
                if kind.value not in kinds:
                    continue
                self.trace.compare(kind, "in", self.trace.rule(kinds, clause, path), clause)
            found.append(name)
        return found

    def priced(self, name: str, clause: str) -> Val:
        """The price of an item, as often as there are pieces of it."""
        amount, quantity = self.trace.fact(f"{name}.amount", clause), self.trace.maybe(f"{name}.quantity")
        return amount if quantity.value is None else self.trace.multiply((amount, quantity), clause)

    # ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────

    def agreed(self, asked: bool, clause: str, path: str) -> Val | None:
        """Whether the customer agrees; None if nobody asks them. Not known yet, it is waited for."""
        if not asked:
            return None
        self.trace.rule(asked, clause, path)
        agreed = self.trace.all_of((self.trace.maybe(CONSENT),), clause)
        if agreed.value is None:
            self.waits(Outcome.ON_HOLD, Need(CONSENT, self.trace.clause(path, clause), "customer", "consent"))
        return agreed

    def add(self, line: Line, refs: Iterable[Val], *, judged: bool = False) -> None:
        """A line, unless it moves nothing; it points to the ruling. A `judged` one is held while that is disputed."""
        known = [val for val in refs if val.value is not None]
        values: dict[str, Any] = {"ruling": self.trace.maybe("request.ruling").value}
        if judged and self.trace.maybe(DISPUTED).value:
            disputed = self.trace.all_of((self.trace.fact(DISPUTED, line.clause),), line.clause)
            self.answers["disputed"] = disputed
            known.append(disputed)
            values["state"] = LineState.HELD
            self.waits(Outcome.ON_HOLD, Need(line.what, line.clause, self._appeal_to(), "disputed"))
        if line.payer != line.payee and line.amount != 0:
            self.lines.append(replace(line, refs=tuple([val.ref for val in known]), **values))

    def _appeal_to(self) -> str | None:
        chapter = self.trace.ground.book.responsibility
        if chapter is None:
            return None
        self.trace.rule(chapter.appeal_to, chapter.clause, "responsibility.appeal_to")
        return chapter.appeal_to


def _beginnings(rules: Iterable[Rule]) -> Iterator[tuple[str, Rule]]:
    """The facts that must be given before these rules say anything, each with its rule."""
    for rule in rules:
        for predicate in reversed(rule.when):
            if predicate.is_ is Test.GIVEN and predicate.fact is not None:
                yield predicate.fact, rule


def begun(trace: Trace, rules: Iterable[Rule]) -> bool:
    """Whether anything is given that one of these rules begins with."""
    return any(trace.facts.get(name) is not None for name, _ in _beginnings(rules))


def unasked(trace: Trace, rules: Iterable[Rule]) -> list[Need]:
    """Facts without which these rules do not even begin to apply."""
    wanted = {name: rule.clause for name, rule in _beginnings(rules) if trace.facts.get(name) is None}
    return [Need(name, clause) for name, clause in wanted.items()]

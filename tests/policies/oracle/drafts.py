"""A settlement in the making, for the oracle (结算草案对照)."""

from decimal import Decimal
from typing import Any, NamedTuple

from domain.decision.facts import kind_of
from tests.policies.oracle.predicates import World, winners
from tests.policies.oracle.raw import Data
from tests.policies.oracle.sums import cents


class Lined(NamedTuple):
    """What a line says of money and goods."""

    kind: str
    what: str
    payer: str
    payee: str
    amount: Decimal | None
    item: str | None = None
    rate: Decimal | None = None
    state: str = "fixed"
    document: str | None = None
    at_most: Decimal | None = None
    borne_by: str | None = None
    advanced_by: str | None = None


class Draft:
    """What the parts of a settlement add to."""

    def __init__(self, world: World) -> None:
        self.world, self.chapter = world, world.book["settlement"]
        self.answers: dict[str, Any] = {}
        self.lines: list[Lined] = []
        self.outcomes: set[str] = set()
        self.needs: set[str] = set()
        self.taken: set[int] = set()
        self.spoke = False

    def sure(self, rules: Data) -> list[tuple[str, Data]]:
        """Rules that count, whatever the facts that are not known may be."""
        counting, hanging = winners(self.world, rules)
        self.spoke |= bool(counting or hanging)
        self.open(bool(hanging))
        doubtful = {loser for name in hanging for loser in rules[name].get("prevails_over", [])}
        return [(name, rules[name]) for name in counting if name not in doubtful]

    def open(self, why: bool = True) -> None:
        """Facts are missing."""
        self.outcomes |= {"undetermined"} if why else set()

    def waits(self, outcome: str, need: str) -> None:
        """Somebody or something is waited for."""
        self.outcomes.add(outcome)
        self.needs.add(need)

    def named(self, name: str) -> Any:
        """A fact that is named, or the name itself."""
        return name if kind_of(name) is None else self.world.get(name)

    def items(self, kinds: list[str]) -> list[int]:
        """Charges of these kinds."""
        found = []
        for n in range(self.world.facts.length("charges") or 0):
            kind = self.world.facts.get(f"charges.{n}.kind")
            self.open(bool(kinds) and kind is None)
            if not kinds or kind in kinds:
                found.append(n)
        return found

    def charge(self, n: int, field: str) -> Any:
        """A fact of a charge."""
        return self.world.facts.get(f"charges.{n}.{field}")

    def priced(self, n: int) -> Decimal | None:
        """The price of a charge, in cents."""
        amount, pieces = self.charge(n, "amount"), self.charge(n, "quantity")
        return None if amount is None else cents(amount * (1 if pieces is None else pieces))

    def add(self, line: Lined, *, judged: bool = False) -> None:
        """A line, if it moves something; held while who bears it is disputed."""
        if judged and self.world.get("request.disputed"):
            self.answers["disputed"] = True
            self.waits("on_hold", line.what)
            line = line._replace(state="held")
        if line.payer != line.payee and line.amount != 0:
            self.lines.append(line)

    def agreed(self, rule: Data) -> bool | None:
        """Whether the customer agrees, where they are asked; else it is so."""
        if not rule.get("consent"):
            return True
        consent: bool | None = self.world.get("request.consent")
        if consent is None:
            self.waits("on_hold", "request.consent")
        return consent

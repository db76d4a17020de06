"""The derivation as it grows (推导过程): each operation computes its value and is written down as a step.

A value travels with the reference to where it comes from, so that a step names what it was computed from and nothing
can be computed unseen. The operations are a closed set; `domain.decision.check` computes every one of them a second
time, by code of its own.
"""

import operator
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.months import complete_rows, quarter_of
from domain.rulebook.policies.common import Rolls
from domain.time.clocks import add_months

Ref = int | str
"""A step by its number, from 1, or a fact by its name."""

CENT = Decimal("0.01")
_DAY = timedelta(days=1)
_new = tuple.__new__


class Val(NamedTuple):
    """A value and where it comes from; None is unknown."""

    ref: Ref
    value: Any


class Step(NamedTuple):
    """One step (步骤): what was done to which inputs, what came out, by which clause and which value of the rulebook.

    `path` is the key of that value ("warranty.coverage.battery.months"), "" if none was used; `arg` says which
    comparison or predicate it was.
    """

    op: str
    arg: str
    inputs: tuple[Ref, ...]
    value: Any
    clause: str
    path: str


class Trace:
    """One decision in the making."""

    __slots__ = ("_clauses", "_values", "about", "as_of", "facts", "ground", "memo", "needs", "provisional", "steps")

    def __init__(self, ground: Ground, facts: Facts, as_of: date) -> None:
        self.ground, self.facts, self.as_of = ground, facts, as_of
        self.steps: list[Step] = []
        self.needs: dict[str, str] = {}
        """Facts that were asked for and are not known, with the clause that asks."""
        self.provisional = False
        self.about = ""
        """An item of a list, "obligations.0": facts named without a number, "obligations.kind", are then its own."""
        self.memo: dict[str, Any] = {}
        """What several rules ask for and need not be derived twice, by the name of who keeps it."""
        self._clauses, self._values = ground.clauses, facts.values

    def fact(self, name: str, clause: str) -> Val:
        """A fact by its name. What is not known is noted as needed by `clause`."""
        if self.about:
            name = self._numbered(name)
        value = self._values.get(name)
        if value is None:
            self.needs.setdefault(name, clause)
        return _new(Val, (name, value))

    def maybe(self, name: str) -> Val:
        """A fact that may be missing without being missed."""
        if self.about:
            name = self._numbered(name)
        return _new(Val, (name, self._values.get(name)))

    def _numbered(self, name: str) -> str:
        group, _, rest = name.partition(".")
        own = self.about.startswith(f"{group}.") and not rest[:1].isdigit()
        return f"{self.about}.{rest}" if own else name

    def step(self, op: str, inputs: Iterable[Val], value: Any, clause: str, path: str = "", arg: str = "") -> Val:
        """Writes a step down. Only the operations below do so."""
        return self._write(op, arg, tuple([ref for ref, _ in inputs]), value, clause, path)

    def _write(self, op: str, arg: str, refs: tuple[Ref, ...], value: Any, clause: str, path: str) -> Val:
        """Every step of every decision passes here: what Step(…) and Val(…) do, at half their price."""
        steps = self.steps
        if path:
            clause = self._clauses.get(path, clause)
        steps.append(_new(Step, (op, arg, refs, value, clause, path)))
        return _new(Val, (len(steps), value))

    def clause(self, path: str, clause: str) -> str:
        """The clause of the value at `path`: its own if it has one, else that of its rule."""
        return self._clauses.get(path, clause)

    def unknown(self, what: str, clause: str) -> Val:
        """Nothing is known of `what`: a list of which nobody spoke is not empty."""
        self.needs.setdefault(what, clause)
        return self.first((), clause)

    # ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────

    def add_months(self, day: Val, months: Val, clause: str, path: str = "") -> Val:
        """The corresponding day `months` later, or the last day of that month. [G-9]"""
        known = day.value is not None and months.value is not None
        value = add_months(day.value, months.value) if known else None
        return self.step("add_months", (day, months), value, clause, path)

    def add_days(self, day: Val, days: Val, clause: str, path: str = "") -> Val:
        """`days` calendar days later: the day itself is not counted. [G-4]"""
        known = day.value is not None and days.value is not None
        return self.step("add_days", (day, days), day.value + days.value * _DAY if known else None, clause, path)

    def roll(self, day: Val, how: Rolls, clause: str, path: str) -> Val:
        """The first working day from `day` on, if the rule lets it roll. [G-6]"""
        value = day.value
        if value is not None and how is Rolls.CUSTOMER:
            calendar = self.ground.calendar
            while not calendar.is_working(value):
                self.provisional |= not calendar.is_known(value)
                value += _DAY
            self.provisional |= not calendar.is_known(value)
        return self.step("roll", (day,), value, clause, path, how.value)

    def today(self, clause: str) -> Val:
        """The day as of which it is decided."""
        return self.step("today", (), self.as_of, clause)

    def days_between(self, first: Val, last: Val, clause: str, *, inclusive: bool = False, path: str = "") -> Val:
        """Calendar days from `first` to `last`; inclusive counts both. [S0-2.7]"""
        known = first.value is not None and last.value is not None
        value = (last.value - first.value).days + inclusive if known else None
        return self.step("days_between", (first, last), value, clause, path, "inclusive" if inclusive else "")

    # ── truth: True, False, or None for unknown ──────────────────────────────────────────────────────────────────

    def compare(self, left: Val, how: str, right: Val, clause: str, path: str = "") -> Val:
        """`how` is one of < <= > >= = in. Unknown if a side is."""
        (left_ref, first), (right_ref, second) = left, right
        value = None if first is None or second is None else COMPARISONS[how](first, second)
        return self._write("compare", how, (left_ref, right_ref), value, clause, path)

    def given(self, name: str, clause: str, path: str = "") -> Val:
        """Whether a fact is known at all. Never unknown itself."""
        ref, value = self.maybe(name)
        return self._write("given", "", (ref,), value is not None, clause, path)

    def negate(self, truth: Val, clause: str, path: str = "") -> Val:
        """The opposite."""
        return self.step("not", (truth,), None if truth.value is None else not truth.value, clause, path)

    def all_of(self, truths: Sequence[Val], clause: str, path: str = "", arg: str = "") -> Val:
        """False if one is; else unknown if one is; else True."""
        values = [value for _, value in truths]
        value = False if False in values else None if None in values else True
        return self.step("all", truths, value, clause, path, arg)

    def any_of(self, truths: Sequence[Val], clause: str, path: str = "", arg: str = "") -> Val:
        """True if one is; else unknown if one is; else False."""
        values = [value for _, value in truths]
        value = True if True in values else None if None in values else False
        return self.step("any", truths, value, clause, path, arg)

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────

    def rule(self, value: Any, clause: str, path: str) -> Val:
        """A value of the rulebook, as it stands at `path`."""
        return self._write("rule", "", (), value, clause, path)

    def count(self, truths: Sequence[Val], clause: str, path: str = "") -> Val:
        """How many are True; unknown if one is unknown."""
        values = [each.value for each in truths]
        return self.step("count", truths, None if None in values else sum(values), clause, path)

    def multiply(self, factors: Sequence[Val], clause: str, path: str = "", *, percent: bool = False) -> Val:
        """The exact product, whole numbers stay whole; with `percent` of a rate in per cent, so divided by 100. Not
        rounded."""
        value: Any = 1
        for each in factors:
            if each.value is None:
                value = None
                break
            value *= each.value
        if percent and value is not None:
            value = Decimal(value).scaleb(-2)
        return self.step("multiply", factors, value, clause, path, "percent" if percent else "")

    def total(self, parts: Sequence[Val], clause: str, path: str = "") -> Val:
        """The sum."""
        values = [each.value for each in parts]
        return self.step("sum", parts, None if None in values else sum(values), clause, path)

    def subtract(self, whole: Val, part: Val, clause: str, path: str = "") -> Val:
        """`whole` - `part`."""
        known = whole.value is not None and part.value is not None
        return self.step("subtract", (whole, part), whole.value - part.value if known else None, clause, path)

    def smallest(self, parts: Sequence[Val], clause: str, path: str = "") -> Val:
        """The smallest."""
        values = [each.value for each in parts]
        return self.step("min", parts, None if None in values else min(values), clause, path)

    def largest(self, parts: Sequence[Val], clause: str, path: str = "") -> Val:
        """The largest."""
        values = [each.value for each in parts]
        return self.step("max", parts, None if None in values else max(values), clause, path)

    def cents(self, amount: Val, clause: str = "G-11", path: str = "") -> Val:
        """Rounded half up to two places: once, on the finished line. [G-11]"""
        value = None if amount.value is None else Decimal(amount.value).quantize(CENT, ROUND_HALF_UP)
        return self.step("round", (amount,), value, clause, path)

    def split(self, amount: Val, weights: Sequence[Val], k: int, clause: str, path: str = "") -> Val:
        """Part `k`, from 0, of an amount in cents divided by weights; cents left over go to the largest remainders, of
        equal ones to the first. The parts sum to the amount."""
        known = amount.value is not None and all(each.value is not None for each in weights)
        value = parts([each.value for each in weights], amount.value)[k] if known else None
        return self.step("split", (amount, *weights), value, clause, path, str(k))

    def share(self, over: Val, of: Val, clause: str, path: str = "") -> Val:
        """`over` / `of` in per cent, half up to two places: to be shown, never to be banded. None if `of` is 0."""
        value = None
        if over.value is not None and of.value:
            value = Decimal((over.value * 20_000 + of.value) // (2 * of.value)).scaleb(-2)
        return self.step("share", (over, of), value, clause, path)

    # ── choice ───────────────────────────────────────────────────────────────────────────────────────────────────

    def choose(self, truths: Sequence[Val], chosen: Any, clause: str, path: str, arg: str) -> Val:
        """Which rules of the table at `path` count: ids of those that apply and over which none prevails."""
        return self.step("choose", truths, chosen, clause, path, arg)

    def first(self, cases: Sequence[tuple[Val, Val]], clause: str, path: str = "") -> Val:
        """The value beside the first truth that is True; None if a truth before it is unknown, or none is True. Inputs
        are truth, value, truth, value …"""
        found = next((case for case in cases if case[0].value is not False), None)
        value = found[1].value if found is not None and found[0].value else None
        return self.step("first", [val for case in cases for val in case], value, clause, path)

    # ── months, "YYYY-MM" ────────────────────────────────────────────────────────────────────────────────────────

    def quarter(self, month: Val, clause: str, path: str = "") -> Val:
        """The calendar quarter of a month: "2026-Q2"."""
        value = None if month.value is None else quarter_of(month.value)
        return self.step("quarter", (month,), value, clause, path)

    def streak(self, months: Sequence[tuple[Val, Val]], needed: Val, reuse: Val, clause: str, path: str = "") -> Val:
        """The months with which so many calendar months in a row are complete; see `complete_rows`. Inputs are
        `needed`, `reuse`, then month, truth, month, truth … None if it hangs on an unknown truth."""
        named, truths = [month.value for month, _ in months], [truth.value for _, truth in months]
        high = complete_rows(named, [truth is not False for truth in truths], needed.value, reuse=reuse.value)
        low = complete_rows(named, [truth is True for truth in truths], needed.value, reuse=reuse.value)
        inputs = [needed, reuse, *[val for pair in months for val in pair]]
        return self.step("streak", inputs, low if low == high else None, clause, path)


def parts(weights: Sequence[Any], amount: Decimal) -> list[Decimal]:
    """An amount in whole cents divided by weights (最大余数法), of which one is above 0."""
    whole, scale = int(amount.scaleb(2)), [Fraction(each) for each in weights]
    exact = [whole * each / sum(scale) for each in scale]
    cents = [int(each) for each in exact]
    by_rest = sorted(range(len(exact)), key=lambda k: cents[k] - exact[k])
    for k in by_rest[: whole - sum(cents)]:
        cents[k] += 1
    return [Decimal(each).scaleb(-2) for each in cents]


COMPARISONS: dict[str, Any] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "in": lambda a, b: a in b,
}

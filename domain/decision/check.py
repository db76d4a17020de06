"""The checker (复核): computes a derivation a second time and names each step that does not hold.

Every step is computed anew from its inputs, every path looked up with the clause that stands there, tables are read
again, answers and lines must carry the values of the steps they name. No policy and no operation of `Trace` is used.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal, localcontext
from math import inf, prod
from types import NoneType
from typing import Any, NamedTuple

from domain.decision.decision import Decision, Line, Outcome, digest_of, facts_hash
from domain.decision.facts import Facts, kind_of
from domain.decision.ground import Ground
from domain.decision.trace import Ref, Step
from domain.rulebook.paths import by_path
from domain.rulebook.policies.common import Predicate, Rule, Test


class Problem(NamedTuple):
    """What does not hold (不符): at which step (0 is the decision as a whole), and in what."""

    step: int
    code: str
    detail: str = ""


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _compared(how: str, left: Any, right: Any) -> bool:
    if how in ("in", "="):
        return any(left == each for each in ([right] if how == "=" else right))
    return bool({"<": left < right, "<=": not left > right, ">": left > right, ">=": not left < right}[how])


def _cents(amount: Any) -> Decimal:
    whole, rest = divmod(abs(Decimal(amount)) * 100, 1)
    return (whole + (rest >= Decimal("0.5"))).copy_sign(amount).scaleb(-2)


def _streak(needed: int, reuse: bool, *of: Any) -> tuple[str, ...] | None:
    found = set()
    for good in ((True,), (True, None)):
        complete, row, last = [], 0, -1
        for month, truth in zip(of[::2], of[1::2], strict=True):
            at = int(month[:4]) * 12 + int(month[5:])
            row, last = (row + 1 if at == last + 1 else 1) if truth in good else 0, at
            if row >= needed:
                complete.append(month)
                row *= reuse
        found.add(tuple(complete))
    return found.pop() if len(found) == 1 else None


def _part(k: int, amount: Decimal, *weights: Any) -> Decimal:
    lots = [divmod(amount * 100 * each, sum(weights)) for each in weights]
    order = sorted(range(len(lots)), key=lambda n: (-lots[n][1], n))
    cents: Decimal = lots[k][0] + (order.index(k) < amount * 100 - sum(low for low, _ in lots))
    return cents.scaleb(-2)


_OPS: dict[str, tuple[int, tuple[str, ...], Callable[[str, list[Any]], Any]]] = {
    "add_months": (2, ("",), lambda arg, given: _months_later(*given)),
    "add_days": (2, ("",), lambda arg, given: given[0] + timedelta(given[1])),
    "days_between": (2, ("", "inclusive"), lambda arg, given: (given[1] - given[0]).days + (arg == "inclusive")),
    "compare": (2, ("<", "<=", ">", ">=", "=", "in"), lambda arg, given: _compared(arg, *given)),
    "not": (1, ("",), lambda arg, given: {True: False, False: True}[given[0]]),
    "count": (-1, ("",), lambda arg, given: given.count(True)),
    "multiply": (-1, ("", "percent"), lambda arg, given: prod(given) / Decimal(100) if arg else prod(given)),
    "sum": (-1, ("",), lambda arg, given: sum(given)),
    "subtract": (2, ("",), lambda arg, given: given[0] - given[1]),
    "min": (-1, ("",), lambda arg, given: min(given)),
    "max": (-1, ("",), lambda arg, given: max(given)),
    "round": (1, ("",), lambda arg, given: _cents(given[0])),
    "quarter": (1, ("",), lambda arg, given: f"{given[0][:4]}-Q{-(-int(given[0][5:]) // 3)}"),
    "share": (2, ("",), lambda arg, given: _cents(Decimal(100 * given[0]) / given[1]) if given[1] else None),
    "split": (-1, (), lambda arg, given: _part(int(arg), *given)),
    "given": (1, ("",), lambda arg, given: given[0] is not None),
    "first": (-1, ("",), lambda arg, given: next(
        (v if t else None for t, v in [*zip(given[::2], given[1::2], strict=True)] if t is not False), None)),
    "streak": (-1, ("",), lambda arg, given: _streak(*given)),
}  # fmt: skip
"""How many inputs (-1: any), which args. The value is unknown when an input is, but for the last three."""
_BOUNDS = {Test.AT_LEAST: ">=", Test.AT_MOST: "<=", Test.MORE_THAN: ">", Test.LESS_THAN: "<"}
_PAPERS = {"warranty.proofs": "proof_date", "warranty.without_papers": "papers"}
# How the steps of a predicate must stand to each other; @ is a value of the rulebook.
_SHAPES: dict[Test, str] = {
    Test.HOLDS: "all({fact})",
    Test.FAILS: "not({fact})",
    Test.ONE_OF: "compare in({fact},@{path}.values)",
    Test.NONE_OF: "not(compare in({fact},@{path}.values))",
    **{test: f"compare {how}({{fact}},@{{path}}.amount)" for test, how in _BOUNDS.items()},
    Test.WITHIN: "compare <=({fact},roll {roll}(add_{unit}({anchor},@{path}.{unit})))",
    Test.LONGER_THAN: "compare >({fact},roll {roll}(add_{unit}({anchor},@{path}.{unit})))",
    Test.NOT_AFTER: "compare <=({fact},{other})",
    Test.BEFORE: "compare <({fact},{other})",
    Test.GIVEN: "given({fact})",
    Test.CHECKLIST: "all {list}({passed})",
    Test.SOME_PRESENT: "any {list}({present})",
    Test.NONE_PRESENT: "not(any {list}({present}))",
}


def _unnumbered(fact: str | None) -> str:
    return re.sub(r"\.(\d+|\*)(?=\.|$)", "", fact or "")


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) and (type(left) is type(right) or isinstance(left, str))


def check(decision: Decision, ground: Ground, facts: Facts) -> tuple[Problem, ...]:
    """Everything that does not hold, in the order of the steps; empty if the decision follows from ground and facts."""
    with localcontext(prec=80):
        return tuple(_Checker(decision, ground, facts).problems())


class _Checker:
    def __init__(self, made: Decision, ground: Ground, facts: Facts) -> None:
        self.made, self.ground, self.facts, self.rules = made, ground, facts, by_path(ground.book)
        self.steps, self.provisional = made.derivation.steps, False

    def problems(self) -> Iterator[Problem]:
        made, parts = self.made, list[tuple[int, str, Callable[..., bool], Any]]()
        for n, step in enumerate(self.steps, 1):
            parts += [(n, "clause", self.cited, step), (n, "value", self.computed, n)]
        parts += [(0, f"answer {a.name}", lambda a: _same(self.value(a.ref), a.value), a) for a in made.answers]
        parts += [(0, f"line {n}", self.carried, line) for n, line in enumerate(made.lines)]
        parts += [(0, "outcome", self.ended, made), (0, "hashes", self.hashed, made)]
        for at, code, holds, what in parts:
            try:
                if not holds(what):
                    yield Problem(at, code)
            except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
                yield Problem(at, code, repr(error))

    def value(self, ref: Ref, before: float = inf) -> Any:
        if type(ref) is int and 0 < ref < before:
            return self.steps[ref - 1].value
        if type(ref) is str and kind_of(ref):
            return self.facts.values.get(ref)
        raise KeyError(ref)

    def cited(self, step: Step) -> bool:
        known = step.clause in self.rules.clauses or re.fullmatch(r"G-\d+", step.clause)
        return step.clause == self.rules.look(step.path)[1] if step.path else bool(known)

    def computed(self, n: int) -> bool:
        op, arg, refs, value, _, path = self.steps[n - 1]
        given = [self.value(ref, n) for ref in refs]
        found = self.rules.look(path)[0] if path else None
        if op in ("rule", "today"):
            known = found if op == "rule" else self.made.derivation.as_of
            return (path != "", arg, refs) == (op == "rule", "", ()) and _same(known, value)
        mixed = op in ("all", "any", "not", "count") and not {type(each) for each in given} <= {bool, NoneType}
        named = isinstance(found, str) and kind_of(found)  # then that fact must have been read
        if mixed or (named and _unnumbered(found) not in [_unnumbered(ref) for ref in refs if isinstance(ref, str)]):
            return False
        if op == "roll":
            return arg == found and _same(value, self.rolled(arg, *given))
        if op == "choose":
            return value is not None and _same(self.chosen(path, arg, refs), value)
        if op in ("all", "any"):
            shaped, decisive = self.whole(n) if path.endswith(".when") else self.listed(n), op == "any"
            truth = decisive if decisive in given else None if None in given else not decisive
            return shaped and _same(value, truth)
        many, args, compute = _OPS[op]
        fits = many in (-1, len(refs)) and (op != "given" or type(refs[0]) is str)
        fits = fits and (arg.isdecimal() if op == "split" else arg in args)
        unknown = None in given and op not in ("given", "first", "streak")
        return fits and _same(value, None if unknown else compute(arg, given))

    def rolled(self, how: str, day: date | None) -> date | None:
        calendar = self.ground.calendar
        if day is None or how != "customer":
            return day
        self.provisional |= not calendar.first_day <= day <= calendar.known_until
        return day if calendar.kind(day) in ("W", "M") else self.rolled(how, day + timedelta(1))

    def chosen(self, path: str, policy: str, refs: tuple[Ref, ...]) -> tuple[str, ...] | None:
        """The ids that the table at `path` gives; None if it was not read as it stands."""
        rules, read = self.rules.look(path)[0], [self.steps[int(ref) - 1] for ref in refs]
        if [(each.op, each.path) for each in read] != [("all", f"{path}.{rule.id}.when") for rule in rules]:
            return None
        applying = [rule for n, rule in enumerate(rules) if read[n].value is True]
        winners = [r.id for r in applying if not any(r.id in other.prevails_over for other in applying)]
        return tuple(winners) if policy in ("collect", "unique") else None

    def whole(self, n: int) -> bool:
        op, arg, refs, _, _, path = self.steps[n - 1]
        rule: Rule = self.rules.look(path.removesuffix(".when"))[0]
        values = [self.value(ref, n) for ref in refs]
        ended = len(values) == len(rule.when) or values[-1:] == [False]  # all were read, or up to the first false one
        read = [self.reads(ref, rule.when[k], f"{path}[{k}]") for k, ref in enumerate(refs)]
        return (op, arg) == ("all", rule.id) and ended and False not in values[:-1] and all(read)

    def reads(self, ref: Ref, predicate: Predicate, path: str) -> bool:
        words = {name: _unnumbered(getattr(predicate, name)) for name in ("fact", "other", "anchor", "list", "roll")}
        words |= {n: self.ticks(predicate.list, words["fact"] or f"findings.{n}") for n in ("passed", "present")}
        shape = _SHAPES.get(predicate.is_, "").format(**words, path=path, unit="months" if predicate.months else "days")
        void = "all(papers)" if shape and predicate.anchor == "proof_date" else shape  # no paper, so no such day
        return self.steps[int(ref) - 1].path == path and (not shape or self.shape(ref) in (shape, void))

    def ticks(self, name: str | None, fact: str) -> str:
        items = self.rules.look(f"lists.{name}.items")[0] if name else ()
        return ",".join(f"compare in(@lists.{name}.items.{item.id}.id,{fact})" for item in items)

    def shape(self, ref: Ref, deep: int = 4) -> str:
        if isinstance(ref, str) or deep == 0:
            return _unnumbered(str(ref))
        op, arg, refs, _, _, path = self.steps[ref - 1]
        below = ",".join([self.shape(each, deep - 1) for each in refs])
        return _PAPERS.get(path) or (f"@{path}" if op == "rule" else f"{op} {arg}".rstrip() + f"({below})")

    def listed(self, n: int) -> bool:
        """`arg` names the list whose items were looked for, all of them in one fact; "" where none was."""
        arg, refs = self.steps[n - 1][1:3]
        read = ",".join(map(self.shape, refs))
        bare = not read.startswith("compare in(@lists")
        return read == self.ticks(arg, read.rpartition(",")[2][:-1]) if arg else bare

    def carried(self, line: Line) -> bool:
        """A line's amounts are values of the steps that it names, or that these stand on; all words stand in steps."""
        refs, said = list(line.refs), repr((self.steps, self.facts.values))
        for ref in refs:
            refs += [each for each in (self.steps[ref - 1].inputs if type(ref) is int else ()) if each not in refs]
        values = [self.value(ref) for ref in refs]
        named = (line.what, line.payer, line.payee, line.borne_by, line.advanced_by, line.item, line.document)
        fits = line.amount is None or (line.amount > 0 and any(_same(v, line.amount) for v in values[: len(line.refs)]))
        fits &= all(part is None or part in values for part in (line.rate, line.at_most))
        fits &= all(part is None or str(part) in said for part in named) and line.payer != line.payee
        return bool(refs) and fits and line.clause in self.rules.clauses

    def ended(self, made: Decision) -> bool:
        known = [each for each in made.needs if self.facts.values.get(each.what, ()) != ()]
        fits = bool(made.needs) == (made.outcome not in (Outcome.DECIDED, Outcome.CHAPTER_ABSENT))
        fits = fits and not (known and made.outcome is Outcome.UNDETERMINED)
        return fits and made.provisional is self.provisional and made.policy == made.derivation.policy

    def hashed(self, made: Decision) -> bool:
        known = [self.rules.hash, self.ground.calendar_hash, facts_hash(self.facts.values), digest_of(made)]
        given = dict(made.derivation.hashes)
        return [given.pop(name) for name in ("rulebook", "calendar", "facts")] + [made.digest] == known and not given

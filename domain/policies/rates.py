"""Rates (折算): goods taken back at a share of their price, by grade and age, or as an agreement says.

S0-5.5.2, S0-5.6.2.1.
"""

from typing import NamedTuple

from domain.decision.decision import Line, LineKind, LineState, Need, Outcome
from domain.decision.trace import Val
from domain.policies import tables
from domain.policies.draft import Draft
from domain.rulebook.policies.common import HitPolicy
from domain.rulebook.policies.settlement import Grade, MethodRates, RateTable

GRADE = "unit.grade"
METHOD = "request.method"


class Rate(NamedTuple):
    """A rate in per cent, and the document of the agreement that it comes from."""

    percent: Val
    document: Val | None = None


def apply_rates(draft: Draft) -> None:
    """A line for what the table that applies gives, or "refused.<table>" where it gives nothing."""
    chapter = draft.chapter
    for table, truth in draft.sure("settlement.rates", chapter.rates, HitPolicy.UNIQUE, chapter.clause):
        _by_table(draft, table, truth)


def _by_table(draft: Draft, table: RateTable, truth: Val) -> None:
    trace, clause, path = draft.trace, table.clause, f"settlement.rates.{table.id}"
    agreed, waiting = _agreed(draft, table, path)
    rate = agreed or _by_matrix(draft, table, truth, path)
    if rate is None:
        return
    draft.answers[f"rate.{table.id}"] = rate.percent
    base = draft.named(truth, table.base, clause, f"{path}.base")
    payer = draft.named(truth, table.payer, clause, f"{path}.payer")
    payee = draft.named(truth, table.payee, clause, f"{path}.payee")
    credited = trace.rule(table.credited, clause, f"{path}.credited")
    method = trace.compare(trace.fact(METHOD, clause), "in", credited, clause)
    amount = trace.cents(trace.multiply((base, rate.percent), clause, percent=True))
    parts = [payer, payee, method, amount]
    if any(part.value is None for part in parts):
        draft.undetermined()
        return
    line = Line(
        kind=LineKind.CREDIT if method.value else LineKind.PAYMENT,
        what=table.id,
        payer=payer.value,
        payee=payee.value,
        clause=clause,
        amount=amount.value,
        base=table.base,
        rate=rate.percent.value,
        document=rate.document.value if rate.document else None,
        state=LineState.HELD if waiting else LineState.FIXED,
        audience=table.audience,
    )
    draft.add(line, (truth, *parts, rate.percent, *([rate.document] if rate.document else [])))


def _agreed(draft: Draft, table: RateTable, path: str) -> tuple[Rate | None, bool]:
    """The rate of an agreement with its document; whether its document is waited for. [S0-5.6.2.1]"""
    trace, clause = draft.trace, table.clause
    if table.override is None or table.override_needs is None:
        return None, False
    stated = trace.given(table.override, clause, f"{path}.override")
    if not stated.value:
        return None, False
    proved = trace.given(table.override_needs, clause, f"{path}.override_needs")
    if not proved.value:
        need = Need(table.override_needs, trace.clause(f"{path}.override_needs", clause), reason="document_missing")
        draft.waits(Outcome.ON_HOLD, need)
        return None, True
    rate = trace.first([(proved, trace.fact(table.override, clause))], clause, f"{path}.override")
    return Rate(rate, trace.fact(table.override_needs, clause)), False


def _by_matrix(draft: Draft, table: RateTable, truth: Val, path: str) -> Rate | None:
    """The cell of the grade, method and age; None if it gives nothing, or if one of them is not known."""
    trace, asked = draft.trace, draft.trace.fact(GRADE, table.clause)
    if asked.value is None:
        draft.undetermined()
        return None
    grade, _ = tables.entry_of(trace, table.grades, f"{path}.grades", asked)
    at = f"{path}.grades.{grade.id}"
    if not grade.methods:
        trace.rule(grade.methods, grade.clause, f"{at}.methods")
        draft.refuse(f"{table.id}.grade", grade.clause, at)
        return None
    row = _row(draft, grade, at)
    if row is None:
        draft.undetermined()
        return None
    rate, none = _by_age(draft, table, truth, row, f"{at}.methods.{row.id}", path)
    if none:
        draft.refuse(f"{table.id}.age", table.age.clause, f"{path}.age")
        return None
    if rate.value is None:
        draft.undetermined()
        return None
    return Rate(rate)


def _row(draft: Draft, grade: Grade, path: str) -> MethodRates | None:
    """The rates of the method; None while that is not known. Raises FactError (not_in_rulebook)."""
    trace, method = draft.trace, draft.trace.fact(METHOD, grade.clause)
    if method.value is None:
        return None
    return tables.entry_of(trace, grade.methods, f"{path}.methods", method)[0]


def _by_age(draft: Draft, table: RateTable, truth: Val, row: MethodRates, at: str, path: str) -> tuple[Val, bool]:
    """The rate of the first band that the age lies in; whether it certainly lies in none. [S0-5.5.2.A]"""
    trace, age = draft.trace, table.age
    start = draft.named(truth, age.start, age.clause, f"{path}.age.start")
    end = draft.named(truth, age.end, age.clause, f"{path}.age.end")
    cases = []
    for n, (most, rate) in enumerate(zip(age.months_at_most, row.rates, strict=True)):
        months = trace.rule(most, age.clause, f"{path}.age.months_at_most[{n}]")
        last = trace.roll(trace.add_months(start, months, age.clause), age.roll, age.clause, f"{path}.age.roll")
        young = trace.compare(end, "<=", last, age.clause)
        cases.append((young, trace.rule(rate, row.clause, f"{at}.rates[{n}]")))
        if young.value is not False:
            break
    return trace.first(cases, row.clause), all(young.value is False for young, _ in cases)

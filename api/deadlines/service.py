"""A recorded deadline, counted again (期限复算)."""

from datetime import date
from typing import Any

from sqlalchemy import Row, select

from api import words
from api.caller import Caller
from api.deadlines import words as deadline_words
from api.deadlines.schemas import ExplainOut, StepOut, TermOut, step_out
from api.instants import write, write_or_none
from api.plans import Plan, plan_of
from api.problems import ProblemError
from api.words import Named
from casebook.book import single_statements
from domain.time.clocks import end_of_day
from domain.time.explain import Derivation, explain
from domain.time.term import Term
from storage import models

_D, _C = models.deadlines, models.cases


async def find(caller: Caller, deadline_id: str) -> tuple[Row[Any], Plan]:
    """The row of a deadline of the caller's company, with its case's plan. Raises ProblemError `not_found`."""
    query = (
        select(_D, _C.c.plan_hash)
        .join(_C, _C.c.case_no == _D.c.case_no)
        .where(_D.c.id == deadline_id, _D.c.company == caller.company)
    )
    async with single_statements(caller.book.engine) as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise ProblemError("not_found")
    return row, await plan_of(caller.book.engine, row.plan_hash)


def derive(row: Row[Any], plan: Plan) -> Derivation | None:
    """The derivation of a deadline that has a term; one on a promised date has none."""
    return explain(Term.parse(row.term), row.start, plan.calendar) if row.term else None


def rule_of(row: Row[Any], plan: Plan) -> Named:
    """The step or promise whose clock this is."""
    chapter = plan.book.complaint
    if chapter is None:
        return {"id": row.rule, "zh": row.rule, "en": row.rule}
    return words.rule_name(chapter.step if row.kind == "task" else chapter.promise, row.rule)


def explain_out(row: Row[Any], plan: Plan) -> ExplainOut:
    """The deadline and its second count, as data."""
    derivation = derive(row, plan)
    if derivation is not None:
        named = deadline_words.term_text(derivation.term)
        why = deadline_words.reason(derivation)
        term: TermOut | None = {"term": row.term, "zh": named.zh, "en": named.en}
        steps, due = [step_out(step) for step in derivation.steps], derivation.due
        reason = {"zh": why.zh, "en": why.en}
    else:
        last = plan.calendar.date_of(row.due - 1)
        note = deadline_words.without_term(plan, row.kind, row.rule)
        term, steps, due = None, [_promised(last, note, plan)], end_of_day(last, plan.calendar)
        name = words.text("notes", note)
        reason = {"zh": f"{name.zh}：{last.isoformat()}", "en": f"{name.en}: {last.isoformat()}"}
    return {
        "id": row.id,
        "case_no": row.case_no,
        "kind": row.kind,
        "rule": rule_of(row, plan),
        "role": words.rule_name(plan.book.role, row.role),
        "clause": row.clause,
        "term": term,
        "start": write(row.start),
        "due": write(row.due),
        "provisional": row.provisional,
        "binding": row.binding,
        "status": row.status,
        "breached_at": write_or_none(row.breached_at),
        "agrees": due == row.due,
        "reason": reason,
        "steps": steps,
        "rulebook": {
            "name": plan.source.rulebook,
            "version": plan.source.version,
            "hash": plan.source.rulebook_hash,
        },
        "calendar_hash": plan.source.calendar_hash,
    }


def explain_text(row: Row[Any], plan: Plan, lang: str) -> str:
    """The same for the eye."""
    rule = rule_of(row, plan)
    head = [(row.id, rule["en"] if lang == "en" else rule["zh"])]
    head.append((words.text("texts", "clause").in_language(lang), row.clause))
    derivation = derive(row, plan)
    if derivation is not None:
        return deadline_words.table(derivation, lang, head)
    out = explain_out(row, plan)
    return "\n".join([*(f"{name}: {value}" for name, value in head), out["reason"][lang], out["due"], ""])


def _promised(day: date, note: str, plan: Plan) -> StepOut:
    return {
        "day": day.isoformat(),
        "kind": words.named_in("days", plan.calendar.kind(day)),
        "counted": True,
        "note": words.named_in("notes", note),
        "n": 0,
        "provisional": not plan.calendar.is_known(day),
    }

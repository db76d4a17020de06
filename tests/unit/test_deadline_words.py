"""What is said of a deadline that has no term."""

import pytest

from api import words
from api.deadlines.words import without_term
from api.plans import Plan
from casebook.plans import plan_at
from contracts.calendar_slice import calendar_of

ACCEPTED = 1_770_861_600_000_000  # 2026-02-12 10:00 in China


@pytest.mark.parametrize(
    ("kind", "rule", "note"),
    [
        ("task", "carry_out", "promised_date"),
        ("task", "reply", "set_by_case"),
        ("task", "no_such_step", "set_by_case"),
        ("promise", "carry_out", "set_by_case"),
    ],
)
def test_only_the_step_by_the_promised_date_speaks_of_a_promised_date(kind: str, rule: str, note: str) -> None:
    stored = plan_at("daoyi", ACCEPTED)
    plan = Plan(stored.hash, stored.plan, stored.book, calendar_of(stored.plan.calendar))
    assert without_term(plan, kind, rule) == note
    assert words.text("notes", note).zh != note

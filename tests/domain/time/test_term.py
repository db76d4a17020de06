"""Terms as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.errors import TimeRuleError
from domain.time.term import Clock, DayEnd, Roll, Term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("3 working days", Term(Clock.WORKING_DAYS, 3)),
        ("1 working day", Term(Clock.WORKING_DAYS, 1)),
        ("2 working hours", Term(Clock.WORKING_HOURS, 120)),
        ("90 working minutes", Term(Clock.WORKING_HOURS, 90)),
        ("15 clock minutes", Term(Clock.CLOCK_HOURS, 15)),
        ("24 clock hours", Term(Clock.CLOCK_HOURS, 1440)),
        ("5 calendar days", Term(Clock.CALENDAR_DAYS, 5)),
        ("same day", Term(Clock.SAME_DAY, 0)),
        ("3 months", Term(Clock.MONTHS, 3)),
        ("3 working days, to close of business", Term(Clock.WORKING_DAYS, 3, DayEnd.CLOSE_OF_BUSINESS)),
        (
            "15 calendar days, to close of business, rolling to next working day",
            Term(Clock.CALENDAR_DAYS, 15, DayEnd.CLOSE_OF_BUSINESS, Roll.NEXT_WORKING_DAY),
        ),
    ],
)
def test_text_and_term_are_the_same(text: str, term: Term) -> None:
    assert Term.parse(text) == term
    assert str(term) == text


@given(st.sampled_from(Clock), st.integers(0, 2000), st.sampled_from(DayEnd), st.sampled_from(Roll))
def test_every_term_reads_back(clock: Clock, amount: int, day_end: DayEnd, roll: Roll) -> None:
    try:
        term = Term(clock, amount, day_end, roll)
    except TimeRuleError:
        return
    assert Term.parse(str(term)) == term


@pytest.mark.parametrize(
    "text",
    ["", "3", "3 days", "working days", "three working days", "3 working days ", "03 months", "-1 months", "1.5 months",
     "3 workings day", "3 working dayss", "３ months", "3 months, ", "3 months, whenever", "5 same day",
     "3 months, to close of business, to close of business"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(TimeRuleError) as refused:
        Term.parse(text)
    assert refused.value.code == "bad_term"


@pytest.mark.parametrize(
    ("clock", "amount", "day_end", "roll", "code"),
    [
        (Clock.WORKING_DAYS, 0, DayEnd.MIDNIGHT, Roll.NONE, "amount_out_of_range"),
        (Clock.SAME_DAY, 1, DayEnd.MIDNIGHT, Roll.NONE, "amount_out_of_range"),
        (Clock.MONTHS, 1201, DayEnd.MIDNIGHT, Roll.NONE, "amount_out_of_range"),
        (Clock.CLOCK_HOURS, 60, DayEnd.CLOSE_OF_BUSINESS, Roll.NONE, "day_end_without_effect"),
        (Clock.WORKING_DAYS, 3, DayEnd.MIDNIGHT, Roll.NEXT_WORKING_DAY, "roll_without_effect"),
        (Clock.WORKING_HOURS, 60, DayEnd.MIDNIGHT, Roll.NEXT_WORKING_DAY, "roll_without_effect"),
    ],
)
def test_a_rule_that_could_never_act_is_refused(
    clock: Clock, amount: int, day_end: DayEnd, roll: Roll, code: str
) -> None:
    with pytest.raises(TimeRuleError) as refused:
        Term(clock, amount, day_end, roll)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("clock", "most"),
    [
        (Clock.WORKING_DAYS, 25_000),
        (Clock.WORKING_HOURS, 36_000_000),
        (Clock.CLOCK_HOURS, 52_596_000),
        (Clock.CALENDAR_DAYS, 36_525),
        (Clock.MONTHS, 1_200),
    ],
)
def test_a_century_is_the_longest_term(clock: Clock, most: int) -> None:
    assert Term(clock, most).amount == most
    for amount in (most + 1, 0):
        with pytest.raises(TimeRuleError) as refused:
            Term(clock, amount)
        assert refused.value.code == "amount_out_of_range"

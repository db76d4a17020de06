"""Plain data of a rulebook loses nothing, and leaves out what stands at its default."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rulebook.book import Rulebook, Source, SourceKind
from domain.rulebook.codec import from_data, to_data
from domain.rulebook.complaint import ComplaintChapter, DeadlineFrom, PromiseRule, StepRule
from domain.rulebook.ladder import Ladder, Reminder, Rung
from domain.rulebook.notices import NoticeRule, Trigger
from domain.rulebook.text import Text
from domain.time.reminders import ReminderRule
from domain.time.term import Clock, Term
from rulebooks.shelf import shelf

words = st.text(min_size=1, max_size=12)
texts = st.builds(Text, zh=words, en=words)
terms = st.builds(Term, st.sampled_from([clock for clock in Clock if clock is not Clock.SAME_DAY]), st.integers(1, 900))
reminders = st.builds(Reminder, rule=st.builds(ReminderRule, st.none() | st.integers(1, 600)))
some_reminders = st.lists(reminders, max_size=3).map(tuple)
rungs = st.builds(Rung, to=words, acknowledge_within=st.none() | terms)
values = st.one_of(
    st.builds(Ladder, id=words, clause=words, rungs=st.lists(rungs, max_size=4).map(tuple)),
    st.builds(
        StepRule,
        id=words,
        name=texts,
        clause=words,
        role=words,
        forms=st.lists(words, max_size=3).map(tuple),
        of_department=st.booleans(),
        deadline=st.sampled_from(DeadlineFrom),
        term=st.none() | terms,
        binding=st.booleans(),
        ladder=st.none() | words,
        reminders=some_reminders,
        notice=st.none() | words,
    ),
    st.builds(
        PromiseRule,
        id=words,
        name=texts,
        clause=words,
        owner=words,
        term=terms,
        ladder=words,
        kept_by=st.lists(words, max_size=3).map(tuple),
        each_round=st.booleans(),
        reminders=some_reminders,
    ),
    st.builds(
        NoticeRule,
        id=words,
        clause=words,
        on=st.sampled_from(Trigger),
        to=words,
        template=words,
        channel=words,
        even_in_quiet_hours=st.booleans(),
    ),
    st.builds(
        Source,
        key=words,
        clause=words,
        kind=st.sampled_from(SourceKind),
        reading=st.none() | words,
        note=st.none() | texts,
    ),
)


@given(values)
def test_every_value_survives_json(value: object) -> None:
    read = from_data(type(value), json.loads(json.dumps(to_data(value))))
    assert read == value
    assert type(read) is type(value)


def test_whole_rulebook_survives_json() -> None:
    book = shelf()["daoyi"].book
    assert from_data(Rulebook, json.loads(json.dumps(to_data(book)))) == book


def test_chapter_and_tuple_of_a_plan_survive_json() -> None:
    book = shelf()["daoyi"].book
    assert from_data(ComplaintChapter, to_data(book.complaint)) == book.complaint
    assert from_data(tuple[NoticeRule, ...], to_data(book.notices)) == book.notices


def test_slice_of_a_plan_leaves_the_notes_behind() -> None:
    book = shelf()["daoyi"].book
    assert "sources" not in to_data(book.complaint_slice())
    assert book.complaint_slice().complaint == book.complaint


def test_fields_at_their_default_are_left_out() -> None:
    assert to_data(Rung(to="leader")) == {"to": "leader"}


@pytest.mark.parametrize("data", [{"to": "leader", "colour": "red"}, {}])
def test_unknown_and_missing_fields_are_refused(data: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Rung"):
        from_data(Rung, data)


def test_unknown_enum_value_is_refused() -> None:
    with pytest.raises(ValueError, match="Trigger"):
        from_data(Trigger, "full_moon")


def test_float_has_no_plain_data() -> None:
    with pytest.raises(TypeError):
        to_data((1.5,))

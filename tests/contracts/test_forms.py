"""Forms: words never mix with what steers a case, and rubbish is refused with a pointer."""

from typing import Annotated, get_args, get_origin

import pytest
from pydantic import ValidationError

from contracts.forms import FORMS, ComplaintRecord, CustomerOpinion, Form, decision_model, split, words_of
from tests.support.clause import clause


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_no_decision_field_is_an_open_string(form: type[Form]) -> None:
    """Whatever a person could write freely must be marked as words, or it would end up in history for ever."""
    for name, info in decision_model(form).model_fields.items():
        for part in get_args(info.annotation) or (info.annotation,):
            bare = get_args(part)[0] if get_origin(part) is Annotated else part
            closed = any(getattr(mark, "pattern", None) for mark in (*info.metadata, *get_args(part)[1:]))
            assert bare is not str or closed, f"{form.FORM}.{name} takes any text"


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_form_has_an_id_a_clause_and_a_chinese_name(form: type[Form]) -> None:
    assert form.FORM == next(key for key, value in FORMS.items() if value is form)
    assert form.CLAUSE
    assert any("\u4e00" <= letter <= "\u9fff" for letter in (form.__doc__ or "").splitlines()[0])


def test_split_parts_words_from_decisions_and_leaves_defaults_out() -> None:
    record = ComplaintRecord(channel="phone", major=True, subject=" 漏水 ", description="新风机漏水")
    decisions, words = split(record)
    assert decisions == {"channel": "phone", "major": True}
    assert words == {"subject": "漏水", "description": "新风机漏水"}
    assert split(CustomerOpinion(agrees=False)) == ({"agrees": False}, {})


def test_the_decision_model_refuses_words() -> None:
    with pytest.raises(ValidationError):
        decision_model(ComplaintRecord).model_validate({"channel": "phone", "subject": "x"})


@clause("S0-F3")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": "Phone!"}, "channel"),
        ({"channel": None}, "channel"),
        ({"major": "yes"}, "major"),
        ({"major": 1}, "major"),
        ({"subject": ""}, "subject"),
        ({"subject": "   "}, "subject"),
        ({"subject": "x" * 4001}, "subject"),
        ({"description": "a\x00b"}, "description"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_rubbish_in_a_form_is_refused_at_its_field(change: dict[str, object], field: str) -> None:
    good: dict[str, object] = {"channel": "phone", "subject": "a", "description": "b"}
    with pytest.raises(ValidationError) as caught:
        ComplaintRecord.model_validate({**good, **change})
    assert caught.value.errors()[0]["loc"] == (field,)


def test_words_are_known_by_their_mark_also_when_optional() -> None:
    assert words_of(CustomerOpinion) == ("opinion",)

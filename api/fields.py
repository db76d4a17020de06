"""What a form asks for (表单字段): types, required, choices from the rulebook, names; for people and programs."""

from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin

from typing_extensions import TypedDict

from api import words
from api.plans import Plan
from api.words import Named
from contracts.forms import FORMS, Form, is_words

LONGEST_WORDS = 4000


class FieldOut(TypedDict):
    """One field of a form. `type`: text, code, date, boolean. `words`: people's words, kept apart from the history."""

    name: str
    label: Named
    type: str
    required: bool
    words: bool
    max_length: NotRequired[int]
    choices: NotRequired[list[Named]]


class FormOut(TypedDict):
    """A form with its fields."""

    id: str
    name: Named
    clause: str
    fields: list[FieldOut]


def form_out(form_id: str, plan: Plan, complaint_type: str | None, *, type_due: bool = False) -> FormOut:
    """A form as this case asks for it. `type_due`: the complaint's type is owed with it."""
    form = FORMS[form_id]
    return {
        "id": form_id,
        "name": words.named_in("forms", form_id),
        "clause": form.CLAUSE,
        "fields": [_field(form, name, plan, complaint_type, type_due) for name in form.model_fields],
    }


def _field(form: type[Form], name: str, plan: Plan, complaint_type: str | None, type_due: bool) -> FieldOut:
    kind, literals, required = _shape(form, name)
    out: FieldOut = {
        "name": name,
        "label": words.named_in("fields", name),
        "type": kind,
        "required": required or (type_due and name == "complaint_type"),
        "words": is_words(form, name),
    }
    if out["words"]:
        out["max_length"] = LONGEST_WORDS
    choices = [words.named_in("choices", item) for item in literals] or _choices(name, plan, complaint_type)
    if choices:
        out["choices"] = choices
    return out


@cache
def _shape(form: type[Form], name: str) -> tuple[str, tuple[str, ...], bool]:
    """Type name, fixed choices and whether it is required."""
    info = form.model_fields[name]
    annotation: Any = info.annotation
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
    patterns = [getattr(mark, "pattern", None) for mark in (*info.metadata, *getattr(annotation, "__metadata__", ()))]
    if annotation is bool:
        kind = "boolean"
    elif get_origin(annotation) is Literal:
        return "code", tuple(get_args(annotation)), info.is_required()
    elif is_words(form, name):
        kind = "text"
    else:
        kind = "date" if any(pattern and "\\d{4}" in str(pattern) for pattern in patterns) else "code"
    return kind, (), info.is_required()


def _choices(name: str, plan: Plan, complaint_type: str | None) -> list[Named]:
    """The ids that the rulebook allows in a field."""
    chapter = plan.book.complaint
    if name == "channel":
        return [words.named(item.id, item.name) for item in plan.book.channels]
    if name in ("department", "suggested_department"):
        return [words.named(item.id, item.name) for item in plan.book.departments]
    if name == "complaint_type" and chapter is not None:
        return [words.named(item.id, item.name) for item in chapter.types]
    if name == "satisfaction" and chapter is not None:
        policies = chapter.callbacks if complaint_type is None else (chapter.callback_for(complaint_type),)
        answers = dict.fromkeys(answer for policy in policies for answer in policy.answers)
        return [words.named_in("choices", answer) for answer in answers]
    return []

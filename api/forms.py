"""From a flat body to a typed form (表单读取)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.paging import InstantParam
from api.problems import FieldError, ProblemError
from api.validation import model_of
from contracts.forms import FORMS, Form


class Told(BaseModel):
    """What a filer may say beside the form's own fields."""

    model_config = ConfigDict(extra="forbid")

    form: str | None = Field(None, max_length=60, description="the form's id; may be left out where only one fits")
    occurred_at: InstantParam | None = Field(None, description="when it happened, if not just now")


def told_of(body: dict[str, Any]) -> tuple[Told, dict[str, Any]]:
    """Parts what is said beside the form from the form's fields."""
    beside = {name: body[name] for name in Told.model_fields if name in body}
    return model_of(Told, beside), {name: value for name, value in body.items() if name not in beside}


def form_of(form_id: str, fields: dict[str, Any]) -> Form:
    """A typed form. Raises ProblemError `invalid_fields` with a pointer per field, `wrong_form` for an unknown id."""
    form = FORMS.get(form_id)
    if form is None:
        raise ProblemError("wrong_form", errors=(FieldError("not_a_choice", "/form"),))
    return model_of(form, fields)


def the_one(forms: list[str]) -> str:
    """The only form of a task. Raises ProblemError if the filer has to say which."""
    if len(forms) != 1:
        raise ProblemError("invalid_fields", errors=(FieldError("required", "/form"),))
    return forms[0]

"""The body of an intake (受理正文): the record's fields, flat, and what stands beside them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.paging import InstantParam
from api.problems import ProblemError
from api.validation import field_errors
from casebook.customers import Customer
from contracts.forms import ComplaintRecord


class Rehearsal(BaseModel):
    """Runs the case on a clock of its own that begins at `starts_at` and moves only by `/advance`."""

    model_config = ConfigDict(extra="forbid")

    starts_at: InstantParam


class Beside(BaseModel):
    """What an intake says beside the record."""

    model_config = ConfigDict(extra="forbid")

    customer: Customer = Field(default_factory=Customer)
    occurred_at: InstantParam | None = None
    rehearsal: Rehearsal | None = None


class Intake(ComplaintRecord, Beside):
    """客户投诉记录 (S0-F3) with the customer; flat. Only its JSON schema is used."""


def read_intake(body: dict[str, Any]) -> tuple[ComplaintRecord, Beside]:
    """Both parts of the body; all that is wrong in either is told at once."""
    beside = {name: body[name] for name in Beside.model_fields if name in body}
    errors: list[Any] = []
    record = told = None
    try:
        record = ComplaintRecord.model_validate({key: value for key, value in body.items() if key not in beside})
    except ValidationError as error:
        errors += error.errors()
    try:
        told = Beside.model_validate(beside)
    except ValidationError as error:
        errors += error.errors()
    if record is None or told is None:
        raise ProblemError("invalid_fields", errors=field_errors(errors))
    return record, told

"""A body that only says why (理由)."""

from pydantic import BaseModel, ConfigDict, Field

from casebook.reasons import REASON_LENGTH


class Reason(BaseModel):
    """Why; it stands in the record."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str = Field(min_length=1, max_length=REASON_LENGTH)

"""The words of every problem (错误文本), read once from `problem_texts.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from domain.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """HTTP status, title and detail of one code."""

    status: int
    title: Text
    detail: Text


_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

PROBLEMS: dict[str, Kind] = {
    code: Kind(row["status"], Text(zh=row["zh"][0], en=row["en"][0]), Text(zh=row["zh"][1], en=row["en"][1]))
    for code, row in _TABLE["problems"].items()
}
"""Every code that an answer may carry."""

FIELD_PROBLEMS: dict[str, Text] = {code: Text(**row) for code, row in _TABLE["fields"].items()}
"""What can be wrong with one field."""

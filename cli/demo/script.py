"""The script of a demonstration (演示脚本): who files what and when, and what must have happened in the end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from casebook.settings import ROOT
from cli.http import Json

COMPLAINT = ROOT / "examples" / "engineering_complaint.json"
SCRIPT = ROOT / "examples" / "engineering_script.json"
ACTORS = ROOT / "examples" / "actors.toml"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: at a civil instant (RFC 3339) a person files a form, or acknowledges rung `rung` of a ladder."""

    at: str
    who: str
    do: Literal["file", "acknowledge"]
    note: Mapping[str, str]
    form: str = "acknowledgement"
    rung: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """A whole demonstration. `explain` and `expect["due"]` name tasks and promises by the end of their id."""

    title: Mapping[str, str]
    starts_at: str
    opened_by: str
    acts: tuple[Act, ...]
    explain: tuple[str, ...]
    expect: Mapping[str, Any]


def read_script(file: Path = SCRIPT) -> Script:
    """Reads a script. Raises TypeError or ValueError for one that is not as examples/README.md says."""
    data = json.loads(file.read_text(encoding="utf-8"))
    acts = tuple(Act(**act) for act in data.pop("acts"))
    return Script(**{**data, "acts": acts, "explain": tuple(data["explain"])})


def read_complaint(file: Path = COMPLAINT) -> Json:
    """The intake's body."""
    body: Json = json.loads(file.read_text(encoding="utf-8"))
    return body


def token(person: str) -> str:
    """The token of a person of examples/actors.toml, as written beside its hash there."""
    return f"demo-{person}"

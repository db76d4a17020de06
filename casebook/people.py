"""Who may act (人员): people and systems from `actors.toml`, until a directory of its own replaces it.

Tokens stand there only as sha256 hashes of 32 random bytes or more: `python -m casebook.people` makes a pair.
"""

import re
import secrets
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casebook.errors import CasebookError

_ID = r"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,99}$"


@dataclass(frozen=True, slots=True)
class Company:
    """A company (公司) and the name of the rulebook it works by."""

    id: str
    rulebook: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person or system that acts (人员). `supervisor`: holds a role that its rulebook calls one."""

    id: str
    name: str
    company: str
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    supervisor: bool = False
    email: str | None = None
    phone: str | None = None
    wecom: str | None = None
    dingtalk: str | None = None
    feishu: str | None = None
    language: str = "zh-CN"
    disabled: bool = False

    def owes(self, role: str, department: str | None, named: str | None = None) -> bool:
        """Whether this is who a task, an offer or an escalation speaks to."""
        if named is not None:
            return self.id == named
        return role in self.roles and (department is None or department in self.departments)


class _CompanyEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=_ID)
    rulebook: str


class _PersonEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=_ID)
    name: str
    company: str
    roles: list[str] = Field(default_factory=list)
    departments: list[str] = Field(default_factory=list)
    token_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    email: str | None = None
    phone: str | None = None
    wecom: str | None = None
    dingtalk: str | None = None
    feishu: str | None = None
    language: str = "zh-CN"
    disabled: bool = False


class _ActorsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    companies: list[_CompanyEntry]
    people: list[_PersonEntry]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everyone who may act, by company and id, and by the hash of their token."""

    companies: Mapping[str, Company]
    people: Mapping[tuple[str, str], Person]
    tokens: Mapping[str, Person] = field(repr=False)

    def authenticate(self, token: str) -> Person | None:
        """Whose token this is; None if nobody's or if that person is disabled. The lookup is by hash, never by text."""
        person = self.tokens.get(token_hash(token))
        return None if person is None or person.disabled else person

    def person(self, company: str, person_id: str) -> Person | None:
        """The person of that id in that company."""
        return self.people.get((company, person_id))

    def people_of_role(self, company: str, role: str) -> tuple[Person, ...]:
        """Who holds a role, in the file's order; disabled ones left out."""
        return tuple(p for p in self.people.values() if p.company == company and role in p.roles and not p.disabled)

    def people_of_department(self, company: str, department: str) -> tuple[Person, ...]:
        """Who belongs to a department, in the file's order; disabled ones left out."""
        return tuple(
            p for p in self.people.values() if p.company == company and department in p.departments and not p.disabled
        )


def token_hash(token: str) -> str:
    """How a token stands in the file. Tokens are long random texts, so a plain hash suffices (no password)."""
    return sha256(token.encode()).hexdigest()


def load_directory(path: Path, supervisor_roles: Mapping[str, frozenset[str]] | None = None) -> Directory:
    """Reads `actors.toml`. `supervisor_roles`: by rulebook name, the roles that may rule.

    Raises CasebookError: actors_file_missing, actors_file_invalid.
    """
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = _ActorsFile.model_validate(data)
    except OSError as error:
        raise CasebookError("actors_file_missing", params={"path": path.name}) from error
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        detail = re.sub(r"\s+", " ", str(error))[:500]
        raise CasebookError("actors_file_invalid", params={"path": path.name, "detail": detail}) from error
    companies = {entry.id: Company(entry.id, entry.rulebook) for entry in entries.companies}
    people: dict[tuple[str, str], Person] = {}
    tokens: dict[str, Person] = {}
    for entry in entries.people:
        if entry.company not in companies or (entry.company, entry.id) in people:
            raise CasebookError("actors_file_invalid", params={"path": path.name, "detail": entry.id})
        ruling = (supervisor_roles or {}).get(companies[entry.company].rulebook, frozenset())
        plain = entry.model_dump(exclude={"token_sha256", "roles", "departments"})
        person = Person(
            **plain,
            roles=tuple(entry.roles),
            departments=tuple(entry.departments),
            supervisor=any(role in ruling for role in entry.roles),
        )
        people[entry.company, entry.id] = person
        if entry.token_sha256:
            if entry.token_sha256 in tokens:
                detail = f"{entry.id}: the token of {tokens[entry.token_sha256].id}"
                raise CasebookError("actors_file_invalid", params={"path": path.name, "detail": detail})
            tokens[entry.token_sha256] = person
    return Directory(companies, people, tokens)


def main() -> int:
    """Prints a new token and the hash to put into the file."""
    token = secrets.token_urlsafe(32)
    sys.stdout.write(f"token        {token}\ntoken_sha256 {token_hash(token)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

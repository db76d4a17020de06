"""Who may act, as `actors.toml` says it."""

from pathlib import Path

import pytest

from casebook.errors import CasebookError
from casebook.people import load_directory, token_hash

COMPANY = """
[[companies]]
id = "c"
rulebook = "daoyi"
"""


def person(name: str, token: str, more: str = "") -> str:
    return f"""
[[people]]
id = "{name}"
name = "{name}"
company = "c"
token_sha256 = "{token_hash(token)}"
{more}
"""


def written(tmp_path: Path, *people: str) -> Path:
    path = tmp_path / "actors.toml"
    path.write_text(COMPANY + "".join(people), "utf-8")
    return path


def test_token_finds_its_own_person_and_no_one_else(tmp_path: Path) -> None:
    directory = load_directory(written(tmp_path, person("an", "one"), person("bo", "two")))
    found = directory.authenticate("two")
    assert found is not None
    assert found.id == "bo"
    assert directory.authenticate("three") is None
    assert directory.authenticate(token_hash("two")) is None


def test_token_of_a_disabled_person_finds_no_one(tmp_path: Path) -> None:
    directory = load_directory(written(tmp_path, person("an", "one", "disabled = true")))
    assert directory.authenticate("one") is None


def test_two_people_with_one_token_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CasebookError) as caught:
        load_directory(written(tmp_path, person("an", "one"), person("bo", "one")))
    assert (caught.value.code, caught.value.params["detail"]) == ("actors_file_invalid", "bo: the token of an")

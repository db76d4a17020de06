"""The manual map tells the truth about the clause marks."""

from pathlib import Path

import pytest

from tools import manual_map

_SOURCE = """
pytestmark = clause("S0-6.1")

@clause("S0-6.2", "S0-6.3")
def test_one(): ...

class TestMore:
    @clause("S0-6.3")
    async def test_two(self): ...
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[str, list[str]]:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_a.py").write_text(_SOURCE, encoding="utf-8")
    (folder / "helper.py").write_text('clause("S0-6.9")', encoding="utf-8")
    return manual_map.marks(folder)


def test_marks_are_found_on_modules_functions_and_methods_of_test_files_only(found: dict[str, list[str]]) -> None:
    assert found == {
        "S0-6.1": ["tests/test_a.py"],
        "S0-6.2": ["tests/test_a.py::test_one"],
        "S0-6.3": ["tests/test_a.py::test_one", "tests/test_a.py::test_two"],
    }


def test_a_clause_without_a_test_is_a_problem_in_a_complete_chapter_only(found: dict[str, list[str]]) -> None:
    chapter = {"title": "six", "complete": True, "clauses": ["S0-6.1", "S0-6.2", "S0-6.3", "S0-6.4"]}
    assert manual_map.problems([chapter], found) == ["S0-6.4: no test (six)"]
    assert manual_map.problems([chapter | {"complete": False}], found) == []
    assert "| S0-6.4 |  | **none** |" in manual_map.render([chapter], found)


def test_rulebook_values_stand_beside_the_clause_they_cite(found: dict[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text('[steps.reply]\nclause = "S0-6.3"\nterm = { clause = "S0-6.1", value = 3 }\n')
    cited = manual_map.values(tmp_path)
    assert cited == {"S0-6.3": ["house: steps.reply"], "S0-6.1": ["house: steps.reply.term"]}
    chapter = {"title": "six", "complete": True, "clauses": ["S0-6.1"]}
    line = manual_map.render([chapter], found, cited, {"S0-6.1": "第一步"}).splitlines()[-1]
    assert line == "| S0-6.1 第一步 | `house: steps.reply.term` | `tests/test_a.py` |"


def test_an_unknown_clause_is_a_problem(found: dict[str, list[str]]) -> None:
    chapter = {"title": "six", "complete": False, "clauses": ["S0-6.1", "S0-6.2"]}
    assert manual_map.problems([chapter], found) == ["S0-6.3: not in clauses.toml, named by tests/test_a.py::test_one"]

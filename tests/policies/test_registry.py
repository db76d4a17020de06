"""Every policy by its name, and the clause of its chapter (政策登记)."""

import pytest

from domain.policies.registry import clause_of
from tests.policies.support import ground_of
from tests.support.clause import clause


@clause("S0-5.1", "S3-8.1")
@pytest.mark.parametrize(("book", "chapter"), [("daoyi", "S0-5.1"), ("phones", "S3-8.1"), ("lamps", None)])
def test_a_policy_cites_the_clause_of_its_chapter_and_none_where_the_manual_has_none(
    book: str, chapter: str | None
) -> None:
    assert clause_of(ground_of(book), "return") == chapter

"""The hash stands for the content alone, and published content never changes."""

from pathlib import Path

import pytest

from rulebooks.load import clause_order
from rulebooks.shelf import read, read_text, shelf
from tests.rulebook.toml import GOOD, data, dumps, edited

DAOYI = shelf()["daoyi"]


def test_layout_comments_and_order_of_tables_do_not_change_the_hash() -> None:
    for text in (dumps(data()), dumps(data(), backwards=True), f"# a remark\n\n{GOOD}"):
        assert read_text(text, "daoyi.toml").hash == DAOYI.hash


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("complaint.steps.reply.term", "4 working days"),
        ("complaint.steps.reply.clause", "S0-6.4"),
        ("complaint.callbacks.other.gap.note.en", "Because."),
        ("complaint.consent.department_clock.reading", "C"),
        ("title.zh", "另一本手册"),
        ("quiet.value", ["21:00-24:00", "00:00-08:00"]),
    ],
)
def test_any_change_of_content_changes_the_hash(path: str, value: object) -> None:
    assert read_text(dumps(edited(path, value)), "daoyi.toml").hash != DAOYI.hash


def test_hash_is_sha256_and_the_same_at_every_reading() -> None:
    assert len(bytes.fromhex(DAOYI.hash)) == 32
    assert read_text(GOOD, "daoyi.toml").hash == DAOYI.hash


def test_file_on_disk_is_read_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read(path) == DAOYI


def test_clauses_sort_as_the_manual_counts() -> None:
    clauses = ["S0-6.10", "S0-6.6a", "S0-6.2", "S0-6", "S0-6.6"]
    assert sorted(clauses, key=clause_order) == ["S0-6", "S0-6.2", "S0-6.6", "S0-6.6a", "S0-6.10"]

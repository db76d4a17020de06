"""Another company with its own numbers, departments and role names is one more file, and no code."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rulebook.book import POLICIES
from domain.rulebook.procedure import ENGINE_ROLE
from domain.time.term import Term
from rulebooks.shelf import Published, read_text
from rulebooks.show import show
from tests.rulebook.toml import data, dumps

RENAMED = {
    "customer_service": "front_desk",
    "responsible_department": "workshop_head",
    "callback_agent": "caller",
    "supervisor": "duty_manager",
    "leader": "director",
}


def renamed(value: Any) -> Any:
    """The same data with this company's role names and clause ids."""
    if isinstance(value, dict):
        return {name: renamed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [renamed(item) for item in value]
    if not isinstance(value, str):
        return value
    prefix, _, role = value.rpartition(":")
    if role in RENAMED:
        return f"{prefix}:{RENAMED[role]}" if prefix else RENAMED[role]
    return value.replace("S0-", "M7-")


def company(days: int, callbacks: int, departments: list[str], rungs: int) -> Published:
    """A rulebook of a company that never was, written as its own TOML: complaints alone."""
    table = renamed({name: value for name, value in data().items() if name not in ("lists", *POLICIES)})
    roles = table["roles"]
    table["roles"] = {RENAMED.get(name, name): roles[name] for name in (*RENAMED, ENGINE_ROLE)}
    table |= {"name": "lathes", "version": "2026-03", "manual": "M7"}
    table["departments"] = {
        name: {"name": {"zh": f"{name}部", "en": name}, "clause": "M7-1", "role": "workshop_head"}
        for name in departments
    }
    chapter = table["complaint"]
    for kind in chapter["types"].values():
        kind["department"] = departments[-1]
    chapter["promises"]["answer"]["term"] = f"{days} working days"
    chapter["callbacks"]["other"]["required"] = callbacks
    middle = [{"to": "duty_manager", "acknowledge_within": "30 working minutes"}] * (rungs - 1)
    chapter["ladders"]["department_late"]["rungs"] = [*middle, {"to": "director"}]
    return read_text(dumps(table), "lathes.toml")


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 60),
    st.integers(1, 9),
    st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=1, max_size=5, unique=True),
    st.integers(1, 5),
)
def test_second_company_needs_only_a_file(days: int, callbacks: int, departments: list[str], rungs: int) -> None:
    book = company(days, callbacks, departments, rungs).book
    assert book.complaint is not None
    assert book.complaint.promise("answer").term == Term.parse(f"{days} working days")
    assert book.complaint.callback_for("other").required == callbacks
    assert len(book.complaint.ladder("department_late").rungs) == rungs
    assert {item.id for item in book.departments} == set(departments)
    assert book.complaint.intake.role == "front_desk"
    assert f"{days}个工作日" in show(book)


def test_nothing_of_the_first_company_is_left_in_the_second() -> None:
    content = json.dumps(company(7, 3, ["turning"], 2).data)
    for word in ("S0-", "customer_service", "responsible_department"):
        assert word not in content


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_second_company_reads_as_a_manual(lang: str) -> None:
    assert "(turning) [M7-1]" in show(company(7, 3, ["turning"], 2).book, lang)

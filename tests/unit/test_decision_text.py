"""Decisions in words: every operation, reason and fact has them, and columns stand under each other."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from inspect import getsource
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from api.decisions import layout, service, words
from api.decisions.asked import Asked, facts_schema
from api.decisions.names import Names, kinds_of_fact
from api.decisions.schemas import decision_out
from api.decisions.text import render
from api.problem_texts import FIELD_PROBLEMS
from api.problems import ProblemError
from casebook.settings import ROOT
from domain.decision import trace
from domain.decision.decision import Audience, LineKind, LineState, Outcome
from domain.decision.facts import GROUPS, LISTS, MAPPINGS, vocabulary
from domain.decision.view import view
from domain.policies.registry import CHAPTERS, POLICIES
from domain.rulebook.book import POLICIES as BOOK_POLICIES
from domain.rulebook.policies.common import Predicate
from rulebooks.grounds import ground_of
from rulebooks.shelf import shelf
from tests.policies.golden import GOLDEN, made

SOURCES = [*(ROOT / "domain" / "policies").glob("*.py"), *(ROOT / "domain" / "decision").glob("*.py")]


def test_every_fact_of_the_vocabulary_has_words() -> None:
    assert [name for name in (*GROUPS, *vocabulary()) if not words.has("facts", name)] == []
    assert [group for group in LISTS if not words.has("lists", group)] == []


def test_every_operation_has_words() -> None:
    operations = set(re.findall(r'self\._?(?:step|write)\(\s*"(\w+)"', getsource(trace)))
    assert operations >= {"rule", "add_months", "compare", "choose"}
    told = {key.partition(".")[0] for key in words.table("ops")}
    assert operations - told == set()
    assert {how for how in trace.COMPARISONS if not words.has("comparisons", how)} == set()


@pytest.mark.parametrize(
    ("table", "members"), [("outcomes", Outcome), ("kinds", LineKind), ("states", LineState), ("audiences", Audience)]
)
def test_every_member_has_words(table: str, members: Any) -> None:
    assert set(words.table(table)) == {member.value for member in members}


def test_every_policy_has_words() -> None:
    assert set(words.table("policies")) == set(CHAPTERS)


def test_every_refusal_of_a_fact_has_words() -> None:
    codes = {code for path in SOURCES for code in re.findall(r'FactError\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert {"unknown_fact", "in_future", "not_in_rulebook"} <= codes
    assert codes - set(FIELD_PROBLEMS) == set()


def test_every_reason_of_a_need_has_words() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    reasons = set(re.findall(r'Need\([^\n]*(?<!=)"([a-z_]+)"(?:\)|, [a-z])', text))
    reasons |= set(re.findall(r'reason="(\w+)"', text))
    assert {"paper_incomplete", "amount_unset"} <= reasons
    assert reasons - set(words.table("reasons")) - set(GROUPS) == set()


def test_no_words_are_left_without_their_other_language() -> None:
    for table in words.tables():
        for key, text in words.table(table).items():
            assert text.zh.strip(), key
            assert text.en.strip(), key
            assert set(re.findall(r"\{\w+\}", text.zh)) == set(re.findall(r"\{\w+\}", text.en)), key


def _asked_for(value: Any) -> Iterator[tuple[str, str]]:
    """(fact, code) of everything that the predicates of a part of a rulebook ask about."""
    if isinstance(value, Predicate):
        yield from ((value.fact or "", code) for code in value.values)
    elif isinstance(value, tuple):
        for item in value:
            yield from _asked_for(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _asked_for(getattr(value, each.name))


@pytest.mark.parametrize("name", shelf())
def test_every_code_that_a_manual_asks_about_has_words(name: str) -> None:
    book = shelf()[name].book
    known = Names(book)
    asked = {pair for chapter in BOOK_POLICIES for pair in _asked_for(getattr(book, chapter))}
    without = []
    for fact, code in sorted(asked):
        group, _, field = fact.partition(".")
        kinds = kinds_of_fact(f"{group}.0.{field}" if group in LISTS else fact)
        without += [(fact, code)] * (known.code(code, kinds).zh == code)
    assert without == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", GOLDEN)
def test_every_golden_decision_is_told_whole(name: str, lang: str) -> None:
    whole, ground, facts = made(name)
    seen = view(whole, facts, Audience.COMPANY)
    text = render(seen, ground, lang)
    steps = text[text.find("── ") :]
    for n, step in seen.steps.items():
        if step.op != "rule":
            assert re.search(rf"^ +{n}  ", steps, re.MULTILINE), n
    assert not re.search(r"\{\w*\}", text)
    assert all(f"{line.amount:f}" in text for line in whole.lines if line.amount is not None)
    assert all(need.reason is None or words.has("reasons", need.reason) for need in whole.needs)
    assert json.dumps(decision_out(seen, ground))


def test_dates_and_amounts_end_at_one_column_and_chinese_takes_two() -> None:
    lines = layout.grid(
        [("项目", "金额（元）", "x"), ("退款", "3840.00", "a"), ("运费垫付", "86.00", "b"), ("补", "–", "c")]
    )
    ends = [
        cell_len(line[: line.index(amount) + len(amount)])
        for line, amount in zip(lines[1:3], ("3840.00", "86.00"), strict=True)
    ]
    assert ends[0] == ends[1]
    assert len({cell_len(line[:-1]) for line in lines}) == 1
    assert layout.grid([]) == []


@given(st.text(alphabet="退款金额，。；a b-2026[]()", max_size=200), st.integers(4, 40))
def test_no_folded_line_is_too_wide_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = layout.fold(text, columns)
    assert max(layout.width(line) for line in lines) <= columns + 2 * len(text)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_width_is_that_of_the_terminal() -> None:
    for text in ("退款", "refund → 客户", "✓ ✗ ≤ 12.00", "—·…“”", "é"):
        assert layout.width(text) == cell_len(text), text


# ── rubbish ──────────────────────────────────────────────────────────────────────────────────────────────────────────

TODAY = date(2026, 6, 1)
_RUBBISH = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False), st.text(max_size=5),
    st.just([]), st.just({}), st.just("2026-05-01"), st.just("12.34"),
)  # fmt: skip


def _values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a kind, mostly such as can be."""
    codes = st.sampled_from(
        ["unit", "main_unit", "battery", "quality", "intact", "refund", "franchisee", "company", "x"]
    )
    known: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(0, 10**7) | st.integers(0, 5),
        str: codes,
        date: st.dates(date(1, 1, 1), TODAY).map(date.isoformat) | st.just("2026-05-01"),
    }
    made = known.get(kind)
    if made is None:
        decimal = getattr(kind, "__name__", "") == "Decimal"
        made = st.decimals(0, 10**9 - 1, places=2).map(str) if decimal else st.lists(codes, max_size=3)
    return made if kind is not bool else st.booleans()


def _group(group: str, rubbish: bool) -> st.SearchStrategy[Any]:
    fields = {
        name.partition(".")[2]: (_values(kind) | _RUBBISH if rubbish else _values(kind))
        for name, kind in vocabulary().items()
        if name.startswith(f"{group}.") and name.partition(".")[2] not in MAPPINGS
    }
    if group == "months":
        counts = st.dictionaries(
            st.sampled_from(["complaints", "ratings", "K1", "notices"]), st.integers(0, 9), max_size=3
        )
        fields |= dict.fromkeys(MAPPINGS, counts)
        fields["month"] = st.sampled_from(["2026-04", "2026-05", "2025-12", "2026-13", "x"])
    table = st.fixed_dictionaries({}, optional=fields)
    return st.lists(table, max_size=3) if group in LISTS else table


def _facts(rubbish: bool) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={group: _group(group, rubbish) for group in GROUPS})


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("rubbish", [False, True])
def test_whatever_the_facts_there_is_a_decision_or_a_fact_to_blame(policy: str, rubbish: bool) -> None:
    books = list(shelf().values())

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(_facts(rubbish), st.sampled_from(books), st.sampled_from(Audience), st.sampled_from(["zh", "en"]))
    def attempt(facts: dict[str, Any], book: Any, audience: Audience, lang: str) -> None:
        ground = ground_of(book)
        problem = None
        try:
            seen = service.decide(ground, policy, Asked(facts=facts, as_of=TODAY.isoformat()), audience)
        except ProblemError as error:
            problem = error
        if problem is not None:
            assert problem.code == "invalid_fields"
            assert all(each.code in FIELD_PROBLEMS for each in problem.errors)
            return
        assert render(seen, ground, lang)
        assert json.dumps(decision_out(seen, ground))

    attempt()


def test_schema_of_facts_is_closed_and_names_everything() -> None:
    schema = facts_schema()
    assert set(schema["properties"]) == set(GROUPS)
    for group in GROUPS:
        table = schema["properties"][group]
        table = table["items"] if group in LISTS else table
        assert table["additionalProperties"] is False


def test_pointer_follows_the_body() -> None:
    assert service.pointer_to("papers.1.seal", {"papers": [{}, {"seal": 1}]}) == "/facts/papers/1/seal"
    assert service.pointer_to("unit.a.b", {"unit": {"a.b": 1}}) == "/facts/unit/a.b"
    assert service.pointer_to("unit.a", {}) == "/facts/unit/a"
    assert service.pointer_to("", {"": {}}) == "/facts/"


def test_no_words_stand_in_code() -> None:
    """Chinese is told from the table only."""
    for path in sorted((Path(words.__file__).parent).glob("*.py")):
        code = re.sub(r'""".*?"""', "", path.read_text("utf-8"), flags=re.DOTALL)
        lines = [line for line in code.splitlines() if "_NEVER_FIRST" not in line and "：" not in line]
        assert not re.search(r"[\u4e00-\u9fff]", "\n".join(lines)), path.name

"""Every template that a rulebook names has words in both languages, and no words lie unused."""

import re
from typing import Any

import pytest
from jinja2 import Environment, meta

from activities.facts import Paper, Papers
from activities.gateways.sets import CHANNELS
from activities.templates.render import LANGUAGES, RenderError, language_for, render, templates
from activities.templates.spoken import shorten, spoken_instant, spoken_term
from domain.time.instants import DAY, MINUTE
from rulebooks.shelf import shelf

KNOWN = sorted({notice.template for item in shelf().values() for notice in item.book.notices})
NAMES = {"case_no", "type", "department", "round", "major", "customer", "addressee", "subject", "papers", "params"}
NAMES |= {"clock", "promise", "task", "rung"}


def facts(**values: Any) -> dict[str, Any]:
    """What `in_language` gives when next to nothing is known of the case."""
    nothing = {"type": "", "department": "", "customer": "", "subject": "", "papers": Papers(), "params": {}}
    unknown: dict[str, Any] = dict.fromkeys(("clock", "promise", "task", "rung"))
    return {
        "case_no": "TS20260212-000001",
        "addressee": "A",
        "round": 1,
        "major": False,
        **nothing,
        **unknown,
        **values,
    }


CLOCK = {"name": "CLOCK NAME", "by": "LIMIT", "term": "TERM", "clause": "S0-6.3"}
FULL = facts(
    type="TYPE",
    department="DEPARTMENT",
    customer="CUSTOMER",
    subject="SUBJECT",
    major=True,
    clock=CLOCK,
    promise=CLOCK,
    task={"id": "t1", "name": "TASK", "clause": "S0-6"},
    rung={"number": 2, "acknowledge_by": "ACKNOWLEDGE"},
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_of_the_rulebooks_has_words_and_none_is_unused(language: str) -> None:
    assert list(templates(language)) == KNOWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", KNOWN)
def test_template_renders_with_everything_known_and_with_nothing_known(template: str, language: str) -> None:
    for known in (facts(), FULL):
        words = render(template, language, known)
        assert "TS20260212-000001" in words.subject
        assert "\n" not in words.subject
        assert len(words.text) > 20
        assert not re.search(r"None|Undefined|\{\{|\n\n\n", words.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", KNOWN)
def test_template_names_only_what_the_facts_give(template: str, language: str) -> None:
    from activities.templates import render as module

    environment: Environment = module._environment(language)
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, f"{template}.txt")
    assert meta.find_undeclared_variables(environment.parse(source)) <= NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_people_reach_the_reader_unchanged(language: str) -> None:
    hostile = "<b>&amp;</b> {{ 7*7 }} {% raw %} 王'\"\\"
    papers = Papers({"department_reply": Paper(reply=hostile, solution=hostile)})
    assert render("department_replied", language, facts(papers=papers)).text.count(hostile) == 2


def test_unknown_template_is_a_typed_error() -> None:
    for template in ("no_such", "../en/closed", "_case"):
        with pytest.raises(RenderError) as error:
            render(template, "en", facts())
        assert error.value.code == "template_unknown"


def test_channel_of_every_notice_has_a_dispatcher() -> None:
    assert {notice.channel for item in shelf().values() for notice in item.book.notices} <= set(CHANNELS)


def test_limit_at_midnight_is_said_as_the_end_of_the_day_before() -> None:
    midnight = 20_500 * DAY - 480 * MINUTE  # 2026-02-16 00:00 in China
    assert spoken_instant(midnight, 480, "zh-CN", limit=True) == "2026年2月15日（星期日）24:00"
    assert spoken_instant(midnight, 480, "en", limit=True) == "24:00 on Sunday, 15 February 2026"
    assert spoken_instant(midnight, 480, "en") == "00:00 on Monday, 16 February 2026"
    assert spoken_instant(midnight + MINUTE, 480, "zh-CN", limit=True) == "2026年2月16日（星期一）00:01"


@pytest.mark.parametrize(
    ("term", "spoken"),
    [
        ("3 working days", "3个工作日"),
        ("2 working hours", "2个工作小时"),
        ("15 clock minutes", "15分钟"),
        ("90 working minutes", "90个工作分钟"),
        ("24 clock hours", "24小时"),
        ("same day, to close of business", "当日（至下班时）"),
        ("15 calendar days, rolling to next working day", "15个自然日（遇休息日顺延）"),
        ("3 months", "3个月"),
    ],
)
def test_term_is_spoken_in_chinese_and_in_english(term: str, spoken: str) -> None:
    assert spoken_term(term, "zh-CN") == spoken
    assert spoken_term(term, "en") == term


def test_words_for_a_text_message_are_cut_visibly() -> None:
    assert shorten("a  b\nc", 10) == "a b c"
    assert shorten("一二三四五六", 4) == "一二三…"


def test_language_falls_back_to_chinese() -> None:
    assert [language_for(wanted) for wanted in ("en-GB", "EN", "zh-CN", "fr", "")] == [
        "en",
        "en",
        "zh-CN",
        "zh-CN",
        "zh-CN",
    ]

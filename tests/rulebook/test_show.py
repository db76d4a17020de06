"""A rulebook is shown as a manual reads, and checked from the command line."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.rulebook import app
from domain.rulebook.policies import common
from domain.time.reminders import ReminderRule
from domain.time.term import Term
from rulebooks import policy_words
from rulebooks.policy_walk import placed
from rulebooks.shelf import shelf
from rulebooks.show import show
from rulebooks.words import reminder_words, term_words
from tests.rulebook.dataclasses_of import chapters
from tests.rulebook.toml import dumps, edited
from tests.support.clause import clause

run = CliRunner()
BOOK = shelf()["daoyi"].book

KEY_LINES_ZH = f"""\
道一空优特许加盟售后服务手册 · daoyi {BOOK.version} · S0
  日历: cn
      ※ 读法 B [G-2]: 手册未定义工作日：按国务院放假通知，含调休上班日
  客户服务部 (customer_service) [S0-0.2]
  N1: 受理时 → 客户 [S0-N1]
  答复承诺 (answer) [S0-6.1]
  责任部门答复并提出解决方案 (reply) [S0-6.3]
      ※ 读法 A department_clock [S0-6.4]: 返回后责任部门重新有三个工作日，客户的时钟不变
      ※ 默认（手册未写） gap [S0-6.6a]: 手册未写两次回访的间隔
      主管 (4个工作小时) → 公司领导
"""


@clause("S0-6.1", "S0-6.3", "S0-6.4", "S0-6.6a")
def test_manual_is_shown_in_chinese_with_clause_term_reading_and_ladder() -> None:
    lines = show(BOOK).splitlines()
    for line in KEY_LINES_ZH.splitlines():
        assert line in lines, line
    reply = lines[lines.index("  责任部门答复并提出解决方案 (reply) [S0-6.3]") + 1]
    assert reply == (
        "      责任部门 · 客户投诉传递单 · 3个工作日 · 提醒: 最后一日上班时, 最后一日下班前120分钟"
        " · 逾期上报: 主管 (4个工作小时) → 公司领导 · 通知: N3"
    )


def test_manual_is_shown_in_english_too() -> None:
    text = show(BOOK, "en")
    assert "Promise of an answer (answer) [S0-6.1]" in text
    assert "5 working days" in text
    assert "default (the manual is silent) gap [S0-6.6a]: The manual gives no interval." in text


def test_steps_are_shown_in_the_order_of_the_procedure() -> None:
    text = show(BOOK)
    places = [text.index(f"({step}) [") for step in ("investigate", "reply", "tell_solution", "consent", "callback")]
    assert places == sorted(places)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", shelf())
def test_every_rule_and_every_note_is_shown(name: str, lang: str) -> None:
    book = shelf()[name].book
    text = show(book, lang)
    rules = [place.value for place in placed(book) if hasattr(place.value, "id")] + list(book.lists)
    if (chapter := book.complaint) is not None:
        parts = (chapter.types, chapter.steps, chapter.offers, chapter.promises, chapter.ladders, chapter.callbacks)
        rules += [item for part in parts for item in part]
    for rule in rules:
        assert f"{rule.id}) [{rule.clause}]" in text or f"{rule.id} [{rule.clause}]" in text, rule.id
    for source in book.sources:
        assert source.note is None or source.note.in_language(lang) in text, source.key
        assert f"[{source.clause}]" in text, source.key


@clause("S3-6.1", "S3-6.2e")
def test_cover_is_shown_with_what_holds_without_papers_and_the_readings() -> None:
    lines = show(shelf()["phones"].book).splitlines()
    at = lines.index("  电池 (battery) [S3-6.1]")
    assert lines[at + 1 : at + 6] == [
        "      起算: 凭证上的销售日期 · 月数: 6 · 末日遇休息日: 顺延至下一工作日",
        "      无凭证时 [S3-6.2e]",
        "        起算: 出厂日 · 另加月数: 3 · 处理方式: 保内维修",
        "      ※ 读法 B roll [G-6]: 末日逢休息日顺延，客户不因放假吃亏",
        "      ※ 读法 B without_proof [S3-6.2e]: 15个月即主机12加3；其他部件为本身期限加3",
    ]


@clause("S0-3.4")
def test_conditions_are_shown_as_sentences() -> None:
    assert "      条件：部件为遥控器的电池" in show(shelf()["daoyi"].book).splitlines()
    assert "      if: component is Battery of the remote control" in show(shelf()["daoyi"].book, "en").splitlines()


@clause("S2-K1.3", "S2-K11")
def test_bands_and_what_is_to_be_set_are_shown() -> None:
    text = show(shelf()["furniture"].book, "en")
    assert "bands: ≥ 100% → 0; ≥ 95% → 1; ≥ 80% → 2; ≥ 75% → 3; else → 5" in text
    assert "points: to be set · set by: Service centre manager" in text
    assert "※ to be set points [S2-K11]: The text is cut off here" in text


def test_every_field_of_a_policy_chapter_has_words_in_both_languages() -> None:
    unnamed = {"id", "clause", "name", "when", "prevails_over"}
    shown = {each.name for kind in chapters() for each in fields(kind)} - unnamed
    assert sorted(shown - policy_words.FIELDS.keys()) == []
    assert policy_words.TESTS.keys() == set(common.Test)


@pytest.mark.parametrize(
    ("term", "zh", "en"),
    [
        ("1 working day", "1个工作日", "1 working day"),
        ("90 working minutes", "90个工作分钟", "90 working minutes"),
        ("24 clock hours", "24小时", "24 hours"),
        ("same day", "当日", "the same day"),
        ("3 months, rolling to next working day", "3个月（最后一日遇休息日顺延）", "3 months (rolling over rest days)"),
        ("5 calendar days, to close of business", "5日（截至下班）", "5 calendar days (to close of business)"),
    ],
)
def test_terms_read_as_a_manual_writes_them(term: str, zh: str, en: str) -> None:
    assert (term_words(Term.parse(term), "zh"), term_words(Term.parse(term), "en")) == (zh, en)


def test_reminders_read_as_a_manual_writes_them() -> None:
    assert reminder_words(ReminderRule(), "zh") == "最后一日上班时"
    assert reminder_words(ReminderRule(60), "en") == "60 minutes before close of the last day"


def test_check_accepts_a_good_file_and_prints_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "daoyi.toml"
    path.write_text(dumps(edited("version", "9.9")), encoding="utf-8")
    result = run.invoke(app, ["check", str(path)])
    assert result.exit_code == 0
    assert "daoyi 9.9 sha256:" in result.output


def test_check_names_file_key_clause_and_problem(tmp_path: Path) -> None:
    path = tmp_path / "daoyi.toml"
    path.write_text(dumps(edited("complaint.steps.reply.ladder", "to_heaven")), encoding="utf-8")
    result = run.invoke(app, ["check", str(path), "--lang", "en"])
    assert result.exit_code == 1
    assert "daoyi.toml: complaint.steps.reply.ladder [S0-6.3]: there is no ladder to_heaven" in result.output
    (first, *_) = json.loads(run.invoke(app, ["check", str(path), "--json"]).output)["problems"]
    assert first["code"] == "ladder_unknown"


def test_check_takes_several_files_and_reports_on_every_one(tmp_path: Path) -> None:
    good, bad, worse = (tmp_path / name for name in ("good.toml", "bad.toml", "worse.toml"))
    good.write_text(dumps(edited("version", "9.9")), encoding="utf-8")
    bad.write_text(dumps(edited("version", "")), encoding="utf-8")
    worse.write_text(dumps(edited("complaint.steps.reply.ladder", "to_heaven")), encoding="utf-8")
    result = run.invoke(app, ["check", str(good), str(bad), str(worse)])
    assert result.exit_code == 1
    for words in ("✓ daoyi 9.9 sha256:", "✗ bad.toml: version", "✗ worse.toml: complaint.steps.reply.ladder"):
        assert words in result.output
    told = json.loads(run.invoke(app, ["check", str(good), str(bad), "--json"]).output)
    assert [each["version"] for each in told["rulebooks"]] == ["9.9"]
    assert [each["file"] for each in told["problems"]] == ["bad.toml"]


def test_check_of_a_missing_file_is_an_error_of_use(tmp_path: Path) -> None:
    assert run.invoke(app, ["check", str(tmp_path / "none.toml")]).exit_code == 2


def test_show_prints_the_manual_and_its_hash() -> None:
    result = run.invoke(app, ["show", "daoyi"])
    assert result.exit_code == 0
    assert "答复承诺 (answer) [S0-6.1]" in result.output
    assert shelf()["daoyi"].hash in result.output
    assert json.loads(run.invoke(app, ["show", "daoyi", "--json"]).output)["hash"] == shelf()["daoyi"].hash


def test_show_of_an_unknown_name_lists_the_known_ones() -> None:
    result = run.invoke(app, ["show", "nobody"])
    assert result.exit_code == 2
    assert "daoyi" in result.output

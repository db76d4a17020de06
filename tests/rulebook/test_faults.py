"""Each fault planted into the good rulebook is refused with its code, its key and its clause."""

from typing import Any

import pytest

from domain.rulebook.book import POLICIES
from domain.rulebook.errors import InvalidRulebookError, RulebookError
from rulebooks.messages import describe
from rulebooks.shelf import read_text
from tests.rulebook.toml import DELETE, GOOD, data, dumps, edited

C = "complaint"
S = "complaint.steps"
NOTE = {"zh": "说明", "en": "why"}
LADDER = {"clause": "S0-6.1", "rungs": [{"to": "supervisor"}]}

AS_WRITTEN: list[tuple[str, Any, str, str, str]] = [
    (f"{S}.reply.terms", "3 working days", "unknown_key", f"{S}.reply.terms", "S0-6.3"),
    ("colour", "red", "unknown_key", "colour", ""),
    (f"{S}.reply.role", DELETE, "missing_key", f"{S}.reply.role", "S0-6.3"),
    (f"{C}.closing", DELETE, "missing_key", f"{C}.closing", "S0-6"),
    (f"{S}.reply.term", "3 days", "term_invalid", f"{S}.reply.term", "S0-6.3"),
    (f"{S}.reply.term", 3, "wrong_type", f"{S}.reply.term", "S0-6.3"),
    (f"{S}.reply.reminders", ["at noon"], "term_invalid", f"{S}.reply.reminders[0]", "S0-6.3"),
    (f"{S}.reply.forms", "department_reply", "wrong_type", f"{S}.reply.forms", "S0-6.3"),
    (f"{S}.reply.binding", 1, "wrong_type", f"{S}.reply.binding", "S0-6.3"),
    (f"{S}.reply.name", "答复", "wrong_type", f"{S}.reply.name", "S0-6.3"),
    (f"{S}.reply", 7, "wrong_type", f"{S}.reply", "S0-6"),
    (f"{S}", [], "wrong_type", S, "S0-6"),
    (f"{S}.reply.clause", "S9-1", "clause_foreign", f"{S}.reply.clause", "S9-1"),
    (f"{S}.re-ply", {}, "id_invalid", f"{S}.re-ply", "S0-6"),
    (f"{S}.carry_out.deadline", "some_day", "not_one_of", f"{S}.carry_out.deadline", "S0-6.5"),
    (f"{C}.consent.escalate_after_rejections", True, "wrong_type", f"{C}.consent.escalate_after_rejections", "S0-6.4"),
    (f"{C}.callbacks.other.required", 1.5, "wrong_type", f"{C}.callbacks.other.required", "S0-6.8"),
    (f"{C}.callbacks.other.gap.source", "guess", "not_one_of", f"{C}.callbacks.other.gap.source", "S0-6.8"),
    (f"{C}.callbacks.other.gap.note", DELETE, "source_unexplained", f"{C}.callbacks.other.gap", "S0-6.8"),
    (f"{C}.callbacks.other.count.reading", DELETE, "source_unexplained", f"{C}.callbacks.other.count", "S0-6.6b"),
    (f"{C}.callbacks.other.gap.unit", "day", "unknown_key", f"{C}.callbacks.other.gap.unit", "S0-6.8"),
    ("windows.value", ["18:00-09:00"], "window_invalid", "windows[0]", "G-7"),
    ("windows.value", ["9-18"], "window_invalid", "windows[0]", "G-7"),
    ("notices.N1.on", "full_moon", "not_one_of", "notices.N1.on", "S0-N1"),
    ("notices.N1.template", "", "empty", "notices.N1.template", "S0-N1"),
    ("roles.leader.name.zh", DELETE, "missing_key", "roles.leader.name.zh", "S0-0.10"),
    ("version", DELETE, "missing_key", "version", ""),
    (f"{C}.consent.ladder", {"unset": "config"}, "must_be_set", f"{C}.consent.ladder", "S0-6.4"),
]

DEAD: list[tuple[str, Any, str, str, str]] = [
    ("calendar.value", "atlantis", "calendar_unknown", "calendar", "G-2"),
    ("windows.value", [], "clock_undefined", "windows", "G-7"),
    ("windows.value", ["09:00-12:00", "11:00-18:00"], "windows_overlap", "windows", "G-7"),
    ("channels", {}, "empty", "channels", ""),
    ("departments", {}, "empty", "departments", ""),
    ("roles.clerk", {"name": NOTE, "clause": "S0-0.1"}, "role_unused", "roles.clerk", "S0-0.1"),
    ("roles.system", DELETE, "role_missing", "roles", ""),
    (f"{S}.reply.role", "nobody", "role_unknown", f"{S}.reply.role", "S0-6.3"),
    (f"{C}.ladders.answer_late.rungs", [{"to": "nobody"}],
     "role_unknown", f"{C}.ladders.answer_late.rungs[0].to", "S0-6.1"),
    ("departments.quality.role", "leader", "role_unfit", "departments.quality.role", "S0-0.4"),
    ("notices.N4.to", "role:nobody", "role_unknown", "notices.N4.to", "S0-N4"),
    ("notices.N4.to", "everybody", "addressee_invalid", "notices.N4.to", "S0-N4"),
    ("notices.reminder.to", "customer", "addressee_invalid", "notices.reminder.to", "G-5"),
    ("notices.breach", DELETE, "trigger_without_notice", "notices", ""),
    ("notices.N8", {"clause": "S0-N8", "on": "task_opened", "to": "owner", "template": "t", "channel": "sms"},
     "notice_unused", "notices.N8", "S0-N8"),
    ("notices.N1.channel", "pigeon", "channel_unknown", "notices.N1.channel", "S0-N1"),
    ("notices.N1.template", "poem", "template_unknown", "notices.N1.template", "S0-N1"),
    (f"{S}.reply.notice", "N99", "notice_unknown", f"{S}.reply.notice", "S0-6.3"),
    (f"{S}.reply.notice", "N1", "notice_unknown", f"{S}.reply.notice", "S0-6.3"),
    (f"{S}.consent.notice", DELETE, "step_untold", f"{S}.consent", "S0-6.4"),
    (f"{S}.dance", {"name": NOTE, "clause": "S0-6.9", "role": "leader", "forms": ["appeal"], "notice": "task_assigned"},
     "unreachable", f"{S}.dance", "S0-6.9"),
    (f"{S}.consent", DELETE, "missing_key", f"{S}.consent", "S0-6"),
    (f"{C}.offers.appeal", DELETE, "missing_key", f"{C}.offers.appeal", "S0-6"),
    (f"{C}.promises.answer", DELETE, "missing_key", f"{C}.promises.answer", "S0-6"),
    (f"{C}.type_due.by", "consent", "step_unfit", f"{C}.type_due.by", "S0-6.8"),
    (f"{S}.consent.forms", ["poem"], "form_unknown", f"{S}.consent.forms", "S0-6.4"),
    (f"{S}.consent.forms", ["appeal"], "form_unfit", f"{S}.consent.forms", "S0-6.4"),
    (f"{S}.consent.forms", [], "form_unfit", f"{S}.consent.forms", "S0-6.4"),
    (f"{C}.intake.form", "appeal", "form_unfit", f"{C}.intake.form", "S0-6.1"),
    (f"{C}.closing.archive", ["poem"], "form_unknown", f"{C}.closing.archive[0]", "S0-6.7"),
    (f"{C}.closing.archive", ["withdrawal"], "never_fires", f"{C}.closing.archive[0]", "S0-6.7"),
    *((f"{C}.closing.archive", [form], "never_fires", f"{C}.closing.archive[0]", "S0-6.7")
      for form in ("opinion_told", "no_answer_ruling", "appeal", "responsibility_refusal")),
    (f"{S}.reply.term", DELETE, "clock_undefined", f"{S}.reply.term", "S0-6.3"),
    (f"{S}.callback.term", "3 months", "clock_undefined", f"{S}.callback.term", "S0-6.6"),
    (f"{S}.callback.deadline", "promised_date", "clock_undefined", f"{S}.callback.deadline", "S0-6.6"),
    (f"{S}.callback.deadline", "none", "clock_undefined", f"{S}.callback.deadline", "S0-6.6"),
    (f"{S}.carry_out", data()["complaint"]["steps"]["carry_out"] | {"deadline": "term", "term": "3 working days"},
     "clock_undefined", f"{S}.carry_out.deadline", "S0-6.5"),
    (f"{S}.callback", data()["complaint"]["steps"]["callback"] | {"deadline": "term", "term": "3 working days"},
     "clock_undefined", f"{S}.callback.deadline", "S0-6.6"),
    (f"{S}.reply.deadline", "promised_date", "clock_undefined", f"{S}.reply.deadline", "S0-6.3"),
    (f"{S}.reply.deadline", "callback_policy", "clock_undefined", f"{S}.reply.deadline", "S0-6.3"),
    (f"{S}.reply.ladder", DELETE, "ladder_missing", f"{S}.reply.ladder", "S0-6.3"),
    (f"{S}.reply.ladder", "to_heaven", "ladder_unknown", f"{S}.reply.ladder", "S0-6.3"),
    (f"{S}.consent.ladder", "answer_late", "never_fires", f"{S}.consent.ladder", "S0-6.4"),
    (f"{S}.carry_out.deadline", "none", "never_fires", f"{S}.carry_out.reminders", "S0-6.5"),
    (f"{S}.consent.reminders", [], "never_fires", f"{S}.consent.term", "S0-6.4"),
    (f"{C}.ladders.spare", LADDER, "ladder_unused", f"{C}.ladders.spare", "S0-6.1"),
    (f"{C}.ladders.answer_late.rungs", [], "ladder_unaddressed", f"{C}.ladders.answer_late.rungs", "S0-6.1"),
    (f"{C}.ladders.answer_late.rungs", [{"to": "supervisor"}, {"to": "leader"}],
     "clock_undefined", f"{C}.ladders.answer_late.rungs[0].acknowledge_within", "S0-6.1"),
    (f"{C}.ladders.answer_late.rungs", [{"to": "leader", "acknowledge_within": "1 working hour"}],
     "never_fires", f"{C}.ladders.answer_late.rungs[0].acknowledge_within", "S0-6.1"),
    (f"{C}.promises.answer.kept_by", [], "never_kept", f"{C}.promises.answer.kept_by", "S0-6.1"),
    (f"{C}.promises.answer.kept_by", ["reply"], "step_unfit", f"{C}.promises.answer.kept_by", "S0-6.1"),
    (f"{C}.types", {}, "empty", f"{C}.types", "S0-6"),
    (f"{C}.types.other.callbacks", "none", "policy_unknown", f"{C}.types.other.callbacks", "S0-6.8"),
    (f"{C}.types.other.callbacks", "service_quality", "policy_unused", f"{C}.callbacks.other", "S0-6.8"),
    (f"{C}.types.other.department", "moon", "department_unknown", f"{C}.types.other.department", "S0-6.8"),
    (f"{C}.callbacks.other.required", 0, "number_too_small", f"{C}.callbacks.other.required", "S0-6.8"),
    (f"{C}.callbacks.engineering_quality.at_most", 1, "number_too_small",
     f"{C}.callbacks.engineering_quality.at_most", "S0-6.6a"),
    (f"{C}.callbacks.other.attempts", 0, "number_too_small", f"{C}.callbacks.other.attempts", "S0-6.8"),
    (f"{C}.callbacks.other.satisfied", ["glad"], "answer_unknown", f"{C}.callbacks.other.satisfied", "S0-6.8"),
    (f"{C}.callbacks.other.satisfied", ["very_satisfied", "satisfied", "unsatisfied"], "never_fires",
     f"{C}.callbacks.other.satisfied", "S0-6.8"),
    (f"{C}.callbacks.other.loop_target", "consent", "step_unfit", f"{C}.callbacks.other.loop_target", "S0-6.8"),
    (f"{C}.consent.escalate_after_rejections", 0,
     "number_too_small", f"{C}.consent.escalate_after_rejections", "S0-6.4"),
    (f"{C}.appeal.at_most", 0, "number_too_small", f"{C}.appeal.at_most", "S0-6.2"),
    (f"{C}.offers.appeal.per_round", 3, "number_unlike", f"{C}.offers.appeal.per_round", "S0-6.2"),
    ("language.value", "fr", "language_unknown", "language", "S0-6"),
    (f"{C}.offers.refuse_responsibility.per_round", 0, "number_too_small",
     f"{C}.offers.refuse_responsibility.per_round", "S0-6.3"),
    (f"{C}.back_dating.tolerance", "1 working day", "clock_unfit", f"{C}.back_dating.tolerance", "S0-6"),
]  # fmt: skip


PLANTED_ELSEWHERE = {"toml_invalid", "rulebook_changed", "name_unlike_file", "supervisor_missing", "chapter_missing"}
"""By tests of their own; `test_policy_faults` counts them all."""


def problems(text: str, file: str = "daoyi.toml") -> tuple[RulebookError, ...]:
    with pytest.raises(InvalidRulebookError) as caught:
        read_text(text, file)
    return caught.value.problems


@pytest.mark.parametrize(("path", "value", "code", "key", "clause"), [*AS_WRITTEN, *DEAD])
def test_planted_fault_is_refused_by_code_key_and_clause(
    path: str, value: Any, code: str, key: str, clause: str
) -> None:
    found = problems(dumps(edited(path, value)))
    assert (code, key, clause) in [(problem.code, problem.key, problem.clause) for problem in found], found
    assert all(problem.file == "daoyi.toml" for problem in found)


def test_all_problems_of_a_file_are_reported_together() -> None:
    table = edited("complaint.steps.reply.term", "3 days")
    table["complaint"]["steps"]["consent"]["extra"] = 1
    del table["roles"]["leader"]["clause"]
    assert [problem.code for problem in problems(dumps(table))] == ["missing_key", "term_invalid", "unknown_key"]


def test_text_that_is_not_toml_is_refused() -> None:
    (problem,) = problems("name = ")
    assert problem.code == "toml_invalid"


def test_every_problem_has_words_in_both_languages() -> None:
    for path, value, *_ in (*AS_WRITTEN, *DEAD):
        for problem in problems(dumps(edited(path, value))):
            for line in (describe(problem, "zh"), describe(problem, "en")):
                assert line.startswith("daoyi.toml: "), line
                assert "{" not in line.removeprefix(f"daoyi.toml: {problem.key}"), line


def test_every_form_on_every_path_to_a_satisfied_close_may_be_asked_for_in_the_archive() -> None:
    forms = ["complaint_record", "investigation_report", "department_reply", "solution_told", "customer_opinion"]
    forms += ["completion_report", "satisfaction_survey"]
    read = read_text(dumps(edited("complaint.closing.archive", forms)), "daoyi.toml")
    assert read.book.complaint is not None
    assert read.book.complaint.closing.archive == tuple(forms)


def test_good_rulebook_has_no_problem() -> None:
    assert read_text(GOOD, "daoyi.toml").book.name == "daoyi"


def test_book_without_any_chapter_is_refused() -> None:
    table = {name: value for name, value in data().items() if name not in (C, "lists", *POLICIES)}
    assert ("chapter_missing", C) in [(problem.code, problem.key) for problem in problems(dumps(table))]

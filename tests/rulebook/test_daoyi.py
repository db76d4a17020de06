"""What manual S0 says in its general part and chapter 六 stands in `daoyi.toml`, value by value."""

import pytest

from domain.rulebook.book import SourceKind
from domain.rulebook.complaint import ComplaintChapter, CountOf, DeadlineFrom, DepartmentClock
from domain.rulebook.notices import CUSTOMER, DEPARTMENT, Trigger
from domain.time.term import Term
from rulebooks.shelf import shelf
from tests.support.clause import clause

BOOK = shelf()["daoyi"].book


@pytest.fixture
def chapter() -> ComplaintChapter:
    assert BOOK.complaint is not None
    return BOOK.complaint


@clause("S0-6.1")
def test_customer_service_promises_an_answer_in_five_working_days(chapter: ComplaintChapter) -> None:
    promise = chapter.promise("answer")
    assert (promise.owner, promise.term, promise.clause) == ("customer_service", Term.parse("5 working days"), "S0-6.1")


@clause("S0-6.1")
def test_only_a_substantive_answer_keeps_the_promise(chapter: ComplaintChapter) -> None:
    assert chapter.promise("answer").kept_by == ("tell_opinion", "tell_solution")
    assert _reading("complaint.promises.answer.kept_by") == "B"


@clause("S0-6.1")
def test_internal_investigation_target_is_two_working_days_with_reminders_only(chapter: ComplaintChapter) -> None:
    step = chapter.step("investigate")
    assert (step.term, step.binding, step.ladder) == (Term.parse("2 working days"), False, None)
    assert step.reminders


@clause("S0-6.1", "S0-F3")
def test_customer_service_writes_the_complaint_record(chapter: ComplaintChapter) -> None:
    assert (chapter.intake.role, chapter.intake.form) == ("customer_service", "complaint_record")


@clause("S0-6.2", "S0-F4")
def test_customer_service_investigates_with_the_investigation_form(chapter: ComplaintChapter) -> None:
    step = chapter.step("investigate")
    assert (step.role, step.forms, step.clause) == ("customer_service", ("investigation_report",), "S0-6.2")


@clause("S0-6.2")
def test_one_appeal_is_investigated_by_a_supervisor(chapter: ComplaintChapter) -> None:
    assert (chapter.appeal.at_most, chapter.appeal.investigator) == (1, "supervisor")
    assert _kind("complaint.appeal") is SourceKind.DEFAULT


@clause("S0-6.3", "S0-F5")
def test_department_replies_in_three_working_days_and_is_escalated(chapter: ComplaintChapter) -> None:
    step = chapter.step("reply")
    assert (step.role, step.of_department, step.forms) == ("responsible_department", True, ("department_reply",))
    assert (step.term, step.binding) == (Term.parse("3 working days"), True)
    assert step.ladder is not None
    assert [rung.to for rung in chapter.ladder(step.ladder).rungs] == ["supervisor", "leader"]


@clause("S0-6.4", "S0-F6")
def test_rejected_solution_gives_the_department_its_whole_term_again(chapter: ComplaintChapter) -> None:
    assert chapter.consent.department_clock is DepartmentClock.FRESH
    assert _reading("complaint.consent.department_clock") == "A"
    assert chapter.step("consent").forms == ("customer_opinion",)


@clause("S0-6.4")
def test_second_rejection_is_escalated(chapter: ComplaintChapter) -> None:
    assert chapter.consent.escalate_after_rejections == 2
    assert chapter.ladder(chapter.consent.ladder).rungs[0].to == "supervisor"


@clause("S0-6.5")
def test_department_carries_out_by_the_promised_date(chapter: ComplaintChapter) -> None:
    step = chapter.step("carry_out")
    assert (step.of_department, step.deadline, step.binding) == (True, DeadlineFrom.PROMISED_DATE, True)


@clause("S0-6.6", "S0-F7")
@pytest.mark.parametrize("kind", ["engineering_quality", "service_quality", "other"])
def test_first_callback_is_within_five_working_days(chapter: ComplaintChapter, kind: str) -> None:
    assert chapter.callback_for(kind).first == Term.parse("5 working days")
    assert chapter.step("callback").forms == ("satisfaction_survey",)


@clause("S0-6.6a")
@pytest.mark.parametrize(
    ("kind", "required", "at_most"), [("engineering_quality", 2, None), ("service_quality", 1, 2), ("other", 1, None)]
)
def test_number_of_callbacks_depends_on_the_type(
    chapter: ComplaintChapter, kind: str, required: int, at_most: int | None
) -> None:
    policy = chapter.callback_for(kind)
    assert (policy.required, policy.at_most) == (required, at_most)
    assert policy.gap == Term.parse("10 working days")


@clause("S0-6.6b")
def test_callbacks_are_counted_afresh_in_each_round(chapter: ComplaintChapter) -> None:
    assert all(policy.count is CountOf.ROUND for policy in chapter.callbacks)


@clause("S0-6.7")
def test_unsatisfied_leads_back_to_the_investigation_under_a_new_promise(chapter: ComplaintChapter) -> None:
    for policy in chapter.callbacks:
        assert policy.answers == ("very_satisfied", "satisfied", "unsatisfied")
        assert policy.satisfied == ("very_satisfied", "satisfied")
        assert policy.loop_target == "investigate"
    assert chapter.promise("answer").each_round


@clause("S0-6.7")
def test_survey_is_archived_before_the_close(chapter: ComplaintChapter) -> None:
    assert "satisfaction_survey" in chapter.closing.archive


@clause("S0-6.8")
def test_type_is_known_when_implementation_ends(chapter: ComplaintChapter) -> None:
    assert chapter.type_due.by == "carry_out"


@pytest.mark.parametrize(
    ("notice", "on", "to"),
    [
        pytest.param("N1", Trigger.ACCEPTED, CUSTOMER, marks=clause("S0-N1")),
        pytest.param("N2", Trigger.OPINION_TOLD, CUSTOMER, marks=clause("S0-N2")),
        pytest.param("N3", Trigger.TASK_OPENED, DEPARTMENT, marks=clause("S0-N3")),
        pytest.param("N4", Trigger.REPLIED, "role:customer_service", marks=clause("S0-N4")),
        pytest.param("N5", Trigger.SOLUTION_TOLD, CUSTOMER, marks=clause("S0-N5")),
        pytest.param("N6", Trigger.SOLUTION_REJECTED, DEPARTMENT, marks=clause("S0-N6")),
        pytest.param("N7", Trigger.SURVEY_FILED, DEPARTMENT, marks=clause("S0-N7")),
    ],
)
def test_notice_of_the_manual_goes_where_it_says(notice: str, on: Trigger, to: str) -> None:
    rule = BOOK.notice(notice)
    assert (rule.on, rule.to, rule.even_in_quiet_hours) == (on, to, False)


@clause("S0-0.1", "S0-0.3", "S0-0.4", "S0-0.5", "S0-0.13")
def test_every_department_that_the_manual_names_can_be_responsible() -> None:
    ids = [department.id for department in BOOK.departments]
    assert ids == ["after_sales", "quality", "logistics", "marketing", "technical", "engineering"]
    assert {department.role for department in BOOK.departments} == {"responsible_department"}


@clause("S0-0.2", "S0-0.9", "S0-0.10")
def test_roles_of_a_complaint_are_those_of_the_manual() -> None:
    assert BOOK.role("customer_service").name.zh == "客户服务部"
    assert BOOK.role("callback_agent").name.zh == "回访员"
    assert [role.id for role in BOOK.roles if role.supervisor] == ["leader", "supervisor"]


def test_every_default_and_reading_is_explained_in_both_languages() -> None:
    for source in BOOK.sources:
        if source.kind is not SourceKind.MANUAL:
            assert source.note is not None, source.key
            assert source.note.zh, source.key
            assert source.note.en, source.key


def _reading(key: str) -> str | None:
    return next(source.reading for source in BOOK.sources if source.key == key)


def _kind(key: str) -> SourceKind:
    return next(source.kind for source in BOOK.sources if source.key == key)

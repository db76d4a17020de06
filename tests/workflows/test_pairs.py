"""Two commands in one activation: both are sent while no worker runs. One winner, one refusal, no hang."""

import asyncio
from typing import Any

import pytest
from temporalio.client import Client

from contracts.commands import Command
from tests.support.clause import clause
from tests.workflows.civil import instant
from tests.workflows.driver import AGENT, SERVICE, SUPERVISOR, Ask, Case, head_of
from tests.workflows.scenarios.flow import to_callback, to_department
from tests.workflows.stage import Stage, dark_stage

START = "2026-03-16 10:00"
FOUND: dict[str, Any] = {"substantiated": True, "department": "engineering"}


@pytest.fixture
def stage(temporal_client: Client) -> Stage:
    return dark_stage(temporal_client)


async def _together(case: Case, *commands: Command, apart: float = 0.15, dark: float = 0.0) -> list[Ask]:
    """Sends the commands one after the other in the dark, then lights the stage and waits for both answers."""
    sent = []
    for command in commands:
        sent.append(asyncio.create_task(case.send(command)))
        await asyncio.sleep(apart)
    await asyncio.sleep(dark)
    async with case.stage.worker():
        answers = await asyncio.gather(*sent)
        await case.catch_up()
    return answers


def _form(case: Case, form: str, number: int, received_at: int | None = None, **fields: Any) -> Command:
    """A form for what is open, with a command id of its own."""
    owed = case.place(form)
    target = owed.id if owed is not None else case.first()
    command = case.command("form", case.who(owed), form, fields, target=target, received_at=received_at)
    return command.model_copy(update={"id": f"pair-{number}", "doc": f"pair-doc-{number}"})


def _bears(case: Case, command: Command) -> int:
    return sum(event.command == command.id for event in case.timeline.events)


async def test_two_forms_for_one_task_make_one_winner_and_one_refusal(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
    one = _form(case, "investigation_report", 1, **FOUND)
    two = _form(case, "investigation_report", 2, substantiated=False)
    first, second = await _together(case, one, two)
    assert first.receipt is not None
    assert second.refusal is not None
    assert second.refusal.code == "task_not_open"
    assert second.refusal.revision == first.receipt.revision  # who lost is told how the winner left the case
    assert (_bears(case, one), _bears(case, two)) == (1, 0)
    assert len(case.timeline.tasks("reply")) == 1


async def test_form_and_withdrawal_make_one_winner_and_one_refusal(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
    form = _form(case, "investigation_report", 1, **FOUND)
    leave = case.command("withdraw", SERVICE, "withdrawal", {}).model_copy(update={"id": "pair-2"})
    first, second = await _together(case, form, leave)
    assert [first.receipt is not None, second.receipt is not None].count(True) == 1
    assert second.receipt is not None
    assert first.refusal is not None
    assert first.refusal.code == "superseded"
    assert (_bears(case, form), _bears(case, leave)) == (0, 1)
    assert case.view.outcome == "withdrawn"


async def test_withdrawal_and_form_make_one_winner_and_one_refusal(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
    leave = case.command("withdraw", SERVICE, "withdrawal", {}).model_copy(update={"id": "pair-2"})
    form = _form(case, "investigation_report", 1, **FOUND)
    first, second = await _together(case, leave, form)
    assert first.receipt is not None
    assert second.refusal is not None
    assert second.refusal.code == "case_closed"
    assert (_bears(case, form), _bears(case, leave)) == (0, 1)


@clause("S0-6.2")
async def test_appeal_before_the_opinion_is_told_is_refused_and_can_be_repeated(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
        await case.file("investigation_report", substantiated=False)
    told = _form(case, "opinion_told", 1, channel="phone")
    early = _form(case, "appeal", 2).model_copy(update={"target": f"{case.case.case_no}.o1"})
    first, second = await _together(case, told, early)
    assert first.receipt is not None
    assert second.refusal is not None
    assert second.refusal.code == "offer_not_open"
    async with stage.worker():
        await case.file("appeal")
    assert len(case.timeline.all("offer_taken")) == 1


async def test_last_survey_and_another_form_for_it_close_the_case_once(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START, complaint_type="other")
        await to_callback(case, "2026-03-20")
    one = _form(case, "satisfaction_survey", 1, reached=True, satisfaction="satisfied")
    two = _form(case, "satisfaction_survey", 2, reached=True, satisfaction="unsatisfied")
    first, second = await _together(case, one, two)
    assert first.receipt is not None
    assert second.refusal is not None
    assert case.view.outcome == "satisfied"
    assert [e.name for e in case.timeline.events].count("sealed") == 1


async def test_reply_and_refusal_of_responsibility_make_one_winner(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
        await to_department(case)
    reply = _form(case, "department_reply", 1, promised_on="2026-03-30")
    refusal = _form(case, "responsibility_refusal", 2)
    answers = await _together(case, reply, refusal)
    assert [answer.receipt is not None for answer in answers] == [True, False]
    assert (_bears(case, reply), _bears(case, refusal)) == (1, 0)
    assert len(case.timeline.tasks("investigate")) == 1


async def test_same_command_sent_twice_is_one_event_and_one_answer(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
    form = _form(case, "investigation_report", 1, **FOUND)
    first, second = await _together(case, form, form)
    assert first.receipt == second.receipt
    assert _bears(case, form) == 1


async def test_acknowledgements_of_two_supervisors_make_one_winner(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
        await to_department(case)
        await case.at("2026-03-20 09:00")
    target = next(iter(case.view.escalations))
    asks = [
        case.command("acknowledge", who, "acknowledgement", {}, target=target).model_copy(update={"id": f"pair-{n}"})
        for n, who in enumerate((SUPERVISOR, SUPERVISOR.model_copy(update={"id": "qian"})))
    ]
    answers = await _together(case, *asks)
    assert [answer.receipt is not None for answer in answers] == [True, False]
    assert len(case.timeline.all("acknowledged")) == 1


LIMIT = "2026-03-20 00:00"


async def _at_the_limit(stage: Stage, received_at: int) -> tuple[Case, Ask]:
    """The department's reply and its due timer in one activation."""
    async with stage.worker():
        case = await Case.open(stage, START)
        await to_department(case)
        await case.at("2026-03-19 23:59:58")
    reply = _form(case, "department_reply", 1, received_at, promised_on="2026-03-30")
    (answer,) = await _together(case, reply, dark=5)
    return case, answer


@clause("G-5", "S0-6.3")
async def test_form_received_a_microsecond_before_the_limit_is_in_time_although_the_timer_fired(stage: Stage) -> None:
    case, answer = await _at_the_limit(stage, instant(LIMIT) - 1)
    assert answer.receipt is not None
    assert case.timeline.one("task_answered", form="department_reply").data.get("late") is None
    assert not case.timeline.all("breached")
    assert not case.timeline.all("escalated")


@clause("G-5", "G-12", "S0-6.3")
async def test_form_received_at_the_limit_is_late_and_the_breach_stands_once(stage: Stage) -> None:
    case, answer = await _at_the_limit(stage, instant(LIMIT))
    assert answer.receipt is not None
    assert case.timeline.one("breached").at == instant(LIMIT)
    assert case.timeline.one("task_answered", form="department_reply").data["late"] is True


@clause("SM-1", "G-5")
async def test_withdrawal_received_before_a_limit_and_a_form_after_it_make_no_breach(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
        await to_department(case)
        await case.at("2026-03-19 23:59:58")
    withdrawal = case.command("withdraw", SERVICE, "withdrawal", {}, received_at=instant(LIMIT) - 1)
    reply = _form(case, "department_reply", 2, instant(LIMIT) + 1, promised_on="2026-03-30")
    first, second = await _together(case, withdrawal, reply, dark=5)
    assert first.receipt is not None
    assert second.refusal is not None
    assert not case.timeline.all("breached")
    assert case.timeline.one("withdrawn").at == instant(LIMIT) - 1


async def test_form_by_the_wrong_person_leaves_no_event(stage: Stage) -> None:
    async with stage.worker():
        case = await Case.open(stage, START)
        await to_department(case)
        before = list(case.journal.texts)
        await case.refused("wrong_actor", "department_reply", promised_on="2026-03-30", by=AGENT)
        await case.refused("wrong_actor", "department_reply", promised_on="2026-03-30", by=head_of("quality"))
        await case.refused("unknown_department", "responsibility_refusal", suggested_department="nobody")
        await case.refused("not_yet", "department_reply", promised_on="2026-03-30", extra="x")  # of a newer release?
        await case.refused("invalid_fields", "department_reply")
        await case.catch_up()
    assert case.journal.texts == before

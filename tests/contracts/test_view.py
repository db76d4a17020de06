"""The view: a fold that refuses gaps, and keeps only what is open."""

import pytest

from contracts.events import Event
from contracts.view import BREACH, CaseView, fold


def view_with(*events: tuple[str, dict[str, object]]) -> CaseView:
    view = CaseView(case_no="TS1", company="c")
    for seq, (name, data) in enumerate(events, start=1):
        fold(view, Event(seq, name, seq * 10, data=data))
    return view


TASK = ("task_opened", {"task": "t1", "step": "reply", "forms": ["department_reply"], "role": "r", "clause": "S0-6.3",
                        "round": 1, "deadline": {"clause": "S0-6.3", "start": 1, "due": 5}})  # fmt: skip
RUNG = {"escalation": "e1", "subject": "t1", "cause": BREACH, "ladder": "late", "rung": 1, "to": "s"}


def test_an_event_out_of_order_is_refused() -> None:
    view = view_with(TASK)
    for seq in (1, 3):
        with pytest.raises(ValueError, match="gap"):
            fold(view, Event(seq, "sealed", 0))
    assert view.revision == 1


def test_escalations_end_with_what_they_are_about() -> None:
    view = view_with(TASK, ("breached", {"subject": "t1"}), ("escalated", RUNG))
    assert view.tasks["t1"].deadline is not None
    assert view.tasks["t1"].deadline.breached
    assert view.tasks["t1"].deadline.rungs == 1
    assert list(view.escalations) == ["e1"]
    fold(view, Event(4, "task_answered", 9, data={"task": "t1"}))
    assert not view.tasks
    assert not view.escalations


def test_the_next_rung_supersedes_the_one_before_on_the_same_ladder_only() -> None:
    other = {**RUNG, "escalation": "e2", "ladder": "rejected", "cause": "rejections"}
    second = {**RUNG, "escalation": "e3", "rung": 2}
    view = view_with(TASK, ("escalated", RUNG), ("escalated", other), ("escalated", second))
    assert [item.superseded for item in view.escalations.values()] == [True, False, False]


def test_an_event_of_a_newer_release_is_kept_and_changes_nothing_else() -> None:
    view = view_with(TASK)
    fold(view, Event(2, "teleported", 9, data={"to": "moon"}))
    assert view.revision == 2
    assert list(view.tasks) == ["t1"]

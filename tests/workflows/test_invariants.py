"""Every scenario keeps every invariant, and the program that says so notices when one is broken."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from contracts.chain import GENESIS, canonical, chain
from contracts.events import Event, as_plain, from_text
from domain.rulebook.book import Rulebook
from domain.rulebook.codec import from_text as read_book
from tests.support.invariants import CHECKS, check
from tests.support.record import Record
from tests.workflows.conftest import Played
from tests.workflows.driver import Case
from tests.workflows.scenarios import SCENARIOS


def record_of(case: Case) -> Record:
    """What the case's callers and its journal know."""
    told = [(ask.command.id, ask.refusal.code if ask.refusal else None) for ask in case.asks]
    plan = case.case.plan
    return Record(case.journal.texts, case.head, read_book(Rulebook, plan.book), plan.version, told)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_scenario_keeps_every_invariant(played: Played, name: str) -> None:
    report = check(record_of(await played(name)))
    assert report.broken == []
    assert report.checked["I-16"] > 0


async def test_every_invariant_was_asked_of_something(played: Played) -> None:
    checked: Counter[str] = Counter()
    for name in SCENARIOS:
        checked += check(record_of(await played(name))).checked
    print(dict(checked))
    assert all(checked[name] > 0 for name in CHECKS)


Edit = Callable[[list[Event]], list[Event]]


def _with(event: Event, **data: Any) -> Event:
    plain = as_plain(event)
    plain["data"] = {**plain.get("data", {}), **data}
    return from_text(canonical(plain))


def _renumbered(events: list[Event]) -> list[Event]:
    return [from_text(canonical({**as_plain(event), "seq": seq})) for seq, event in enumerate(events, start=1)]


def _without(name: str, **data: Any) -> Edit:
    """Drops the first such event."""

    def edit(events: list[Event]) -> list[Event]:
        gone = next(e for e in events if e.name == name and all(e.data.get(k) == v for k, v in data.items()))
        return _renumbered([event for event in events if event is not gone])

    return edit


def _twice(name: str) -> Edit:
    """Doubles the first such event."""

    def edit(events: list[Event]) -> list[Event]:
        place = next(i for i, e in enumerate(events) if e.name == name)
        return _renumbered([*events[: place + 1], events[place], *events[place + 1 :]])

    return edit


def _changed(name: str, where: dict[str, Any], **data: Any) -> Edit:
    """Changes data of the first such event."""

    def edit(events: list[Event]) -> list[Event]:
        place = next(i for i, e in enumerate(events) if e.name == name and where.items() <= e.data.items())
        return [*events[:place], _with(events[place], **data), *events[place + 1 :]]

    return edit


def _role(role: str) -> Edit:
    def edit(events: list[Event]) -> list[Event]:
        place = next(i for i, e in enumerate(events) if e.name == "task_answered")
        wrong = from_text(canonical({**as_plain(events[place]), "role": role}))
        return [*events[:place], wrong, *events[place + 1 :]]

    return edit


def _swapped(events: list[Event]) -> list[Event]:
    return [*events[:3], events[4], events[3], *events[5:]]


PROMISE = {"clause": "S0-6.1", "term": "5 working days", "start": 1770861600000000}
PLANTED: list[tuple[str, str, Edit]] = [
    ("I-1", "acknowledged_late", _without("acknowledged")),
    ("I-2", "acknowledged_late", _twice("task_answered")),
    (
        "I-4",
        "engineering_two_callbacks",
        _changed("task_answered", {"form": "satisfaction_survey"}, fields={"reached": True, "satisfaction": "bad"}),
    ),
    ("I-5", "unsatisfied_second_callback", _changed("state_entered", {"round": 2, "state": "investigating"}, round=3)),
    ("I-6", "acknowledged_late", _without("breached")),
    ("I-6", "acknowledged_late", _twice("breached")),
    ("I-6", "answered_on_the_last_day", _changed("promise_kept", {}, late=True)),
    ("I-6 ladder", "acknowledged_late", _without("escalated", rung=1)),
    ("I-6 ladder", "acknowledged_late", _twice("escalated")),
    ("I-7", "never_answered", _changed("promise_opened", {}, deadline={**PROMISE, "due": 1772208000000000})),
    ("I-12", "everything_at_once", _swapped),
    ("I-13", "everything_at_once", _without("state_entered", state="implementing")),
    ("I-14", "never_answered", _without("task_opened", step="consent")),
    ("I-15", "everything_at_once", _role("callback_agent")),
    ("I-17", "everything_at_once", _twice("task_answered")),
    ("I-18", "everything_at_once", _changed("opened", {}, version="0.0.1")),
    ("I-20", "never_answered", _without("notice", rule="escalation")),
    ("I-20", "never_answered", _twice("notice")),
    ("I-22", "everything_at_once", _changed("notice", {}, params={"who": "王小明"})),
    ("I-22", "everything_at_once", _changed("notice", {}, params={"who": "13800138000"})),
]


@pytest.mark.parametrize(("invariant", "name", "edit"), PLANTED, ids=[f"{p[0]} {n}" for n, p in enumerate(PLANTED)])
async def test_planted_bug_is_caught(played: Played, invariant: str, name: str, edit: Edit) -> None:
    good = record_of(await played(name))
    texts = [canonical(as_plain(event)) for event in edit(good.events)]
    report = check(Record(texts, chain(GENESIS, texts), good.book, good.version, good.told))
    assert invariant in [broken for broken, _ in report.broken]


async def test_changed_text_or_cut_tail_breaks_the_chain(played: Played) -> None:
    good = record_of(await played("everything_at_once"))
    for texts in (good.texts[:-1], [*good.texts[:5], good.texts[5].replace("S0-6.2", "S0-6.3"), *good.texts[6:]]):
        report = check(Record(texts, good.head, good.book, good.version, good.told))
        assert "I-16" in [broken for broken, _ in report.broken]


async def test_another_answer_to_a_repeated_request_is_caught(played: Played) -> None:
    good = record_of(await played("everything_at_once"))
    told = [*good.told, (good.told[1][0], "task_not_open")]
    report = check(Record(good.texts, good.head, good.book, good.version, told))
    assert [broken for broken, _ in report.broken] == ["I-3"]

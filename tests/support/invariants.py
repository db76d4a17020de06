"""The invariants of every complaint that its events can show (I-1 to I-22), asked of a `Record`.

Each check yields one pair per thing it looked at: whether it holds, and what it is. `check` counts and collects.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from contracts.chain import GENESIS, canonical, chain
from contracts.events import as_plain
from domain.rulebook.procedure import ENGINE_ROLE
from tests.support import notices, oracle
from tests.support.record import Record, subject_of

Found = Iterator[tuple[bool, str]]
BEARS = ("opened", "task_answered", "offer_taken", "acknowledged", "withdrawn")
ENDS = ("closed_satisfied", "closed_unsubstantiated", "closed_no_answer", "withdrawn")
MOVES = {
    "": ("registered",),
    "registered": ("investigating",),
    "investigating": ("investigating", "with_department", "closed_unsubstantiated", "withdrawn"),
    "with_department": ("with_department", "investigating", "awaiting_consent", "withdrawn"),
    "awaiting_consent": ("with_department", "implementing", "withdrawn"),
    "implementing": ("awaiting_callback", "withdrawn"),
    "awaiting_callback": ("awaiting_callback", "investigating", "closed_satisfied", "closed_no_answer", "withdrawn"),
    "closed_unsubstantiated": ("investigating",),
}
PLAIN = re.compile(r"[A-Za-z0-9_.:, \-]{0,100}")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(slots=True)
class Report:
    """How many things each invariant was asked of, and what broke which."""

    checked: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[str, str]] = field(default_factory=list)


def check(record: Record) -> Report:
    """Asks every invariant."""
    report = Report()
    for name, ask in CHECKS.items():
        try:
            for holds, what in ask(record):
                report.checked[name] += 1
                if not holds:
                    report.broken.append((name, what))
        except Exception as error:  # a record so broken that it cannot be asked is broken
            report.broken.append((name, repr(error)))
    return report


def nothing_acknowledged_is_lost(record: Record) -> Found:
    there = {event.command for event in record.events}
    return ((command in there, command) for command, refused in record.told if refused is None)


def nothing_is_applied_twice_or_unasked(record: Record) -> Found:
    asked = {command for command, refused in record.told if refused is None}
    borne = Counter(event.command for event in record.events if event.command)
    for command, times in borne.items():
        yield times == 1 and command in asked, f"{command} {times} times"
    yield all(event.name in BEARS for event in record.events if event.command), "an event that no command makes"


def repeated_request_gets_the_first_answer(record: Record) -> Found:
    first: dict[str, str | None] = {}
    for command, refused in record.told:
        yield first.setdefault(command, refused) == refused, command


def satisfied_close_has_its_callbacks(record: Record) -> Found:
    for closed in (event for event in record.named("closed") if event.data["state"] == "closed_satisfied"):
        done = [
            e for e in record.named("task_answered") if e.data["form"] == "completion_report" and e.seq < closed.seq
        ]
        kind = next(e.data["complaint_type"] for e in reversed(record.events) if e.data.get("complaint_type"))
        policy = record.chapter.callback_for(kind)
        surveys = [
            e.data["fields"].get("satisfaction")
            for e in record.after(done[-1])
            if e.name == "task_answered" and e.data["form"] == "satisfaction_survey" and e.data["fields"]["reached"]
        ]
        good = [answer for answer in surveys if answer in policy.satisfied]
        yield len(good) == len(surveys) >= policy.required, f"{surveys} of {policy.required}"


def unsatisfied_leads_to_the_loop_target(record: Record) -> Found:
    for event in record.named("task_answered"):
        if event.data.get("fields", {}).get("satisfaction") != "unsatisfied":
            continue
        later = record.after(event)
        rounds = [e.data["round"] for e in record.events if e.seq < event.seq and "round" in e.data]
        moved = next((e.data["round"] for e in later if e.name == "state_entered" and "round" in e.data
                      and e.data["state"] == "investigating"), None)  # fmt: skip
        opened = next((e.data["step"] for e in later if e.name == "task_opened"), None)
        yield (moved, opened) == (rounds[-1] + 1, "investigate"), f"round {moved}, {opened}"


def binding_limit_breaches_once(record: Record) -> Found:
    breaches = Counter(subject_of(event) for event in record.named("breached"))
    for subject, opening in record.opened().items():
        deadline = opening.data.get("deadline")
        if deadline is None:
            yield subject not in breaches, subject
            continue
        over = record.over(subject)
        late = (over.at if over else record.horizon) >= deadline["due"]
        expected = int(late and deadline.get("binding", True))
        yield breaches[subject] == expected, f"{subject}: {breaches[subject]} breaches, not {expected}"
        if over is not None and over.name in ("task_answered", "promise_kept"):
            yield over.data.get("late", False) == bool(expected), f"{subject}: late or not"
    for event in record.named("breached"):
        yield event.at == event.data["due"], f"{subject_of(event)} stamped with another instant than its limit"


def rungs_follow_their_ladder(record: Record) -> Found:
    major = record.events[0].data.get("major", False)
    acknowledged = {e.data["escalation"]: e.at for e in record.named("acknowledged")}
    climbed: dict[tuple[str, str], list[int]] = {}
    for event in record.named("escalated"):
        data, key = event.data, (subject_of(event), event.data["ladder"])
        rungs = climbed.setdefault(key, [])
        rungs.append(data["rung"])
        yield rungs == list(range(1, len(rungs) + 1)), f"{key}: rungs {rungs}"
        if data["rung"] > 1:
            earlier = [
                e for e in record.named("escalated") if e.seq < event.seq and (subject_of(e), e.data["ladder"]) == key
            ]
            before = earlier[-1]
            seen = acknowledged.get(before.data["escalation"])
            yield seen is None or seen >= before.data["acknowledge_by"], f"{key}: rung although acknowledged"
        if data["cause"] == "breach":
            yield (
                any(subject_of(b) == key[0] and b.seq < event.seq for b in record.named("breached")),
                f"{key}: no breach",
            )
    for breach in record.named("breached"):
        subject, over = subject_of(breach), record.over(subject_of(breach))
        at = breach.at if major else oracle.audible(breach.at)
        if (over.at if over else record.horizon) > at:
            firsts = [e for e in record.named("escalated") if subject_of(e) == subject and e.data["cause"] == "breach"
                      and e.data["rung"] == 1]  # fmt: skip
            yield len(firsts) == 1 and firsts[0].at == at, f"{subject}: rung 1 {len(firsts)} times"


def deadlines_equal_the_oracle(record: Record) -> Found:
    promised = ""
    for event in record.events:
        data = event.data
        deadline = data.get("deadline") or {}
        promised = data.get("fields", {}).get("promised_on", promised)
        if "term" in deadline:
            yield oracle.limit(deadline["term"], deadline["start"]) == deadline["due"], subject_of(event)
        elif deadline:
            day = oracle.civil(deadline["due"] - 1).date().isoformat()
            yield (
                day == promised and deadline["due"] == oracle.midnight_after(oracle.civil(deadline["due"] - 1).date()),
                (f"{subject_of(event)}: {day}, promised {promised}"),
            )
        if event.name == "escalated" and data.get("acknowledge_by") is not None:
            rung = record.chapter.ladder(data["ladder"]).rungs[data["rung"] - 1]
            yield (
                oracle.limit(str(rung.acknowledge_within), event.fired_at or event.at) == data["acknowledge_by"],
                (data["escalation"]),
            )


def revision_never_goes_back(record: Record) -> Found:
    for seq, event in enumerate(record.events, start=1):
        yield event.seq == seq, f"event {event.seq} in place {seq}"


def only_allowed_transitions(record: Record) -> Found:
    state = ""
    for event in record.named("state_entered", "closed"):
        entered = event.data["state"]
        yield entered in MOVES.get(state, ()), f"{state} to {entered}"
        state = entered


def open_case_has_a_next_thing(record: Record) -> Found:
    for view in record.views():
        waits = bool(view.tasks) or any(offer.until is not None for offer in view.offers.values())
        yield waits or view.sealed_at is not None, f"nothing to come at revision {view.revision}"


def decision_has_an_actor_in_its_role(record: Record) -> Found:
    owed = {subject_of(event): event.data for event in record.named("task_opened", "offer_opened")}
    chiefs = {role.id for role in record.book.roles if role.supervisor}
    for event in record.events:
        if event.command is None:
            yield event.actor == event.role == ENGINE_ROLE, f"{event.name} {event.seq} is not the engine's"
            continue
        place = owed.get(subject_of(event))
        fits = place is None or (event.role == place["role"] and event.department == place.get("department"))
        yield (
            bool(event.actor and event.role and event.data.get("doc")) and (fits or event.role in chiefs),
            (f"{event.name} {event.seq}: {event.role}"),
        )


def chain_verifies(record: Record) -> Found:
    for text, event in zip(record.texts, record.events, strict=True):
        yield canonical(as_plain(event)) == text, f"event {event.seq} is not canonical"
    yield chain(GENESIS, record.texts) == record.head, "head"


def one_decision_per_task(record: Record) -> Found:
    openings = {subject_of(e): e.seq for e in record.named("task_opened", "offer_opened", "promise_opened")}
    ends = Counter(subject_of(e) for e in record.named("task_answered", "task_dropped", "offer_taken", "offer_closed",
                                                        "promise_kept", "promise_dropped"))  # fmt: skip
    for subject, times in ends.items():
        yield times == 1 and subject in openings, f"{subject} ended {times} times"


def one_rulebook_version(record: Record) -> Found:
    versions = [event.data["version"] for event in record.named("opened")]
    yield versions == [record.version], f"{versions}, pinned {record.version}"


def nothing_personal(record: Record) -> Found:
    for event in record.events:
        for value in _strings(as_plain(event)):
            yield PLAIN.fullmatch(value) is not None and not PHONE.search(value), f"{event.name} {event.seq}: {value!r}"


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


CHECKS: dict[str, Callable[[Record], Found]] = {
    "I-1": nothing_acknowledged_is_lost,
    "I-2": nothing_is_applied_twice_or_unasked,
    "I-3": repeated_request_gets_the_first_answer,
    "I-4": satisfied_close_has_its_callbacks,
    "I-5": unsatisfied_leads_to_the_loop_target,
    "I-6": binding_limit_breaches_once,
    "I-6 ladder": rungs_follow_their_ladder,
    "I-7": deadlines_equal_the_oracle,
    "I-12": revision_never_goes_back,
    "I-13": only_allowed_transitions,
    "I-14": open_case_has_a_next_thing,
    "I-15": decision_has_an_actor_in_its_role,
    "I-16": chain_verifies,
    "I-17": one_decision_per_task,
    "I-18": one_rulebook_version,
    "I-20": notices.every_required_notice_is_there,
    "I-22": nothing_personal,
}
"""By the invariant's number."""

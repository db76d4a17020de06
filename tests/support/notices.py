"""I-20: the notices that the rulebook asks for, read off the events and not off the engine."""

from collections.abc import Iterator

from contracts.events import Event
from tests.support.record import Record, subject_of

BY_FORM = {
    "opinion_told": "opinion_told",
    "department_reply": "replied",
    "solution_told": "solution_told",
    "responsibility_refusal": "responsibility_refused",
    "appeal": "appealed",
}


def triggers(record: Record) -> Iterator[tuple[str, Event]]:
    """What the rulebook calls for, with the event that sets it off."""
    rejected = False
    for event in record.events:
        form, fields = event.data.get("form"), event.data.get("fields", {})
        if event.name == "opened":
            yield "accepted", event
        elif event.name in ("task_answered", "offer_taken"):
            rejected = form == "customer_opinion" and not fields.get("agrees")
            if form in BY_FORM:
                yield BY_FORM[form], event
            if form == "satisfaction_survey" and fields.get("reached"):
                yield "survey_filed", event
        elif event.name == "task_opened":
            yield ("solution_rejected" if rejected else f"step:{event.data['step']}"), event
        elif event.name in ("reminded", "breached", "escalated"):
            yield {"reminded": "reminder", "breached": "breach", "escalated": "rung"}[event.name], event
        elif event.name == "closed" and event.data["state"] == "closed_satisfied":
            yield "closed", event


def every_required_notice_is_there(record: Record) -> Iterator[tuple[bool, str]]:
    """Each trigger has its notice after it, before the next command, each notice used once; the addressee fits."""
    taken: set[int] = set()
    for trigger, event in triggers(record):
        step = trigger.removeprefix("step:")
        named = record.chapter.step(step).notice if trigger.startswith("step:") else None
        rules = [named] if named else [rule.id for rule in record.book.notices_on(trigger)]  # type: ignore[arg-type]
        for rule in rules:
            found = next((n for n in record.after(event) if n.name == "notice" and n.data["rule"] == rule
                          and n.seq not in taken and _about(n, event)), None)  # fmt: skip
            if found is not None:
                taken.add(found.seq)
            yield found is not None, f"{rule} after {event.name} {event.seq}"
    extra = [n.seq for n in record.named("notice") if n.seq not in taken and n.data["rule"] not in _ALSO]
    yield not extra, f"notices that nothing asked for: {extra}"


_ALSO = ("rejected_again", "no_answer", "withdrawn")
"""Set off by counts and interrupts, which the scenarios' own tests look at."""


def _about(notice: Event, event: Event) -> bool:
    subject = subject_of(event)
    if event.name in ("task_opened", "reminded", "breached", "escalated") and notice.data.get("about") != subject:
        return False
    return event.name != "escalated" or notice.data["to"].get("id") == event.data["to"]

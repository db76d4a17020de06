"""A case's events, asked in the words of a test."""

from collections.abc import Sequence
from typing import Any

from contracts.events import Event, from_text
from tests.workflows.civil import civil


class Timeline:
    """Events of one case, oldest first."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.events = [from_text(text) for text in texts]

    def all(self, name: str, **data: Any) -> list[Event]:
        """Events of that name whose data hold these values."""
        return [
            event
            for event in self.events
            if event.name == name and all(event.data.get(key) == value for key, value in data.items())
        ]

    def one(self, name: str, **data: Any) -> Event:
        """The only such event."""
        found = self.all(name, **data)
        assert len(found) == 1, f"{len(found)} of {name} {data}"
        return found[0]

    def states(self) -> list[str]:
        """The states that the case went through, each stay once."""
        found: list[str] = []
        for event in self.events:
            state = event.data.get("state") if event.name in ("state_entered", "closed") else None
            if state is not None and state != (found[-1] if found else None):
                found.append(state)
        return found

    def tasks(self, step: str) -> list[Event]:
        """The openings of a step's tasks."""
        return self.all("task_opened", step=step)

    def dues(self, step: str) -> list[str]:
        """The limits of a step's tasks, as civil minutes."""
        return [civil(task.data["deadline"]["due"]) for task in self.tasks(step)]

    def promised(self) -> list[str]:
        """The limits of the answers promised, as civil minutes."""
        return [civil(promise.data["deadline"]["due"]) for promise in self.all("promise_opened")]

    def about(self, subject: str) -> list[tuple[str, str]]:
        """What fired for a task or promise: name and civil minute."""
        return [(e.name, civil(e.at)) for e in self.events if e.data.get("subject") == subject]

    def notices(self, rule: str) -> list[Event]:
        """The notices of a rule."""
        return self.all("notice", rule=rule)

    def lines(self) -> list[str]:
        """For people: one line per event."""
        return [f"{e.seq:3} {civil(e.at)} {e.name} {e.role or ''} {e.data}" for e in self.events]

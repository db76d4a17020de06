"""The tray (收文盘): forms that came in for a task or an offer and that the procedure has not taken yet."""

from contracts.commands import Command

INTAKE = "intake"
"""Where the intake's own form lies; every other key is the id of a task or offer."""


class Tray:
    """At most one form per task or offer. `ending` once the case is about to end early."""

    def __init__(self) -> None:
        self._forms: dict[str, Command] = {}
        self._dropped: dict[str, None] = {}
        self.ending: Command | None = None

    def put(self, key: str, command: Command) -> None:
        """Lays a form down; the check has made sure that the place is free."""
        self._forms[key] = command

    def holds(self, key: str) -> bool:
        """Whether a form lies there."""
        return key in self._forms

    def moving(self) -> bool:
        """Whether the case is about to move: a form lies here, or the case is to end."""
        return self.ending is not None or bool(self._forms)

    def first(self, *keys: str) -> str | None:
        """The key whose form came first."""
        return next((key for key in self._forms if key in keys), None)

    def take(self, key: str) -> Command:
        """Takes a form away."""
        return self._forms.pop(key)

    def drop(self, key: str) -> None:
        """What is closed takes no form: one that lies there is refused as superseded."""
        if key in self._forms:
            self._dropped[self._forms.pop(key).id] = None

    def drop_all(self) -> None:
        """The run ends: nothing that lies here will be taken."""
        for key in list(self._forms):
            self.drop(key)

    def dropped(self, command_id: str) -> bool:
        """Whether this command's form was dropped."""
        return command_id in self._dropped

"""Plays a script through the API alone (演示播放): virtual time is moved, then the person of the act acts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event

from cli.demo.script import Act, Script, token
from cli.http import Api, Json

WATCHER = "supervisor"
"""Who moves the clock and reads the timeline."""


class Stopped(Exception):
    """The demonstration was told to stop."""


class OffScript(Exception):
    """The case does not ask for what the script does next."""


@dataclass(slots=True)
class Played:
    """What an act led to: events that fired by themselves before it, and those that it caused.

    `form` is the form that was filed, with its fields, as the API describes it.
    """

    act: Act
    form: Json
    by_itself: list[Json]
    caused: list[Json]


@dataclass(slots=True)
class Stage:
    """One case on one API. `connect` gives the API under a person's token."""

    connect: Callable[[str], Api]
    stop: Event
    case_no: str = ""
    seen: int = 0
    apis: dict[str, Api] = field(default_factory=dict)

    def api(self, person: str) -> Api:
        """The API as that person; raises Stopped once the demonstration is to end."""
        if self.stop.is_set():
            raise Stopped
        if person not in self.apis:
            self.apis[person] = self.connect(token(person))
        return self.apis[person]

    def close(self) -> None:
        """Returns the connections."""
        for api in self.apis.values():
            api.__exit__(None, None, None)

    def open(self, script: Script, complaint: Json) -> list[Json]:
        """Opens the complaint as a rehearsal that begins at the script's instant; the first events."""
        body = complaint | {"rehearsal": {"starts_at": script.starts_at}}
        case = self.api(script.opened_by).post("/v1/complaints", body)
        self.case_no = case["case_no"]
        return self.news()

    def play(self, script: Script) -> Iterator[Played]:
        """Every act in order."""
        for act in script.acts:
            self.advance(act.at)
            by_itself = self.news()
            form = self._do(act)
            yield Played(act, form, by_itself, self.news())

    def advance(self, to: str) -> None:
        """Moves the case's own clock."""
        self.api(WATCHER).post(f"/v1/cases/{self.case_no}/advance", {"to": to})

    def timeline(self) -> list[Json]:
        """All events so far."""
        return list(self.api(WATCHER).pages(f"/v1/cases/{self.case_no}/timeline", {"limit": 200}))

    def news(self) -> list[Json]:
        """Events since the last time."""
        fresh = [entry for entry in self.timeline() if entry["seq"] > self.seen]
        self.seen = max((entry["seq"] for entry in fresh), default=self.seen)
        return fresh

    def _do(self, act: Act) -> Json:
        """The person acts by what the API allows that person to do."""
        api = self.api(act.who)
        actions: list[Json] = api.get(f"/v1/cases/{self.case_no}")["allowed_actions"]
        wanted = [action for action in actions if self._is(action, act)]
        if not wanted:
            what = f"{act.form} {act.rung or ''}".strip()
            raise OffScript(f"案件此刻不要求这一步 the case does not ask for this now: {act.at} {act.who} {what}")
        seen = wanted[0].get("if_match")
        api.post(wanted[0]["href"], dict(act.fields), revision=int(seen.strip('"')) if seen else None)
        form: Json = wanted[0]["form"]
        return form

    def _is(self, action: Json, act: Act) -> bool:
        if act.do == "acknowledge":
            return action["kind"] == "acknowledge" and action.get("target") == self._rung(act.rung)
        return action["kind"] in ("task", "offer") and bool(action["form"]["id"] == act.form)

    def _rung(self, number: int) -> str | None:
        """The id of the newest rung of that number."""
        rungs = self.api(WATCHER).pages("/v1/escalations", {"case_no": self.case_no})
        return next((str(item["id"]) for item in rungs if item["rung"] == number), None)

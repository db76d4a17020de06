"""One running installation with its witness: kill a part, wait for recovery, compare everything with everything."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from casebook.book import Casebook, transaction
from casebook.errors import CasebookError
from casebook.settings import ROOT
from casebook.verify import Report, verify
from cli.runtime.part import Part
from cli.runtime.platform import Options, Platform
from contracts import events as ev
from contracts.events import Event, from_text
from tests.chaos.client import Client
from tests.chaos.journal import Journal


@dataclass
class Installation:
    """A platform of real processes, a client with its journal, and a casebook to look with."""

    platform: Platform
    client: Client
    book: Casebook

    async def kill(self, part: str, *, stay_down: bool = False) -> float:
        """kill -9; answers when."""
        await self.platform.parts.kill(part, stay_down=stay_down)
        return time.monotonic()

    async def restart_api(self, **env: str) -> None:
        """The API anew, with other settings."""
        await self.platform.parts.stop("api")
        url = self.platform.addresses["API"]

        async def ready() -> bool:
            async with httpx2.AsyncClient(trust_env=False, timeout=3) as http:
                return (await http.get(f"{url}/healthz")).status_code == 200

        command = (sys.executable, "-m", "api")
        await self.platform.parts.start(Part("api", command, {**self.platform.env, **env}, ready, cwd=ROOT))

    async def rows(self, statement: str, **values: Any) -> list[Mapping[str, Any]]:
        """Rows of a statement, for looking and for planting."""
        async with transaction(self.book.engine) as connection:
            result = await connection.execute(text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else []

    async def command(self, key: str) -> dict[str, Any] | None:
        """The command that was accepted under a key."""
        return next(iter([dict(row) for row in await self.rows("select * from commands where key = :k", k=key)]), None)

    async def events(self, case_no: str) -> list[Event]:
        """The case's events as the table has them."""
        found = await self.rows(
            "select e.text from events e join cases c on c.case_no = e.case_no and c.epoch = e.epoch"
            " where e.case_no = :case_no order by e.seq",
            case_no=case_no,
        )
        return [from_text(row["text"]) for row in found]

    async def settled(self, seconds: float = 60) -> None:
        """Waits until every command has its answer."""

        async def still() -> bool:
            waiting = await self.rows("select id from commands where status = 'pending'")
            return not waiting

        await until(still, seconds)

    async def sound(self) -> Report:
        """Every promise of the journal is kept, nothing is doubled, table = query. Waits for `project` to catch up."""
        await self.settled()
        end = time.monotonic() + 40
        while not (report := await verify(self.book)).ok and time.monotonic() < end:
            await asyncio.sleep(0.5)
        assert report.ok, report.findings
        events = {row["case_no"]: await self.events(row["case_no"]) for row in await self.rows("select * from cases")}
        assert len(events) == report.cases
        for case_no, chain in events.items():
            assert doubled(chain) == [], case_no
        await self._kept(events)
        return report

    async def _kept(self, events: dict[str, list[Event]]) -> None:
        promised = list(self.client.journal.read())
        assert promised, "the journal is empty: nothing was proven"
        for line in promised:
            command = await self.command(line["key"])
            assert command is not None, f"lost: {line}"
            assert (command["status"], command["case_no"]) == ("done", line["case_no"]), line
            chain = events[line["case_no"]]
            assert str(command["id"]) in [event.command for event in chain], f"no event of {line}"
            assert len(chain) >= line["revision"]


def doubled(chain: list[Event]) -> list[tuple[Any, ...]]:
    """What a case has recorded twice though it can only happen once."""
    once = {
        ev.OPENED: (),
        ev.TASK_OPENED: ("task",),
        ev.TASK_ANSWERED: ("task",),
        ev.BREACHED: ("subject",),
        ev.ESCALATED: ("subject", "ladder", "rung"),
        ev.REMINDED: ("subject", "reminder"),
        ev.ACKNOWLEDGED: ("escalation",),
        ev.SEALED: (),
    }
    seen = Counter(
        (event.name, *(event.data[key] for key in once[event.name])) for event in chain if event.name in once
    )
    return [key for key, count in seen.items() if count > 1]


def named(chain: list[Event], name: str) -> list[Event]:
    """The events of one name."""
    return [event for event in chain if event.name == name]


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Waits until a condition holds; a database that is away does not hold it."""
    end = time.monotonic() + seconds
    while True:
        try:
            if await condition():
                return
        except (CasebookError, OSError) as error:
            last: BaseException | None = error
        else:
            last = None
        assert time.monotonic() < end, f"did not happen within {seconds:g} s ({last})"
        await asyncio.sleep(0.1)


@asynccontextmanager
async def installed(folder: Path) -> AsyncIterator[Installation]:
    """Everything running, with a data directory of its own, stopped by pid at the end."""
    options = Options(folder / "data", env={"TUOSHAN_ACTORS_FILE": str(ROOT / "examples" / "actors.toml")})
    journal = Journal(folder / "journal.jsonl")
    async with Platform(options) as platform:
        limits = httpx2.Limits(max_connections=120)
        url = platform.addresses["API"]
        async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=40, limits=limits) as http:
            book = await Casebook.connect(platform.settings, process="chaos")
            try:
                yield Installation(platform, Client(http, journal), book)
            finally:
                await book.close()
                journal.close()


def report(what: str, **figures: float) -> None:
    """Figures for whoever reads the run: pytest -rP, or -s."""
    print(f"chaos: {what}: " + ", ".join(f"{name} {value:.1f} s" for name, value in figures.items()))

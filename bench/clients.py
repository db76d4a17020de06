"""Clients of the three contenders (对照客户端), each with and without the HTTP layer; all play `bench.steps`."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from bench import bare_side, steps, textbook_side
from bench.http import Connection
from casebook.answers import Answer
from casebook.book import Casebook
from casebook.forms import file_form
from casebook.intake import open_complaint
from casebook.people import Person


class Client(Protocol):
    """One client: it opens cases and files their nine forms, one after the other."""

    async def open(self) -> str:
        """Opens a case; its number."""
        ...

    async def file(self, case: str, number: int, step: steps.Step) -> None:
        """Files the form for the case's task of that number."""
        ...


@dataclass(frozen=True, slots=True)
class Direct:
    """Casebook functions in this process: ours, or the textbook's of the same names."""

    book: Casebook
    open_complaint: Callable[..., Awaitable[Answer]]
    file_form: Callable[..., Awaitable[Answer]]

    def person(self, name: str) -> Person:
        found = self.book.directory.person(steps.COMPANY, name)
        assert found is not None
        return found

    async def open(self) -> str:
        answer = await self.open_complaint(
            self.book, self.person(steps.AGENT), uuid4().hex, steps.RECORD, steps.CUSTOMER
        )
        assert answer.status == "done", answer
        assert answer.case_no is not None
        return answer.case_no

    async def file(self, case: str, number: int, step: steps.Step) -> None:
        person = self.person(step.person)
        answer = await self.file_form(self.book, person, uuid4().hex, f"{case}.t{number}", 1, step.form)
        assert answer.status == "done", answer


@dataclass(frozen=True, slots=True)
class DirectBare:
    """The bare workflow, from this process."""

    book: Casebook

    async def open(self) -> str:
        case = f"bare/{uuid4()}"
        await bare_side.open_case(self.book, case)
        return case

    async def file(self, case: str, number: int, step: steps.Step) -> None:
        await bare_side.file(self.book, case)


@dataclass(frozen=True, slots=True)
class Http:
    """Any contender through the API process: `prefix` is the start of its routes."""

    connection: Connection
    prefix: str

    async def open(self) -> str:
        path, token = f"{self.prefix}/complaints", steps.token(steps.AGENT)
        opened = await self.connection.post(path, token, steps.intake_body())
        return str(opened["case_no"])

    async def file(self, case: str, number: int, step: steps.Step) -> None:
        path = f"{self.prefix}/tasks/{case}.t{number}/form"
        body: dict[str, Any] = {**step.body, "form": step.form.FORM}
        await self.connection.post(path, steps.token(step.person), body, if_match=1)


PREFIXES = {"ours": "/v1", "bare": "/bench/bare", "textbook": "/bench/textbook"}


def direct(contender: str, book: Casebook) -> Client:
    """A client without HTTP."""
    if contender == "bare":
        return DirectBare(book)
    if contender == "textbook":
        return Direct(book, textbook_side.open_complaint, textbook_side.file_form)
    return Direct(book, open_complaint, file_form)


async def play(client: Client, script: tuple[steps.Step, ...]) -> list[float]:
    """One case of ten steps; seconds of each step."""
    taken, began = [], time.perf_counter()
    case = await client.open()
    taken.append(time.perf_counter() - began)
    for number, step in enumerate(script, start=1):
        began = time.perf_counter()
        await client.file(case, number, step)
        taken.append(time.perf_counter() - began)
    return taken

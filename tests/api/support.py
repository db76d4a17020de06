"""A caller of the API in tests: people by name, keys by themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import text

from casebook.book import Casebook

RECORD: dict[str, Any] = {
    "channel": "phone",
    "complaint_type": "engineering_quality",
    "subject": "新风机漏水",
    "description": "安装三天后漏水,地板泡坏。",
    "customer": {"name": "张建国", "phone": "13912345678", "address": "陕西省西安市雁塔区科技路1号"},
}
INVESTIGATED: dict[str, Any] = {
    "substantiated": True,
    "complaint_type": "engineering_quality",
    "department": "engineering",
    "findings": "接头未拧紧。",
}
TABLES = ("cases", "events", "tasks", "deadlines", "offers", "escalations", "notices", "customers", "documents")


def token(person: str) -> str:
    """The token of a person of the example or of this suite."""
    return f"test-{person}" if person in ("stranger", "gone", "nobody") else f"demo-{person}"


@dataclass(frozen=True, slots=True)
class Api:
    """The client, and the casebook behind it."""

    client: httpx2.AsyncClient
    book: Casebook

    async def get(self, path: str, person: str | None = "agent", **more: Any) -> httpx2.Response:
        """A GET as `person`; None is nobody."""
        return await self.client.get(path, headers=_headers(person, more.pop("headers", {})), **more)

    async def post(
        self, path: str, body: Any, person: str | None = "agent", *, key: str | None = None, match: int | None = None
    ) -> httpx2.Response:
        """A POST as `person` with a key of its own; `match` is the revision for If-Match."""
        headers = {"idempotency-key": key or str(uuid4())}
        if match is not None:
            headers["if-match"] = f'"{match}"'
        return await self.client.post(path, json=body, headers=_headers(person, headers))

    async def opened(self, person: str = "agent", **changes: Any) -> dict[str, Any]:
        """A new case as the intake answered it."""
        response = await self.post("/v1/complaints", {**RECORD, **changes}, person)
        assert response.status_code == 201, response.text
        case: dict[str, Any] = response.json()
        return case

    async def filed(self, case: dict[str, Any], body: dict[str, Any], person: str = "agent") -> dict[str, Any]:
        """The case after the form for its first open task."""
        task = case["tasks"][0]
        response = await self.post(task["href"], body, person, match=task["revision"])
        assert response.status_code == 200, response.text
        after: dict[str, Any] = response.json()
        return after

    async def counts(self, case_no: str) -> dict[str, int]:
        """How many rows each table holds of a case; customers of everyone."""
        found: dict[str, int] = {}
        async with self.book.engine.connect() as connection:
            for table in TABLES:
                where = "" if table == "customers" else " where case_no = :case_no"
                query = text(f"select count(*) from {table}{where}")  # noqa: S608 - names of this file
                found[table] = (await connection.execute(query, {"case_no": case_no} if where else {})).scalar_one()
        return found


def _headers(person: str | None, more: dict[str, str]) -> dict[str, str]:
    return {**({"authorization": f"Bearer {token(person)}"} if person else {}), **more}


def pointers(response: httpx2.Response) -> dict[str, str]:
    """Code by pointer, parameter or header of a problem's errors."""
    return {
        error.get("pointer") or error.get("parameter") or error.get("header"): error["code"]
        for error in response.json().get("errors", [])
    }

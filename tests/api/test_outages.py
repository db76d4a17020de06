"""Nobody answers, the database is away, too much is asked: what a caller is told, and that nothing is lost."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from temporalio.client import Client

from api.rate import Limits, Rate
from casebook.book import Casebook
from casebook.settings import ROOT, Settings
from cli.runtime import ports
from storage.engine import make_engine
from tests.api.conftest import serving
from tests.api.support import INVESTIGATED, RECORD, Api

NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"


async def test_intake_without_a_worker_is_accepted_with_its_number(deserted: Api) -> None:
    response = await deserted.post("/v1/complaints", RECORD, key="nobody-answers")
    assert response.status_code == 202, response.text
    number = response.json()["case_no"]
    assert response.headers["location"] == f"/v1/cases/{number}"
    assert int(response.headers["retry-after"]) > 0
    case = (await deserted.get(f"/v1/cases/{number}")).json()
    assert (case["state"]["id"], case["revision"], case["allowed_actions"]) == ("accepted", 0, [])
    async with deserted.book.engine.connect() as connection:
        query = text("select status from commands where case_no = :case_no")
        assert (await connection.execute(query, {"case_no": number})).scalar_one() == "pending"


async def test_form_without_a_worker_is_503_and_says_repeat(
    api: Api, deserted: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await api.opened()

    async def _silence(*_: Any, **__: Any) -> Any:
        await asyncio.sleep(3600)

    monkeypatch.setattr("casebook.asking.ASK_SECONDS", 0.5)
    monkeypatch.setattr("temporalio.client.WorkflowHandle.execute_update", _silence)
    response = await api.post(case["tasks"][0]["href"], INVESTIGATED, match=1, key="asked-in-vain")
    assert (response.status_code, response.json()["code"]) == (503, "case_unavailable")
    assert int(response.headers["retry-after"]) > 0
    monkeypatch.undo()
    again = await api.post(case["tasks"][0]["href"], INVESTIGATED, match=1, key="asked-in-vain")
    assert again.status_code == 200, again.text
    assert again.json()["state"]["id"] == "with_department"


async def test_frozen_case_answers_503_and_offers_nothing(api: Api) -> None:
    case = await api.opened()
    async with api.book.engine.begin() as connection:
        query = text("update cases set frozen = 'fork' where case_no = :case_no")
        await connection.execute(query, {"case_no": case["case_no"]})
    response = await api.post(case["tasks"][0]["href"], INVESTIGATED, match=1)
    assert (response.status_code, response.json()["code"]) == (503, "case_frozen")
    shown = (await api.get(f"/v1/cases/{case['case_no']}")).json()
    assert (shown["frozen"], shown["allowed_actions"]) == ("fork", [])


@pytest.fixture
def without_database(book: Casebook) -> Casebook:
    """The casebook, cut off from its database."""
    return Casebook(make_engine(NOWHERE), book.client, book.settings, book.shelf, book.directory)


async def test_database_away_is_503_and_nothing_has_happened(without_database: Casebook) -> None:
    async with serving(without_database) as cut_off:
        for response in (await cut_off.post("/v1/complaints", RECORD), await cut_off.get("/v1/cases")):
            assert (response.status_code, response.json()["code"]) == (503, "database_unavailable")
            assert "127.0.0.1:1" not in response.text
        ready = await cut_off.get("/readyz", None)
        assert ready.status_code == 503
        assert ready.json()["checks"] == {"database": "unavailable", "migrations": "unavailable", "temporal": "ok"}
        assert (await cut_off.get("/healthz", None)).status_code == 200
        assert (await cut_off.get("/metrics", None)).status_code == 200


async def test_ready_says_so_and_metrics_count_by_route(api: Api) -> None:
    ready = await api.get("/readyz", None)
    assert ready.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "temporal": "ok"},
    }
    case = await api.opened()
    await api.get(f"/v1/cases/{case['case_no']}")
    metrics = (await api.get("/metrics", None)).text
    assert 'tuoshan_http_requests_total{method="GET",route="/v1/cases/{case_no}",status="200"}' in metrics
    for gauge in ("commands_pending", "commands_stuck", "cases_frozen", "notices_undelivered"):
        assert re.search(rf"^tuoshan_{gauge} [0-9.]+$", metrics, re.MULTILINE), gauge
    assert case["case_no"] not in metrics


async def test_missing_namespace_is_not_ready(book: Casebook) -> None:
    config = book.client.config() | {"namespace": "no-such-namespace"}
    elsewhere = Casebook(book.engine, Client(**config), book.settings, book.shelf, book.directory)
    async with serving(elsewhere) as lost:
        ready = await lost.get("/readyz", None)
        assert ready.status_code == 503
        assert ready.json()["checks"] == {"database": "ok", "migrations": "ok", "temporal": "unavailable"}


async def test_who_asks_too_often_is_told_when_to_come_back(book: Casebook) -> None:
    async with serving(book, Limits(person=Rate(0.5, 3), anonymous=Rate(0.5, 2))) as narrow:
        statuses = [(await narrow.get("/v1/rulebooks")).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = await narrow.get("/v1/rulebooks")
        assert refused.json()["code"] == "rate_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 4
        assert (await narrow.get("/v1/rulebooks", "supervisor")).status_code == 200
        assert [(await narrow.get("/v1/rulebooks", None)).status_code for _ in range(3)] == [401, 401, 429]


async def test_access_log_names_the_route_and_no_person_or_phone(
    api: Api, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await api.opened(customer={"name": "独一无二", "phone": "13711112222"})
    await api.get("/v1/cases", params={"phone": "13711112222"})
    written = caplog.text + "".join(capsys.readouterr())
    assert "/v1/cases" in written
    for secret in ("13711112222", "独一无二", "demo-agent", "漏水"):
        assert secret not in written


async def test_fault_of_ours_shows_no_stack(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def _broken(*_: Any) -> Any:
        raise RuntimeError("select secret from cases")

    monkeypatch.setattr("api.rulebooks.routes.published_for", _broken)
    response = await api.get("/v1/rulebooks")
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "secret" not in response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_process_serves_and_ends_cleanly_when_told(
    api_settings: Settings, tmp_path: Path, number: signal.Signals
) -> None:
    port = ports.choose()
    environment = {
        **os.environ,
        "DATABASE_URL": api_settings.database_url,
        "TEMPORAL_ADDRESS": api_settings.temporal_address,
        "TUOSHAN_DATA": str(tmp_path),
        "TUOSHAN_ACTORS_FILE": str(api_settings.actors_file),
        "TUOSHAN_API_PORT": str(port),
        "TUOSHAN_LOG_FORMAT": "json",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "api"], cwd=ROOT, env=environment, stderr=log)
    try:
        await _answers(f"http://127.0.0.1:{port}/readyz")
        process.send_signal(number)
        assert await asyncio.to_thread(process.wait, 20) == 0
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


async def _answers(address: str) -> None:
    async with httpx2.AsyncClient() as client:
        for _ in range(150):
            try:
                if (await client.get(address)).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError("the process never became ready")

"""`tuoshan verify`, `heal`, `replay` on a live installation."""

import asyncio
import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from temporalio.client import Client

from tests.cli.conftest import Tuoshan

if TYPE_CHECKING:
    from cli.runtime.postgres import Cluster

COMPLAINT = "examples/engineering_complaint.json"


@pytest.fixture
def case(tuoshan: Tuoshan) -> dict[str, Any]:
    """A fresh case with its investigation filed."""
    opened: dict[str, Any] = tuoshan("case", "open", COMPLAINT, "--json").data
    fields = ("substantiated=true", "department=engineering", "findings=属实")
    filed: dict[str, Any] = tuoshan("task", "file", opened["tasks"][0]["id"], *fields, "--json").data
    return filed


async def _alter(cluster: "Cluster", statement: str, *values: object) -> None:
    connection = await asyncpg.connect(cluster.url("cli").replace("+asyncpg", ""))
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


async def test_an_untouched_case_verifies(tuoshan: Tuoshan, case: dict[str, Any]) -> None:
    ran = tuoshan("verify", case["case_no"], "--json")
    assert ran.code == 0, ran.out + ran.err
    assert ran.data["cases"] == 1
    assert ran.data["events"] == case["revision"]


async def test_an_altered_row_is_named_and_heal_mends_it(
    tuoshan: Tuoshan, case: dict[str, Any], postgres: "Cluster"
) -> None:
    number = case["case_no"]
    await _alter(postgres, "update tasks set role = 'leader' where case_no = $1 and status = 'open'", number)
    ran = tuoshan("verify", number, "--json")
    assert ran.code == 1
    assert [finding["code"] for finding in ran.data["findings"]] == ["tasks_row"]
    assert "tasks_row" in tuoshan("verify", number).out
    healed = tuoshan("heal", number, "--json")
    assert healed.code == 0, healed.out + healed.err
    assert healed.data["revision"] == case["revision"]
    assert tuoshan("verify", number).code == 0


async def test_an_unknown_case_cannot_be_healed(tuoshan: Tuoshan) -> None:
    ran = tuoshan("heal", "TS20260101-999999")
    assert ran.code == 1
    assert "not_found" in ran.err


async def test_nothing_to_verify_is_no_success(tuoshan: Tuoshan) -> None:
    assert tuoshan("verify", "TS20260101-999999").code == 1


async def test_open_cases_replay_to_the_heads_of_the_table(
    tuoshan: Tuoshan, case: dict[str, Any], postgres: "Cluster"
) -> None:
    ran = tuoshan("replay", "--open", "--json")
    assert ran.code == 0, ran.out + ran.err
    assert f"complaint/{case['case_no']}" in [item["workflow_id"] for item in ran.data["items"]]
    await _alter(postgres, "update cases set head = repeat('0', 64) where case_no = $1", case["case_no"])
    wrong = tuoshan("replay", "--open", "--json")
    assert wrong.code == 1
    assert [(item["workflow_id"], item["code"]) for item in wrong.data["items"] if item["code"]] == [
        (f"complaint/{case['case_no']}", "chain_head")
    ]
    assert tuoshan("heal", case["case_no"]).code == 0


async def test_a_recorded_history_replays_and_a_changed_receipt_does_not(
    tuoshan: Tuoshan, case: dict[str, Any], temporal_client: Client, tmp_path: Path
) -> None:
    history = await temporal_client.get_workflow_handle(f"complaint/{case['case_no']}").fetch_history()
    recorded = tmp_path / "engineering.json.gz"
    recorded.write_bytes(gzip.compress(history.to_json().encode()))
    ran = await asyncio.to_thread(tuoshan, "replay", str(recorded), "--json")
    assert ran.code == 0, ran.out + ran.err
    assert ran.data["items"][0]["revision"] == case["revision"]
    assert tuoshan("replay", str(tmp_path / "absent.json")).code == 2
    assert tuoshan("replay").code == 2

"""`tuoshan doctor` tells what is there and what is not, and never fails itself."""

from pathlib import Path

import pytest

from cli.runtime import doctor
from cli.runtime.findings import Finding


async def _examine() -> dict[str, Finding]:
    return {finding.subject: finding for finding in await doctor.examine()}


async def test_everything_running_is_found(
    database_url: str, temporal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    monkeypatch.setenv("TUOSHAN_DATA", str(tmp_path))
    monkeypatch.setenv("TUOSHAN_TASK_QUEUE", "nobody-works-here")
    found = await _examine()
    for subject in ("Python", "Packages", "Temporal program", "PostgreSQL programs", "Database", "Temporal"):
        assert found[subject].state == "ok", found[subject]
    assert found["Worker"].state == "missing"
    assert "workers" in found["Worker"].mend


async def test_what_is_missing_comes_with_what_mends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://tuoshan:wrong@127.0.0.1:1/tuoshan")
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("TUOSHAN_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("TUOSHAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TUOSHAN_ACTORS_FILE", str(tmp_path / "actors.toml"))
    monkeypatch.setenv("PATH", str(tmp_path))
    found = await _examine()
    for subject in ("Temporal program", "Database", "Temporal", "People", "State"):
        assert found[subject].state != "ok", found[subject]
        assert found[subject].mend, found[subject]

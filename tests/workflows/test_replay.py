"""Recorded histories replay on this code, and planted changes are caught."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.client import Client

from casebook import publish
from casebook.errors import CasebookError
from domain.time.calendar import Calendar
from domain.time.clocks import Deadline
from domain.time.counters import Counter, counter
from domain.time.term import Term
from rulebooks.shelf import shelf
from tests.workflows import fingerprints
from tests.workflows.planted import Reordered
from tests.workflows.record import HISTORIES, main, record
from tests.workflows.replaying import FINGERPRINTS, HEADS, SUFFIX, differences, replay_all
from tests.workflows.scenarios import SCENARIOS
from workflows.kit import plan

ROOT = HISTORIES.parent.parent
NAMES = ("just_opened", "everything_at_once", "rejected_three_times", "unfounded", "back_dated_unsatisfied_callback")
DAY = 86_400_000_000
COMMITTED = sorted(path.parent for path in HISTORIES.glob(f"*/{HEADS}"))


@pytest.fixture(scope="module")
async def fresh(temporal_client: Client, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some scenarios recorded just now, one of them with its resumes."""
    folder = tmp_path_factory.mktemp("histories") / "today"
    await record(temporal_client, folder, NAMES, ("back_dated_unsatisfied_callback",))
    return folder


def _replayed_apart(folder: Path, seed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.workflows.replaying", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("seed", ["0", "1"])
def test_fresh_histories_replay_to_the_same_heads_under_any_hash_seed(fresh: Path, seed: str) -> None:
    done = _replayed_apart(fresh, seed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(list(fresh.glob('*' + SUFFIX)))} replayed, 0 differ" in done.stdout


@pytest.mark.parametrize("seed", ["0", "1"])
@pytest.mark.parametrize("folder", COMMITTED, ids=lambda folder: folder.name)
def test_recorded_histories_replay_to_the_same_heads_under_any_hash_seed(folder: Path, seed: str) -> None:
    done = _replayed_apart(folder, seed)
    assert done.returncode == 0, done.stdout + done.stderr


def test_resumed_case_is_recorded_run_by_run(fresh: Path) -> None:
    found = sorted(path.name.removesuffix(SUFFIX) for path in fresh.glob("*resumed*"))
    assert found[:2] == ["back_dated_unsatisfied_callback.resumed", "back_dated_unsatisfied_callback.resumed.run2"]


async def test_reordered_step_does_not_replay(fresh: Path) -> None:
    replayed = await replay_all(fresh, Reordered)
    assert "Nondeterminism" in replayed["everything_at_once"].failure
    assert any(line.startswith("everything_at_once") for line in differences(fresh, replayed))


async def test_clock_that_is_off_by_a_day_replays_and_comes_to_another_head(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off(term: Term, calendar: Calendar) -> Counter:
        """The promise's clock only: its timer is never the next, so no command changes."""
        count = counter(term, calendar)

        def shifted(start: int) -> Deadline:
            found = count(start)
            return dataclasses.replace(found, due=found.due + DAY) if str(term) == "5 working days" else found

        return shifted

    monkeypatch.setattr(plan, "_read", {})
    monkeypatch.setattr(plan, "counter", off)
    replayed = await replay_all(fresh)
    assert replayed["just_opened"].failure == ""
    assert "just_opened: another chain head at revision 7" in differences(fresh, replayed)
    # Later commands say which head the table holds: there the replayed case itself sees the fork and refuses them.
    assert replayed["everything_at_once"].failure


async def test_another_length_of_a_timer_changes_the_fingerprint(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fingerprints.changes(fresh, await replay_all(fresh)) == []
    monkeypatch.setattr("workflows.kit.clock.SPREAD", 600_000_000)
    changed = fingerprints.changes(fresh, await replay_all(fresh))
    assert any(line.startswith("everything_at_once: 'start_timer") for line in changed)


def test_forged_head_is_noticed(fresh: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(fresh, copy)
    heads = json.loads((copy / HEADS).read_text())
    heads["unfounded"]["7"] = "0" * 64
    (copy / HEADS).write_text(json.dumps(heads))
    done = _replayed_apart(copy, "0")
    assert done.returncode == 1
    assert "unfounded: another chain head at revision 7" in done.stdout


async def test_recorded_histories_are_never_rewritten(fresh: Path) -> None:
    with pytest.raises(SystemExit, match="never rewritten"):
        await main(fresh)


def test_every_scenario_is_recorded() -> None:
    newest = {path.name.split(".")[0] for path in COMMITTED[-1].glob(f"*{SUFFIX}")}
    assert newest == set(SCENARIOS)


@pytest.mark.parametrize("folder", COMMITTED, ids=lambda folder: folder.name)
def test_recorded_histories_are_small_and_complete(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.iterdir()) < 2_000_000
    heads, prints = (json.loads((folder / name).read_text()) for name in (HEADS, FINGERPRINTS))
    assert heads.keys() == prints.keys() == {path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}")}


async def test_edited_published_rulebook_is_refused_at_start(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(database_url)
    try:
        await publish.publish_rulebooks(engine)
        edited = {name: dataclasses.replace(item, hash="0" * 64) for name, item in shelf().items()}
        monkeypatch.setattr(publish, "shelf", lambda: edited)
        with pytest.raises(CasebookError) as refused:
            await publish.publish_rulebooks(engine)
        assert refused.value.code == "rulebook_changed"
    finally:
        await engine.dispose()

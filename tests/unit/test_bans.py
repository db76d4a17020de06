"""The linter refuses, in code that must be deterministic, what would not be."""

import json
import subprocess
import sys

import pytest

from casebook.settings import ROOT

CLOCK = "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n"
TASK = "import asyncio\n\n\nasync def f() -> None:\n    await asyncio.gather()\n"
GROUP = "import asyncio\n\n\nasync def f() -> None:\n    async with asyncio.TaskGroup():\n        pass\n"
UUID = "from uuid import uuid4\n\nID = uuid4()\n"
RANDOM = "import random\n\nN = random.random()\n"
WAIT = "from temporalio import workflow\n\n\nasync def f() -> None:\n    await workflow.wait_condition(lambda: True)\n"
CALL = "from temporalio import workflow\n\n\nasync def f() -> None:\n    await workflow.execute_activity('x')\n"


def refused(code: str, path: str) -> bool:
    """Whether ruff, as configured, bans it in a file of this name."""
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--output-format", "json", "-"]
    done = subprocess.run(
        [*command, "--stdin-filename", path], input=code, capture_output=True, text=True, check=False, cwd=ROOT
    )
    return any(found["code"] == "TID251" for found in json.loads(done.stdout))


@pytest.mark.parametrize("path", ["workflows/cases/x.py", "workflows/kit/x.py", "domain/x.py", "contracts/x.py"])
@pytest.mark.parametrize("code", [CLOCK, TASK, GROUP, UUID, RANDOM, WAIT, CALL])
def test_clock_chance_and_loose_tasks_are_refused(path: str, code: str) -> None:
    assert refused(code, path)


def test_one_file_of_the_kit_waits() -> None:
    assert not refused(WAIT, "workflows/kit/waiting.py")


def test_what_runs_outside_of_workflows_may_look_at_the_clock() -> None:
    assert not refused(CLOCK, "activities/x.py")

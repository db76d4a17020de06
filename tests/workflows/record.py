"""Records the histories of all scenarios: `python -m tests.workflows.record [FOLDER]`.

The folder is by default tests/histories/<today>. A recorded history is never rewritten: a folder that exists is
refused. Some scenarios are recorded with their resumes as well, so that what is carried over a resume is replayed too.
"""

import asyncio
import gzip
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from temporalio.client import Client, WorkflowHistory

from casebook.converter import data_converter
from cli.runtime import ports, temporal_binary
from cli.runtime.supervisor import Supervisor
from cli.runtime.temporal_namespace import ensure_namespace
from cli.runtime.temporal_server import DevServer
from tests.workflows.driver import Case
from tests.workflows.fingerprints import write
from tests.workflows.replaying import HEADS, SUFFIX, differences, replay_all
from tests.workflows.scenarios import SCENARIOS
from tests.workflows.stage import lit_stage

HISTORIES = Path(__file__).resolve().parent.parent / "histories"
RESUMED = ("unsatisfied_second_callback", "department_refuses_responsibility", "appealed_in_vain")
NAMESPACE = "tuoshan"


async def runs(case: Case) -> list[WorkflowHistory]:
    """The histories of a case, one per run."""
    described = await case.handle.describe()
    run_id = described.raw_description.workflow_execution_info.first_run_id
    found: list[WorkflowHistory] = []
    while run_id:
        handle = case.stage.client.get_workflow_handle(case.handle.id, run_id=run_id)
        history = await handle.fetch_history()
        found.append(history)
        last = history.events[-1]
        run_id = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    return found


async def keep(case: Case, name: str, folder: Path) -> dict[str, dict[str, str]]:
    """Writes a case's runs; answers the heads that its journal was handed, by file name."""
    heads = {str(revision): head for revision, head in sorted(case.journal.handed.items())}
    written: dict[str, dict[str, str]] = {}
    for number, history in enumerate(await runs(case), start=1):
        label = name if number == 1 else f"{name}.run{number}"
        (folder / f"{label}{SUFFIX}").write_bytes(gzip.compress(history.to_json().encode(), 9, mtime=0))
        written[label] = heads
    return written


async def record(client: Client, folder: Path, names: tuple[str, ...], resumed: tuple[str, ...] = RESUMED) -> None:
    """Plays the scenarios and writes histories, heads and fingerprints. Raises FileExistsError."""
    folder.mkdir(parents=True)
    heads: dict[str, dict[str, str]] = {}
    async with lit_stage(client) as plain, lit_stage(client, resume_always=True) as resuming:
        for name in names:
            heads |= await keep(await SCENARIOS[name](plain), name, folder)
        for name in resumed:
            heads |= await keep(await SCENARIOS[name](resuming), f"{name}.resumed", folder)
    (folder / HEADS).write_text(json.dumps(heads, indent=0, sort_keys=True) + "\n")
    replayed = await replay_all(folder)
    lines = differences(folder, replayed)
    if lines:
        raise SystemExit("\n".join(lines))
    write(folder, replayed)


async def main(folder: Path) -> None:
    """On a server of its own."""
    if folder.exists():
        raise SystemExit(f"{folder} exists: a recorded history is never rewritten")
    with tempfile.TemporaryDirectory(prefix="tuoshan-record-") as data:
        async with Supervisor(Path(data) / "logs") as supervisor:
            server = DevServer(await asyncio.to_thread(temporal_binary.ensure), Path(data), ports.choose())
            await supervisor.start(server.part())
            await ensure_namespace(server.address, NAMESPACE, retention_days=1)
            client = await Client.connect(server.address, namespace=NAMESPACE, data_converter=data_converter)
            await record(client, folder, tuple(SCENARIOS))
    files = list(folder.glob(f"*{SUFFIX}"))
    print(f"{len(files)} histories, {sum(file.stat().st_size for file in folder.iterdir()) // 1000} kB in {folder}")


if __name__ == "__main__":
    today = datetime.now(UTC).date().isoformat()
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES / today))
    sys.stdout.flush()
    os._exit(0)

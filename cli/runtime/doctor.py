"""`tuoshan doctor`: on one screen, what is found, what is missing and how to mend it. It changes nothing."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from casebook.settings import Settings, load
from cli.runtime import findings, ports
from cli.runtime.findings import Finding


async def examine() -> list[Finding]:
    """Everything that can be told without starting or changing anything; never raises."""
    settings = load()
    running = findings.running(settings.data_dir)
    checks: list[Callable[[], Awaitable[list[Finding]] | list[Finding]]] = [
        findings.python,
        findings.packages,
        findings.temporal_program,
        findings.postgres_programs,
        lambda: findings.data(settings, running),
        lambda: findings.ports(running),
        findings.calendars,
        lambda: findings.actors(settings),
        lambda: _database(settings),
        lambda: _temporal(settings),
    ]
    found: list[Finding] = []
    for check in checks:
        try:
            result = check()
            found += result if isinstance(result, list) else await asyncio.wait_for(_awaited(result), timeout=15)
        except Exception as error:
            name = getattr(check, "__name__", "check").strip("_").replace("_", " ")
            found.append(Finding(name, "missing", f"{type(error).__name__}: {error}"[:200], "see the message"))
    return found


async def _awaited(result: Awaitable[list[Finding]]) -> list[Finding]:
    return await result


async def _database(settings: Settings) -> list[Finding]:
    if not settings.database_url:
        return [Finding("Database", "note", "none is running", "`tuoshan up`, or set DATABASE_URL")]
    from storage.engine import make_engine
    from storage.migrate import at_newest, newest_revision

    engine = make_engine(settings.database_url, process="doctor", pool_size=1)
    try:
        newest = await at_newest(engine)
    except (OSError, TimeoutError) as error:
        return [Finding("Database", "missing", f"not reachable: {error}"[:160], "start it, or correct DATABASE_URL")]
    finally:
        await engine.dispose()
    if not newest:
        return [Finding("Database", "missing", "reachable, but its schema is old", "python -m storage.migrate")]
    return [Finding("Database", "ok", f"reachable, schema {newest_revision()}")]


async def _temporal(settings: Settings) -> list[Finding]:
    from temporalio.api.workflowservice.v1 import CountWorkflowExecutionsRequest
    from temporalio.client import Client

    from cli.runtime.temporal_namespace import has_worker

    address, namespace = settings.temporal_address, settings.temporal_namespace
    host, _, port = address.rpartition(":")
    if not await ports.accepts(int(port), host):
        return [Finding("Temporal", "note", f"nothing listens at {address}", "`tuoshan up`, or set TEMPORAL_ADDRESS")]
    client = await Client.connect(address, namespace=namespace)
    count = await client.workflow_service.count_workflow_executions(CountWorkflowExecutionsRequest(namespace=namespace))
    working = await has_worker(client, settings.task_queue, since=datetime.now(UTC).timestamp() - 120)
    found = [Finding("Temporal", "ok", f"{address}, namespace {namespace}, {count.count} workflows")]
    if not working:
        mend = "`tuoshan up`, or python -m workers"
        found.append(Finding("Worker", "missing", f"none asks for work on queue {settings.task_queue}", mend))
    return found


def doctor(*, as_json: bool = False) -> int:
    """Prints the findings; 0 if nothing is missing, 1 otherwise."""
    found = asyncio.run(examine())
    if as_json:
        print(json.dumps([vars(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        width = max(len(finding.subject) for finding in found)
        for finding in found:
            mark = {"ok": "✓", "note": "·", "missing": "✗"}[finding.state]
            print(f"{mark} {finding.subject:<{width}}  {finding.found}")
            if finding.state != "ok" and finding.mend:
                print(f"  {'':<{width}}  → {finding.mend}")
    return int(any(finding.state == "missing" for finding in found))

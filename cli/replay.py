"""`tuoshan replay`: recorded histories, or every open case, on the code as it is now (重放)."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from cli.paper import paper, table
from cli.session import AsJson, Lang, print_json
from cli.words import pick


def replay_command(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]…", help="histories, .json or .json.gz")] = None,
    open_cases: Annotated[bool, typer.Option("--open", help="every case that is not sealed")] = False,
    lang: Lang = "both",
    as_json: AsJson = False,
) -> None:
    """Replays histories on the present code and compares chain heads; exit code 1 if anything differs (重放)."""
    if bool(files) == open_cases:
        raise typer.BadParameter("FILE… / --open")
    from cli.replaying import replay_all  # imported when needed: the other commands start faster without it

    console = paper()
    with console.status(pick("重放中", "replaying", lang)) as status:
        tell = status.update
        found = asyncio.run(replay_all(files or [], lambda done: tell(f"{pick('重放', 'replayed', lang)} {done}")))
    wrong = [item for item in found if item.code]
    if as_json:
        print_json({"ok": bool(found) and not wrong, "items": [asdict(item) for item in found]})
    else:
        rows = table(pick("案件", "Case", lang), pick("问题", "Finding", lang), "")
        for item in wrong:
            rows.add_row(item.workflow_id, Text(item.code, style="red"), Text(item.detail))
        if wrong:
            console.print(rows)
        told = pick(
            f"重放 {len(found)} 份历史，{len(wrong)} 份不符", f"{len(found)} replayed, {len(wrong)} differ", lang
        )
        console.print(f"{'✗' if wrong or not found else '✓'} {told}", markup=False)
    raise typer.Exit(1 if wrong or not found else 0)

"""`tuoshan verify` and `tuoshan heal`: is everything as it should be, and mending what is not (核对与修复)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from casebook.errors import CasebookError
from casebook.settings import load
from cli.paper import paper, table
from cli.session import AsJson, Lang, print_json
from cli.words import pick

if TYPE_CHECKING:  # imported where used: commands that only speak HTTP start faster without the database
    from casebook.book import Casebook
    from casebook.heal import Healed
    from casebook.verify import Report


def verify_command(
    case_no: Annotated[str | None, typer.Argument(metavar="[CASE]", help="one case; default: all")] = None,
    company: Annotated[str | None, typer.Option(help="one company's cases")] = None,
    lang: Lang = "both",
    as_json: AsJson = False,
) -> None:
    """Compares chain, table and workflow of every case; exit code 1 if anything disagrees (核对)."""
    console = paper()
    with console.status(pick("核对中", "verifying", lang)):
        report = asyncio.run(_verify(company, case_no))
    if as_json:
        print_json({"ok": report.ok, **asdict(report)})
    else:
        _print_report(report, lang)
    raise typer.Exit(0 if report.ok else 1)


def heal_command(
    case_no: Annotated[str, typer.Argument(metavar="CASE", help="a case number")],
    rewind: Annotated[bool, typer.Option("--reset", help="also reset its workflow, ask all commands again")] = False,
    lang: Lang = "both",
    as_json: AsJson = False,
) -> None:
    """Writes a case's rows anew from its own history and thaws it (修复)."""
    console = paper()
    with console.status(pick("修复中", "healing", lang)):
        healed = asyncio.run(_heal(case_no, rewind))
    if as_json:
        print_json(asdict(healed))
        return
    told = [f"✓ {healed.case_no}", pick(f"修订 {healed.revision}", f"revision {healed.revision}", lang)]
    if healed.replaced:
        told.append(pick(f"行已重写，纪元 {healed.epoch}", f"rows replaced, epoch {healed.epoch}", lang))
    if healed.reopened:
        told.append(pick(f"重新询问 {healed.reopened} 条", f"{healed.reopened} commands asked again", lang))
    console.print(" · ".join(told), markup=False)


@asynccontextmanager
async def casebook() -> "AsyncIterator[Casebook]":
    """The casebook of the running installation, by its settings."""
    from casebook.book import Casebook
    from casebook.logging import configure

    settings = load()
    configure(settings.model_copy(update={"log_level": "error"}), "cli")
    if not settings.database_url:
        raise CasebookError("database_unavailable")
    book = await Casebook.connect(settings, process="cli")
    try:
        yield book
    finally:
        await book.close()


async def _verify(company: str | None, case_no: str | None) -> "Report":
    from casebook.verify import verify

    async with casebook() as book:
        return await verify(book, company=company, case_no=case_no)


async def _heal(case_no: str, rewind: bool) -> "Healed":
    from casebook.heal import heal, reset

    async with casebook() as book:
        return await (reset if rewind else heal)(book, case_no)


def _print_report(report: "Report", lang: str) -> None:
    console = paper()
    counted = pick(
        f"{report.cases} 个案件，{report.events} 个事件，{report.commands} 条未答命令",
        f"{report.cases} cases, {report.events} events, {report.commands} unanswered commands",
        lang,
    )
    if report.findings:
        rows = table(pick("案件", "Case", lang), pick("问题", "Finding", lang), "")
        for finding in report.findings:
            rows.add_row(finding.case_no, Text(finding.code, style="red"), Text(finding.detail))
        console.print(rows)
    style = "green" if report.ok else "bold red"
    nothing = "" if report.cases else f" · {pick('没有可核对的案件', 'nothing to verify', lang)}"
    console.print(f"{'✓' if report.ok else '✗'} {counted}{nothing}", style=style, markup=False)

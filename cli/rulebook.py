"""`tuoshan rulebook`: check a file, show a rulebook as a manual (规则手册的校验与展示)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from domain.rulebook.errors import InvalidRulebookError, RulebookError
from rulebooks.messages import describe
from rulebooks.shelf import Published, read, shelf
from rulebooks.show import show

app = typer.Typer(help="Rulebooks (规则手册).", no_args_is_help=True)

Lang = Annotated[str, typer.Option("--lang", help="zh or en")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON for programs")]


@app.command("check")
def check_files(
    files: Annotated[list[Path], typer.Argument(help="rulebooks in TOML")], lang: Lang = "zh", as_json: AsJson = False
) -> None:
    """Checks FILES and prints every problem with its key and clause; exit code 1 if there is one (校验)."""
    found: list[Published] = []
    problems: list[RulebookError] = []
    for file in files:
        try:
            found.append(read(file))
        except InvalidRulebookError as error:
            problems.extend(error.problems)
        except OSError as error:
            typer.echo(f"{file}: {error.strerror}", err=True)
            raise typer.Exit(2) from None
    if as_json:
        good = [{"name": each.book.name, "version": each.book.version, "hash": each.hash} for each in found]
        typer.echo(json.dumps({"rulebooks": good, "problems": _told(problems, lang)}, ensure_ascii=False, indent=2))
    else:
        for each in found:
            typer.echo(f"✓ {each.book.name} {each.book.version} sha256:{each.hash}")
        _print(problems, lang)
    if problems:
        raise typer.Exit(1)


@app.command("show")
def show_book(
    name: Annotated[str, typer.Argument(help="a rulebook's name, or a file")],
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """Prints the rulebook as a manual reads: clause, term, ladder, readings and defaults (展示)."""
    try:
        published = find(name)
    except InvalidRulebookError as error:
        _report(error, lang, as_json)
        raise typer.Exit(1) from None
    if as_json:
        data = {"hash": published.hash, "rulebook": published.data}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False, soft_wrap=True)
    for line in show(published.book, lang).splitlines():
        style = "bold" if line.startswith("── ") else "dim" if line.lstrip().startswith("※") else None
        console.print(line, style=style, markup=False)
    console.print(f"sha256:{published.hash}", style="dim", markup=False)


def find(name: str) -> Published:
    """A rulebook by name or file. Raises typer.Exit (2) for a name that is not on the shelf."""
    if name.endswith(".toml"):
        return read(Path(name))
    books = shelf()
    if name not in books:
        typer.echo(f"{name}: {', '.join(books)}", err=True)
        raise typer.Exit(2)
    return books[name]


def _report(error: InvalidRulebookError, lang: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"problems": _told(error.problems, lang)}, ensure_ascii=False, indent=2))
    else:
        _print(error.problems, lang)


def _told(problems: Sequence[RulebookError], lang: str) -> list[dict[str, str]]:
    return [
        {"code": p.code, "file": p.file, "key": p.key, "clause": p.clause, "message": describe(p, lang)}
        for p in problems
    ]


def _print(problems: Sequence[RulebookError], lang: str) -> None:
    for problem in problems:
        typer.echo(f"✗ {describe(problem, lang)}", err=True)

"""What every command that speaks to the API shares (命令行会话): where, as whom, and how an error is told."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from casebook.settings import load
from cli.http import Api, ApiError, Unreachable

Url = Annotated[str, typer.Option("--url", envvar="TUOSHAN_URL", help="the API; default: the running `tuoshan up`")]
Token = Annotated[str, typer.Option("--token", envvar="TUOSHAN_TOKEN", help="your bearer token")]
Lang = Annotated[str, typer.Option("--lang", envvar="TUOSHAN_LANG", help="zh, en or both")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON for programs")]
Key = Annotated[str, typer.Option("--key", help="idempotency key; the same one repeats an act safely")]

REFUSED, UNREACHABLE = 1, 3
"""Exit codes: the API said no; nobody answered (2 is typer's, for a wrong call)."""


@contextmanager
def session(url: str, token: str, lang: str, as_json: bool) -> Iterator[Api]:
    """The API for one command. What it refuses is printed and becomes the exit code."""
    if lang not in ("zh", "en", "both"):
        raise typer.BadParameter("zh, en or both", param_hint="--lang")
    try:
        with Api(url or running_url(), token, "en" if lang == "en" else "zh") as api:
            yield api
    except ApiError as error:
        _tell(error.problem, readable(error), as_json)
        raise typer.Exit(REFUSED) from None
    except Unreachable as error:
        problem = {"code": error.code, "detail": str(error)}
        _tell(problem, _unreachable(error), as_json)
        raise typer.Exit(UNREACHABLE) from None


def running_url() -> str:
    """The API of the `tuoshan up` that runs on this machine's data directory, or the usual address."""
    settings = load()
    return f"http://{settings.api_host}:{settings.api_port}"


def print_json(data: Any) -> None:
    """Data for a program, Chinese readable."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def readable(error: ApiError) -> str:
    """Problem details as a person reads them: what, why, which field, and what to do next."""
    problem = error.problem
    clause = f" [{problem['clause']}]" if problem.get("clause") else ""
    lines = [f"✗ {problem.get('title') or error.code}{clause} ({error.status} {error.code})"]
    detail = problem.get("detail")
    if detail and detail != problem.get("title"):
        lines.append(f"  {detail}")
    for item in problem.get("errors", []):
        where = item.get("pointer") or item.get("parameter") or item.get("header") or ""
        lines.append(f"  · {where} {item.get('detail') or item.get('code')}".rstrip())
    if error.status == 401 and not os.environ.get("TUOSHAN_TOKEN"):
        lines.append("  → --token, TUOSHAN_TOKEN")
    if error.status in (429, 503) and error.key:
        lines.append(f"  → --key {error.key}")
    return "\n".join(lines)


def _unreachable(error: Unreachable) -> str:
    again = f"\n  → --key {error.key}" if error.key else ""
    return f"✗ 无人应答 nobody answers: {error}\n  → tuoshan up, --url, TUOSHAN_URL{again}"


def _tell(problem: Any, text: str, as_json: bool) -> None:
    if as_json:
        print_json(problem)
    else:
        typer.echo(text, err=True)

"""`tuoshan decide`: what a manual says of a file of facts, without a server (离线试裁)."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from cli.http import ApiError
from cli.session import REFUSED, AsJson, print_json, readable

Lang = Annotated[str, typer.Option("--lang", envvar="TUOSHAN_LANG", help="zh or en")]


def decide_command(
    policy: Annotated[
        str, typer.Argument(help="warranty, entitlement, return, settlement, responsibility, kpi, incentives")
    ],
    facts: Annotated[Path, typer.Option("--facts", help="JSON: the facts, or the body that the API takes; - is stdin")],
    rulebook: Annotated[str, typer.Option("--rulebook", help="a rulebook's name, or a file")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="YYYY-MM-DD; default: today")] = "",
    audience: Annotated[str, typer.Option("--audience", help="customer, dealer or company")] = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """Decides by a rulebook and prints outcome, lines and every step; nothing is stored (试裁)."""
    if lang not in ("zh", "en"):
        raise typer.BadParameter("zh or en", param_hint="--lang")
    given = {"rulebook": rulebook, "as_of": as_of, "audience": audience}
    body = _read(facts) | {name: value for name, value in given.items() if value}
    if not isinstance(body.get("rulebook"), str):
        raise typer.BadParameter("which rulebook?", param_hint="--rulebook")
    _decide(policy, body, lang, as_json)


def _decide(policy: str, body: dict[str, Any], lang: str, as_json: bool) -> None:
    # Here, not above: the shapes of the API take longer to load than most commands take to run.
    from api.decisions import service
    from api.decisions.asked import Asked
    from api.decisions.schemas import decision_out
    from api.decisions.text import render
    from api.problems import ProblemError, body_of
    from api.validation import model_of
    from cli.rulebook import find
    from domain.policies.registry import CHAPTERS
    from domain.rulebook.people import Audience
    from rulebooks.grounds import ground_of

    if policy not in CHAPTERS:
        raise typer.BadParameter(", ".join(CHAPTERS), param_hint="POLICY")
    ground = ground_of(find(body.pop("rulebook")))
    try:
        asked = model_of(Asked, body)
        seen = service.decide(ground, policy, asked, Audience(asked.audience or Audience.COMPANY))
    except ProblemError as error:
        _refuse(body_of(error, lang), as_json)
    if as_json:
        print_json(decision_out(seen, ground))
    else:
        sys.stdout.write(render(seen, ground, lang))


def _read(path: Path) -> dict[str, Any]:
    """The body that the file stands for: bare facts are its facts."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        data = json.loads(text)
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}", param_hint="--facts") from None
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{path}: {error}", param_hint="--facts") from None
    if not isinstance(data, dict):
        raise typer.BadParameter(f"{path}: not a JSON object", param_hint="--facts")
    return data if "facts" in data else {"facts": data}


def _refuse(problem: dict[str, Any], as_json: bool) -> NoReturn:
    """Tells what is wrong with which fact, as the API does. Raises typer.Exit."""
    if as_json:
        print_json(problem)
    else:
        typer.echo(readable(ApiError(problem["status"], problem)), err=True)
    raise typer.Exit(REFUSED) from None

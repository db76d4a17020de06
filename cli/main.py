"""The `tuoshan` command (命令行入口)."""

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from casebook.errors import CasebookError
from cli import cases, rulebook, tasks
from cli.decide import decide_command
from cli.explain import explain
from cli.replay import replay_command
from cli.session import AsJson
from cli.upkeep import heal_command, verify_command

app = typer.Typer(
    help="妥善 Tuoshan: after-sales cases that cannot be forgotten.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("up")
def up_command(
    data: Annotated[Path | None, typer.Option(help="its state; default: TUOSHAN_DATA, else .tuoshan")] = None,
    free_ports: Annotated[bool, typer.Option("--free-ports", help="free ports instead of the usual ones")] = False,
    ui: Annotated[bool, typer.Option("--ui/--no-ui", help="with Temporal's own pages")] = True,
) -> None:
    """Runs everything on this machine in the foreground until Ctrl-C (启动)."""
    from cli.runtime.up import up

    raise typer.Exit(up(data=data, auto_ports=free_ports, ui=ui))


@app.command("demo")
def demo_command(
    keep: Annotated[Path | None, typer.Option(help="a folder for its state, which then stays")] = None,
    script: Annotated[Path | None, typer.Option(help="another script, see examples/README.md")] = None,
    complaint: Annotated[Path | None, typer.Option(help="another complaint")] = None,
) -> None:
    """Plays one complaint from the call to the close, on real parts, in virtual time (演示)."""
    from cli.demo.run import demo

    raise typer.Exit(demo(keep=keep, script=script, complaint=complaint))


@app.command("doctor")
def doctor_command(as_json: AsJson = False) -> None:
    """Says what is found, what is missing and how to mend it (体检)."""
    from cli.runtime.doctor import doctor

    raise typer.Exit(doctor(as_json=as_json))


app.command("verify")(verify_command)
app.command("heal")(heal_command)
app.command("replay")(replay_command)
app.command("explain")(explain)
app.command("decide")(decide_command)
app.add_typer(cases.app, name="case")
app.add_typer(tasks.app, name="task")
app.add_typer(rulebook.app, name="rulebook")


def main() -> None:
    """Ends by `os._exit`: a process that has used Temporal's SDK may abort in the interpreter's own exit."""
    code = 1
    try:
        app(prog_name="tuoshan")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except CasebookError as error:
        told = " ".join([error.code, *(f"{name}={value}" for name, value in error.params.items())])
        typer.echo(f"✗ {told}", err=True)
    except Exception:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

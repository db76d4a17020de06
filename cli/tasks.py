"""`tuoshan task`: queues, and the forms that are owed (待办命令)."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from cli.cases import print_case, read_object
from cli.http import Json
from cli.paper import paper, table
from cli.session import AsJson, Key, Lang, Token, Url, print_json, session
from cli.words import moment, pick, say

app = typer.Typer(help="Tasks (待办).", no_args_is_help=True)

_TRUTHS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


@app.command("list")
def list_tasks(
    url: Url = "",
    token: Token = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
    mine: Annotated[bool, typer.Option("--mine", help="what I owe")] = False,
    role: Annotated[str | None, typer.Option()] = None,
    department: Annotated[str | None, typer.Option()] = None,
    person: Annotated[str | None, typer.Option()] = None,
    case_no: Annotated[str | None, typer.Option("--case", help="one case's, a rehearsal's too")] = None,
    breached: Annotated[bool | None, typer.Option("--breached/--not-breached")] = None,
    due_before: Annotated[str | None, typer.Option(help="such as 2026-02-26T00:00:00+08:00")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="at most so many, the nearest deadline first")] = 50,
) -> None:
    """Open tasks, the nearest deadline first (待办列表)."""
    query: Json = {"role": role, "department": department, "person": person, "case_no": case_no}
    query |= {"mine": mine or None, "breached": breached, "due_before": due_before, "limit": min(most, 200)}
    with session(url, token, lang, as_json) as api:
        tasks = list(api.pages("/v1/tasks", query, most))
    if as_json:
        print_json({"items": tasks})
        return
    heads = (("待办", "Task"), ("事项", "Step"), ("经办", "Owes it"), ("表单", "Form"), ("期限", "Due"))
    rows = table(*(("!" if head[1] in ("Task", "Due") else "") + pick(*head, lang) for head in heads))
    for task in tasks:
        limit = task["deadline"]
        style = "bold red" if limit and limit["breached"] else "yellow" if limit and limit["overdue"] else ""
        cells = [task["id"], say(task["step"], lang), say(task["department"] or task["role"], lang)]
        cells += [" / ".join(form["id"] for form in task["forms"]), moment(limit["due"], limit=True) if limit else ""]
        rows.add_row(*(Text(cell, style=style) for cell in cells))
    paper().print(rows if tasks else pick("没有待办", "no tasks", lang))


@app.command("file")
def file_form(
    task_id: Annotated[str, typer.Argument(metavar="TASK", help="a task's id, such as TS20260212-000001.t2")],
    fields: Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE]…", help="the form's fields")] = None,
    url: Url = "",
    token: Token = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
    key: Key = "",
    source: Annotated[Path | None, typer.Option("--file", help="the form's fields as a JSON object")] = None,
    form_id: Annotated[str, typer.Option("--form", help="which form, where the task takes several")] = "",
    occurred_at: Annotated[str, typer.Option(help="when it happened, if not just now")] = "",
    revision: Annotated[int | None, typer.Option(help="the task's revision that you saw; default: as it is")] = None,
) -> None:
    """Files the form that TASK asks for; asks for missing fields at a terminal (提交表单)."""
    given: Json = read_object(source) if source else {}
    with session(url, token, lang, as_json) as api:
        task = api.get(f"/v1/tasks/{task_id}")
        form = _form(task, form_id)
        known = {field["name"]: field for field in form["fields"]}
        given |= dict(_pair(text, known) for text in fields or [])
        if sys.stdin.isatty() and not as_json:
            given |= _ask_for(form, given, lang)
        body = given | {"form": form["id"]} | ({"occurred_at": occurred_at} if occurred_at else {})
        seen = task["revision"] if revision is None else revision
        case = api.post(f"/v1/tasks/{task_id}/form", body, key=key or None, revision=seen)
    if as_json:
        print_json(case)
    else:
        console = paper()
        console.print(f"✓ {say(form['name'], lang)} {task_id}", style="green", markup=False)
        print_case(console, case, lang)


def _form(task: Json, form_id: str) -> Json:
    forms: list[Json] = [form for form in task["forms"] if form_id in ("", form["id"])]
    if len(forms) != 1:
        raise typer.BadParameter(" / ".join(form["id"] for form in task["forms"]), param_hint="--form")
    return forms[0]


def _pair(text: str, known: dict[str, Json]) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"{text}: FIELD=VALUE")
    return name, _typed(value, known.get(name, {}))


def _typed(value: str, field: Json) -> Any:
    """Only truth values are not text; a word that is none is sent as it is, and the API says what it thinks of it."""
    return _TRUTHS.get(value.lower(), value) if field.get("type") == "boolean" else value


def _ask_for(form: Json, given: Json, lang: str) -> Json:
    answers: Json = {}
    for field in form["fields"]:
        if not field["required"] or field["name"] in given:
            continue
        choices = "/".join(choice["id"] for choice in field.get("choices", []))
        hint = choices or ("true/false" if field["type"] == "boolean" else "")
        text = typer.prompt(f"{say(field['label'], lang)} {field['name']}" + (f" ({hint})" if hint else ""))
        answers[field["name"]] = _typed(text, field)
    return answers

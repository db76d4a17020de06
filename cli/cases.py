"""`tuoshan case`: open, show, list, timeline (案件命令)."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from cli import timeline as lines_of
from cli.http import Json
from cli.paper import paper, table
from cli.session import AsJson, Key, Lang, Token, Url, print_json, session
from cli.words import last, moment, pick, say

app = typer.Typer(help="Cases (案件).", no_args_is_help=True)

No = Annotated[str, typer.Argument(metavar="NO", help="a case number, such as TS20260212-000001")]


@app.command("open")
def open_case(
    file: Annotated[Path, typer.Argument(help="the complaint as JSON, see examples/README.md")],
    url: Url = "",
    token: Token = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
    key: Key = "",
) -> None:
    """Opens the complaint in FILE (受理投诉)."""
    body = read_object(file)
    with session(url, token, lang, as_json) as api:
        case = api.post("/v1/complaints", body, key=key or None)
    if as_json:
        print_json(case)
    elif "state" in case:
        print_case(paper(), case, lang)
    else:  # recorded, and the case itself goes on by itself
        typer.echo(f"✓ {case['case_no']} {pick('已登记，案件稍后开始', 'recorded; the case begins shortly', lang)}")


@app.command("show")
def show(case_no: No, url: Url = "", token: Token = "", lang: Lang = "zh", as_json: AsJson = False) -> None:
    """One case: what is open, by when, and what you may do now (案件详情)."""
    with session(url, token, lang, as_json) as api:
        case = api.get(f"/v1/cases/{case_no}")
    if as_json:
        print_json(case)
    else:
        print_case(paper(), case, lang)


@app.command("reveal")
def reveal(
    case_no: No,
    reason: Annotated[str, typer.Option("--reason", help="why; it goes on record")],
    url: Url = "",
    token: Token = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """The customer's name, phone and address in full, if you owe something in the case (查看客户资料)."""
    with session(url, token, lang, as_json) as api:
        shown = api.post(f"/v1/cases/{case_no}/reveal", {"reason": reason}, key=None)
    if as_json:
        print_json(shown)
    else:
        paper().print("\n".join(shown[name] for name in ("name", "phone", "address") if shown[name]), markup=False)


@app.command("list")
def list_cases(
    url: Url = "",
    token: Token = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
    state: Annotated[str | None, typer.Option(help="such as with_department")] = None,
    department: Annotated[str | None, typer.Option()] = None,
    open_: Annotated[bool | None, typer.Option("--open/--closed")] = None,
    breached: Annotated[bool | None, typer.Option("--breached/--not-breached")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="rehearsals instead of real cases")] = False,
    phone: Annotated[str | None, typer.Option(help="the customer's phone, however written")] = None,
    search: Annotated[str | None, typer.Option("--search", help="the beginning of a case number")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="at most so many, newest first")] = 50,
) -> None:
    """Cases, the newest first (案件列表)."""
    query: Json = {"state": state, "department": department, "open": open_, "breached": breached, "phone": phone}
    query |= {"q": search, "rehearsal": rehearsal or None, "limit": min(most, 200)}
    with session(url, token, lang, as_json) as api:
        cases = list(api.pages("/v1/cases", query, most))
    if as_json:
        print_json({"items": cases})
        return
    heads = ("case", "state", "type", "department", "round", "accepted", "due")
    rows = table(*(_heading(word, lang) for word in heads))
    for case in cases:
        style = "red" if case["breached"] else "dim" if case["closed_at"] else ""
        cells = [case["case_no"], say(case["state"], lang), say(case["complaint_type"], lang)]
        cells += [say(case["department"], lang), str(case["round"]), moment(case["accepted_at"])]
        cells.append(moment(case["next_due"], limit=True) if case["next_due"] else "")
        rows.add_row(*(Text(cell, style=style) for cell in cells))
    paper().print(rows if cases else pick("没有案件", "no cases", lang))


@app.command("timeline")
def timeline(
    case_no: No,
    url: Url = "",
    token: Token = "",
    lang: Lang = "zh",
    as_json: AsJson = False,
    brief: Annotated[bool, typer.Option("--brief", help="without notices and offers")] = False,
) -> None:
    """Everything that happened in a case, with due instants and reasons (时间线)."""
    with session(url, token, lang, as_json) as api:
        entries = list(api.pages(f"/v1/cases/{case_no}/timeline", {"limit": 200}))
    if as_json:
        print_json({"case_no": case_no, "items": entries})
    else:
        console = paper()
        console.print(lines_of.render(entries, lang, width=console.width, small_print=not brief))


def read_object(file: Path) -> Json:
    """A JSON object from a file. Raises typer.BadParameter with what is wrong."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise typer.BadParameter(f"{file}: {error}") from None
    if not isinstance(data, dict):
        raise typer.BadParameter(f"{file}: not a JSON object")
    return data


def print_case(console: Console, case: Json, lang: str) -> None:
    """One case as it stands."""
    head = Text(case["case_no"], style="bold")
    head.append(f"  {say(case['state'], lang)}", style="bold blue")
    head.append(f"  {pick('第', 'round ', lang)}{case['round']}{pick('轮', '', lang)}")
    if case["rehearsal"]:
        head.append(f"  [{pick('演练', 'rehearsal', lang)}]", style="yellow")
    if case["frozen"]:
        head.append(f"  {pick('冻结', 'frozen', lang)}: {case['frozen']}", style="bold red")
    console.print(head)
    facts = [case["complaint_type"], case["department"], case["channel"]]
    console.print("  " + " · ".join(say(fact, lang) for fact in facts if fact), style="dim")
    for name, text in (case.get("words") or {}).items():
        console.print(f"  {name}: {text}", markup=False)
    rows = table(*(_heading(word, lang) for word in ("open", "owes", "id", "due")))
    for item in [*case["promises"], *case["tasks"]]:
        limit = item["deadline"]
        style = "red" if limit and limit["breached"] else ""
        name = item.get("step") or item["rule"]
        cells = [say(name, lang), say(item.get("department") or item["role"], lang), last(item["id"])]
        cells.append(moment(limit["due"], limit=True) if limit else "")
        rows.add_row(*(Text(cell, style=style) for cell in cells))
    for item in case["escalations"]:
        rows.add_row(f"▲ {item['rung']}", say(item["to"], lang), last(item["id"]), _by_when(item))
    if rows.row_count:
        console.print(rows)
    for action in case.get("allowed_actions", []):
        target = action.get("target", "")
        console.print(f"  → {say(action['form']['name'], lang)} ({action['form']['id']}) {target}", markup=False)


def _by_when(escalation: Json) -> str:
    if escalation["acknowledged"]:
        return "✓"
    return moment(escalation["acknowledge_by"], limit=True) if escalation["acknowledge_by"] else ""


_HEADINGS = {
    "case": ("案件", "Case"),
    "state": ("状态", "State"),
    "type": ("类型", "Type"),
    "department": ("责任部门", "Department"),
    "round": ("轮", "Round"),
    "accepted": ("受理", "Accepted"),
    "due": ("最近期限", "Next due"),
    "open": ("未了事项", "Open"),
    "owes": ("经办", "Owes it"),
    "id": ("编号", "Id"),
}


_WHOLE = ("case", "accepted", "due", "id")
"""Columns that stay on one line."""


def _heading(word: str, lang: str) -> str:
    return ("!" if word in _WHOLE else "") + pick(*_HEADINGS[word], lang)

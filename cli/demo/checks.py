"""The demonstration checks itself (演示自检): what must be true in the end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from api import words
from cli.demo.post import Post, faults
from cli.demo.script import Script
from cli.http import Json
from cli.words import last, moment


@dataclass(frozen=True, slots=True)
class Check:
    """One claim, in both languages; `found` says what was found."""

    zh: str
    en: str
    ok: bool
    found: str


def checks(script: Script, case: Json, entries: list[Json], post: Post, verified: Json) -> Iterator[Check]:
    """All claims about a played case; `verified` is what `tuoshan verify --json` said."""
    expect = script.expect
    state = case["state"]["id"]
    yield Check("满意结案", "closed as satisfied", state == expect["state"], state)
    for name, zh, en in (
        ("round", "轮次", "rounds"),
        ("proposal", "方案数", "proposals"),
        ("callbacks_round", "末轮满意回访", "callbacks of the last round"),
        ("callbacks_total", "累计回访", "callbacks in all"),
    ):
        yield Check(zh, en, case[name] == expect[name], str(case[name]))
    counts = Counter(entry["event"]["id"] for entry in entries)
    for name, number in expect["events"].items():
        said = words.text("events", name)
        yield Check(said.zh, said.en.lower(), counts[name] == number, str(counts[name]))
    yield _late(entries)
    due = {last(entry["about"]["id"]): entry["deadline"]["due"] for entry in entries if "deadline" in entry}
    for subject, limit in expect["due"].items():
        yield Check(f"{subject} 的期限", f"limit of {subject}", due.get(subject) == limit, str(due.get(subject)))
    yield from _delivered(entries, post, case["case_no"])
    wrong = "; ".join(f"{item['code']} {item['detail']}" for item in verified.get("findings", []))
    found = wrong or verified.get("detail") or f"{verified.get('events')} events"
    yield Check(
        "表、链、工作流一致", "tuoshan verify: table, chain and workflow agree", bool(verified.get("ok")), found
    )


def _late(entries: list[Json]) -> Check:
    """Rung 1 was acknowledged late, and so rung 2 fired at the end of its term."""
    rungs = {entry["data"]["rung"]: entry for entry in entries if entry["event"]["id"] == "escalated"}
    late = {
        entry["data"]["escalation"]
        for entry in entries
        if entry["event"]["id"] == "acknowledged" and entry["data"].get("late")
    }
    ok = {1, 2} <= rungs.keys() and rungs[1]["data"]["escalation"] in late
    found = moment(rungs[2]["at"]) if 2 in rungs else "-"
    return Check("第一级确认已晚，第二级触发", "rung 1 acknowledged late, rung 2 fired", ok, found)


def _delivered(entries: list[Json], post: Post, case_no: str) -> Iterator[Check]:
    notices = [entry for entry in entries if entry["event"]["id"] == "notice"]
    wrong = faults(post, notices, case_no)
    total = f"{len(notices)} → {len(post.mails)} + {len(post.messages)}"
    found = "; ".join(wrong) if wrong else total
    yield Check("通知全部送达，各一次", "every notice delivered, once", not wrong and bool(notices), found)

"""What the terminal prints: widths of Chinese text, limits, folded derivations."""

from rich.cells import cell_len
from rich.console import Console

from cli.explain import derivation
from cli.paper import fold
from cli.timeline import render
from cli.words import moment, pick, say


def test_no_folded_line_is_wider_than_asked_and_nothing_is_lost() -> None:
    text = "自 2026-02-12 10:00 起 5个工作日：02-13、02-14*、02-24；9 天不计 complaint_type=engineering_quality_of_work"
    for width in (12, 20, 33, 47):
        lines = fold(text, width).split("\n")
        assert max(map(cell_len, lines)) <= width
        assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_line_does_not_begin_with_a_comma_and_a_date_stays_whole() -> None:
    lines = fold("02-13、02-14*、02-24、02-25、02-26；9 天不计", 14).split("\n")
    assert not [line for line in lines if line[0] in "，、；。"]
    assert all(day in "\n".join(lines) for day in ("02-13", "02-14*", "02-24", "02-25", "02-26"))


def test_midnight_as_a_limit_is_the_end_of_the_day_before() -> None:
    assert moment("2026-02-26T00:00:00+08:00", limit=True) == "02-25 三 24:00"
    assert moment("2026-02-26T00:00:00+08:00") == "02-26 四 00:00"
    assert moment("2026-02-26T13:00:00+08:00", limit=True, year=True) == "2026-02-26 四 13:00"


def test_names_are_said_in_one_language_or_both() -> None:
    name = {"id": "supervisor", "zh": "主管", "en": "Supervisor"}
    assert (say(name, "zh"), say(name, "en"), say(name, "both")) == ("主管", "Supervisor", "主管 Supervisor")
    assert say(None, "zh") == ""
    assert pick("轮", "", "both") == "轮 "


def _step(day: str, note: str, n: int, *, counted: bool) -> dict[str, object]:
    named = {"id": note, "zh": note, "en": note}
    return {"day": day, "kind": named, "counted": counted, "note": named, "n": n, "provisional": False}


def test_a_long_stretch_of_skipped_days_is_one_line_and_each_counted_day_has_its_own() -> None:
    steps = [_step("2026-02-13", "working_day", 1, counted=True)]
    steps += [_step(f"2026-02-{day}", "holiday", 1, counted=False) for day in range(15, 24)]
    steps += [_step("2026-02-24", "working_day", 2, counted=True)]
    data = {
        "id": "TS1.p1",
        "rule": {"id": "answer", "zh": "答复承诺", "en": "Promise of an answer"},
        "clause": "S0-6.1",
        "term": {"term": "2 working days", "zh": "2个工作日", "en": "2 working days"},
        "start": "2026-02-12T10:00:00+08:00",
        "due": "2026-02-25T00:00:00+08:00",
        "provisional": True,
        "agrees": False,
        "steps": steps,
    }
    shown = _printed(derivation(data, "zh"))
    assert "02-15 日 – 02-23 一" in shown
    assert "9 天" in shown
    assert shown.count("working_day") == 2
    assert "2026-02-24 二 24:00" in shown
    assert "暂定" in shown
    assert "与记录不符" in shown


def test_states_that_look_the_same_are_told_once_and_notices_only_when_asked_for() -> None:
    def entry(seq: int, name: str, **more: object) -> dict[str, object]:
        named = {"id": name, "zh": name, "en": name}
        return {"seq": seq, "event": named, "at": "2026-02-12T10:00:00+08:00", "data": {}, **more}

    state = {"id": "investigating", "zh": "调查中", "en": "Investigating"}
    told = {"rule": "N1", "to": {"kind": "customer"}, "channel": "sms"}
    entries = [
        entry(1, "state_entered", state=state, data={"round": 1}),
        entry(2, "notice", data=told),
        entry(3, "state_entered", state=state, data={"round": 1, "department": "engineering"}),
        entry(4, "of_a_newer_release"),
    ]
    shown = _printed(render(entries, "zh"))
    assert shown.count("调查中") == 1
    assert "N1→客户" in shown
    assert "of_a_newer_release" in shown
    assert "N1" not in _printed(render(entries, "zh", small_print=False))
    both = _printed(render(entries, "both"))
    assert "Investigating" in both
    assert max(cell_len(line) for line in both.splitlines()) <= 100


def _printed(what: object) -> str:
    console = Console(width=100, no_color=True)
    with console.capture() as captured:
        console.print(what)
    return captured.get()

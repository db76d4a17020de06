"""`tuoshan decide`: a file of facts, decided without a server."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from casebook.settings import ROOT
from cli.main import app

EXAMPLES = ROOT / "examples" / "decisions"
FILES = sorted(EXAMPLES.glob("*.json"))
PHONE = EXAMPLES / "warranty_phones.json"


def run(*words: str, stdin: str | None = None) -> tuple[int, str, str]:
    """Exit code, output, errors of the command in this process."""
    ran = CliRunner().invoke(app, ["decide", *words], input=stdin, env={"TUOSHAN_LANG": ""})
    return ran.exit_code, ran.stdout, ran.stderr


def changed(tmp_path: Path, **groups: Any) -> str:
    """A file with other facts of the phone."""
    body = json.loads(PHONE.read_text("utf-8"))
    body["facts"] |= groups
    made = tmp_path / "facts.json"
    made.write_text(json.dumps(body), "utf-8")
    return str(made)


def test_no_server_is_needed() -> None:
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("TUOSHAN", "DATABASE", "TEMPORAL"))
    }
    command = (sys.executable, "-m", "cli", "decide", "warranty", "--facts", str(PHONE), "--lang", "en")
    done = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"2025-11-30 \(\d+\) \+ 6 months = 2026-05-30  \[S3-6\.1\]", done.stdout)
    assert re.search(r"2026-05-30 \(\d+\) is a rest day and rolls to 2026-06-01  \[G-6\]", done.stdout)
    assert "Outcome: decided" in done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example_prints_within_the_page(path: Path, lang: str) -> None:
    code, out, err = run(path.stem.partition("_")[0], "--facts", str(path), "--lang", lang)
    assert (code, err) == (0, "")
    assert max(map(cell_len, out.splitlines())) <= 110
    heads = ("── 推导", "结果:") if lang == "zh" else ("── Derivation", "Outcome:")
    assert all(head in out for head in heads)


def test_data_for_programs_is_what_the_api_answers() -> None:
    code, out, _ = run("warranty", "--facts", str(PHONE), "--json")
    made = json.loads(out)
    assert (code, made["outcome"], made["rulebook"]["name"]) == (0, "decided", "phones")
    answers = {answer["name"]: answer["value"] for answer in made["answers"]}
    assert (answers["class"], answers["last_day"]) == ("WH", "2026-06-01")


def test_bare_facts_come_from_standard_input_under_another_rulebook() -> None:
    facts = json.dumps({"unit": {"service_contract": "yearly"}})
    code, out, _ = run(
        "warranty", "--facts", "-", "--rulebook", "huanke", "--as-of", "2026-03-01", "--json", stdin=facts
    )
    made = json.loads(out)
    assert (code, made["rulebook"]["name"], made["as_of"]) == (0, "huanke", "2026-03-01")
    own = str(ROOT / "rulebooks" / "huanke.toml")
    again = json.loads(
        run("warranty", "--facts", "-", "--rulebook", own, "--as-of", "2026-03-01", "--json", stdin=facts)[1]
    )
    assert again == made


def test_the_audience_is_narrowed(tmp_path: Path) -> None:
    file = changed(tmp_path, unit={"component": "battery", "shipping_price": "1234.56"})
    assert "1234.56" in run("warranty", "--facts", file)[1]
    code, out, _ = run("warranty", "--facts", file, "--audience", "customer")
    assert (code, "1234.56" in out, "无权查看的内容已略去" in out) == (0, False, True)


def test_an_error_names_the_fact_in_either_language(tmp_path: Path) -> None:
    code, out, err = run("warranty", "--facts", str(PHONE), "--as-of", "2026-05-01")
    assert (code, out) == (1, "")
    assert "/facts/request/reported_on 晚于裁定日 2026-05-01" in err
    code, _, err = run("warranty", "--facts", changed(tmp_path, unit={"colour": "red"}), "--lang", "en")
    assert (code, "/facts/unit/colour There is no fact of this name." in err) == (1, True)
    code, out, _ = run("warranty", "--facts", changed(tmp_path, unit={"colour": "red"}), "--json")
    assert (code, json.loads(out)["errors"][0]["pointer"]) == (1, "/facts/unit/colour")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("weather", "--facts", str(PHONE)), "incentives"),
        (("warranty", "--facts", "absent.json"), "absent.json"),
        (("warranty", "--facts", str(ROOT / "README.md"), "--rulebook", "phones"), "README.md"),
        (("warranty", "--facts", str(PHONE), "--rulebook", "nothing"), "phones"),
        (("warranty", "--facts", str(PHONE), "--lang", "fr"), "zh or en"),
        (("warranty",), "--facts"),
    ],
)
def test_a_wrong_call_is_a_usage_error(words: tuple[str, ...], told: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert told in err


def test_facts_without_a_rulebook_are_asked_for_one(tmp_path: Path) -> None:
    bare = tmp_path / "bare.json"
    bare.write_text("{}", "utf-8")
    code, _, err = run("warranty", "--facts", str(bare))
    assert (code, "--rulebook" in err) == (2, True)
    bare.write_text("[]", "utf-8")
    assert run("warranty", "--facts", str(bare), "--rulebook", "phones")[0] == 2

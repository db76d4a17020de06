"""`python -m tools.mutants` (`make mutants`): plants faults in rules and code and asks whether a test fails for each.

Resumable: what was killed under the same text is not tried again (`.mutants/killed.json`). Two children at a time.
Survivors that `docs/mutants.md` does not name with a reason make it fail; so does a share of killed code mutants
under the bar. Those that it names count as survivors untried, unless `--again` is asked for. `--part code|data`,
`--only TEXT` for those whose name holds it ("domain.time", "lamps: warranty"), `--minutes` to stop in time.
"""

import argparse
import json
import os
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from typing import Any

from tools.mutants import code, data, trial

ROOT = trial.ROOT
KILLED = ROOT / ".mutants" / "killed.json"
USUAL = ROOT / ".mutants" / "seconds.json"
REASONS = ROOT / "docs" / "mutants.md"
AT_A_TIME = 2
BAR = 0.9
"""Share of code mutants that must be killed; of data mutants, all but those that have a reason to survive."""
SAME_DATA = ("check/", "oracle/", "test_citations", "test_shuffled")
"""Tests that read the planted rulebook on both sides: they cannot tell it from the true one."""
MODULES = {"domain/time": "tests/domain/time", "domain/decision": "tests/policies", "domain/policies": "tests/policies"}


def _tests(folder: str, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The test files under `folder`."""
    files = (str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("test_*.py"))
    return tuple(sorted(file for file in files if not any(f"/{each}" in file for each in without)))


def _naming(clause: str | None, tests: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the test files that name the clause: only a test marked with it counts."""
    return tuple(file for file in tests if f'"{clause}"' in _text(file))


@cache
def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Mutant:
    """One fault to try. `clause`: a test marked with it has to fail."""

    part: str
    where: str
    what: str
    of: str
    """Hash of the module or chapter that it changes."""
    plant: Callable[[], None]
    tests: tuple[str, ...]
    clause: str | None = None

    @property
    def name(self) -> str:
        return f"{self.where}: {self.what}"

    @property
    def key(self) -> str:
        return f"{self.of} {self.name}"


def code_mutants() -> Iterator[Mutant]:
    """Every fault of the modules over time, money, policies and the checker."""
    for folder, tests in MODULES.items():
        for file in sorted((ROOT / folder).glob("*.py")):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            if file.name == "__init__.py":
                continue
            text = file.read_text(encoding="utf-8")
            chosen = _tests(tests, () if folder == "domain/decision" else ("check/",))
            for fault in code.faults(text):
                plant = trial.plant_code(module, fault.text)
                yield Mutant("code", module, fault.what, _hash(text), plant, chosen)


def data_mutants() -> Iterator[Mutant]:
    """Every fault of the policy chapters of our rulebooks."""
    from rulebooks.load import parse

    for file in sorted((ROOT / "rulebooks").glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        book, clauses = tomllib.loads(text), {source.key: source.clause for source in parse(text, file.name).sources}
        for fault in data.faults(book):
            what = f"{fault.path} = {json.dumps(fault.before)} -> {json.dumps(fault.after)}"
            clause = clauses.get(fault.path) or _clause(book, fault.key)
            plant = trial.plant_data(file.stem, partial(data.planted, fault=fault))
            yield Mutant(
                "data",
                file.stem,
                what,
                _hash(json.dumps(book[str(fault.key[0])], sort_keys=True, ensure_ascii=False)),
                plant,
                _naming(clause, _tests("tests/policies", SAME_DATA)),
                clause,
            )


def _clause(book: dict[str, Any], key: data.Key) -> str | None:
    """The clause of the nearest table around a value."""
    found: str | None = None
    inner: Any = book
    for part in key:
        if isinstance(inner, dict):
            found = inner.get("clause", found)
        inner = inner[part]
    return inner.get("clause", found) if isinstance(inner, dict) else found


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def main() -> int:
    """0 when the bars are met and every survivor has its reason; 3 when the time was over before the end."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--part", choices=("code", "data"))
    parser.add_argument("--only")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--again", action="store_true", help="try also the survivors that have their reason")
    parser.add_argument("--list", action="store_true", help="count and name them, try none")
    chosen = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["TUOSHAN_MUTANTS"] = "1"  # property tests look for no smaller example
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(ROOT / ".mutants" / "bytecode")
    trial.load_ours()
    mutants = list(code_mutants()) if chosen.part != "data" else []
    mutants += list(data_mutants()) if chosen.part != "code" else []
    mutants = [mutant for mutant in mutants if (chosen.only or "") in mutant.name]
    if chosen.list:
        print("\n".join(mutant.name for mutant in mutants))
        return 0
    killed, reasons = _read(), _reasons()
    untried = set() if chosen.again else reasons
    explained = [mutant for mutant in mutants if mutant.name in untried]
    open_ = [mutant for mutant in mutants if mutant.key not in killed and mutant.name not in untried]
    before = len(mutants) - len(open_) - len(explained)
    print(f"{len(mutants)} mutants: {before} killed before, {len(explained)} survive for a reason", flush=True)
    survivors, over = _try(open_, killed, time.monotonic() + chosen.minutes * 60)
    unknown = reasons - {mutant.name for mutant in mutants} if not (chosen.only or chosen.part) else set()
    if chosen.again and not over:  # a reason not to be killed that a test has refuted
        unknown |= {mutant.name for mutant in mutants if mutant.key in killed} & reasons
    tried = [each for each in mutants if each.key in killed or not over]
    return _report(tried, explained + survivors, reasons, unknown, over=over)


def _reasons() -> set[str]:
    """The names in the first column of the table of survivors."""
    rows = (line.split("|")[1] for line in REASONS.read_text(encoding="utf-8").splitlines() if line.startswith("| `"))
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def _try(mutants: list[Mutant], killed: set[str], until: float) -> tuple[list[Mutant], bool]:
    """Tries them; those that no fitting test killed, and whether the time was over."""
    seconds = _baseline(sorted({test for mutant in mutants for test in mutant.tests}))
    survivors: list[Mutant] = []
    running: list[tuple[Mutant, trial.Trial]] = []
    waiting = iter(mutants)
    exhausted = False
    while running or not exhausted:
        while len(running) < AT_A_TIME and not exhausted and time.monotonic() < until:
            mutant = next(waiting, None)
            if mutant is None:
                exhausted = True
            elif not mutant.tests:
                survivors.append(mutant)
                print(f"  survived: {mutant.name}, no test names {mutant.clause}", flush=True)
            else:
                running.append((mutant, trial.start(mutant.plant, _groups(mutant, seconds), mutant.clause, USUAL)))
        for mutant, at_work in list(running):
            verdict = at_work.verdict()
            if verdict is None:
                continue
            running.remove((mutant, at_work))
            if verdict.result in ("killed", "slow"):
                killed.add(mutant.key)
                if len(killed) % 50 == 0:
                    _write(killed)
            else:
                survivors.append(mutant)
                print(
                    f"  {verdict.result}: {mutant.name} [{mutant.clause or verdict.seconds}] {verdict.by}", flush=True
                )
        if not running and not exhausted and time.monotonic() >= until:
            _write(killed)
            return survivors, True
        time.sleep(0.02)
    _write(killed)
    return survivors, False


def _groups(mutant: Mutant, seconds: Counter[str]) -> list[list[str]]:
    """Its test files: those about its module, which mostly are enough, then the others by tens; the quickest first."""
    module = mutant.where.removeprefix("domain.policies.").removeprefix("domain.").split(".")
    about = [
        file
        for file in mutant.tests
        if any(f"/{part}/" in file or f"/test_{part}" in file for part in module) or mutant.where in _text(file)
    ]
    about.sort(key=lambda file: (seconds[file], file))
    others = sorted(set(mutant.tests).difference(about), key=lambda file: (seconds[file], file))
    return [*([about] if about else []), *(others[n : n + 10] for n in range(0, len(others), 10))]


def _baseline(tests: list[str]) -> Counter[str]:
    """Notes how long each test takes without a fault, and gives back the seconds of each file. Raises SystemExit if a
    test fails."""
    seconds: Counter[str] = Counter()
    if not tests:
        return seconds
    USUAL.parent.mkdir(exist_ok=True)
    at_work = trial.start(lambda: None, [tests], usual=USUAL, measure=True)
    while (verdict := at_work.verdict()) is None:
        time.sleep(0.05)
    if verdict.result != "survived":
        raise SystemExit(f"the tests fail without any fault: {verdict.by or verdict.result}")
    for test, took in json.loads(USUAL.read_text(encoding="utf-8")).items():
        seconds[test.partition("::")[0]] += took
    return seconds


def _report(tried: list[Mutant], survivors: list[Mutant], reasons: set[str], unknown: set[str], *, over: bool) -> int:
    """`tried` are all, or those killed so far when the time is over; `unknown` are reasons for no survivor."""
    mutants = {each.name: each for each in [*tried, *survivors]}.values()
    total, alive = Counter(m.part for m in mutants), Counter(m.part for m in survivors)
    unexplained = [mutant.name for mutant in survivors if mutant.name not in reasons]
    for part, count in total.items():
        print(f"{part}: {count - alive[part]} of {count} killed ({(count - alive[part]) / count:.1%})")
    for name in unexplained:
        print(f"without a reason in {REASONS.relative_to(ROOT)}: {name}")
    for name in sorted(unknown):
        print(f"named in {REASONS.relative_to(ROOT)}, but no mutant, or a killed one: {name}")
    if over:
        print("the time is over: run it again, it goes on where it stopped")
        return 3
    enough = total["code"] - alive["code"] >= BAR * total["code"]
    return 0 if enough and not unexplained and not unknown else 1


def _read() -> set[str]:
    return set(json.loads(KILLED.read_text(encoding="utf-8"))) if KILLED.exists() else set()


def _write(killed: set[str]) -> None:
    KILLED.parent.mkdir(exist_ok=True)
    fresh = KILLED.with_suffix(".new")
    fresh.write_text(json.dumps(sorted(killed)), encoding="utf-8")
    fresh.replace(KILLED)


if __name__ == "__main__":
    sys.exit(main())

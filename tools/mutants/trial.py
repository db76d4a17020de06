"""One trial (一次试验): a forked process plants the fault, forgets every module that knows better, runs the tests."""

import ast
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis.strategies  # noqa: F401 - loaded once, before the children part
import pytest
import pytest_asyncio.plugin  # noqa: F401
import temporalio.workflow  # noqa: F401 - named by our filters of warnings

ROOT = Path(__file__).resolve().parents[2]
_QUIETLY = (
    "-q",
    "--no-header",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:unraisableexception",
    "-p",
    "pytest_asyncio.plugin",
    "-p",
    "_hypothesis_pytestplugin",
)
"""With no other plugin: loading them all takes longer than most trials, and so does collecting garbage after each."""
LOADED = ("domain", "contracts", "rulebooks")
"""Packages that are loaded before the children part."""
OURS = (*LOADED, "tests")
"""Those that a fault may reach."""


@dataclass(frozen=True)
class Verdict:
    """killed: a test failed, or what was planted does not load. survived: none did. slow: a test took many times as
    long as it should; a hang counts as killed. broken: the trial itself failed."""

    result: str
    by: str = ""
    seconds: float = 0.0


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module of ours from another text."""

    def __init__(self, module: str, text: str) -> None:
        self.module, self.text = module, text

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.module:
            return None
        file = ROOT.joinpath(*name.split(".")).with_suffix(".py")
        spec = importlib.machinery.ModuleSpec(name, self, origin=str(file))
        spec.has_location = True  # a test that reads the source finds the true one
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, f"<mutant of {self.module}>", "exec"), module.__dict__)  # noqa: S102


def load_ours() -> None:
    """Loads every module of ours but the tests, and none of the data: a child loads only what its fault reaches."""
    for folder in LOADED:
        for file in sorted((ROOT / folder).rglob("*.py")):
            importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


def users_of(module: str) -> set[str]:
    """The loaded modules of ours that import this one, directly or not, and itself."""
    found, uses = {module}, {name: _imported(name) for name in sys.modules if name.split(".")[0] in OURS}
    while more := {name for name, used in uses.items() if name not in found and used & found}:
        found |= more
    return found


@cache
def _imported(name: str) -> frozenset[str]:
    """What a module imports, by the full names that may be meant; a package is used by all that is in it."""
    file = sys.modules[name].__file__
    tree = ast.parse(Path(file).read_text(encoding="utf-8")) if file else ast.parse("")
    names = {name.rpartition(".")[0]}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def plant_code(module: str, text: str) -> Callable[[], None]:
    """Plants a module's text; whatever uses the module is loaded anew."""

    def plant() -> None:
        for name in users_of(module):
            del sys.modules[name]
            package, _, own = name.rpartition(".")
            vars(sys.modules.get(package, sys)).pop(own, None)  # or `from package import own` finds the old one
        sys.meta_path.insert(0, _Planted(module, text))

    return plant


def plant_data(book: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[], None]:
    """Plants a change in the TOML of the rulebook of this name."""

    def plant() -> None:
        read = tomllib.loads

        def loads(text: str, **options: Any) -> dict[str, Any]:
            data = read(text, **options)
            return change(data) if data.get("name") == book else data

        tomllib.loads = loads

    return plant


_LOADING, _LEAST, _TIMES = 60.0, 5.0, 5.0
"""Seconds to load everything, and at least for one test; how many times as long as without a fault it may take."""


class Watch:
    """A pytest plugin: runs only the tests marked with the wanted clause, stops when one of them fails, and ends the
    process if one takes much longer than its `usual` seconds."""

    def __init__(self, clause: str | None, usual: dict[str, float]) -> None:
        self.clause, self.usual = clause, usual
        self.failed: str | None = None
        self.took: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.clause is not None:
            items[:] = [item for item in items if any(self.clause in mark.args for mark in item.iter_markers("clause"))]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        signal.setitimer(signal.ITIMER_REAL, _LEAST + _TIMES * self.usual.get(nodeid, _LOADING))

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        self.took[item.nodeid] = self.took.get(item.nodeid, 0.0) + call.duration
        if call.excinfo is not None:
            self.failed = self.failed or item.nodeid
            item.session.shouldstop = "killed"


@dataclass
class Trial:
    """A child at work."""

    pid: int
    pipe: int
    began: float

    def verdict(self) -> Verdict | None:
        """The outcome, None while the child is at work."""
        done, status = os.waitpid(self.pid, os.WNOHANG)
        if not done:
            return None
        result, _, by = os.read(self.pipe, 4096).decode().partition("\t")
        os.close(self.pipe)
        hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
        return Verdict("slow" if hung else result or "broken", by, round(time.monotonic() - self.began, 2))


def start(
    plant: Callable[[], None],
    tests: Sequence[Sequence[str]],
    clause: str | None = None,
    usual: Path | None = None,
    *,
    measure: bool = False,
) -> Trial:
    """Runs the test files in a child with the fault in it, group after group until a test fails; with `clause`, only
    the tests that are marked with it.

    `usual` is the file of the seconds that each test takes without a fault; `measure` writes it.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        signal.setitimer(signal.ITIMER_REAL, _LOADING)  # ends this process, also when nobody is left to end it
        seconds = json.loads(usual.read_text(encoding="utf-8")) if usual is not None and not measure else {}
        watch = Watch(clause, seconds)
        _in_child(writing, plant, tests, watch, usual if measure else None)
    os.close(writing)
    return Trial(pid, reading, time.monotonic())


def _in_child(
    writing: int, plant: Callable[[], None], tests: Sequence[Sequence[str]], watch: Watch, into: Path | None
) -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    result = "broken\t"
    try:
        plant()
        result = "survived\t"
        for group in tests:
            code = pytest.main([*_QUIETLY, *group], plugins=[watch])
            if watch.failed is not None or code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
                result = f"killed\t{watch.failed or 'not loaded'}"
                break
            signal.setitimer(signal.ITIMER_REAL, _LOADING)
        if into is not None:
            into.write_text(json.dumps(watch.took), encoding="utf-8")
    except BaseException as error:
        result = f"broken\t{error!r}"
    os.write(writing, result.encode()[:4096])
    os._exit(0)

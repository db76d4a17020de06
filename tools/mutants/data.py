"""Faults of data (数据变异): numbers, precedence, predicate arguments and readings of a rulebook, one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from domain.rulebook.book import POLICIES
from domain.rulebook.policies import common, incentives, remedies, returns, scorecard, settlement, warranty
from domain.rulebook.policies.common import Test

Key = tuple[str | int, ...]

_WORDS = ("name", "note", "clause", "source", "reading", "printed", "title")
"""What a reader sees; it decides nothing."""
_DECIMAL = re.compile(r"\d+(\.\d{1,2})?")
_CHOICES: tuple[tuple[str, ...], ...] = tuple(
    tuple(member.value for member in kind)
    for module in (common, warranty, remedies, returns, settlement, scorecard, incentives)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind not in (StrEnum, Test)
)
"""What may stand where one of these words stands."""
_TESTS = {
    Test.HOLDS: Test.FAILS,
    Test.FAILS: Test.HOLDS,
    Test.ONE_OF: Test.NONE_OF,
    Test.NONE_OF: Test.ONE_OF,
    Test.AT_LEAST: Test.MORE_THAN,
    Test.MORE_THAN: Test.AT_LEAST,
    Test.AT_MOST: Test.LESS_THAN,
    Test.LESS_THAN: Test.AT_MOST,
    Test.WITHIN: Test.LONGER_THAN,
    Test.LONGER_THAN: Test.WITHIN,
    Test.NOT_AFTER: Test.BEFORE,
    Test.BEFORE: Test.NOT_AFTER,
    Test.SOME_PRESENT: Test.NONE_PRESENT,
    Test.NONE_PRESENT: Test.SOME_PRESENT,
}


@dataclass(frozen=True)
class DataFault:
    """One planted fault: the key of the value in the TOML, what stood there, what stands there now."""

    key: Key
    before: Any
    after: Any

    @property
    def path(self) -> str:
        """The key as the rulebook's paths are written: "warranty.coverage.battery.months"."""
        text = ""
        for part in self.key:
            if part != "value":
                text += f"[{part}]" if isinstance(part, int) else f".{part}"
        return text.lstrip(".")


def faults(data: dict[str, Any]) -> Iterator[DataFault]:
    """Every fault of a rulebook's policy chapters; `data` is its TOML."""
    for chapter in POLICIES:
        if chapter in data:
            yield from _faults(data[chapter], (chapter,))


def _faults(value: Any, key: Key) -> Iterator[DataFault]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in _WORDS:
                yield from _faults(part, (*key, name))
    elif isinstance(value, list):
        if all(isinstance(part, str) and not _DECIMAL.fullmatch(part) for part in value) and key[-1] != "order":
            for index in range(len(value)):
                yield DataFault(key, value, [*value[:index], *value[index + 1 :]])
        if key[-1] == "order" and len(value) > 1:
            yield DataFault(key, value, [value[1], value[0], *value[2:]])
        for index, part in enumerate(value):
            if not isinstance(part, str) or _DECIMAL.fullmatch(part):
                yield from _faults(part, (*key, index))
    else:
        yield from (DataFault(key, value, other) for other in _others(value, key))


def _others(value: Any, key: Key) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        yield value - 1
    elif isinstance(value, str):
        if _DECIMAL.fullmatch(value):
            yield from _decimals(value)
        elif key[-1] == "is" and value in _TESTS:
            yield _TESTS[Test(value)].value
        else:
            # A word may belong to several kinds; what is none of this value's kind does not load.
            kinds = [choices for choices in _CHOICES if value in choices and key[-1] != "is"]
            yield from (choice for choice in dict.fromkeys(chain(*kinds)) if choice != value)


def _decimals(value: str) -> Iterator[str]:
    """The smallest steps up and down that keep the places."""
    places = len(value.partition(".")[2])
    units = int(value.replace(".", ""))
    for other in (units + 1, units - 1):
        if other >= 0:
            digits = str(other).rjust(places + 1, "0")
            yield f"{digits[:-places]}.{digits[-places:]}" if places else digits


def planted(data: dict[str, Any], fault: DataFault) -> dict[str, Any]:
    """The rulebook's TOML data with the fault in it; `data` is changed."""
    inner: Any = data
    for part in fault.key[:-1]:
        inner = inner[part]
    inner[fault.key[-1]] = fault.after
    return data

"""A rulebook of another company, made from one of ours (另一家公司的手册): other numbers, names and readings."""

import copy
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.policies.oracle.raw import Data
from tests.policies.oracle.worlds import tables

_NAMED = ("coverage", "proofs", "items", "grades", "contracts", "classes", "matters")
"""Tables whose entries get other names, wherever those stand."""
_READINGS: dict[str, tuple[Any, ...]] = {
    "roll": ("none", "customer"),
    "replaced": ("remainder", "restart"),
    "altered": ("void", "hold"),
    "incomplete": ("void", "hold"),
    "papers_needed": ("any", "all"),
    "faults": ("same", "any"),
    "unmet": ("hold", "refuse"),
    "beyond": ("charged", "free"),
    "year": ("calendar_year", "contract_year"),
    "per": ("case", "obligation"),
    "whose": ("person", "department"),
    **dict.fromkeys(("both_ends", "reuse", "capped", "consent", "lasting", "blocks", "same_model"), (False, True)),
}
"""What may be read in another way, with all ways."""


def another_company(book: Data, rng: random.Random, chapters: tuple[str, ...]) -> Data:
    """Other numbers, other names of components, grades and items, other readings than ours."""
    made = copy.deepcopy(book)
    names = {name: f"{name}_{rng.randrange(100)}" for name in _ids(made)}
    for chapter in (*chapters, "lists"):
        if chapter in made:
            made[chapter] = _renamed(made[chapter], names)
    share = Decimal(rng.randint(50, 95)) / 100
    for chapter in chapters:
        if chapter in made:
            made[chapter] = _other(made[chapter], "", rng, share)
    return made


def _ids(book: Data) -> list[str]:
    named = [table for key in _NAMED for table in tables(book, key) if isinstance(table, dict)]
    return [name for table in named for name, entry in table.items() if isinstance(entry, dict) and name != "other"]


def _renamed(data: Any, names: dict[str, str]) -> Any:
    if isinstance(data, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [_renamed(value, names) for value in data]
    return names.get(data, data) if isinstance(data, str) else data


def _other(data: Any, key: str, rng: random.Random, share: Decimal) -> Any:
    """The same value in another company; `key` is the name that it stands under."""
    if isinstance(data, dict) and "value" in data:
        return data | {"value": _other(data["value"], key, rng, share)}
    if isinstance(data, dict) and "unset" in data:
        return _set(key, data, rng) if rng.random() < 0.6 else data
    if isinstance(data, dict):
        return {name: _other(value, name, rng, share) for name, value in data.items()}
    if key == "rates":  # all of them alike: they stay monotone
        return [f"{Decimal(rate) * share:.2f}" for rate in data]
    if key == "months_at_most":
        step = rng.randint(0, 3)
        return [part + step * n for n, part in enumerate(data, start=1)]
    if isinstance(data, list):
        return [_other(value, key, rng, share) for value in data]
    if data in _READINGS.get(key, ()):
        return rng.choice((*_READINGS[key], *(["day"] if key == "per" else [])))
    changed = _NUMBERS.get(key)
    return changed(data, rng) if changed and not isinstance(data, bool) else data


def _decimal(value: str, rng: random.Random) -> str:
    return f"{Decimal(value) * rng.randint(50, 150) / 100:.2f}"


def _bound(value: Any, rng: random.Random) -> Any:
    """A bound in per cent, a little lower; 0 and 100 stay. A whole number, a little higher."""
    if isinstance(value, int):
        return value + rng.randint(0, 2)
    return value if Decimal(value) in (0, 100) else f"{Decimal(value) - Decimal(rng.randint(1, 30)) / 100:.2f}"


def _higher(most: int) -> Callable[[Any, random.Random], Any]:
    return lambda value, rng: value + rng.randint(0, most) if isinstance(value, int) else _text(value, rng)


def _text(value: Any, rng: random.Random) -> Any:
    """An amount in a text; every other text stays."""
    return _decimal(value, rng) if isinstance(value, str) and value[:1].isdigit() else value


_NUMBERS: dict[str, Callable[[Any, random.Random], Any]] = {
    **dict.fromkeys(("days", "months", "plus_months"), _higher(5)),
    **dict.fromkeys(("visits", "sample", "points", "from_stock", "count", "amount"), _higher(2)),
    "weight": lambda value, rng: value and value + rng.randint(0, 2),
    **dict.fromkeys(("at_least", "at_most"), _bound),
    "rate": _text,
}


def _set(key: str, unset: Data, rng: random.Random) -> Any:
    """A value for a slot that we leave open."""
    if key == "scale":
        steps = {"slight": "50.00", "grave": "200.00"}
        name = {"zh": "轻重", "en": "Severity"}
        return {step: {"clause": unset["clause"], "name": name, "amount": _decimal(amount, rng)}
                for step, amount in steps.items()} if "clause" in unset else unset  # fmt: skip
    found = {"tariff": "list-1", "points": rng.randint(1, 4)}.get(key)
    return found if found is not None else _decimal("100.00", rng) if key in ("amount", "rate") else unset

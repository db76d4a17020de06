"""The rulebooks that are compared with the oracle (对照用手册): our five, and one generated from each of them."""

import random
import tomllib
from functools import cache
from typing import NamedTuple

from domain.decision.ground import Ground
from domain.rulebook.book import POLICIES
from domain.rulebook.errors import InvalidRulebookError
from rulebooks.liveness import check
from rulebooks.load import of_data
from rulebooks.shelf import HERE, known
from tests.policies.oracle.another import another_company
from tests.policies.oracle.raw import Data, plain
from tests.policies.support import ground_on

OURS = ("daoyi", "lamps", "furniture", "phones", "huanke")
SEED = 20260101


class Compared(NamedTuple):
    """A rulebook, typed and raw."""

    name: str
    ground: Ground
    raw: Data


@cache
def compared(name: str) -> Compared:
    """One of ours, or "other:<name>", the one generated from it: the first that has no fault."""
    ours = tomllib.loads((HERE / f"{name.removeprefix('other:')}.toml").read_text(encoding="utf-8"))
    if not name.startswith("other:"):
        return Compared(name, ground_on(of_data(ours, f"{name}.toml")), plain(ours))
    for seed in range(SEED, SEED + 50):
        data = another_company(ours, random.Random(seed), POLICIES)
        try:
            book = of_data(data, f"{name}.toml")
        except InvalidRulebookError:
            continue
        if not check(book, known()):
            return Compared(name, ground_on(book), plain(data))
    raise AssertionError(name)

"""The rulebooks that are compared with the oracle (对照用手册): our five, and one generated from each of them."""

import random
import tomllib
from functools import cache
from typing import NamedTuple

from domain.decision.ground import Ground
from domain.rulebook.book import POLICIES
from rulebooks.load import of_data
from rulebooks.shelf import HERE
from tests.policies.oracle.raw import Data, plain
from tests.policies.oracle.worlds import another_company
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
    """One of ours, or "other:<name>", the one generated from it."""
    text = (HERE / f"{name.removeprefix('other:')}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    if name.startswith("other:"):
        data = another_company(data, random.Random(SEED), POLICIES)
    return Compared(name, ground_on(of_data(data, f"{name}.toml")), plain(data))

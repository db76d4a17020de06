"""Everything that a rule can tell apart, tried out (逐枝枚举): each time a fact is read, every value it may take."""

import random
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tests.policies.oracle.raw import Facts

Chosen = dict[str, Any]


class Unread(Exception):
    """A fact was read that has no value yet."""


class Branching(Facts):
    """Facts that are chosen one by one, as they are read."""

    def __init__(self, chosen: Chosen, lengths: dict[str, int]) -> None:
        super().__init__({})
        self.chosen, self.lengths = chosen, lengths

    def get(self, name: str) -> Any:
        """The value that was chosen. Raises Unread."""
        if name not in self.chosen:
            raise Unread(name)
        return self.chosen[name]

    def length(self, group: str) -> int | None:
        """How many objects the list has."""
        return self.lengths.get(group)


def branches(
    read: Callable[[Facts], object],
    values: Callable[[str], list[Any]],
    lengths: dict[str, int],
    most: int,
    seed: str,
    some: int | None = None,
) -> list[Chosen]:
    """Every choice of facts that `read` can tell apart; where they are more than `most`, `some` of them at random."""
    rng = random.Random(seed)
    found = list(islice(_all(read, values, lengths), most + 1))
    if len(found) <= most:
        return found
    return [_any(read, values, lengths, rng) for _ in range(some or most)]


def _all(
    read: Callable[[Facts], object], values: Callable[[str], list[Any]], lengths: dict[str, int]
) -> Iterator[Chosen]:
    open_: list[Chosen] = [{}]
    while open_:
        chosen = open_.pop()
        try:
            read(Branching(chosen, lengths))
        except Unread as fact:
            name = str(fact)
            open_ += [chosen | {name: value} for value in values(name)]
        else:
            yield chosen


def _any(
    read: Callable[[Facts], object],
    values: Callable[[str], list[Any]],
    lengths: dict[str, int],
    rng: random.Random,
) -> Chosen:
    chosen: Chosen = {}
    while True:
        try:
            read(Branching(chosen, lengths))
        except Unread as fact:
            chosen[str(fact)] = rng.choice(values(str(fact)))
        else:
            return chosen

"""The shelf (规则手册架): the rulebooks beside this file, validated and hashed. `casebook.publish` stores them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from contracts.forms import FORMS
from domain.content import content_hash
from domain.rulebook.book import Rulebook
from domain.rulebook.codec import to_data
from domain.rulebook.errors import InvalidRulebookError, RulebookError
from rulebooks.known import CHANNELS, LANGUAGES, TEMPLATES
from rulebooks.liveness import Known, check
from rulebooks.load import load, parse

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A valid rulebook (已发布手册) with the sha256 of its content; `data` is that content as plain JSON data."""

    book: Rulebook
    hash: str
    data: dict[str, Any]


def known() -> Known:
    """The forms, calendar regions, channels, templates and languages that this installation has."""
    regions = (entry.name for entry in (HERE / "calendars").iterdir() if entry.is_dir())
    return Known(
        forms=frozenset(FORMS),
        regions=frozenset(regions),
        channels=frozenset(CHANNELS),
        templates=frozenset(TEMPLATES),
        languages=frozenset(LANGUAGES),
    )


def read(path: Path) -> Published:
    """One file, typed and checked. Raises InvalidRulebookError with all problems, OSError if unreadable."""
    return _checked(load(path), path.name)


def read_text(text: str, file: str) -> Published:
    """The same for a TOML text; `file` is named in errors."""
    return _checked(parse(text, file), file)


def _checked(book: Rulebook, file: str) -> Published:
    problems = check(book, known(), file)
    if problems:
        raise InvalidRulebookError(problems)
    data = to_data(book)
    return Published(book=book, hash=content_hash(data), data=data)


@cache
def shelf() -> Mapping[str, Published]:
    """Every rulebook beside this file, by name. Raises InvalidRulebookError with the problems of all files."""
    books: dict[str, Published] = {}
    problems: list[RulebookError] = []
    for path in sorted(HERE.glob("*.toml")):
        try:
            published = read(path)
        except InvalidRulebookError as error:
            problems.extend(error.problems)
            continue
        if published.book.name != path.stem:
            problems.append(RulebookError("name_unlike_file", file=path.name, key="name", name=published.book.name))
        books[published.book.name] = published
    if problems:
        raise InvalidRulebookError(tuple(problems))
    return books

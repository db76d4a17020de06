"""The policy chapters as a manual reads (政策章展示): every rule with its clause, its conditions and its notes."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from domain.decision.facts import kind_of
from domain.rulebook.book import POLICIES, Rulebook, Source, SourceKind
from domain.rulebook.policies.common import Predicate, Rolls
from domain.rulebook.text import Text
from domain.time.term import Clock, Roll, Term
from rulebooks import policy_words as words
from rulebooks.policy_walk import placed
from rulebooks.words import term_words, word

_JOIN = " · "
_IN_TITLE = ("id", "clause", "name", "when", "prevails_over")


def show_policies(book: Rulebook, lang: str) -> Iterator[str]:
    """Lists and policy chapters, line by line, each value with its clause and the note on it."""
    page = _Page(book, lang)
    if book.lists:
        yield page.heading("lists")
        for each in book.lists:
            yield from page.entry(each, f"lists.{each.id}")
        yield ""
    for name in POLICIES:
        chapter = getattr(book, name)
        if chapter is not None:
            yield from page.chapter(name, chapter)
            yield ""


class _Page:
    """What every part of the page needs: what the book calls things, and the language."""

    def __init__(self, book: Rulebook, lang: str) -> None:
        self.book, self.lang = book, lang
        things = [place.value for place in placed(book) if not isinstance(place.value, Predicate)]
        named = [each for each in (*book.roles, *book.lists, *things) if isinstance(getattr(each, "name", None), Text)]
        self.names = {each.id: each.name.in_language(lang) for each in reversed(named)}

    def heading(self, *names: str) -> str:
        return "── " + _JOIN.join(word(name, self.lang) for name in names)

    def chapter(self, name: str, chapter: Any) -> Iterator[str]:
        """Its own values, then its tables."""
        yield self.heading(name)
        tables = [each.name for each in fields(chapter) if _keyed(getattr(chapter, each.name))]
        own = [each.name for each in fields(chapter) if each.name not in tables]
        yield f"  {word(name, self.lang)} [{chapter.clause}]"
        yield from self.details(chapter, name, own)
        yield from self.notes([s for s in self.book.sources if _within(s, name) and not _within(s, name, tables)], name)
        for table in tables:
            yield f"── {word(name, self.lang)}{_JOIN}{words.field(table, self.lang)}"
            for each in getattr(chapter, table):
                yield from self.entry(each, f"{name}.{table}.{each.id}")

    def entry(self, value: Any, path: str) -> Iterator[str]:
        """A rule or a thing with all that lies in it, and the notes on it."""
        yield f"  {self.title(value)}"
        yield from self.body(value, path, "      ")
        yield from self.notes([each for each in self.book.sources if _within(each, path)], path)

    def title(self, value: Any) -> str:
        name = value.name.in_language(self.lang) if hasattr(value, "name") else self.value(value.id)
        return f"{name} ({value.id}) [{value.clause}]"

    def body(self, value: Any, path: str, indent: str) -> Iterator[str]:
        if getattr(value, "when", ()):
            stated = word("and", self.lang).join(self.predicate(each) for each in value.when)
            yield f"{indent}{word('if', self.lang)}{stated}"
        own = [each.name for each in fields(value) if each.name not in _IN_TITLE]
        yield from self.details(value, path, own, indent)
        if getattr(value, "prevails_over", ()):
            yield f"{indent}{word('prevails', self.lang)}{self.value(value.prevails_over)}"

    def details(self, value: Any, path: str, names: list[str], indent: str = "      ") -> Iterator[str]:
        """Plain values on one line, what has entries of its own below it."""
        plain, below = [], []
        for name in names:
            part, default = getattr(value, name), _default(value, name)
            if name == "clause" or (part == default and not self.explained(f"{path}.{name}")):
                continue
            if (is_dataclass(part) and not isinstance(part, Text)) or (
                isinstance(part, tuple) and part and is_dataclass(part[0])
            ):
                below.append((name, part))
            else:
                plain.append(f"{words.field(name, self.lang)}: {self.value(part)}")
        if plain:
            yield indent + _JOIN.join(plain)
        for name, part in below:
            yield from self.part(name, part, f"{path}.{name}", indent)

    def part(self, name: str, part: Any, path: str, indent: str) -> Iterator[str]:
        """What lies in a rule: a table of things of its own, bands, or one thing."""
        label = words.field(name, self.lang)
        if not isinstance(part, tuple):
            yield f"{indent}{label} [{part.clause}]"
            yield from self.body(part, path, indent + "  ")
        elif _keyed(part):
            yield f"{indent}{label}"
            for each in part:
                yield f"{indent}  {self.title(each)}"
                yield from self.body(each, f"{path}.{each.id}", indent + "    ")
        else:
            yield f"{indent}{label}: {'; '.join(self.band(each) for each in part)}"

    def band(self, band: Any) -> str:
        signs = {"at_most": "≤ {}%", "below": "< {}%", "at_least": "≥ {}%"}
        bounds = [sign.format(getattr(band, name)) for name, sign in signs.items() if getattr(band, name) is not None]
        return f"{' '.join(bounds) or word('else', self.lang)} → {band.points}"

    def predicate(self, predicate: Predicate) -> str:
        """A condition as a sentence."""
        facts = {name: self.value(getattr(predicate, name) or "") for name in ("fact", "other", "anchor", "list")}
        shown = words.TESTS[predicate.is_.value].in_language(self.lang)
        values, amount, count = self.value(predicate.values), predicate.amount, predicate.count
        return shown.format(**facts, term=self.term(predicate), values=values, amount=amount, count=count)

    def term(self, predicate: Predicate) -> str:
        clock, amount = Clock.CALENDAR_DAYS, predicate.days
        if predicate.months is not None:
            clock, amount = Clock.MONTHS, predicate.months
        roll = Roll.NEXT_WORKING_DAY if predicate.roll is Rolls.CUSTOMER else Roll.NONE
        return "" if amount is None else term_words(Term(clock, amount, roll=roll), self.lang)

    def value(self, value: Any) -> str:
        """A value in words: facts and things by their names."""
        if value is None:
            return word("unset", self.lang)
        if isinstance(value, bool):
            return word("yes" if value else "no", self.lang)
        if isinstance(value, Rolls):
            return word(f"rolls_{value.value}", self.lang)
        if isinstance(value, tuple):
            return word("comma", self.lang).join(self.value(each) for each in value)
        if isinstance(value, Decimal | int | date):
            return str(value)
        if isinstance(value, Text):
            return value.in_language(self.lang)
        text = value.value if isinstance(value, StrEnum) else str(value)
        if kind_of(text) is not None:
            return words.fact(text, self.lang)
        return self.names.get(text) or words.code(text, self.lang)

    def explained(self, path: str) -> bool:
        return any(source.key == path for source in self.book.sources)

    def notes(self, sources: list[Source], path: str) -> Iterator[str]:
        """Why values are what they are."""
        for source in sources:
            reading = source.kind is SourceKind.READING
            label = f"{word('reading', self.lang)} {source.reading}" if reading else word(source.kind, self.lang)
            about = source.key.removeprefix(path).removeprefix(".")
            where = f"{about} [{source.clause}]" if about else f"[{source.clause}]"
            note = f": {source.note.in_language(self.lang)}" if source.note else ""
            yield f"      ※ {label} {where}{note}"


def _keyed(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "id")


def _default(value: Any, name: str) -> Any:
    default = next(each.default for each in fields(value) if each.name == name)
    return object() if default is MISSING else default


def _within(source: Source, path: str, tables: list[str] | None = None) -> bool:
    """Whether a source speaks of the value at `path` or of one in it; with `tables`, of one in these."""
    if tables is not None:
        return any(_within(source, f"{path}.{table}") for table in tables)
    return source.key == path or source.key.startswith((f"{path}.", f"{path}["))

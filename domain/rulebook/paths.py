"""A rulebook by paths (取值路径): "warranty.coverage.battery.months", "remedies.rules.dap.when[0].days"."""

import re
from hashlib import sha256
from typing import Any

from domain.rulebook.book import Rulebook
from domain.rulebook.codec import to_text

_SEGMENT = re.compile(r"\.?([A-Za-z]\w*)|\[(\d+)\]")


class ByPath:
    """Values and clauses of one rulebook by path; `hash` is that of its content, `clauses` are all that it cites."""

    def __init__(self, book: Rulebook) -> None:
        text = to_text(book)
        self.book, self.hash = book, sha256(text.encode()).hexdigest()
        self.clauses = frozenset(re.findall(r'"clause":"([^"]+)"', text))
        self._sources = {source.key: source.clause for source in book.sources}
        self._known: dict[str, tuple[Any, str]] = {}

    def look(self, path: str) -> tuple[Any, str]:
        """The value, and the clause that stands nearest: its own source's, else that of what it lies in.

        Raises KeyError where nothing stands.
        """
        if path not in self._known:
            self._known[path] = self._walk(path)
        return self._known[path]

    def _walk(self, path: str) -> tuple[Any, str]:
        value: Any = self.book
        clause, end = "", 0
        while end < len(path):
            match = _SEGMENT.match(path, end)
            if match is None:
                raise KeyError(path)
            end = match.end()
            value = _below(value, match[1], match[2], path)
            clause = self._sources.get(path[:end]) or getattr(value, "clause", None) or clause
        return value, clause


def _below(value: Any, name: str | None, index: str | None, path: str) -> Any:
    """One segment down: an item by its place, a rule by its id, a field by its name (`is` is `is_` in Python)."""
    if isinstance(value, tuple):
        found = value[int(index) :][:1] if index else tuple(each for each in value if getattr(each, "id", "") == name)
        if len(found) != 1:
            raise KeyError(path)
        return found[0]
    field = name if hasattr(value, name or "") else f"{name}_"
    if name is None or field not in getattr(value, "__dataclass_fields__", ()):
        raise KeyError(path)
    return getattr(value, field or "")


_books: list[ByPath] = []


def by_path(book: Rulebook) -> ByPath:
    """Made once per rulebook; the last few are kept."""
    for known in _books:
        if known.book is book:
            return known
    made = ByPath(book)
    _books[:] = [made, *_books[:7]]
    return made

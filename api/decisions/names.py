"""What a rulebook calls things (手册用名): a code is named by what it is a code of, for one id may name two things."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from api.decisions.words import fact_name, has, say, text
from domain.decision.facts import LISTS
from domain.decision.ground import Ground
from domain.rulebook.book import POLICIES, Rulebook
from domain.rulebook.text import Text

Kinds = tuple[str, ...]
"""Names of the rulebook's dataclasses whose ids a code may be, the likeliest first."""

_NAMED = ("lists", "roles", "departments", *POLICIES)
_SEGMENT = re.compile(r"[A-Za-z_]\w*|\[\d+\]")
_PEOPLE = ("Role", "Department")
PARTIES: Kinds = ("Party", "Role", "Rank")
REMEDIES: Kinds = ("Remedy", "Method")

_OF_FACT: dict[str, Kinds] = {
    "unit.component": ("CoverageTerm",),
    "unit.service_contract": ("ServiceContract",),
    "unit.grade": ("Grade",),
    "papers.kind": ("ProofRule",),
    "findings.present": ("Item",),
    "findings.passed": ("Item",),
    "findings.liable_party": PARTIES,
    "request.wanted": REMEDIES,
    "request.chosen": REMEDIES,
    "request.offered": REMEDIES,
    "request.method": ("Method", "Remedy"),
    "request.return_class": ("ReturnClass",),
    "request.approver": ("Rank", "Role"),
    "request.applicant": PARTIES,
    "request.proposer": PARTIES,
    "request.at_fault": PARTIES,
    "request.matters": ("Matter",),
    "parcel.present": ("Item",),
    "charges.paid_by": PARTIES,
    "obligations.checked": ("Item",),
    "obligations.severity": ("Severity",),
}
_OF_SLOT: dict[str, Kinds] = {
    **dict.fromkeys(("payer", "payee", "party", "among", "borne_by", "advanced_by", "otherwise"), PARTIES),
    **dict.fromkeys(("chooser", "confirm", "ruled_by", "appeal_to", "set_by", "discretion"), ("Role", "Rank", "Party")),
    **dict.fromkeys(("gives", "remedies", "without_stock", "order"), REMEDIES),
    "methods": ("Method", "Remedy"),
    "approver_at_least": ("Rank",),
    "damages": ("ItemList",),
}
OF_LINES: Kinds = ("RateTable", "Cost", "ChargeRule", "Transfer", "IncentiveRule")
"""What a line may be about."""
_OF_ANSWER: dict[str, Kinds] = {
    **dict.fromkeys(("rate", "borne_by", "quote", "charged", "work", "channel"), OF_LINES),
    **dict.fromkeys(("right", "chooser", "statutory_floor"), ("RemedyRule",)),
    "borne_by": ("Cost",),
    "damage": ("ItemList",),
    "liable": ("Matter",),
    "refused": ("Refusal", "Boxed", "RateTable", "ChargeRule"),
    "remedy": ("Remedy",),
}


class Names:
    """The names of one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        entries = [entry for part in _NAMED for entry in _entries(getattr(book, part))]
        kinds = dict.fromkeys(type(entry).__name__ for entry in entries)
        self._of = {kind: _unambiguous(each for each in entries if type(each).__name__ == kind) for kind in kinds}
        self._things = _unambiguous(each for each in entries if type(each).__name__ not in _PEOPLE)

    def code(self, code: str, kinds: Kinds) -> Text:
        """What the rulebook calls a code of these kinds; else our own word, else the code itself."""
        found = next((self._of[kind][code] for kind in kinds if code in self._of.get(kind, ())), None)
        return found or text("terms", code)

    def thing(self, code: str) -> Text:
        """The same for a code that may be anything: a rule, an item, a remedy, and last a role."""
        return self._things.get(code) or self.code(code, _PEOPLE)

    def at(self, path: str) -> Text | None:
        """The name of the innermost entry on a path that has one: "warranty.coverage.battery.months" is the
        battery's."""
        found: Text | None = None
        place: Any = self.book
        for segment in _SEGMENT.findall(path):
            place = _entry(place, segment)
            if place is None:
                return found
            name = getattr(place, "name", None)
            found = name if isinstance(name, Text) else found
        return found

    def words_at(self, path: str) -> Text | None:
        """The words at a path that leads into one of their languages: "….statutory_floor.zh"."""
        place: Any = self.book
        for segment in _SEGMENT.findall(path)[:-1]:
            place = _entry(place, segment)
        return place if isinstance(place, Text) else None

    def answer(self, name: str) -> Text:
        """An answer's name: ours, or the rulebook's for what it speaks of ("damage.human_damage", "K1.share")."""
        parts = name.split(".")
        told: list[Text] = []
        if parts[0] in LISTS and len(parts) > 1 and parts[1].isdecimal():
            told, parts = [fact_name(".".join(parts[:2]))], parts[2:]
        kinds = _OF_ANSWER.get(parts[0] if parts else "", ())
        told += [self._part(part, kinds) for part in parts]
        return Text(zh="：".join(part.zh for part in told), en=": ".join(part.en for part in told))

    def _part(self, part: str, kinds: Kinds) -> Text:
        if has("answers", part):
            return text("answers", part)
        if part.isdecimal():
            return Text(zh=f"{int(part) + 1}", en=f"{int(part) + 1}")
        named = self.code(part, kinds)
        named = self.thing(part) if named.en == part else named
        return named if named.en != part else Text(zh=part, en=part.replace("_", " "))

    def value(self, value: Any, lang: str, kinds: Kinds = ()) -> str:
        """A value of a fact, a step or an answer, in words."""
        if value is None:
            return say("heads", "unknown", lang)
        if isinstance(value, bool):
            return say("heads", "yes" if value else "no", lang)
        if isinstance(value, tuple):
            return listed([self.value(part, lang, kinds) for part in value], lang)
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, date):
            return value.isoformat()
        code = value.value if isinstance(value, StrEnum) else str(value)
        return self.code(code, kinds).in_language(lang)


def listed(parts: Sequence[str], lang: str) -> str:
    """Several values, or none."""
    return say("heads", "list", lang).join(parts) or say("heads", "none", lang)


def kinds_of_fact(name: str) -> Kinds:
    """What the codes of a fact are codes of. A list's fact is named with its number."""
    group, _, rest = name.partition(".")
    if group in LISTS:
        rest = rest.partition(".")[2]
    return _OF_FACT.get(f"{group}.{rest}", ())


def kinds_at(path: str) -> Kinds:
    """What the codes of a rulebook's value are codes of, by the last part of its path."""
    return _OF_SLOT.get(path.rpartition(".")[2].partition("[")[0], ())


_names: dict[str, Names] = {}


def names_of(ground: Ground) -> Names:
    """The names of a rulebook, gathered once."""
    found = _names.get(ground.rulebook_hash)
    if found is None:
        found = _names[ground.rulebook_hash] = Names(ground.book)
    return found


def _entry(place: Any, segment: str) -> Any:
    if segment.startswith("["):
        n = int(segment[1:-1])
        return place[n] if isinstance(place, tuple) and n < len(place) else None
    if isinstance(place, tuple):
        return next((item for item in place if getattr(item, "id", None) == segment), None)
    return getattr(place, segment, None)


def _unambiguous(entries: Iterable[Any]) -> dict[str, Text]:
    """Names by id, without ids that name two things."""
    found: dict[str, dict[tuple[str, str], Text]] = {}
    for entry in entries:
        found.setdefault(entry.id, {})[entry.name.zh, entry.name.en] = entry.name
    return {code: next(iter(names.values())) for code, names in found.items() if len(names) == 1}


def _entries(value: Any) -> Iterator[Any]:
    """Everything with an id and a name in a part of a rulebook."""
    if isinstance(value, tuple):
        for item in value:
            yield from _entries(item)
    elif is_dataclass(value) and not isinstance(value, type):
        if isinstance(getattr(value, "id", None), str) and isinstance(getattr(value, "name", None), Text):
            yield value
        for each in fields(value):
            yield from _entries(getattr(value, each.name))

"""Deciding what was asked (试裁): facts read strictly, decided by the policy, shown to whom it may be shown."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from api.body import escape
from api.decisions.asked import Asked
from api.problems import FieldError, ProblemError
from domain.decision.facts import FactError
from domain.decision.ground import Ground
from domain.decision.reading import read_facts
from domain.decision.view import View, view
from domain.policies.registry import POLICIES, clause_of
from domain.rulebook.people import Audience
from domain.time.instants import from_datetime

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""A day outside these is a typing error, not a day of a case."""

_EXPECTED = {"str": "text", "int": "a whole number", "bool": "true or false", "table": "an object", "list": "a list"}
"""How the kinds of the vocabulary are called in a problem."""


def decide(ground: Ground, policy: str, asked: Asked, audience: Audience) -> View:
    """What `audience` may see of the decision. Raises ProblemError `invalid_fields` with a pointer to the fact."""
    as_of = day_of(asked.as_of, ground)
    try:
        facts = read_facts(asked.facts, as_of)
        decision = POLICIES[policy](ground, facts, as_of)
    except FactError as error:
        raise ProblemError("invalid_fields", errors=(_of_fact(error, asked.facts, ground, policy),)) from None
    return view(decision, facts, audience)


def day_of(text: str | None, ground: Ground) -> date:
    """The day that decides: as given, else today in the rulebook's zone."""
    if text is None:
        return ground.calendar.date_of(from_datetime(datetime.now(UTC)))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ProblemError("invalid_fields", errors=(FieldError("not_a_date", "/as_of"),)) from None
    if not EARLIEST <= day <= LATEST:
        raise ProblemError("invalid_fields", errors=(FieldError("out_of_range", "/as_of"),))
    return day


def _of_fact(error: FactError, facts: Mapping[str, Any], ground: Ground, policy: str) -> FieldError:
    values = dict(error.values)
    if "expected" in values:
        values["expected"] = _EXPECTED.get(str(values["expected"]), values["expected"])
    clause = str(values.pop("clause", "")) or clause_of(ground, policy)
    return FieldError(error.code, pointer_to(error.fact, facts), clause=clause, values={**values, "fact": error.fact})


def pointer_to(fact: str, facts: Mapping[str, Any]) -> str:
    """JSON pointer of a fact by its name. A key may hold dots itself: the body says where one ends."""
    place: Any = facts
    rest: str | None = fact
    pointer = "/facts"
    while rest is not None:
        key = _key(rest, place)
        pointer += f"/{escape(key)}"
        place = _inside(place, key)
        rest = rest[len(key) + 1 :] if len(rest) > len(key) else None
    return pointer


def _key(rest: str, place: Any) -> str:
    """The longest key of `place` with which the rest of a name begins; else its next part."""
    keys = place if isinstance(place, Mapping) else ()
    found = [key for key in keys if rest == key or rest.startswith(f"{key}.")]
    return max(found, key=len) if found else rest.partition(".")[0]


def _inside(place: Any, key: str) -> Any:
    if isinstance(place, Mapping):
        return place.get(key)
    if isinstance(place, list) and key.isdecimal() and int(key) < len(place):
        return place[int(key)]
    return None

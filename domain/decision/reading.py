"""From plain data to facts (读取事实): strict and typed; what is impossible is refused, what is missing is unknown.

`{"unit": {"purchased_on": "2026-05-06", "source": "form:…"}}`; a value may be `{"value": …, "source": …,
"observed_on": …}`. `source` and `observed_on` of an object hold for all that stands in it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from domain.decision.facts import GROUPS, LISTS, MAPPINGS, FactError, Facts, Provenance, kind_of

_ABOUT = ("source", "observed_on")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,9}(\.\d{1,2})?", re.ASCII)
_MOST_ITEMS = {"repairs": 100}
_MOST_ITEMS_OF_ANY = 2_000
"""Entries of a list: repairs are compared with one another, so that fewer of them make as many steps."""
_MOST_OF_ANY = 10**7
_MOST = {"unit.model_months": 1_200, "request.slow_moving_days": 36_500, "request.unsold_days": 36_500}
"""Whole numbers beyond which a date or an amount could no longer be computed."""


def read_facts(data: Mapping[str, Any], as_of: date) -> Facts:
    """The facts in `data`, none later than `as_of`. Raises FactError for the first that cannot be."""
    values: dict[str, Any] = {}
    lengths: dict[str, int] = {}
    provenance: dict[str, Provenance] = {}
    for group, given in data.items():
        if group not in GROUPS:
            raise FactError("unknown_fact", group)
        for prefix, table in _objects(group, given, lengths):
            _object(prefix, table, values, provenance)
    for name, value in values.items():
        _possible(name, value, as_of)
    facts = Facts(values, lengths, provenance)
    _ordered(facts)
    return facts


def _objects(group: str, given: Any, lengths: dict[str, int]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if group not in LISTS:
        yield group, _table(group, given)
        return
    if not isinstance(given, list) or len(given) > _MOST_ITEMS.get(group, _MOST_ITEMS_OF_ANY):
        raise FactError("wrong_type", group, expected="list")
    lengths[group] = len(given)
    for n, table in enumerate(given):
        yield f"{group}.{n}", _table(f"{group}.{n}", table)


def _table(name: str, given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise FactError("wrong_type", name, expected="table")
    return given


def _object(prefix: str, table: Mapping[str, Any], values: dict[str, Any], provenance: dict[str, Provenance]) -> None:
    if "source" in table:
        provenance[prefix] = _provenance(prefix, table)
    for key, given in table.items():
        if key in _ABOUT:
            continue
        if key in MAPPINGS and prefix.startswith("months.") and prefix.count(".") == 1:
            _object(f"{prefix}.{key}", _table(f"{prefix}.{key}", given), values, provenance)
            continue
        name, value = f"{prefix}.{key}", given
        kind = kind_of(name)
        if kind is None:
            raise FactError("unknown_fact", name)
        if isinstance(given, dict):
            if extra := given.keys() - {"value", *_ABOUT}:
                raise FactError("unknown_fact", f"{name}.{min(extra)}")
            provenance[name] = _provenance(name, given)
            value = given.get("value")
        if value is not None:
            values[name] = _typed(name, kind, value)


def _provenance(name: str, table: Mapping[str, Any]) -> Provenance:
    source, observed = table.get("source"), table.get("observed_on")
    if not isinstance(source, str) or not source:
        raise FactError("wrong_type", f"{name}.source", expected="text")
    return Provenance(source, None if observed is None else _date(f"{name}.observed_on", observed))


def _typed(name: str, kind: Any, value: Any) -> Any:
    if kind is date:
        return _date(name, value)
    if kind is Decimal:
        return _decimal(name, value)
    if kind in (bool, int, str):
        if type(value) is not kind or value == "":
            raise FactError("wrong_type", name, expected=kind.__name__)
        return value
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise FactError("wrong_type", name, expected="list of text")
    return tuple(value)


def _date(name: str, value: Any) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise FactError("wrong_type", name, expected="YYYY-MM-DD")


def _decimal(name: str, value: Any) -> Decimal:
    """Money and rates are decimal strings; a JSON number has lost its cents already."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    raise FactError("wrong_type", name, expected="decimal text with at most two places")


def _possible(name: str, value: Any, as_of: date) -> None:
    if name.startswith("months.") and name.count(".") == 2 and name.endswith(".month"):
        value = _month_end(name, value)
    if isinstance(value, date) and value > as_of:
        raise FactError("in_future", name, as_of=as_of.isoformat())
    number = isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool))
    if number and value < 0:
        raise FactError("negative", name)
    if isinstance(value, int) and value > _MOST.get(name, _MOST_OF_ANY):
        raise FactError("too_large", name)


def _month_end(name: str, value: str) -> date:
    """The last day of "YYYY-MM": what a month counts is not known before it is over."""
    first = _date(name, f"{value}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])


_ORDER = (
    ("unit.manufactured_on", "unit.purchased_on"),
    ("unit.manufactured_on", "unit.delivered_on"),
    ("unit.manufactured_on", "unit.received_on"),
    ("trip.departed_on", "trip.returned_on"),
)


def _ordered(facts: Facts) -> None:
    """What contradicts itself: a sale before manufacture, a return before departure, a repair done before it began."""
    pairs = list(_ORDER)
    for repair in facts.names("repairs"):
        pairs.append((f"{repair}.handed_in_on", f"{repair}.completed_on"))
        pairs.append((f"{repair}.completed_on", f"{repair}.confirmed_present_on"))
    for earlier, later in pairs:
        first, second = facts.get(earlier), facts.get(later)
        if first is not None and second is not None and first > second:
            raise FactError("out_of_order", later, earlier=earlier)

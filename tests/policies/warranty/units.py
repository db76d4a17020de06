"""Units and papers that the tests of the warranty vary (保修测试用事实)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.decision.decision import Decision
from domain.decision.ground import Ground
from domain.policies.warranty import decide_warranty
from tests.policies.support import decide, ground_of, with_chapter

SEALED: Mapping[str, Any] = {"seal": "seller", "altered": False}
FIELDS = ["sold_on", "model", "esn", "serial"]


def invoice(dated_on: str, **values: Any) -> dict[str, Any]:
    """An invoice of the air-equipment franchise."""
    return {"kind": "invoice", "filled": ["sold_on"], "altered": False, "dated_on": dated_on, **values}


def card(dated_on: str, **values: Any) -> dict[str, Any]:
    """A phone's warranty card."""
    return {"kind": "warranty_card", "filled": FIELDS, **SEALED, "dated_on": dated_on, **values}


def voucher(dated_on: str, **values: Any) -> dict[str, Any]:
    """A phone's sales voucher: it need not bear the serial number."""
    return {"kind": "sales_voucher", "filled": FIELDS[:3], **SEALED, "dated_on": dated_on, **values}


def judged(
    on: str | Ground,
    reported: str,
    *papers: Mapping[str, Any],
    found: tuple[str, ...] = (),
    request: Mapping[str, Any] | None = None,
    **unit: Any,
) -> Decision:
    """Warranty of a unit reported on this day. With papers, or `papers=()`, they are all there are."""
    facts: dict[str, Any] = {
        "unit": unit,
        "findings": {"present": list(found)},
        "request": {"reported_on": reported, **(request or {})},
        "papers": list(papers),
    }
    return decide(decide_warranty, on, facts)


def answers(made: Decision, *names: str) -> tuple[Any, ...]:
    """These answers, None for one that was not given."""
    known = {each.name: each.value for each in made.answers}
    return tuple(known.get(name) for name in names)


def with_coverage(name: str, component: str, **values: Any) -> Ground:
    """Another reading of one component's term."""
    chapter = ground_of(name).book.warranty
    assert chapter is not None
    changed = tuple(replace(each, **values) if each.id == component else each for each in chapter.coverage)
    return with_chapter(name, "warranty", coverage=changed)

"""Returns and matters of responsibility to try things on (裁定样例): policy, rulebook, facts as they come in JSON."""

from collections.abc import Iterator
from typing import Any

from tests.policies.returns.asked import IN_ORDER, over, quality


def cases() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Policy, name, rulebook, facts."""
    for name, (book, facts) in {**_returns(), **_parcels()}.items():
        yield "return", name, book, facts
    for name, (book, facts) in _matters().items():
        yield "responsibility", name, book, facts


def _asked(kind: str, **groups: Any) -> tuple[str, dict[str, Any]]:
    return "daoyi", over(over(IN_ORDER, request={"return_class": kind}), **groups)


def _returns() -> dict[str, tuple[str, dict[str, Any]]]:
    manager = {"approver": "department_manager", "document": "D-1"}
    expired = {"reported_on": "2026-04-08", "special_application": True}
    closing = {"received_on": "2024-09-01", "regular_channel": True}
    return {
        "slow_moving": _asked("slow_moving", request={"slow_moving_days": 90, "unsold_days": 91, "method": "refund"}),
        "no_term": _asked("slow_moving"),
        "at_the_gate": _asked("account_closing", unit=closing, request={"terminated_on": "2026-02-28", "reason": None}),
        "special": _asked("quality", **quality(request={**expired, **manager})),
        "damaged": _asked("damaged", findings={"cause": "transport"}, request={"method": "refund"}),
        "promised": _asked("other", request={**manager, "basis": "promise"}),
        "unknown": ("daoyi", {"request": {"return_class": "other"}}),
        "dealer": ("daoyi", {"trip": {"technicians": 1, "contract_signed_on": "2026-01-31", "seen_on": "2026-03-02"}}),
        "absent": ("lamps", {}),
    }


def _parcels() -> dict[str, tuple[str, dict[str, Any]]]:
    board = {"kind": "mainboard", "replaced": True, "attached": [], "present": [], "fault_confirmed": True}
    battery = {"kind": "battery", "sold_on": "2025-11-30", "exchanged_on": "2026-06-01"}
    return {
        "parcel_refused": ("phones", {"parcel": [{"kind": "manual"}, board | {"attached": ["screen"]}]}),
        "parcel_unknown": ("phones", {"parcel": [battery]}),
    }


def _matters() -> dict[str, tuple[str, dict[str, Any]]]:
    lapse = {"breached": True, "in_complaint": True, "caused_complaint": True}
    checked = lapse | {"kind": "goods_check", "owner": "t2", "checked": ["model", "quantity", "marking", "packaging"]}
    ended = {"matters": ["termination"], "proposer": "franchisee"}
    judged = {"liable_party": "production"}
    disputed = {"matters": ["supplementary_order"], "disputed": True}
    return {
        "exchange": ("daoyi", {
            "request": {"matters": ["exchange", "return_transit"]},
            "findings": {"cause": "quality", "transit_damage": True}}),
        "undamaged": ("daoyi", {"request": {"matters": ["return_transit"]}, "findings": {"transit_damage": False}}),
        "cause": ("daoyi", {"request": {**ended, "at_fault": "company"}}),
        "split": ("daoyi", {"request": {**ended, "at_fault": "both"}}),
        "no_rule": ("daoyi", {"request": {"matters": ["damaged_goods"]}, "findings": {"cause": "quality"}}),
        "fault": ("lamps", {"request": {"matters": ["fault"]}, "findings": {"cause": "misuse"}}),
        "judged": ("furniture", {"request": {"matters": ["supplementary_order"]}, "findings": judged}),
        "to_judge": ("furniture", {"request": {"matters": ["supplementary_order"]}}),
        "disputed": ("furniture", {"request": disputed, "findings": judged}),
        "on_site": ("huanke", {
            "request": {"matters": ["conduct"]},
            "obligations": [lapse | {"kind": "arrival", "owner": "t1"}, checked, checked | {"checked": ["model"]}]}),
        "unknown": ("daoyi", {}),
    }  # fmt: skip

"""Entitlements to try things on (权益样例): name, rulebook, facts as they come in JSON."""

from collections.abc import Iterator
from typing import Any

from tests.policies.remedies.asked import CUPBOARD, LAMP, PHONE, UNIT, Facts, over
from tests.policies.warranty.units import invoice


def cases() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, rulebook, facts."""
    for name, (book, facts) in {**_units(), **_others()}.items():
        yield name, book, facts


def _repair(month: int, **values: Any) -> dict[str, Any]:
    return {
        "handed_in_on": f"2026-{month:02}-03",
        "completed_on": f"2026-{month:02}-06",
        "fault": "fan",
        "main_fault": True,
        "in_warranty": True,
        "confirmed_present_on": f"2026-{month:02}-20",
    } | values


def _with(facts: Facts, **groups: Any) -> dict[str, Any]:
    return over(facts, **groups)


def _units() -> dict[str, tuple[str, dict[str, Any]]]:
    late = {"applied_on": "2026-05-22", "reported_on": "2026-05-22"}
    autumn = {"papers": [invoice("2025-11-10")], "request": {"applied_on": "2026-11-10", "reported_on": "2026-11-10"}}
    never = {name: value for name, value in _repair(3).items() if name not in ("completed_on", "confirmed_present_on")}
    return {
        "day_15": ("daoyi", _with(UNIT)),
        "chosen": ("daoyi", _with(UNIT, request={"chosen": "refund"})),
        "day_16": ("daoyi", _with(UNIT, request=late)),
        "altered": ("daoyi", _with(UNIT, papers=[invoice("2026-05-06", altered=True)])),
        "damaged": ("daoyi", _with(UNIT, findings={"present": ["misuse"]})),
        "failed_twice": ("daoyi", _with(UNIT, repairs=[_repair(2), _repair(4)], **autumn)),
        "failed_once": ("daoyi", _with(UNIT, repairs=[_repair(2), _repair(4, fault="pump")], **autumn)),
        "too_long": ("daoyi", _with(UNIT, repairs=[never], **autumn)),
        "deformed": ("daoyi", _with(UNIT, unit={"new_deformed": True}, request=late)),
        "unknown": ("daoyi", _with(UNIT, findings={"main_fault": None})),
    }


def _others() -> dict[str, tuple[str, dict[str, Any]]]:
    stock = {"stock": 0, "replacement_model": "L-1"}
    return {
        "dap": ("phones", _with(PHONE)),
        "offered_repair": ("phones", _with(PHONE, request={"offered": "repair"})),
        "doa": ("phones", _with(PHONE, unit={"never_sold": True, "call_seconds": 900})),
        "lamp": ("lamps", _with(LAMP)),
        "lamp_out_of_stock": ("lamps", _with(LAMP, unit=stock, request={"chosen": "exchange"})),
        "lamp_misused": ("lamps", _with(LAMP, findings={"present": ["misuse"]})),
        "cupboard": ("furniture", _with(CUPBOARD)),
        "cupboard_unusable": ("furniture", _with(CUPBOARD, unit={"usable": False, "damaged_part_kept": False})),
        "contract": ("huanke", {"unit": {"service_contract": "yearly"}, "request": {"reported_on": "2026-05-18"}}),
    }

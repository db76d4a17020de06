"""A small rulebook of policies alone, in which faults are planted (政策手册样本)."""

import copy
from typing import Any

from tests.rulebook.toml import DELETE


def _name(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def _thing(words: str, **values: Any) -> dict[str, Any]:
    return {"clause": "S9-1", "name": _name(words)} | values


def _when(fact: str, *values: str) -> list[dict[str, Any]]:
    return [{"is": "one_of", "fact": fact, "values": list(values)}]


_GOOD: dict[str, Any] = {
    "name": "ninth",
    "version": "1.0",
    "manual": "S9",
    "title": _name("第九手册"),
    "language": "zh-CN",
    "calendar": "cn",
    "windows": ["09:00-18:00"],
    "quiet": [],
    "roles": {
        "system": _thing("系统"),
        "manager": _thing("经理", supervisor=True),
    },
    "lists": {
        "damage": _thing("损坏", items={"broken": _thing("破损")}),
        "marks": _thing("标记", items={"label": _thing("标签")}),
    },
    "warranty": {
        "clause": "S9-2",
        "judged_by": "request.reported_on",
        "covered": "free",
        "chargeable": "paid",
        "without_papers": "fallback",
        "damages": ["damage"],
        "coverage": {
            "unit": _thing(
                "整机",
                clause="S9-2.1",
                anchor="proof_date",
                months=12,
                without_proof={
                    "clause": "S9-2.2",
                    "anchor": "unit.manufactured_on",
                    "plus_months": 3,
                    "remedies": ["repair"],
                },
            )
        },
        "proofs": {
            "invoice": _thing("发票", fields=["sold_on"], rank=1),
            "card": _thing("保修卡", fields=["sold_on"], rank=2),
        },
        "exclusions": {
            "late": _thing(
                "过晚",
                clause="S9-2.3",
                when=[{"is": "longer_than", "fact": "request.applied_on", "anchor": "request.reported_on", "days": 5}],
            ),
            "worn": _thing("耗材", clause="S9-2.4", when=_when("unit.component", "belt"), prevails_over=["late"]),
        },
    },
    "remedies": {
        "clause": "S9-3",
        "remedies": {
            "repair": _thing("维修"),
            "exchange": _thing("换货", from_stock=1, without_stock=["refund"]),
            "refund": _thing("退款"),
        },
        "rules": {
            "early": _thing(
                "早期",
                clause="S9-3.1",
                gives=["exchange", "refund"],
                when=[
                    {"is": "within", "fact": "request.applied_on", "anchor": "unit.purchased_on", "days": 7},
                    {"is": "checklist", "list": "marks"},
                ],
            ),
        },
        "offers": {"clause": "S9-3.2", "order": ["repair", "exchange", "refund"]},
    },
    "returns": {
        "clause": "S9-4",
        "methods": {"swap": _thing("调换")},
        "ranks": {"head": _thing("负责人", level=1)},
        "classes": {
            "unsold": _thing("滞销", clause="S9-4.1", methods=["swap"], when=_when("request.return_class", "unsold")),
            "closing": _thing(
                "清户", clause="S9-4.2", methods=["swap"], bases=["deed"], when=_when("request.return_class", "closing")
            ),
        },
        "authority": {"all": _thing("审批", approver_at_least="head", needs=["request.document"])},
    },
    "settlement": {
        "clause": "S9-5",
        "parties": {"maker": _thing("厂家"), "dealer": _thing("经销商")},
        "rates": {
            "unsold": _thing(
                "折算",
                clause="S9-5.1",
                base="unit.shipping_price",
                payer="maker",
                payee="dealer",
                monotone=True,
                age={
                    "clause": "S9-5.2",
                    "start": "unit.received_on",
                    "end": "request.registered_on",
                    "months_at_most": [12, 24],
                },
                grades={
                    "a_whole": _thing(
                        "完好",
                        methods={
                            "refund": {"clause": "S9-5.1", "rates": ["80", "60"]},
                            "swap": {"clause": "S9-5.1", "rates": ["100", "80"]},
                        },
                    ),
                    "b_slight": _thing(
                        "轻微",
                        methods={
                            "refund": {"clause": "S9-5.1", "rates": ["70", "50"]},
                            "swap": {"clause": "S9-5.1", "rates": ["90", "70"]},
                        },
                    ),
                    "c_severe": _thing("严重"),
                },
            )
        },
        "charges": {
            "job": _thing("修理", clause="S9-5.3", payer="dealer", payee="maker", rate="10.00", per="job"),
        },
    },
}  # fmt: skip


def policy_book(path: str = "", value: Any = None) -> dict[str, Any]:
    """The book as plain data, with one value set or, with DELETE, removed. `a.0` is the first entry of list a."""
    book = copy.deepcopy(_GOOD)
    if not path:
        return book
    *way, last = path.split(".")
    table: Any = book
    for name in way:
        table = table[int(name)] if isinstance(table, list) else table[name]
    if value is DELETE:
        del table[last]
    elif isinstance(table, list):
        table[int(last)] = value
    else:
        table[last] = value
    return book

"""The same answers without steps (直算版): what plain Python costs when nobody asks why."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.time.calendar import Calendar
from domain.time.clocks import add_months

DAY = timedelta(days=1)
CARD = ("sold_on", "model", "esn", "serial")
DAMAGES = ("misuse", "unapproved_repair", "disaster", "seal_torn")
KINDS = ("response", "solution", "start")


def phone_warranty(facts: Mapping[str, Any], calendar: Calendar) -> tuple[str, date]:
    """Class and last day of a battery with a warranty card. [S3-6]"""
    filled = facts["papers.0.filled"]
    valid = all(name in filled for name in CARD) and facts["papers.0.seal"] == "seller"
    if facts["unit.component"] != "battery" or not valid or facts["papers.0.altered"]:
        raise NotImplementedError
    last = add_months(facts["papers.0.dated_on"], 6)
    while not calendar.is_working(last):
        last += DAY
    damaged = any(name in facts["findings.present"] for name in DAMAGES)
    return ("WH" if facts["request.reported_on"] <= last and not damaged else "F"), last


def slow_moving(facts: Mapping[str, Any], calendar: Calendar) -> bool:
    """Whether goods that did not sell may come back. [S0-5.5]"""
    ready = "findings.liable_party" in facts and "request.reason" in facts and facts["request.procedure_followed"]
    late = facts["request.unsold_days"] > facts["request.slow_moving_days"]
    return bool(ready and late and facts["unit.released"]) and facts["request.method"] in ("refund", "exchange")


def trip(facts: Mapping[str, Any], calendar: Calendar) -> tuple[Decimal, Decimal]:
    """What a technician gives back of the loan, and what the customer still owes. [S4-2.4]"""
    return facts["trip.loan"] - facts["trip.spent"], facts["trip.balance_due"] - facts["trip.collected"]


def furniture_month(facts: Mapping[str, Any], calendar: Calendar) -> int:
    """Total of a month. [S2-K12]"""
    prefix = "months.0.counts."
    counts = {name.removeprefix(prefix): n for name, n in facts.items() if name.startswith(prefix)}
    notices = [n for name, n in facts.items() if name.startswith("months.0.notices.")]
    return score(counts, notices)[-1]


def lamp_fines(facts: Mapping[str, Any], calendar: Calendar) -> list[tuple[str, Decimal]]:
    """Who owes how much for late obligations of one complaint. [S1-7.3]"""
    fines, seen = [], set()
    for n in range(sum(name.endswith(".kind") for name in facts)):
        kind, breached, excused, complaint, nth = (
            facts[f"obligations.{n}.{name}"]
            for name in ("kind", "breached", "told_before_due", "in_complaint", "round")
        )
        if kind in KINDS and breached and complaint and not excused and (kind, nth) not in seen:
            seen.add((kind, nth))
            fines.append((facts[f"obligations.{n}.owner"], Decimal("200.00")))
    return fines


def score(counts: Mapping[str, int], notices: list[int]) -> list[int]:
    """Deductions K1 to K10, rewards, total. Company praise has no points. [S2-K1 … K12]"""
    over, of = counts["complaints_late"], counts["complaints"]
    if not of or not over:
        speed = 0
    elif over * 1000 <= of * 4:
        speed = 2
    elif over * 100 <= of:
        speed = 4
    elif over * 1000 <= of * 15:
        speed = 10
    else:
        speed = 15
    points = [
        speed,
        ratio(counts["callbacks_done"], counts["callbacks_due"]),
        ratio(counts["opinions_fed_back_on_time"], counts["opinions"]),
        ratio(counts["callbacks_genuine"], counts["callbacks_sampled"]),
        ratio(counts["messages_passed_on_time"], counts["messages"]),
        ratio(counts["customers_called_back"], counts["customers_served"]),
        ratio(counts["ratings_satisfied"], counts["ratings"]),
        min(counts["checks_failed"] * 2, 10),
        min(counts["reports_untrue"] * 2, 10),
        sum(notices),
        counts["department_praise"] * 2,
    ]
    points.append(max(100 - sum(points[:10]) + points[10], 0))
    return points


def ratio(over: int, of: int) -> int:
    """Points of K2 to K7."""
    if over == of:
        return 0
    if over * 100 >= of * 95:
        return 1
    if over * 100 >= of * 80:
        return 2
    return 3 if over * 100 >= of * 75 else 5

"""Facts near every number of a rulebook (边界事实): each rule satisfied, then each of its facts at every value."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from tests.policies.oracle.branching import Branching, Chosen, Unread
from tests.policies.oracle.pools import START, as_json
from tests.policies.oracle.predicates import World, applies
from tests.policies.oracle.ranges import pool_of, values
from tests.policies.oracle.raw import Data
from tests.policies.oracle.rulebooks import Compared, compared
from tests.policies.oracle.worlds import LAST

Case = tuple[str, Data]
"""A policy, and facts as JSON has them."""
PRICES = {f"unit.{name}": Decimal("333.33") for name in ("invoice_price", "shipping_price", "replacement_price")}


def near(name: str) -> Iterator[Case]:
    """Facts near every number of this rulebook."""
    rulebook = compared(name)
    yield from _near_rules(rulebook)
    yield from _near_terms(rulebook)
    yield from _near_approvers(rulebook)
    yield from _near_bands(rulebook)
    yield from _near_charges(rulebook)
    yield from _near_points(rulebook)
    yield from _near_months(rulebook)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tables(raw: Data) -> Iterator[tuple[str, str, Data]]:
    """Policy, the object that facts belong to, and a table of rules."""
    returns, settlement = raw.get("returns", {}), raw.get("settlement", {})
    for key in ("classes", "refusals", "authority", "gate", "choosers", "duties"):
        yield "return", "", returns.get(key, {})
    for key in ("boxed", "refused"):
        yield "return", "parcel.0", returns.get(key, {})
    yield "entitlement", "", raw.get("remedies", {}).get("rules", {})
    for key in ("rates", "charges", "transfers"):
        yield "settlement", "", settlement.get(key, {})
    for cost in settlement.get("costs", {}).values():
        yield "settlement", "", cost["rules"]
    yield "incentives", "obligations.0", raw.get("incentives", {}).get("rules", {})


def _near_rules(rulebook: Compared) -> Iterator[Case]:
    pool = pool_of(rulebook.name)
    for policy, about, rules in _tables(rulebook.raw):
        for rule in rules.values():
            found = _satisfied(rulebook, rule, about) if rule.get("when") else None
            if found is None:
                continue
            base = PRICES | _asked(rulebook, policy) | found
            yield policy, _as_case(base)
            for fact in found:
                if not fact.startswith(("papers.", "repairs.0.")) or fact.endswith("_on"):
                    yield from ((policy, _as_case(base | {fact: value})) for value in values(pool, fact))


def _asked(rulebook: Compared, policy: str) -> Chosen:
    """What a policy has to be asked before it says anything."""
    if policy == "incentives":
        return {"obligations.0.owner": "e1", "obligations.0.round": 1, "obligations.0.days_late": 3}
    classes = rulebook.raw.get("returns", {}).get("classes", {})
    return {"request.return_class": next(iter(classes))} if policy == "return" and classes else {}


def _as_case(chosen: Chosen) -> Data:
    lists = {name.split(".")[0] for name in chosen if name.split(".")[1].isdigit()}
    return as_json(chosen, {name: 1 + max(int(fact.split(".")[1]) for fact in chosen if fact.startswith(f"{name}."))
                            for name in lists})  # fmt: skip


def _satisfied(rulebook: Compared, rule: Data, about: str) -> Chosen | None:
    """Facts under which a rule applies; papers prove START, repairs began then."""
    pool, known = pool_of(rulebook.name), paper(rulebook) | _repairs()
    long = any(predicate["is"] == "long_repair" for predicate in rule["when"])
    if long:  # not yet done, or done on any day
        del known["repairs.0.completed_on"]
        known["repairs.0.confirmed_present_on"] = None
    lengths = {"papers": 1, "repairs": 1 if long else 2, "parcel": 1, "obligations": 1}

    def read(facts: Branching) -> bool | None:
        world = World(rulebook.raw, facts, rulebook.ground.calendar, LAST)
        world.about = about
        return applies(world, rule)

    return _first(read, lambda fact: values(pool, fact)[::-1], lengths, known)


def _first(
    read: Callable[[Branching], bool | None], of: Callable[[str], list[Any]], lengths: dict[str, int], known: Chosen
) -> Chosen | None:
    """The first choice of facts, searched in depth, for which `read` is true; with those known that it asked for."""
    open_: list[Chosen] = [{}]
    while open_:
        chosen = open_.pop()
        try:
            if read(Branching(chosen, lengths)):
                return chosen
        except Unread as fact:
            name = str(fact)
            open_ += [chosen | {name: value} for value in ([known[name]] if name in known else of(name))]
    return None


def paper(rulebook: Compared) -> Chosen:
    """A valid paper of the best kind, sold on START."""
    proofs = rulebook.raw.get("warranty", {}).get("proofs", {})
    if not proofs:
        return {}
    kind, proof = min(proofs.items(), key=lambda each: int(each[1]["rank"]))
    found = {
        "kind": kind,
        "filled": tuple(proof["fields"]),
        "altered": False,
        "dated_on": START,
        "seal": proof.get("seal"),
    }
    return {f"papers.0.{field}": value for field, value in found.items()} | {"request.papers_final": True}


def _repairs() -> Chosen:
    """Two repairs that failed, of one main fault."""
    one = {
        "handed_in_on": START,
        "completed_on": START,
        "confirmed_present_on": START,
        "fault": "f1",
        "main_fault": True,
    }
    whole = one | {"in_warranty": True}
    return {f"repairs.{n}.{field}": value for n in range(2) for field, value in whole.items()}


# ── terms of cover, approvers ────────────────────────────────────────────────────────────────────────────────────────


def _near_terms(rulebook: Compared) -> Iterator[Case]:
    chapter, pool = rulebook.raw.get("warranty", {}), pool_of(rulebook.name)
    for component, term in chapter.get("coverage", {}).items():
        start = {"unit.component": component, "unit.model_months": 12, "findings.present": ()}
        start |= {term["anchor"]: START} if "." in term["anchor"] else {}
        start |= {term["without_proof"]["anchor"]: START} if "without_proof" in term else {}
        for day in values(pool, chapter["judged_by"]):
            for proofs in (paper(rulebook), {}):
                data = _as_case(start | proofs | {chapter["judged_by"]: day})
                yield "warranty", {"papers": []} | data
                yield "entitlement", {"papers": []} | data


def _near_approvers(rulebook: Compared) -> Iterator[Case]:
    chapter = rulebook.raw.get("returns", {})
    for rule, approver in product(chapter.get("authority", {}).values(), chapter.get("ranks", {})):
        found = _satisfied(rulebook, rule, "") or {}
        given = {fact: True if "special" in fact else "d" for fact in rule.get("needs", [])}
        gate = {"request.reason": "r", "findings.liable_party": "p", "request.procedure_followed": True}
        kind = chapter["classes"][found["request.return_class"]]
        more = {"unit.released": True, "request.basis": (kind.get("bases") or [None])[0], "request.quality_claim": True}
        yield "return", _as_case(more | given | gate | found | {"request.approver": approver})


# ── money ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _near_bands(rulebook: Compared) -> Iterator[Case]:
    pool = pool_of(rulebook.name)
    for table in rulebook.raw.get("settlement", {}).get("rates", {}).values():
        found = PRICES | (_satisfied(rulebook, table, "") or {}) | {"request.applicant": "distributor"}
        for grade, method in product(table["grades"], ("refund", "exchange")):
            for day in values(pool, table["age"]["end"])[1:]:
                chosen = {"unit.grade": grade, "request.method": method, table["age"]["end"]: day}
                yield "settlement", _as_case(found | chosen | {table["age"]["start"]: START})


def _near_charges(rulebook: Compared) -> Iterator[Case]:
    remedies = rulebook.raw.get("remedies", {}).get("remedies", {})
    for rule in rulebook.raw.get("settlement", {}).get("charges", {}).values():
        for visits, days in product(range(4), range(6)) if "free" in rule else ():
            trip = {"departed_on": "2026-02-20", "returned_on": f"2026-02-{20 + days}", "visits_before": visits}
            yield "settlement", {"trip": trip}
    for rule in rulebook.raw.get("remedies", {}).get("rules", {}).values():
        stocked = [name for name in rule["gives"] if "from_stock" in remedies[name]]
        for name, stock in product(stocked, range(4)):
            found = _satisfied(rulebook, rule, "") or {}
            yield "entitlement", _as_case(found | {"unit.stock": stock, "request.chosen": name})


# ── points and months ────────────────────────────────────────────────────────────────────────────────────────────────


def _near_points(rulebook: Compared) -> Iterator[Case]:
    """Sheets with every ratio at a bound, every count from 0 to beyond its cap, notices at both ends."""
    rows = rulebook.raw.get("scorecard", {}).get("rows", {})
    bounds = sorted({Decimal(band[key]) for row in rows.values() for band in row.get("bands", [])
                     for key in ("at_least", "at_most", "below") if key in band})  # fmt: skip
    whole = 10_000
    for over in sorted({int(bound * 100) + by for bound in bounds for by in (-100, -50, -1, 0, 1, 50)}):
        counts = {row[key]: 0 for row in rows.values() for key in ("count",) if key in row}
        counts |= {row["of"]: whole for row in rows.values() if "of" in row}
        counts |= {row["over"]: min(max(over, 0), whole) for row in rows.values() if "over" in row}
        yield "kpi", _month(counts, [])
    clean = {row[key]: 0 for row in rows.values() for key in ("count", "of", "over") if key in row}
    for row in rows.values():
        for number in (1, 4, 5, 6, 60) if row["kind"] in ("each", "reward") else ():
            yield "kpi", _month(clean | {row["count"]: number}, [])
        ends = [row.get(key, 0) + by for key in ("at_least", "at_most") for by in (-1, 0, 1)]
        for points in ends if row["kind"] == "notices" else ():
            yield "kpi", _month(clean | {row["count"]: 1}, [points])
            yield "kpi", _month(clean | {row["count"]: 11}, [points] * 11)


def _month(counts: dict[str, int], notices: list[int]) -> Data:
    given = {f"n{n}": points for n, points in enumerate(notices)}
    return {"months": [{"month": "2026-03", "person": "p", "counts": counts, "notices": given, "entered": {}}]}


def _near_months(rulebook: Compared) -> Iterator[Case]:
    for rule in rulebook.raw.get("incentives", {}).get("rules", {}).values():
        streak, quiet = rule.get("streak"), rule.get("quiet")
        if streak is not None:
            least = int(Decimal(streak["at_least"]))
            pairs = [(least + by, 100) for by in (-1, 0, 1)] + [(streak["sample"] + by,) * 2 for by in (-1, 0, 1)]
            for (over, of), length in product(pairs, range(1, 2 * streak["months"] + 2)):
                yield "incentives", _row(length, {streak["over"]: max(over, 0), streak["of"]: max(of, 0)})
        for active in range(3 * quiet["at_least"] + 2) if quiet is not None else ():
            yield "incentives", _row(3, {quiet["none"]: 0, quiet["active"]: 0}, {quiet["active"]: active})


def _row(length: int, counts: dict[str, int], last: dict[str, int] | None = None) -> Data:
    months = [{"month": f"2026-{n + 1:02}", "person": "p", "counts": dict(counts)} for n in range(length)]
    months[-1]["counts"] = counts | (last or {})
    return {"months": months}

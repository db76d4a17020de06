"""Warranty from the raw chapter (保修对照)."""

from datetime import date

from tests.policies.oracle.predicates import World, applies
from tests.policies.oracle.raw import Data, all_of, any_of, later, opposite, rolled


def covered(world: World) -> bool | None:
    """Whether the unit is covered; None is unknown."""
    chapter = world.book["warranty"]
    contract = chapter.get("contracts", {}).get(world.facts.get("unit.service_contract") or "")
    if contract is not None:
        return bool(contract["covered"])
    component = world.facts.get("unit.component")
    if component is None or component not in chapter.get("coverage", {}):
        return None
    return all_of([opposite(_against(world, chapter)), in_term(world)])


def in_term(world: World) -> bool | None:
    """Whether the unit is in its term, whatever damaged it; None is unknown."""
    chapter = world.book["warranty"]
    contract = chapter.get("contracts", {}).get(world.facts.get("unit.service_contract") or "")
    if contract is not None:
        return bool(contract["covered"])
    component = world.facts.get("unit.component")
    if component is None or component not in chapter.get("coverage", {}):
        return None
    return _in_term(world, chapter, chapter["coverage"][component])


def _against(world: World, chapter: Data) -> bool | None:
    rules = [applies(world, rule) for rule in chapter.get("exclusions", {}).values()]
    found = world.facts.get("findings.present")
    for name in chapter.get("damages", []):
        rules += [None if found is None else item in found for item in world.book["lists"][name]["items"]]
    return any_of(rules)


def _in_term(world: World, chapter: Data, term: Data) -> bool | None:
    anchor, months = _anchor(world, chapter, term)
    if anchor == "none":
        return False
    judged = world.facts.get(chapter["judged_by"])
    if not isinstance(anchor, date) or months is None or judged is None:
        return None
    last = rolled(later(anchor, months_=months), term.get("roll", "none"), world.calendar)
    return bool(judged <= last)


def _anchor(world: World, chapter: Data, term: Data) -> tuple[date | str | None, int | None]:
    """The day from which the term counts, "none" when no paper means no cover; and its months."""
    facts = world.facts
    months = facts.get(term["months_from"]) if "months_from" in term else term["months"]
    replaced = facts.get("unit.replaced_on")
    if replaced is not None and chapter.get("replaced") == "restart":
        return replaced, months
    if term["anchor"] != "proof_date":
        return facts.get(term["anchor"]), months
    proofs = sorted(chapter["proofs"].items(), key=lambda each: each[1]["rank"])
    judged: list[bool | None] = [False if "papers" in facts.data else None]
    for kind, proof in proofs:
        for n, paper in enumerate(facts.data.get("papers", [])):
            if paper.get("kind") == kind:
                judged.append(_valid(paper, proof))
            if judged[-1] and paper.get("kind") == kind:
                return facts.get(f"papers.{n}.dated_on"), months
    if None in judged:
        return None, None
    without = term.get("without_proof")
    if "papers" not in facts.data:
        return None, months
    if chapter.get("without_papers") == "fallback" and without is not None:
        return facts.get(without["anchor"]), months + without["plus_months"]
    return ("none", None) if "papers" in facts.data else (None, months)


def _valid(paper: Data, proof: Data) -> bool | None:
    filled, seal, altered = paper.get("filled"), paper.get("seal"), paper.get("altered")
    parts = [None if filled is None else name in filled for name in proof["fields"]]
    if "seal" in proof:
        parts.append(None if seal is None else seal == proof["seal"])
    return all_of([*parts, None if altered is None else not altered])

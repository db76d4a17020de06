"""Warranty from the raw chapter (保修对照)."""

from datetime import date

from tests.policies.oracle.predicates import World, applies
from tests.policies.oracle.raw import Data, all_of, any_of, later, opposite, rolled


def covered(world: World) -> bool | None:
    """Whether the unit is covered; None is unknown."""
    term = _entry(world)
    if not isinstance(term, dict):
        return term
    return all_of([opposite(_against(world, world.book["warranty"])), in_term(world)])


def in_term(world: World) -> bool | None:
    """Whether the unit is in its term, whatever damaged it; None is unknown."""
    term = _entry(world)
    return _in_term(world, world.book["warranty"], term) if isinstance(term, dict) else term


def _entry(world: World) -> Data | bool | None:
    """The component's term; or what its service contract says; None while the component is not known."""
    chapter = world.book["warranty"]
    contract = chapter.get("contracts", {}).get(world.get("unit.service_contract") or "")
    if contract is not None:
        return bool(contract["covered"])
    term: Data | None = chapter.get("coverage", {}).get(world.get("unit.component") or "")
    return term


def _against(world: World, chapter: Data) -> bool | None:
    rules = [applies(world, rule) for rule in chapter.get("exclusions", {}).values()]
    found = world.get("findings.present")
    for name in chapter.get("damages", []):
        rules += [None if found is None else item in found for item in world.book["lists"][name]["items"]]
    return any_of(rules)


def _in_term(world: World, chapter: Data, term: Data) -> bool | None:
    anchor, months = _anchor(world, chapter, term)
    if anchor == "none":
        return False
    judged = world.get(chapter["judged_by"])
    if not isinstance(anchor, date) or months is None or judged is None:
        return None
    last = rolled(later(anchor, months_=months), term.get("roll", "none"), world.calendar)
    return bool(judged <= last)


def _anchor(world: World, chapter: Data, term: Data) -> tuple[date | str | None, int | None]:
    """The day from which the term counts, "none" when no paper means no cover; and its months."""
    months = world.get(term["months_from"]) if "months_from" in term else term["months"]
    if chapter.get("replaced") == "restart" and world.get("unit.replaced_on") is not None:
        return world.get("unit.replaced_on"), months
    if term["anchor"] != "proof_date":
        return world.get(term["anchor"]), months
    valid, day = proven(world)
    if valid is not False:
        return day, months
    if waits(world):
        return None, None
    without = term.get("without_proof")
    if chapter.get("without_papers") == "fallback" and without is not None:
        return world.get(without["anchor"]), months + without["plus_months"]
    return "none", None


def falls_back(world: World) -> Data | None:
    """The term without papers, where that is the one that counts."""
    chapter = world.book["warranty"]
    if world.get("unit.service_contract") in chapter.get("contracts", {}) or world.get("unit.component") is None:
        return None
    term = chapter.get("coverage", {})[world.get("unit.component")]
    if chapter.get("replaced") == "restart" and world.get("unit.replaced_on") is not None:
        return None
    if term["anchor"] != "proof_date" or chapter.get("without_papers") != "fallback" or proven(world)[0] is not False:
        return None
    return None if waits(world) else term.get("without_proof")


def mendable(world: World) -> set[str]:
    """Papers that are waited for: cover hangs on them."""
    chapter, component = world.book["warranty"], world.get("unit.component")
    by_papers = component is not None and chapter["coverage"][component]["anchor"] == "proof_date"
    restarted = chapter.get("replaced") == "restart" and world.get("unit.replaced_on") is not None
    if not by_papers or restarted or covered(world) is not None or world.get("request.papers_final") is True:
        return set()
    return (
        set() if proven(world)[0] or not waits(world) else {name for name, _, open_, _ in _papers(world) or [] if open_}
    )


def proven(world: World) -> tuple[bool | None, date | None]:
    """Whether there is a valid paper, and the date on the best one; that is unknown behind one that is."""
    papers = _papers(world)
    if papers is None:
        return None, None
    valid = any_of([paper[1] for paper in papers])
    if world.book["warranty"].get("papers_needed") == "all":
        kinds = world.book["warranty"]["proofs"]
        valid = all_of([any_of([paper[1] for paper in papers if paper[3] == kind]) for kind in kinds])
    for name, truth, _, _ in papers:
        if truth is None:
            return valid, None
        if truth:
            return valid, world.facts.get(f"{name}.dated_on")
    return valid, None


def waits(world: World) -> bool:
    """Whether a paper can still be mended."""
    if world.get("request.papers_final") is True:
        return False
    papers, chapter = _papers(world) or [], world.book["warranty"]
    hopeful = {kind for _, truth, open_, kind in papers if open_ or truth is not False}
    if chapter.get("papers_needed") == "all" and hopeful != set(chapter["proofs"]):
        return False
    return any(open_ for _, _, open_, _ in papers)


def _papers(world: World) -> list[tuple[str, bool | None, bool, str]] | None:
    """Papers by the rank of their kinds: whether each is valid, whether it can be mended if not, of which kind."""
    number = world.facts.length("papers")
    if number is None:
        return None
    found = []
    for kind, proof in sorted(world.book["warranty"].get("proofs", {}).items(), key=lambda each: int(each[1]["rank"])):
        for name in [f"papers.{n}" for n in range(number)]:
            is_kind = world.facts.get(f"{name}.kind")
            if is_kind in (kind, None):
                whole, altered = _whole(world, name, proof), world.facts.get(f"{name}.altered")
                flaws = [proof.get("incomplete", "void")] * (whole is False)
                flaws += [proof.get("altered", "void")] * (altered is True)
                truth = None if is_kind is None else all_of([whole, opposite(altered)])
                found.append((name, truth, is_kind is not None and set(flaws) == {"hold"}, kind))
    return found


def _whole(world: World, name: str, proof: Data) -> bool | None:
    filled, seal = world.facts.get(f"{name}.filled"), world.facts.get(f"{name}.seal")
    parts = [None if filled is None else field in filled for field in proof["fields"]]
    if "seal" in proof:
        parts.append(None if seal is None else seal == proof["seal"])
    return all_of(parts)

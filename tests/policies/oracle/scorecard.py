"""The scorecard from the raw chapter (绩效对照): exact fractions, row by row."""

from fractions import Fraction

from tests.policies.oracle.raw import Data

NOT_RATED = "n/a"


def points(row: Data, counts: dict[str, int], notices: list[int], entered: int | None) -> int | str | None:
    """What a row takes or gives: NOT_RATED, or None when somebody still has to say something."""
    kind = row["kind"]
    if kind == "ratio":
        return _ratio(row, counts.get(row["over"]), counts.get(row["of"]))
    if kind == "notices":
        fits = len(notices) == counts[row["count"]] and all(row["at_least"] <= n <= row["at_most"] for n in notices)
        return _capped(row, sum(notices)) if fits else None
    count = counts[row["count"]]
    each = row.get("points") if row.get("points") is not None else entered
    if count == 0:
        return 0
    if each is None:
        return None
    return each * count if kind == "reward" else _capped(row, each * count)


def _capped(row: Data, taken: int) -> int:
    return min(taken, row["weight"]) if row.get("capped") else taken


def _ratio(row: Data, over: int | None, of: int | None) -> int | str | None:
    if not row.get("bands"):
        return NOT_RATED
    if over is None or of is None:
        return None
    if of == 0:
        return NOT_RATED
    share = Fraction(over * 100, of)
    for band in row["bands"]:
        bounds = [
            "at_most" not in band or share <= Fraction(band["at_most"]),
            "below" not in band or share < Fraction(band["below"]),
            "at_least" not in band or share >= Fraction(band["at_least"]),
        ]
        if all(bounds):
            return _capped(row, int(band["points"]))
    raise AssertionError(row)


def total(chapter: Data, given: dict[str, int | str | None]) -> int | None:
    """The month's total; None when a row still waits for somebody."""
    if None in given.values():
        return None
    score: int = sum(row.get("weight", 0) for row in chapter["rows"].values())
    for name, value in given.items():
        if isinstance(value, int):
            score += value if chapter["rows"][name]["kind"] == "reward" else -value
    score = max(score, chapter["floor"])
    return min(score, int(chapter["ceiling"])) if "ceiling" in chapter else score

"""Whether fines, rewards and points have all that they need and nothing that is never read (奖惩校验)."""

from collections.abc import Iterator

from domain.rulebook.book import Rulebook
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.incentives import AmountFrom, IncentiveRule
from domain.rulebook.policies.scorecard import RowKind, ScoreRow

Problems = Iterator[RulebookError]


def check_people(book: Rulebook) -> Problems:
    """Every problem of the chapters about the company's own people."""
    for row in book.scorecard.rows if book.scorecard else ():
        yield from _row(row, f"scorecard.rows.{row.id}")
    for rule in book.incentives.rules if book.incentives else ():
        yield from _rule(rule, f"incentives.rules.{rule.id}")


def _row(row: ScoreRow, key: str) -> Problems:
    if row.points is None and row.kind in (RowKind.EACH, RowKind.REWARD) and row.set_by is None:
        yield RulebookError("missing_key", key=f"{key}.set_by", clause=row.clause)
    if row.at_least is not None and row.at_most is not None and row.at_most < row.at_least:
        yield RulebookError("number_too_small", key=f"{key}.at_most", clause=row.clause, least=row.at_least)
    if row.weight and row.kind is RowKind.RATIO and not row.bands:
        yield RulebookError("missing_key", key=f"{key}.bands", clause=row.clause)


def _rule(rule: IncentiveRule, key: str) -> Problems:
    over_months = rule.streak is not None or rule.quiet is not None
    if not over_months and not rule.when:
        yield RulebookError("missing_key", key=f"{key}.when", clause=rule.clause)
    for name in _unread(rule, over_months=over_months):
        yield RulebookError("never_fires", key=f"{key}.{name}", clause=rule.clause)
    if rule.streak is not None:
        for name in ("months", "sample"):
            if getattr(rule.streak, name) < 1:
                yield RulebookError("number_too_small", key=f"{key}.streak.{name}", clause=rule.streak.clause, least=1)


def _unread(rule: IncentiveRule, *, over_months: bool) -> Iterator[str]:
    """Values that stand there and that nothing reads."""
    if over_months:
        yield from (name for name in ("when", "per", "unchecked") if getattr(rule, name))
    if rule.streak is not None and rule.quiet is not None:
        yield "quiet"
    if rule.amount is not None and rule.amount_from is not AmountFrom.RULE:
        yield "amount"
    if rule.scale is not None and rule.amount_from is not AmountFrom.SEVERITY:
        yield "scale"

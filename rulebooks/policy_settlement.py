"""Whether charges and agreements have all that they need and nothing that is never read (结算校验)."""

from collections.abc import Iterator

from domain.rulebook.book import Rulebook
from domain.rulebook.errors import RulebookError
from domain.rulebook.policies.settlement import Allocation, ChargeRule, PriceFrom, RateTable
from rulebooks.policy_walk import placed

Problems = Iterator[RulebookError]
_PRICED = ("payer", "payee", "rate", "tariff", "excluded", "free", "consent", "discretion")
"""What only a charge with a price has."""


def check_settlement(book: Rulebook) -> Problems:
    """Every problem of charges, and of agreements that override a rule."""
    for place in placed(book):
        if isinstance(place.value, ChargeRule):
            yield from _charge(place.path, place.value)
        elif isinstance(place.value, RateTable | Allocation):
            yield from _override(place.path, place.value)


def _charge(path: str, rule: ChargeRule) -> Problems:
    """Someone pays and someone is paid; where nothing is charged, nobody."""
    free = rule.price_from is PriceFrom.NOTHING
    if free:
        names = [name for name in _PRICED if getattr(rule, name)]
    else:
        names = [name for name in ("payer", "payee") if getattr(rule, name) is None]
    for name in names:
        yield RulebookError("never_fires" if free else "missing_key", key=f"{path}.{name}", clause=rule.clause)


def _override(path: str, rule: RateTable | Allocation) -> Problems:
    """An agreement counts with its document; without one it would be read and never count."""
    for given, other in (("override", "override_needs"), ("override_needs", "override")):
        if getattr(rule, given) is not None and getattr(rule, other) is None:
            yield RulebookError("missing_key", key=f"{path}.{other}", clause=rule.clause)

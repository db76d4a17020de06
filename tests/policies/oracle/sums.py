"""Cents (分): rounded once, and divided without losing one."""

from decimal import Decimal
from fractions import Fraction


def cents(amount: Decimal | int) -> Decimal:
    """Half up to two places."""
    whole, rest = divmod(Fraction(amount) * 100, 1)
    return Decimal(int(whole) + (rest >= Fraction(1, 2))).scaleb(-2)


def parts_of(amount: Decimal | None, weights: list[Decimal | None]) -> list[Decimal | None]:
    """An amount by weights; the cents that are left go to the largest remainders, of equal ones to the first."""
    known = [weight for weight in weights if weight is not None]
    if amount is None or len(known) < len(weights):
        return [None] * len(weights)
    exact = [Fraction(amount) * 100 * Fraction(weight) / Fraction(sum(known)) for weight in known]
    whole = [each.numerator // each.denominator for each in exact]
    left = int(amount * 100) - sum(whole)
    order = sorted(range(len(exact)), key=lambda k: (whole[k] - exact[k], k))
    return [Decimal(number + (k in order[:left])).scaleb(-2) for k, number in enumerate(whole)]

"""Money as integers of the event's minor unit, and the one rule of every rounding: down.

`fen` in a name is that minor unit, whichever currency it is of: a cent of EUR, a whole yen, a thousandth of a KWD.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal, localcontext

from wallboard.core.currencies import USUAL_DIGITS, Currency

MAX_FEN = 10**18
"""Ten quadrillion yuan, or ten million million KWD: below the 64 bits of a recording's column."""
DOWNWARDS = Context(prec=100, rounding=ROUND_FLOOR)
"""Arithmetic for amounts: exact for all that `strict_json` lets through, and what is longer still rounds down."""


def to_minor(amount: Decimal | int, digits: int = USUAL_DIGITS) -> int:
    """Whole money to its minor unit of so many digits, rounded down.

    Raises:
        ValueError: the amount is not finite or larger than `MAX_FEN`.
    """
    if isinstance(amount, Decimal) and not amount.is_finite():
        msg = "is not a finite number"
        raise ValueError(msg)
    if isinstance(amount, Decimal) and amount.adjusted() > 17:
        msg = "is larger than any amount of money"
        raise ValueError(msg)
    with localcontext(DOWNWARDS):
        minor = int((Decimal(amount) * 10**digits).to_integral_value(rounding=ROUND_FLOOR))
    if abs(minor) > MAX_FEN:
        msg = "is larger than any amount of money"
        raise ValueError(msg)
    return minor


def exchanged(minor: int, own: Currency, second: Currency, rate: Decimal) -> int:
    """An amount in a second currency, one unit of which costs `rate`: rounded down, exact, since rates are decimals."""
    over, under = rate.as_integer_ratio()
    return minor * second.scale * under // (own.scale * over)

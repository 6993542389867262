"""Money as integers of the minor unit (fen, cents), and the one rule of every rounding: down."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal, localcontext

FEN_PER_YUAN = 100
MAX_FEN = 10**18
"""Ten quadrillion yuan: beyond every sum on earth, below the 64 bits of a recording's column."""
DOWNWARDS = Context(prec=100, rounding=ROUND_FLOOR)
"""Arithmetic for amounts: exact for all that `strict_json` lets through, and what is longer still rounds down."""


def to_fen(amount: Decimal | int) -> int:
    """Yuan to fen, rounded down.

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
        fen = int((Decimal(amount) * FEN_PER_YUAN).to_integral_value(rounding=ROUND_FLOOR))
    if abs(fen) > MAX_FEN:
        msg = "is larger than any amount of money"
        raise ValueError(msg)
    return fen


def sign_of(currency: str, language: str) -> str:
    """What stands before an amount of a currency (an ISO 4217 code; empty: nobody has stated it)."""
    signs = {"CNY": "" if language == "zh" else "¥", "USD": "$", "": ""}
    return signs.get(currency, f"{currency} ")


def spoken_sign(currency: str) -> str:
    """The same in sentences and captions: RMB 10 bn, US$ 10 bn, EUR 10 bn."""
    return {"CNY": "RMB ", "USD": "US$ ", "": ""}.get(currency, f"{currency} ")


def to_cents(fen: int, yuan_per_dollar: Decimal) -> int:
    """Fen to US cents at a stated rate, rounded down; exact, because rates are finite decimals."""
    numerator, denominator = yuan_per_dollar.as_integer_ratio()
    return fen * denominator // numerator

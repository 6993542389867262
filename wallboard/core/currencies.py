"""Currencies by their ISO 4217 code: the digits of the minor unit, and the signs that amounts bear in a language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

import msgspec

from wallboard.core.glyphs import without_glyph
from wallboard.core.number_forms import forms, locale_of

USUAL_DIGITS: Final = 2
_DIGITS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
"""ISO 4217, list one: the minor units that are not hundredths."""
MOST_DIGITS: Final = 4

_SMALL: Final = {
    10: "AFN BWP CUP CZK DOP EGP ERN GHS HNL LSL MDL MKD MRU MUR MVR MXN MZN NAD NIO NOK PHP SCR SEK SLE SRD STN SZL "
    "THB TJS TRY TWD UAH UYU ZAR ZMW",
    100: "ALL AMD BDT BTN CRC CVE DJF DZD ETB GMD GYD HTG HUF INR ISK JMD JPY KES KGS KMF KZT LKR LRD NPR PKR RSD RUB "
    "SDG SOS VUV XAF XOF XPF YER",
    1000: "AOA ARS BIF CDF CLP COP IQD KHR KRW MGA MMK MNT MWK NGN RWF SSP TZS UGX",
    10_000: "GNF IDR LAK PYG SYP UZS VES VND",
    100_000: "IRR LBP",
}
"""How many units make about one yuan, by powers of ten and rounded up, in the middle of the 2020s: no rates."""

Manner = Literal["table", "text", "headline"]
"""Where an amount stands: in a list or on a map, in running text, or alone and large."""

_OWN_WORDS: Final = {("zh", "CNY"): "元", ("ja", "JPY"): "円"}
"""A language's word for the currency of its own country: it follows the number in text and is left out in tables."""
_TABLE: Final = {"CNY": "¥", "USD": "$", "JPY": "¥"}
_TEXT: Final = {"CNY": "RMB", "USD": "US$", "JPY": "¥"}
"""The signs of the agencies: ¥ and $ where no other yuan or dollar can be meant, and what is never mistaken."""
_SPACED: Final = ("RMB", "US$")
_ABROAD: Final = {("zh", "JPY")}
"""Where the usual sign would be taken for another currency's, CLDR's stands."""


class Currency(msgspec.Struct, frozen=True):
    """What amounts are in: the ISO 4217 code (empty: nobody has stated it), and the digits of the unit they count."""

    code: str
    digits: int = USUAL_DIGITS

    @property
    def scale(self) -> int:
        """How many of the minor unit make a whole one."""
        return int(10**self.digits)


UNSTATED: Final = Currency("")


def currency_of(code: str) -> Currency:
    """A currency with its own minor unit."""
    return Currency(code, digits_of(code))


@lru_cache(maxsize=64)
def digits_of(code: str) -> int:
    """How many digits the minor unit of a currency has: JPY 0, EUR 2, KWD 3."""
    return next((digits for digits, codes in _DIGITS.items() if code and code in codes.split()), USUAL_DIGITS)


@lru_cache(maxsize=64)
def units_a_yuan(code: str) -> int:
    """About how many units of a currency make a yuan, a power of ten: IDR 10,000, JPY 100; 1 of what is worth more."""
    return next((units for units, codes in _SMALL.items() if code and code in codes.split()), 1)


def is_home(code: str, language: str) -> bool:
    """Whether it is the currency of the language's own country, for which the language has a word."""
    return (language.partition("-")[0], code) in _OWN_WORDS


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every code that CLDR names, those of currencies of former times too."""
    return frozenset(locale_of("en").currencies)


def currency_code(value: object) -> str | None:
    """The code of ISO 4217 that a foreign spelling means: usd, RMB; None where it is none."""
    code = value.strip().upper() if isinstance(value, str) else ""
    return {"RMB": "CNY"}.get(code, code) if re.fullmatch(r"[A-Z]{3}", code) else None


@lru_cache(maxsize=256)
def marks(code: str, language: str, manner: Manner = "table") -> tuple[str, str]:
    """What stands before and after the number of an amount, blanks included: ("€", ""), ("", " €"), ("", "元")."""
    if not code:
        return "", ""
    own = _OWN_WORDS.get((language.partition("-")[0], code))
    if own is not None and manner != "headline":
        return "", own if manner == "text" else ""
    form = forms(language)
    sign = _sign(code, language, manner)
    if not form.symbol_first:
        return "", f" {sign}"
    gap = form.symbol_gap or sign[-1].isalpha() or (manner == "text" and sign in _SPACED)
    return sign + (" " if gap else ""), ""


def _sign(code: str, language: str, manner: Manner) -> str:
    usual = (_TEXT if manner == "text" else _TABLE).get(code)
    if usual is not None and (language.partition("-")[0], code) not in _ABROAD:
        return usual
    sign = str(locale_of(language).currency_symbols.get(code, code))
    if without_glyph([sign]):  # what no font of the wall can draw would be a hole beside the figure
        return code
    return "¥" if sign == "￥" else sign.replace("\u202f", "\u00a0")  # few fonts have the narrow blank

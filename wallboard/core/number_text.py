"""Numbers as people and spreadsheets write them: grouped, with a currency sign, a unit, an exponent or a percent."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final

from wallboard.core.currencies import codes, currency_code
from wallboard.core.money import DOWNWARDS
from wallboard.core.strict_json import MAX_DIGITS

GROUPED: Final = {"grouped": ".", "grouped:comma": ","}
"""The spellings that a mapping can state, and the decimal mark of each."""
EXAMPLES: Final = {
    "grouped": "1,234.5, ￥1,234, 12,34,567, 123.45万 or 1.2bn",
    "grouped:comma": "1.234,5, R$ 1.234 or 1,2 Mio.",
}
"""What each reads, for messages."""
MAX_TEXT = 60
"""Characters of a number in a text."""

_FULL_WIDTH: Final = {0xFF01 + n: 0x21 + n for n in range(94)} | dict.fromkeys((0xA0, 0x2009, 0x202F, 0x3000), " ")
_WRITTEN: Final = _FULL_WIDTH | {0x2212: "-", 0x2019: "'"}
"""Characters of a full-width keyboard, blanks that do not break, the minus of typesetting and Switzerland's mark."""

_SIGN = (
    r"(?:[A-Z]{1,2})?\$|[¥\uffe5\uffe1€£₩₹₽₺₫฿₴₱₦₪₡₲₵₸₼₾৳៛₭₮]|[元圆圓円원]|Kč|kr\.?|zł|Ft|lei|Rs\.?|Rp\.?|RM|RMB|Fr\.?|[KTU]?Sh\.?"
    r"|руб\.?|грн\.?|(?:د\.[إكبتعل]|ر\.[سقع]|ج\.م|ل\.ل|د\.م)\.?\u200f?"
)
"""Signs of currencies and what stands for them: R$, US$, ₹, kr, Rs. The codes of ISO 4217 are known beside them."""
_MEANT: Final = {
    "us$": "USD", "r$": "BRL", "hk$": "HKD", "nt$": "TWD", "nz$": "NZD", "ca$": "CAD", "au$": "AUD", "mx$": "MXN",
    "€": "EUR", "₩": "KRW", "₹": "INR", "₽": "RUB", "₺": "TRY", "₫": "VND", "฿": "THB", "₴": "UAH", "₦": "NGN",
    "₪": "ILS", "₲": "PYG", "₵": "GHS", "₸": "KZT", "₼": "AZN", "₾": "GEL", "৳": "BDT", "៛": "KHR", "₭": "LAK",
    "₮": "MNT", "円": "JPY", "kč": "CZK", "zł": "PLN", "ft": "HUF", "rp": "IDR", "rm": "MYR", "rmb": "CNY",
    "ksh": "KES", "tsh": "TZS", "ush": "UGX", "грн": "UAH",
}  # fmt: skip
"""The signs that only one currency bears; $, £, ¥, kr and others are of several, and say nothing."""
_UNITS: Final = {
    "千": 3,
    "万": 4,
    "萬": 4,
    "十万": 5,
    "百万": 6,
    "百萬": 6,
    "千万": 7,
    "千萬": 7,
    "亿": 8,
    "億": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
    "萬億": 12,
    "k": 3,
    "tsd": 3,
    "thousand": 3,
    "tausend": 3,
    "lakh": 5,
    "lakhs": 5,
    "lac": 5,
    "lacs": 5,
    "l": 5,
    "m": 6,
    "mn": 6,
    "mio": 6,
    "million": 6,
    "millionen": 6,
    "milhões": 6,
    "milhão": 6,
    "mi": 6,
    "crore": 7,
    "crores": 7,
    "cr": 7,
    "b": 9,
    "bn": 9,
    "mrd": 9,
    "milliarden": 9,
    "bi": 9,
    "bilhão": 9,
    "bilhões": 9,
    "tn": 12,
}
"""By how many zeros a unit lengthens a number. 兆 is left out: a million here, 10^12 there; so is
billion."""


@lru_cache(maxsize=len(GROUPED))
def _pattern(mark: str) -> re.Pattern[str]:
    """What a number looks like; put together at the first one, since most sources write plain ones."""
    other = {".": ",", ",": "."}[mark]
    separator = rf"[ '{other}]"
    grouped = rf"\d{{1,3}}(?:(?P<by>{separator})\d{{3}})(?:(?P=by)\d{{3}})*"
    indian = r"|\d{1,2}(?:,\d{2})+,\d{3}" if other == "," else ""
    whole = rf"(?P<whole>{grouped}{indian}|\d+)"
    fraction = rf"(?:{re.escape(mark)}(?P<fraction>\d+))?"
    units = "|".join(sorted(_UNITS, key=len, reverse=True))
    return re.compile(
        rf"(?P<sign>[+-])?(?:(?P<mark>{_SIGN})|(?P<code>[A-Z]{{3}}))? ?(?P<late>-)?{whole}{fraction}"
        rf"(?:e(?P<exponent>[+-]?\d{{1,2}})| ?(?P<unit>{units})\.?)?"
        rf" ?(?:(?P<mark_behind>{_SIGN})|(?P<code_behind>[A-Z]{{3}})|(?P<percent>%))?",
        re.IGNORECASE | re.ASCII,
    )


def number_in(text: str, spelling: str, *, share: bool = False) -> Decimal | int:
    """The exact number that a text says, under the spelling of `GROUPED` that is stated for it.

    `share`: a percent sign is understood, as a hundredth of the number. Nothing is guessed: groups have three digits
    (lakh and crore: two, then three) and one separator. Raises ValueError where the text is none such number.
    """
    found = _match(text, spelling)
    if found is None or (found["sign"] and found["late"]) or (found["percent"] and not share) or not _is_money(found):
        msg = "is no such number"
        raise ValueError(msg)
    whole, fraction = re.sub(r"\D", "", found["whole"]), found["fraction"] or ""
    if len(whole) + len(fraction) > MAX_DIGITS:
        msg = "has too many digits"
        raise ValueError(msg)
    tens = int(found["exponent"] or 0) + _UNITS.get((found["unit"] or "").lower(), 0) - (2 if found["percent"] else 0)
    with localcontext(DOWNWARDS):
        value = Decimal(f"{whole}.{fraction or 0}").scaleb(tens)
        if found["sign"] == "-" or found["late"]:
            value = -value
        return int(value) if value == value.to_integral_value() else value


def currency_in(text: str, spelling: str) -> str:
    """The code of the currency that a number bears in its text; empty where it bears none, or a sign of several."""
    found = _match(text, spelling)
    if found is None:
        return ""
    code, mark = found["code"] or found["code_behind"], found["mark"] or found["mark_behind"]
    return (currency_code(code) or "") if code else _MEANT.get((mark or "").lower().rstrip("."), "")


class OtherCurrencyError(ValueError):
    """A number bears another currency than the answer it stands in; the text says which."""


class StatedCurrency:
    """The one currency of an answer: what it states, else what its first amount bears."""

    def __init__(self, code: str = "") -> None:
        self.code = code

    def amount_in(self, text: str, spelling: str, *, share: bool = False) -> Decimal | int:
        """See `number_in`. Raises OtherCurrencyError where the number bears another currency than the answer."""
        number, code = number_in(text, spelling, share=share), currency_in(text, spelling)
        if code and code != (self.code or code):
            msg = f"is in {code}, the answer in {self.code}"
            raise OtherCurrencyError(msg)
        self.code = self.code or code
        return number


def _match(text: str, spelling: str) -> re.Match[str] | None:
    return _pattern(GROUPED[spelling]).fullmatch(_in_ascii(text, spelling)) if len(text) <= MAX_TEXT else None


def _in_ascii(text: str, spelling: str) -> str:
    """The text with the digits and marks of every script as those of ASCII."""
    point = GROUPED[spelling]
    arabic: dict[int, int | str] = {0x66B: point, 0x66C: "," if point == "." else "."}
    written = text.translate(_WRITTEN | arabic).strip()
    if written.isascii():
        return written
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in written)


def _is_money(found: re.Match[str]) -> bool:
    """Whether three letters beside a number are the code of a currency, and stand there once."""
    said = [code for code in (found["code"], found["code_behind"]) if code]
    return not said or (len(said) == 1 and said[0] in codes())

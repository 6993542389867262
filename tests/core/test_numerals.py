"""Written figures against a Decimal oracle and CLDR: grouped alike, never above the truth, in every language."""

import re
from decimal import ROUND_FLOOR, Decimal

import pytest
from babel.core import Locale
from babel.numbers import format_compact_decimal, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.currencies import Currency, currency_of, digits_of
from wallboard.core.numerals import Figure, Language, amount, compact, fixed, full_amount, grouped, share, three_digits

LANGUAGES = ("zh", "en", "en-US", "en-IN", "de", "de-CH", "ja", "pt", "pt-PT")
SIZES = {
    "": 0, "万": 4, "亿": 8, "億": 8, "万亿": 12, "兆": 12, "京": 16, "k": 3, "m": 6, "bn": 9, "tn": 12,
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "K": 3, "B": 9, "T": 12,
    "L": 5, "Cr": 7, "LCr": 12, "lakh": 5, "crore": 7, "lakh\xa0crore": 12,
    "Mio.": 6, "Mrd.": 9, "Bio.": 12, "Million": 6, "Millionen": 6, "Milliarde": 9, "Milliarden": 9,
    "Billion": 12, "Billionen": 12, "mil": 3, "mi": 6, "bi": 9, "tri": 12, "milhão": 6, "milhões": 6, "mil milhões": 9,
    "bilhão": 9, "bilhões": 9, "trilhão": 12, "trilhões": 12, "mM": 9, "Bi": 12, "bilião": 12, "biliões": 12,
}  # fmt: skip
"""How many zeros each unit has, written down by hand: the oracle asks no library. M is a million in all of them."""
SIZES["M"] = 6
languages = st.sampled_from(LANGUAGES)
fen = st.integers(0, 10**18)
currencies = st.sampled_from(["EUR", "JPY", "INR", "KWD", "CLF", "CNY", "USD", "BRL"]).map(currency_of)


def number(digits: str, language: Language) -> Decimal:
    """What digits say, by the marks of the language as a child learns them."""
    comma = language in ("de", "pt", "pt-PT")
    plain = re.sub(r"[.'\u00a0 ]" if comma else r"[,'\u2019]", "", digits)
    return Decimal(plain.replace(",", "."))


def worth(figure: Figure, language: Language) -> Decimal:
    """What a written figure claims."""
    return number(figure.digits, language).scaleb(SIZES[figure.unit])


@given(st.integers(-(10**18), 10**18), languages)
def test_grouping_is_that_of_cldr_in_every_language(value: int, language: Language) -> None:
    if language == "de-CH":  # its mark is an apostrophe, which Babel takes for a quote
        assert grouped(abs(value), language) == f"{abs(value):,}".replace(",", "'")
        return
    expected = format_decimal(value, locale=language.replace("-", "_"))
    plain = str.maketrans({"\u202f": "\u00a0", "\u2019": "'"})
    assert grouped(value, language) == expected.translate(plain)


@given(st.integers(-(10**18), 10**18), st.sampled_from([1, 100, 10**4, 10**10]), st.integers(0, 4), languages)
def test_fixed_is_the_decimal_rounded_towards_minus_infinity(
    value: int, scale: int, decimals: int, language: Language
) -> None:
    exact = (Decimal(value) / scale).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_FLOOR)
    assert number(fixed(value, scale, decimals, language), language) == exact


@given(fen, currencies, languages, st.integers(0, 4), st.booleans())
def test_a_compact_amount_is_never_above_the_truth_and_off_by_less_than_its_last_place(
    value: int, currency: Currency, language: Language, decimals: int, long: bool
) -> None:
    figure = compact(value, currency.scale, language, decimals, long=long)
    last_place = Decimal(1).scaleb(SIZES[figure.unit] - (decimals if figure.unit else 0))
    assert 0 <= Decimal(value).scaleb(-currency.digits) - worth(figure, language) < last_place


@given(fen, fen, currencies, languages)
def test_a_larger_amount_never_reads_smaller(a: int, b: int, currency: Currency, language: Language) -> None:
    low, high = (worth(compact(x, currency.scale, language), language) for x in sorted((a, b)))
    assert low <= high


@given(fen, currencies, languages)
def test_an_amount_of_three_digits_is_never_above_the_truth_and_off_by_less_than_a_hundredth(
    value: int, currency: Currency, language: Language
) -> None:
    decimals = three_digits(value, currency.scale, language)
    shown = worth(compact(value, currency.scale, language, decimals), language)
    truth = Decimal(value).scaleb(-currency.digits)
    assert 0 <= truth - shown <= max(Decimal(1), truth / 100)


@pytest.mark.parametrize(
    ("language", "units"),
    [("zh", (4, 8, 12)), ("ja", (4, 8, 12, 16)), ("en", (3, 6, 9, 12)), ("en-IN", (3, 5, 7, 12)), ("de", (6, 9, 12))],
)
def test_the_largest_unit_that_is_filled_is_taken(language: Language, units: tuple[int, ...]) -> None:
    for zeros in range(18):
        filled = max((u for u in units if u <= zeros), default=0)
        assert SIZES[compact(10**zeros, 1, language).unit] == filled


@pytest.mark.parametrize("locale", ["zh_CN", "en_US"])
def test_babel_would_round_up_past_the_truth(locale: str) -> None:
    claim = format_compact_decimal(9_999_999_999_999, locale=locale)
    assert re.match("10", claim)  # 10 万亿 that were never reached: the reason for figures of our own
    assert worth(compact(9_999_999_999_999, 1, "zh"), "zh") < 10**13


def test_every_unit_of_a_shipped_language_is_known_to_the_oracle() -> None:
    for language in LANGUAGES:
        for long in (False, True):
            assert {compact(n * 10**z, 1, language, long=long).unit for z in range(18) for n in (1, 2)} <= set(SIZES)


@pytest.mark.parametrize(
    ("minor", "code", "language", "manner", "long", "text"),
    [
        (4_751_234_567_890, "CNY", "zh", "text", False, "475.12亿元"),
        (123_450_000_000_000, "CNY", "zh", "table", False, "1.23万亿"),
        (69_900_000_000, "CNY", "en", "table", False, "¥699.00m"),
        (699_000_000_000, "USD", "en", "text", True, "US$ 6.99 billion"),
        (999_999, "CNY", "zh", "headline", False, "¥9,999"),
        (123_456_789_012, "EUR", "de", "text", False, "1,23 Mrd. €"),
        (100_000_000_00, "EUR", "de", "text", True, "100,00 Millionen €"),
        (1_000_000_00, "EUR", "de", "text", True, "1,00 Millionen €"),
        (123_456, "EUR", "de", "table", False, "1.234 €"),
        (123_456_789, "JPY", "ja", "text", False, "1.23億円"),
        (123_456_789, "JPY", "ja", "table", False, "1.23億"),
        (123_456_789, "JPY", "en", "text", True, "¥123.45 million"),
        (1_234_567_89, "INR", "en-IN", "table", False, "₹12.34L"),
        (123_456_789_00, "INR", "en-IN", "text", True, "₹12.34 crore"),
        (150_000_000, "BRL", "pt", "text", True, "R$ 1,50 milhão"),
        (250_000_000, "BRL", "pt", "text", True, "R$ 2,50 milhões"),
        (1_234_567_890, "KWD", "en", "text", True, "KWD 1.23 million"),
        (99, "USD", "en", "table", False, "$0"),
        (99, "", "en", "table", False, "0"),
    ],
)
def test_amounts_read_as_the_press_writes_them(
    minor: int, code: str, language: Language, manner: str, long: bool, text: str
) -> None:
    written = amount(minor, currency_of(code), language, 2, manner, long=long)  # type: ignore[arg-type]  # as above
    assert str(written).replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("minor", "code", "language", "text"),
    [
        (4_751_234_567_899, "CNY", "zh", "¥47,512,345,678"),
        (123_456_789, "EUR", "de", "1.234.567 €"),
        (1_234_567, "JPY", "ja", "¥1,234,567"),
        (1_234_567_890, "INR", "en-IN", "₹1,23,45,678"),
        (1_234_567_890, "KWD", "en", "KWD 1,234,567"),
    ],
)
def test_a_whole_amount_drops_its_minor_unit(minor: int, code: str, language: Language, text: str) -> None:
    assert str(full_amount(minor, currency_of(code), language, "headline")) == text


@pytest.mark.parametrize(("code", "digits"), [("JPY", 0), ("INR", 2), ("KWD", 3), ("CLF", 4), ("XAF", 0), ("", 2)])
def test_minor_units_are_those_of_iso_4217(code: str, digits: int) -> None:
    assert digits_of(code) == digits


@given(st.integers(0, 1_000_000), languages)
def test_a_share_is_rounded_down(ppm: int, language: Language) -> None:
    figure = share(ppm, language=language)
    assert 0 <= Decimal(ppm) / 10_000 - number(figure.digits, language) < Decimal("0.1")
    assert str(figure).replace("\xa0", " ").endswith(" %" if language.startswith("de") and language != "de-CH" else "%")


def test_a_plural_is_that_of_the_number_as_it_is_written() -> None:
    assert Locale("pt").plural_form(Decimal("1.50")) == "one"
    assert [compact(n, 10, "pt", 1, long=True).unit for n in (15_000_000, 20_000_000)] == ["milhão", "milhões"]

"""Amounts as integers of the minor unit: exact, bounded, and rounded down."""

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.currencies import Currency, codes, currency_of, marks, units_a_yuan
from wallboard.core.glyphs import without_glyph
from wallboard.core.money import MAX_FEN, exchanged, to_minor

yuan = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False)


@given(yuan)
def test_fen_are_the_floor_of_the_exact_amount(amount: Decimal) -> None:
    exact = Fraction(amount) * 100
    assert to_minor(amount) == exact.numerator // exact.denominator


@given(st.integers(-(10**16), 10**16))
def test_whole_yuan_are_exact(amount: int) -> None:
    assert to_minor(amount) == amount * 100


@pytest.mark.parametrize("digits", [28, 60, 99, 150], ids=lambda d: f"{d} nines")
def test_an_amount_a_hair_below_one_yuan_never_becomes_one(digits: int) -> None:
    assert to_minor(Decimal("0." + "9" * digits)) == 99


@pytest.mark.parametrize(
    "amount",
    [Decimal("NaN"), Decimal("Infinity"), Decimal("1e400"), Decimal(10**17), 10**17, 10**5000],
    ids=["NaN", "Infinity", "1e400", "just beyond", "as an integer", "5,000 digits"],
)
def test_what_is_no_amount_of_money_is_refused(amount: Decimal | int) -> None:
    with pytest.raises(ValueError, match=r"finite|larger"):
        to_minor(amount)


def test_the_largest_amount_is_still_taken() -> None:
    assert to_minor(Decimal(MAX_FEN) / 100) == MAX_FEN


currencies = st.sampled_from(["EUR", "JPY", "KWD", "CLF", "INR"]).map(currency_of)
rates = st.decimals("0.0000001", 10_000_000, allow_nan=False, places=7)


@given(yuan, st.integers(0, 4))
def test_every_minor_unit_is_the_floor_of_the_exact_amount(amount: Decimal, digits: int) -> None:
    with localcontext(prec=60):
        exact = int((amount * 10**digits).to_integral_value(ROUND_FLOOR))
    if abs(exact) <= MAX_FEN:
        assert to_minor(amount, digits) == exact
    else:
        with pytest.raises(ValueError, match="larger than any amount"):
            to_minor(amount, digits)


@given(st.integers(0, MAX_FEN), currencies, currencies, rates)
def test_an_exchanged_amount_is_the_floor_of_the_exact_quotient(
    minor: int, own: Currency, second: Currency, rate: Decimal
) -> None:
    exact = Fraction(minor, own.scale) / Fraction(rate) * second.scale
    assert exchanged(minor, own, second, rate) == exact.numerator // exact.denominator


@given(st.sampled_from(sorted(codes())), st.sampled_from(["en", "en-IN", "de", "ja", "pt", "zh"]))
def test_the_sign_of_any_currency_has_a_glyph_and_stands_apart_from_the_digits(code: str, language: str) -> None:
    for manner in ("table", "text", "headline"):
        before, after = marks(code, language, manner)
        assert bool(before or after) or (language, code) in {("zh", "CNY"), ("ja", "JPY")}
        assert not without_glyph([before + after]), (code, before, after)
        assert "\u202f" not in before + after
        assert not before[-1:].isalnum(), (code, before)
        assert not after[:1].isdigit(), (code, after)


@pytest.mark.parametrize(
    ("units", "of"), [(1, "CNY EUR USD HKD KWD"), (10, "NAD STN TWD"), (100, "CVE JPY KMF SOS"), (1000, "AOA KRW SSP")]
)
def test_how_much_a_currency_is_worth_is_known_by_powers_of_ten(units: int, of: str) -> None:
    assert [units_a_yuan(code) for code in of.split()] == [units] * len(of.split())

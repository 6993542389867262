"""Expressions are exact with fractions, and bounded in size, growth and work."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.jmes import MAX_GROWTH, Expression
from wallboard.core.jmes_budget import MAX_WORK, Budget, EvaluationError

D = Decimal
DOCUMENT: dict[str, Any] = {
    "total": D("475123400.55"),
    "text": "475123400.55",
    "parts": [D("0.1"), 2, D("-3.7")],
    "rows": [{"n": "a", "v": D("1.5")}, {"n": "b", "v": 7}, {"n": "c", "v": D("-0.5")}],
    "none": [],
    "wrong": ["1_000", " 12 ", "１２", "nan", "inf", "0x10", "1e9999", "", "1,5", "9" * 41, True, None, {}],
}


def found(text: str, document: object = DOCUMENT) -> object:
    """What an expression finds."""
    return Expression(text).search(document, Budget())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to_number(text)", D("475123400.55")),
        ("to_number('12')", 12),
        ("to_number(total)", D("475123400.55")),
        ("wrong[*].to_number(@)", []),
        ("sum(parts)", D("-1.6")),
        ("sum(none)", 0),
        ("avg(`[1, 2]`)", D("1.5")),
        ("avg(none)", None),
        ("max(parts)", 2),
        ("min(parts)", D("-3.7")),
        ("abs(parts[2])", D("3.7")),
        ("floor(parts[2])", -4),
        ("ceil(parts[2])", -3),
        ("sort(parts)", [D("-3.7"), D("0.1"), 2]),
        ("sort_by(rows, &v)[*].n", ["c", "a", "b"]),
        ("max_by(rows, &v).n", "b"),
        ("min_by(rows, &v).n", "c"),
        ("rows[?v > `1.4`].n", ["a", "b"]),
        ("type(total)", "number"),
        ('`[0.1, {"a": 0.2}]`', [D("0.1"), {"a": D("0.2")}]),
        ("to_string(rows[0])", '{"n":"a","v":1.5}'),
        ("to_string(total)", "475123400.55"),
        ("join('-', rows[*].n)", "a-b-c"),
    ],
)
def test_functions_take_fractions_and_lose_nothing(text: str, expected: object) -> None:
    assert found(text) == expected


@given(st.lists(st.decimals(-(10**12), 10**12, places=6), min_size=1, max_size=30))
def test_sums_and_averages_are_those_of_fractions(numbers: list[Decimal]) -> None:
    whole = sum(map(Fraction, numbers))
    assert Fraction(str(found("sum(@)", numbers))) == whole
    average = Fraction(str(found("avg(@)", numbers)))
    assert 0 <= whole / len(numbers) - average < Fraction(1, 10**60)


REPEATED = (
    "[@,@]",
    "{a: @, b: @}",
    "[@,@][]",
    "map(&[@,@], @)",
    "join('', [to_string(@), to_string(@)])",
    "merge(@,@)",
)


@pytest.mark.parametrize("unit", REPEATED)
def test_an_expression_that_multiplies_over_and_over_is_refused(unit: str) -> None:
    text = " | ".join(["rows"] + [unit] * 30)
    with pytest.raises(ValueError, match="times what it is given"):
        Expression(text)


@pytest.mark.parametrize(
    "text", ["a" * 2001, "[" * 300 + "@" + "]" * 300, "!" * 600 + "a", "(" * 900 + "a" + ")" * 900]
)
def test_an_expression_is_bounded_in_length_and_nesting(text: str) -> None:
    with pytest.raises(ValueError, match=r"characters|parts|expression") as raised:
        Expression(text)
    assert len(str(raised.value)) < 300
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "`NaN`",
        "`[1e999]`",
        "`-Infinity`",
        "a.",
        "unknown(",
        "",
        "foo(@)",
        "sum()",
        "sum(a, b)",
        "merge()",
        "\x1b]0;x\x07",
    ],
)
def test_what_is_no_expression_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="not a JMESPath expression") as raised:
        Expression(text)
    assert str(raised.value).isprintable()


def test_what_grows_under_the_bound_is_stopped_while_it_is_evaluated() -> None:
    large = [list(range(600)) for _ in range(10)]
    text = " | ".join(["@"] + ["[@,@][]"] * 9)
    with pytest.raises(EvaluationError, match="values"):
        found(text, large)


def test_backslashes_that_double_are_stopped() -> None:
    with pytest.raises(EvaluationError, match="values"):
        found(" | ".join(["[to_string(@)]"] * 30), ['"'])


def test_rules_share_the_work_of_one_answer() -> None:
    rows = [{"a": 1, "b": 2}] * 10_000
    expression, budget = Expression("[*].{x: a, y: b}"), Budget()
    expression.search(rows, budget)
    assert 50_000 <= MAX_WORK - budget.left < 200_000
    budget.spend(budget.left)
    with pytest.raises(EvaluationError, match="steps"):
        expression.search(rows, budget)


@pytest.mark.parametrize("text", ["sum(rows)", "sort_by(rows, &@)", "max_by(rows, &n.x)", "to_string(&a)", "abs(text)"])
def test_what_a_function_cannot_take_is_told_in_one_line(text: str) -> None:
    huge = DOCUMENT | {"text": "x" * 10**6, "rows": [DOCUMENT["rows"][0]] * 20_000}
    with pytest.raises(EvaluationError) as raised:
        found(text, huge)
    assert len(str(raised.value)) < 300


_leaf = st.sampled_from(["@", "rows", "parts", "total", "text", "rows[*].v", "`1`", "none", "*"])
_expressions = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("{0[0]} | {0[1]}".format),
        st.tuples(inner, inner).map("[{0[0]}, {0[1]}]".format),
        st.tuples(inner, inner).map("{{a: {0[0]}, b: {0[1]}}}".format),
        st.tuples(inner, inner).map("map(&{0[0]}, {0[1]})".format),
        st.tuples(inner, inner).map("sort_by({0[0]}, &{0[1]})".format),
        st.tuples(st.sampled_from(["to_string", "keys", "values", "reverse", "to_array", "length"]), inner).map(
            "{0[0]}({0[1]})".format
        ),
    ),
    max_leaves=12,
)


def values_in(value: object) -> int:
    """How many values stand in a value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(values_in, inner))


@given(_expressions)
def test_an_outcome_is_never_larger_than_the_growth_that_was_reckoned(text: str) -> None:
    try:
        outcome = Expression(text).search(DOCUMENT, Budget())
    except ValueError:
        return
    assert values_in(outcome) <= MAX_GROWTH * values_in(DOCUMENT) * 2


@pytest.mark.parametrize(
    "text", ["max(@[*].v)", "min(@[*].v)", "sort(@[*].v)", "sort_by(@, &v)", "max_by(@, &v)", "min_by(@, &v)"]
)
def test_numbers_that_are_written_as_texts_are_never_compared_by_their_letters(text: str) -> None:
    rows = [{"v": "9"}, {"v": "95"}, {"v": "10"}]
    with pytest.raises(EvaluationError, match="letters: use to_number"):
        found(text, rows)
    assert found(text, [{"v": "330100"}, {"v": "310000"}]) is not None
    assert found(text, [{"v": "b"}, {"v": "10"}]) is not None

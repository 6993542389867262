"""Values that are made in pieces."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.paint.piecework import Piecework, bands


class Workshop:
    """Makes the square of a number in so many pieces, and counts them; an odd number fails once if it is to."""

    def __init__(self) -> None:
        self.pieces = 0
        self.fails = False

    def square(self, number: int) -> Generator[None, None, int]:
        """As many pieces as the number says."""
        for _ in range(number):
            self.pieces += 1
            yield
        if self.fails:
            self.fails = False
            msg = "no room"
            raise MemoryError(msg)
        return number * number


def test_what_was_made_in_pieces_is_not_made_again() -> None:
    shop = Workshop()
    squares = Piecework(shop.square, 2)
    assert [squares.step(3) for _ in range(5)] == [True, True, True, True, False]
    assert squares(3) == 9
    assert shop.pieces == 3


def test_what_is_left_of_a_begun_one_is_made_when_it_is_needed() -> None:
    shop = Workshop()
    squares = Piecework(shop.square, 2)
    squares.step(4)
    assert squares(4) == 16
    assert shop.pieces == 4


def test_one_that_failed_begins_anew() -> None:
    shop = Workshop()
    squares = Piecework(shop.square, 2)
    shop.fails = True
    with pytest.raises(MemoryError):
        squares(2)
    assert squares(2) == 4
    assert shop.pieces == 4


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=40))
def test_whatever_was_begun_the_value_is_right_and_few_are_kept(asked: list[tuple[int, bool]]) -> None:
    squares = Piecework(Workshop().square, 2)
    for number, whole in asked:
        if whole:
            assert squares(number) == number * number
        else:
            squares.step(number)
        assert len(squares._kept) <= 2


@given(st.integers(1, 9000), st.integers(1, 5000), st.integers(1, 3_000_000))
def test_bands_hold_each_row_once_and_few_pixels(width: int, height: int, most_px: int) -> None:
    found = bands(width, height, most_px)
    assert [row for top, bottom in found for row in range(top, bottom)] == list(range(height))
    assert all((bottom - top) * width <= most_px or bottom - top == 1 for top, bottom in found)

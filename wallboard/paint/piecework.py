"""Values that take long to make: begun before they are needed, a piece between two frames, and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable
from typing import Final, Generic, TypeVar, TypeVarTuple

Made = TypeVar("Made")
Of = TypeVarTuple("Of")
PIECE_PX: Final = 2_000_000
"""Pixels that one call fills, copies or scales before the next frame may be painted: some ten milliseconds."""


def bands(width: int, height: int, most_px: int = PIECE_PX) -> list[tuple[int, int]]:
    """The rows (first, first beyond) of a picture in parts of at most so many pixels, from the top down."""
    rows = max(1, most_px // max(1, width))
    return [(top, min(height, top + rows)) for top in range(0, height, rows)]


def made_of(pieces: Generator[None, None, Made]) -> Made:
    """What is made in pieces, all of them now."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            made: Made = end.value
            return made


class Piecework(Generic[*Of, Made]):
    """A function whose value is made in pieces of a few milliseconds; the `most` values used last are kept.

    One value at a time is in the making: another one that is begun takes its place.
    """

    def __init__(self, make: Callable[[*Of], Generator[None, None, Made]], most: int) -> None:
        """`make` yields after each piece and returns the value; its arguments are hashable."""
        self._make = make
        self._most = most
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._begun: tuple[Hashable, Generator[None, None, Made]] | None = None

    def __call__(self, *args: *Of) -> Made:
        """The value of these arguments; what is left to make of it is made now."""
        while self.step(*args):
            pass
        self._kept.move_to_end(args)
        return self._kept[args]

    @property
    def kept(self) -> tuple[Made, ...]:
        """The values that are kept."""
        return tuple(self._kept.values())

    def keep(self, most: int) -> None:
        """Keep so many from now on."""
        self._most = most
        self._let_go()

    def step(self, *args: *Of) -> bool:
        """Make the next piece of the value of these arguments; whether there was any left.

        Raises what making it raises; then it begins anew.
        """
        if args in self._kept:
            return False
        begun, self._begun = self._begun, None
        pieces = begun[1] if begun is not None and begun[0] == args else self._make(*args)
        try:
            next(pieces)
        except StopIteration as end:
            self._kept[args] = end.value
            self._let_go()
        else:
            self._begun = args, pieces
        return True

    def _let_go(self) -> None:
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

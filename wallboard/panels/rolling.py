"""Rolling figures: which digit stands in each place, which are on their way, and which change with the tick."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import msgspec

from wallboard.core.instants import SECOND_US
from wallboard.core.moment import TICK_US, Moment
from wallboard.core.motion import cubic_out, progress
from wallboard.core.numerals import grouped
from wallboard.paint.fonts import CAP, advance, metrics
from wallboard.paint.ops import Cell, Digits, Face

CELL, COMMA, SIGN = 1.09, 1.15, 1.04
"""The widths of a place, of a comma and of the sign, each against its letter's advance."""
CARRY_US = 140_000
"""How long a place takes to turn to its next digit."""
FAST = 1.0
"""Turns a second from which a place does not turn to its next digit but changes with the tick, over a streak."""
STREAK = 0.45
FAST_OPACITY = 0.8
FULL_STREAK = 6.0
"""Turns a second from which the streak is at its full strength."""
COMMA_OPACITY = 0.85


class RollingPace(msgspec.Struct, frozen=True):
    """How the places of a figure move: it grows by `speed` units a second, or did until `stood_us` before the tick.

    `since_us` is how long ago the tick was at which the figure was sampled.
    """

    speed: float = 0.0
    stood_us: int = 0
    since_us: int = 0


AT_REST = RollingPace()


def pace_of(moment: Moment, metric: str) -> RollingPace:
    """How fast a total grows or last grew; it is at rest where the picture stands."""
    if moment.stands:
        return AT_REST
    state, facts, now_us = moment.state, moment.facts, moment.tick_us
    chain = [*state.before, *(s for s in (state.current, state.following) if s is not None)]
    for older, newer in reversed(list(pairwise(chain))):
        roll_us = facts.roll_us(newer.commit_us - older.commit_us)
        if now_us <= newer.commit_us - roll_us or roll_us <= 0 or newer.correction:
            continue
        a, b = older.figure(metric), newer.figure(metric)
        if a is None or b is None or b <= a:
            return AT_REST
        return RollingPace((b - a) * 1e6 / roll_us, max(0, now_us - newer.commit_us), moment.playhead_us - now_us)
    return AT_REST


def cells(
    value: int, unit: int, pace: RollingPace, face: Face, signs: tuple[str, str] = ("", ""), language: str = "en"
) -> tuple[Cell, ...]:
    """The places of `value // unit`, in the groups of the language, with `signs` before and after them.

    All places are those of the one `value`, which was sampled at a tick. A place begins to turn at the tick at which
    the value has reached its next digit, so what can be read is never ahead of the truth.
    """
    text = grouped(value // unit, language)
    places = leading = sum(c.isdigit() for c in text)

    def place(left: float, letter: str) -> Cell:
        nonlocal places
        places -= 1
        return _place(left, letter, value, unit * 10**places, pace, new=0 < places == leading - 1)

    return _row(text, face, signs, place)


def standing(text: str, face: Face, signs: tuple[str, str] = ("", "")) -> tuple[Cell, ...]:
    """The places of a figure that is written already, at rest."""
    return _row(text, face, signs, Cell)


def _row(text: str, face: Face, signs: tuple[str, str], place: Callable[[float, str], Cell]) -> tuple[Cell, ...]:
    """Digits, each as `place` has it from its left end on, with what groups them and the signs around them."""
    digit_width = advance("0", face) * CELL
    found: list[Cell] = []
    x = 0.0
    sign, tail = signs
    if sign:
        found.append(Cell(x, sign))
        x += advance(sign, face) * SIGN
    for letter in text:
        if letter.isdigit():
            found.append(place(x + (digit_width - advance("0", face)) / 2, letter))
            x += digit_width
        else:
            mark_width = advance(letter, face) * COMMA
            found.append(Cell(x + mark_width * 0.06, letter, opacity=COMMA_OPACITY))
            x += mark_width
    if tail:
        found.append(Cell(x, tail))
    return tuple(found)


def _place(left: float, letter: str, value: int, size: int, pace: RollingPace, *, new: bool) -> Cell:
    """One place; `new` where no digit stood before it came to its 1."""
    turns = pace.speed / size
    if turns > FAST and pace.stood_us < CARRY_US:
        strength = min(1.0, (turns - FAST) / (FULL_STREAK - FAST))
        return Cell(
            left, letter, streak=round(STREAK * strength, 2), opacity=1 - (1 - FAST_OPACITY) * round(strength, 2)
        )
    if pace.speed <= 0 or value < size:  # the 0 of nothing yet came from nowhere
        return Cell(left, letter)
    reached_us = int(min(SECOND_US, (value % size) / pace.speed * 1e6)) + pace.stood_us
    turn = cubic_out(progress(reached_us // TICK_US * TICK_US + pace.since_us, 0, CARRY_US))
    if turn >= 1:
        return Cell(left, letter)
    previous = "" if new and letter == "1" else str((int(letter) - 1) % 10)
    return Cell(left, letter, previous, round(turn, 3))


def span(found: tuple[Cell, ...], face: Face) -> float:
    """The width in pixels of the cells."""
    last = found[-1]
    return last.x + advance(last.digit, face)


def digits(x: float, y: float, found: tuple[Cell, ...], face: Face, color: str, glow: str) -> Digits:
    """Cells as an op with their left end at `x` on baseline `y`."""
    return Digits(x, y, span(found, face), found, face, color, glow, "".join(c.digit for c in found))


def ink(found: tuple[Cell, ...], face: Face) -> tuple[float, float]:
    """From where to where the cells have ink, whichever digit stands in the last: their bearings do not count."""
    first, last = found[0], found[-1]
    left = metrics(face).tightBoundingRect(first.digit).left()
    if not last.digit.isdigit():
        return first.x + left, last.x + metrics(face).tightBoundingRect(last.digit).right()
    return first.x + left, last.x + _widest(face)


@lru_cache(maxsize=64)
def _widest(face: Face) -> float:
    """How far to the right the widest digit reaches."""
    return max(metrics(face).tightBoundingRect(digit).right() for digit in "0123456789")


def em_for(room: float, height: float, text: str, signs: tuple[str, str] = ("", "")) -> int:
    """The largest em whose figure `text` fits with its ink into `room` x `height` (cap height) pixels, in bold."""
    probe = Face("latin", 700, 1000)
    left, right = ink(standing(text, probe, signs), probe)
    return max(8, int(min(room / (right - left) * 1000, height / CAP)))

"""Motion as a value: where something stands at any instant, in any order of asking."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Ease = Callable[[float], float]


def linear(u: float) -> float:
    """Constant speed."""
    return u


def cubic_out(u: float) -> float:
    """Fast away, gently home."""
    return 1 - (1 - u) ** 3


def cubic_in_out(u: float) -> float:
    """Gently away and gently home: rows that change places."""
    return 4 * u**3 if u < 0.5 else 1 - (2 - 2 * u) ** 3 / 2


def quint_out(u: float) -> float:
    """Almost there at once: bars."""
    return 1 - (1 - u) ** 5


def sine_in_out(u: float) -> float:
    """The pace of something that travels."""
    return (1 - math.cos(math.pi * u)) / 2


def back_out(u: float) -> float:
    """A little too far, then home (overshoot 1.1): the entrance of a card."""
    c = 1.1
    return 1 + (c + 1) * (u - 1) ** 3 + c * (u - 1) ** 2


def _states(t_us: int, start_us: int, duration_us: int, a: float, b: float, ease: Ease) -> float:
    u = progress(t_us, start_us, duration_us)
    return b if u >= 1 else a + (b - a) * ease(u)


def progress(t_us: int, start_us: int, duration_us: int) -> float:
    """How much of a duration has passed at `t_us`, between 0 and 1."""
    if duration_us <= 0:
        return 1.0 if t_us >= start_us else 0.0
    return min(1.0, max(0.0, (t_us - start_us) / duration_us))


def between(a: int, b: int, t_us: int, start_us: int, end_us: int) -> int:
    """The integer between `a` and `b` at `t_us`, rounded towards `a`: exact, so it never passes `b` nor runs back."""
    if t_us >= end_us:
        return b
    if t_us <= start_us:
        return a
    span, passed = end_us - start_us, t_us - start_us
    step = abs(b - a) * passed // span
    return a + step if b >= a else a - step


def chase(points: Sequence[tuple[int, float]], duration_us: int, t_us: int, ease: Ease = cubic_out) -> float:
    """Where something stands at `t_us` that has set out for each target in turn.

    `points` are (start_us, target), oldest first; the first target is where it stood before. A target that changes
    mid-way is approached from where the earlier motion stood at that instant.
    """
    # numbers alone: it is asked for hundreds of columns and bars a frame
    set_out_us, left = points[0]
    target = left
    for start_us, following in points[1:]:
        if start_us > t_us:
            break
        left = _states(start_us, set_out_us, duration_us, left, target, ease)
        set_out_us, target = start_us, following
    return _states(t_us, set_out_us, duration_us, left, target, ease)

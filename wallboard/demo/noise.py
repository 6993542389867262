"""Repeatable liveliness: integer hashes and waves that are the same on every machine, in any order, at any instant.

Nothing here uses floating point or `random`: the demonstration promises the same bytes everywhere.
"""

from hashlib import sha256
from itertools import pairwise

PPM = 1_000_000
"""One, in the unit of every factor of this package: parts per million."""

_WORD = (1 << 64) - 1


def key_of(seed: int, name: str) -> int:
    """The 64-bit key of one named stream of noise (unlike `hash`, the same in every process)."""
    return int.from_bytes(sha256(f"{seed}/{name}".encode()).digest()[:8], "big")


def signed(key: int, index: int, limit: int) -> int:
    """A whole number in [-limit, limit] that belongs to `index` alone.

    The finaliser is splitmix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
    """
    word = (key + index * 0x9E3779B97F4A7C15) & _WORD
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _WORD
    word ^= word >> 31
    return word % (2 * limit + 1) - limit


def wave(key: int, at: int, period: int, limit: int) -> int:
    """A continuous wave through one random height every `period`, read at `at` (same unit, any sign)."""
    cell, into = divmod(at, period)
    left = signed(key, cell, limit)
    right = signed(key, cell + 1, limit)
    return left + (right - left) * into // period


def wave_row(key: int, length: int, period: int, limit: int) -> list[int]:
    """`wave` at 0, 1, … length - 1, much faster than one by one."""
    heights = [signed(key, cell, limit) for cell in range(length // period + 2)]
    row = [left + (right - left) * into // period for left, right in pairwise(heights) for into in range(period)]
    return row[:length]

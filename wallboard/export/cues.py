"""Layouts and speeds that change at instants of a film: `countdown,overview@00:00:00`, `10,1@00:06:50`."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Generic, TypeVar

from wallboard.core.errors import UsageError

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class FilmCue(Generic[_Value]):
    """From `at_us` on (recording time of the playhead) this value holds."""

    at_us: int
    value: _Value


def read_cues(
    text: str, first_us: int, value_of: Callable[[str], _Value], playhead_of: Callable[[str], int]
) -> tuple[FilmCue[_Value], ...]:
    """The cues of an option: a value to begin with at `first_us`, then VALUE@T, in the order of their instants.

    `value_of` and `playhead_of` read a value and a T.

    Raises:
        UsageError: it is written otherwise; also what the two raise.
    """
    first, *later = text.split(",")
    cues = [FilmCue(first_us, value_of(first.strip()))]
    for part in later:
        value, found, at = part.strip().partition("@")
        if not found:
            msg = (
                f"{part.strip()!r} does not say from when: write it as {value or 'VALUE'}@T, such as overview@00:00:00"
            )
            raise UsageError(msg)
        at_us = playhead_of(at)
        if at_us < cues[-1].at_us:
            msg = f"the changes must follow one another and come after the film's beginning; {part.strip()!r} does not"
            raise UsageError(msg)
        cues.append(FilmCue(at_us, value_of(value)))
    return tuple(cues)


def at(cues: Sequence[FilmCue[_Value]], playhead_us: int) -> FilmCue[_Value]:
    """The cue that holds at a playhead; before the first one the first."""
    return cues[max(0, bisect_right(cues, playhead_us, key=lambda cue: cue.at_us) - 1)]


def frame_count(speeds: Sequence[FilmCue[Fraction]], until_us: int, fps: int) -> int:
    """How many frames there are from the first cue to `until_us`: the nearest whole number, at least one."""
    return max(1, round(sum(_lengths_s(speeds, until_us)) * fps))


def playheads(speeds: Sequence[FilmCue[Fraction]], until_us: int, fps: int) -> Iterator[int]:
    """Where the playhead stands in each frame, in microseconds of recording time.

    Frame k is that of k / fps seconds of film; speeds are exact, so that no rounding adds up over an hour.
    """
    ends_s = [*accumulate(_lengths_s(speeds, until_us))]
    for frame in range(frame_count(speeds, until_us, fps)):
        film_s = Fraction(frame, fps)
        place = min(bisect_right(ends_s, film_s), len(speeds) - 1)
        begun_s = ends_s[place - 1] if place else Fraction(0)
        yield speeds[place].at_us + math.floor((film_s - begun_s) * speeds[place].value * 10**6)


def _lengths_s(speeds: Sequence[FilmCue[Fraction]], until_us: int) -> list[Fraction]:
    """How long each speed is to be seen, in seconds of film."""
    ends = [min(end_us, until_us) for end_us in (*(later.at_us for later in speeds[1:]), until_us)]
    spans = [max(0, end_us - cue.at_us) for cue, end_us in zip(speeds, ends, strict=True)]
    return [Fraction(span_us, 10**6) / cue.value for cue, span_us in zip(speeds, spans, strict=True)]

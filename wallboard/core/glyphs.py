"""Which characters the bundled fonts have: asked without Qt, by whoever tells beforehand what a wall would not show."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from wallboard.core.resources import shipped

MOST_TOLD, MOST_TEXTS = 40, 5


def without_glyph(texts: Iterable[str]) -> tuple[str, ...]:
    """The characters of texts that no bundled font has, each once. Raises ResourceError where the list is missing."""
    drawn = dict.fromkeys(c for text in texts for c in text if not c.isspace() and c.isprintable())
    return tuple(c for c in drawn if not _is_bundled(ord(c)))


def told(characters: tuple[str, ...]) -> str:
    """Characters in a line, with their code points: 한 (U+D55C)."""
    named = ", ".join(f"{c} (U+{ord(c):04X})" for c in characters[:MOST_TOLD])
    return named + (f" and {len(characters) - MOST_TOLD} more" if len(characters) > MOST_TOLD else "")


def unwritable(texts: Iterable[tuple[str, str]]) -> str:
    """What no bundled font has of each (where, text) that holds such characters; empty where none does."""
    lacking = [(where, text, found) for where, text in texts if (found := without_glyph([text]))]
    named = [f"{told(found)} of {text!r}{where and f' ({where})'}" for where, text, found in lacking[:MOST_TEXTS]]
    more = f"; and of {len(lacking) - MOST_TEXTS} texts more" if len(lacking) > MOST_TEXTS else ""
    return "; ".join(named) + more


def _is_bundled(point: int) -> bool:
    firsts, lasts = _ranges()
    at = bisect_right(firsts, point) - 1
    return at >= 0 and point <= lasts[at]


@lru_cache(maxsize=1)
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    lines = (line.split() for line in shipped("assets/fonts/characters.txt").read_text("ascii").splitlines())
    firsts, lasts = zip(*((int(first, 16), int(last, 16)) for first, last in lines), strict=True)
    return firsts, lasts

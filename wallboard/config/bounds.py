"""Bounds on everything a configuration may hold, whatever its key: depth, lengths, and the size of numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from wallboard.config.positions import KeyPath

MOST_LEVELS = 16
"""Of tables and lists within each other; the deepest key there is has eight."""
MOST_CHARACTERS = 10_000
"""Of a text."""
MOST_ENTRIES = 2_000
"""Of a list or a table."""
MOST_KEY_CHARACTERS = 200
LARGEST_NUMBER = 2**63
_PART = r"(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_LEVELS},}}+")
"""More parts than any key has, joined by dots; in a string or comment nobody writes that either."""


def long_key(text: str) -> tuple[int, str] | None:
    """(line, how it begins) of a key with more parts than any has: known before reading it costs gigabytes."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= MOST_LEVELS and (match := _LONG_KEY.search(line)):
            return number, match[0][:40]
    return None


def deepest_line(text: str) -> int | None:
    """The line on which brackets first stand deeper than may be; None if they never do."""
    depth, line = 0, 1
    for match in re.finditer(r"[\[\]{}\n]", text):
        character = match[0]
        if character == "\n":
            line += 1
            continue
        depth += 1 if character in "[{" else -1
        if depth > MOST_LEVELS:
            return line
    return None


def out_of_bounds(values: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """(path, what is wrong) of each value beyond the bounds; what stands inside a value that is, is passed over."""
    if isinstance(values, dict | list):
        yield from _too_many(values, path)
    elif (message := _message(values)) is not None:
        yield path, message


def _too_many(values: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if len(path) >= MOST_LEVELS:
        yield path, f"is nested deeper than {MOST_LEVELS} levels"
        return
    if len(values) > MOST_ENTRIES:
        yield path, f"holds {len(values):,} entries; {MOST_ENTRIES:,} are the most"
        return
    for key, value in values.items() if isinstance(values, dict) else enumerate(values):
        if isinstance(key, str) and len(key) > MOST_KEY_CHARACTERS:
            yield path, f"holds a key of {len(key):,} characters; {MOST_KEY_CHARACTERS} are the most"
        else:
            yield from out_of_bounds(value, (*path, key))


def _message(value: object) -> str | None:
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        return f"is a text of {len(value):,} characters; {MOST_CHARACTERS:,} are the most"
    if isinstance(value, float) and not math.isfinite(value):
        return "must be a finite number"
    if isinstance(value, int) and not -LARGEST_NUMBER < value < LARGEST_NUMBER:
        return f"is a number of {value.bit_length()} bits; 63 are the most"
    return None

"""The text of a fixed query: whether it only reads and is one statement, and where its time stands."""

from __future__ import annotations

import re
from typing import Final

MOST_CHARACTERS: Final = 20_000

_PIECES = re.compile(
    r"(?P<other>'(?:[^'\\]|''|\\.)*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|--[^\n]*|/\*.*?\*/"
    r"|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)|(?P<until>(?<![:\w]):until\b)",
    re.DOTALL | re.IGNORECASE,
)
"""What is no code (texts, quoted names, comments), and the places of `:until`: the instant up to which rows count, the
server's now or the past that is asked about."""
_READS = frozenset({"select", "with", "values", "table"})
_READING_TIME = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|sysdate|utc_timestamp|now64|current_timestamp"
    r"|localtimestamp)\b\s*(?:\([^()]*\))?\s*(?:::\s*\w+\s*)?(?:\bas\s+)?[\"`]?\bat\b",
    re.IGNORECASE,
)


def wrong_with_query(text: str) -> str | None:
    """Why a text is no query that may be sent to a database; None if it is one."""
    if len(text) > MOST_CHARACTERS:
        return f"has {len(text):,} characters; {MOST_CHARACTERS:,} are the most"
    if "\0" in text:
        return "holds a NUL"
    code = _code(text).strip()
    if code.endswith(";"):
        code = code[:-1].rstrip()
    if not code:
        return "is empty"
    if ";" in code:
        return "holds more than one statement; one SELECT for each part"
    first = re.match(r"\(*\s*(\w*)", code)
    if first is None or first[1].lower() not in _READS:
        return "is no query that reads: it begins with SELECT or WITH"
    return None


def states_reading_time(text: str) -> bool:
    """Whether `at` is plainly the time of reading, such as `now() AS at`: it would be fresh while the data are not."""
    return _READING_TIME.search(_code(text)) is not None


def asks_until(text: str) -> bool:
    """Whether a query has a place for the time up to which rows count, so that it can be asked about the past."""
    return any(piece["until"] for piece in _PIECES.finditer(text))


def with_until(text: str, mark: str, *, percent: str = "%") -> str:
    """The query without its last semicolon, with `mark` at each place of the time; `percent` stands for each `%`."""
    made, end = [], 0
    for piece in _PIECES.finditer(text):
        if piece["until"]:
            made += [text[end : piece.start()].replace("%", percent), mark]
            end = piece.end()
    made.append(text[end:].replace("%", percent))
    whole = "".join(made).rstrip()
    bare = _code(text).rstrip()
    return whole[: whole.rindex(";")] if bare.endswith(";") else whole


def _code(text: str) -> str:
    """The query without texts, quoted names and comments: each is a blank, quoted names apart."""
    return _PIECES.sub(lambda m: m[0] if m["until"] or (m[0][0] in '"`' and ";" not in m[0]) else " ", text)

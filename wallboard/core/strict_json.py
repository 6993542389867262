"""JSON as strictly as money needs it: exact numbers, no key twice, nothing that grows beyond bounds."""

from __future__ import annotations

import codecs
import json
import re
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, NoReturn

MAX_DEPTH = 32
MAX_DIGITS = 40
MAX_CONTAINERS = 250_000
"""Lists and objects in one body: more than any answer has, and each costs memory and time before it is understood."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer of two that begin alike first, and the codec that reads past each."""
_GZIP = b"\x1f\x8b"


def read_json(body: bytes) -> object:
    """Decode strictly: UTF-8 (UTF-16 or UTF-32 behind their byte order mark), no NaN or Infinity, no duplicate keys.

    Depth and digits are bounded; fractions are Decimals.

    Raises:
        ValueError: the body is not such JSON; the message says why.
    """
    codec = next((codec for mark, codec in MARKS if body.startswith(mark)), "utf-8")
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        if body.startswith(_GZIP):
            msg = "is packed by gzip, which no Content-Encoding says"
            raise ValueError(msg) from None
        name = "UTF-8" if codec == "utf-8-sig" else codec.upper()
        msg = f"is not {name} (byte {error.start}); declare its charset in the Content-Type, or send UTF-8"
        raise ValueError(msg) from None
    if text.count("[") + text.count("{") > MAX_CONTAINERS:
        msg = f"holds more than {MAX_CONTAINERS:,} lists and objects"
        raise ValueError(msg)
    try:
        tree = json.loads(
            text, object_pairs_hook=_unique, parse_float=_decimal, parse_int=_integer, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        msg = f"is not JSON ({what} at line {error.lineno} column {error.colno}){_remedy(text, error)}"
        raise ValueError(msg) from None
    except RecursionError:
        msg = f"is nested deeper than {MAX_DEPTH} levels"
        raise ValueError(msg) from None
    if _deeper_than(tree, MAX_DEPTH):
        msg = f"is nested deeper than {MAX_DEPTH} levels"
        raise ValueError(msg)
    return tree


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() returns None, which is what lets the search go on
        msg = f"holds the key {shortened(twice)} twice"
        raise ValueError(msg)
    return table


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        msg = f"holds a number of {len(text)} digits"
        raise ValueError(msg)
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        msg = f"holds a number of {len(text)} digits"
        raise ValueError(msg)
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent that even Decimal cannot hold
        value = None
    if value is None or not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS:
        msg = f"holds the number {shortened(text)}, beyond any amount"
        raise ValueError(msg)
    return value


def _constant(text: str) -> NoReturn:
    msg = f"holds {text}, which is not JSON"
    raise ValueError(msg)


def _deeper_than(tree: object, levels: int) -> bool:
    layer: list[Any] = [tree] if isinstance(tree, dict | list) else []
    for _ in range(levels):
        layer = [
            child
            for node in layer
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]
        if not layer:
            return False
    return True


def shortened(value: object) -> str:
    """At most 40 characters of a value, for a message; of a large one only the beginning is looked at."""
    text = _beginning(value, 3)
    return text if len(text) <= 40 else text[:37] + "…"


def _beginning(value: object, levels: int) -> str:
    """A value as JSON has it, of which only the first 40 characters need be right; texts in single quotes."""
    if isinstance(value, str):
        return repr(value[:40])
    if value is None or isinstance(value, bool | Decimal):
        return str(value) if isinstance(value, Decimal) else json.dumps(value)
    if not isinstance(value, list | dict) or not value:
        return repr(value)
    if not levels:
        return "…"
    if isinstance(value, list):
        return f"[{', '.join(_beginning(item, levels - 1) for item in value[:20])}]"
    pairs = islice(value.items(), 20)
    return "{" + ", ".join(f"{key[:40]!r}: {_beginning(item, levels - 1)}" for key, item in pairs) + "}"


_NEAR_JSON = (
    (
        r"[\w.$]+\s*\(\s*[\[{]",
        "JSONP, a call with JSON in it; ask without the parameter that names the call (callback, jsonp)",
    ),
    (r"<", "XML or HTML; ask for JSON, by the address or a parameter"),
    (r"(\)\]\}'|for\s*\(;;\);|while\s*\(1\);)", "JSON behind a guard against scripts; ask for an address without it"),
    (r"(event|data|id|retry):", "a stream of events; ask for an address that answers once"),
    (r"# (HELP|TYPE) ", 'the text form of Prometheus; ask Prometheus itself, by kind = "prometheus"'),
    (r"\{\s*'", "written with single quotes; JSON has double ones"),
    (r"---\s*$|[\w-]+:\s", "YAML or a header; serve it as JSON"),
    (r"[\w.]+=[^&\s]*(&[\w.]+=|$)", "a form (a=1&b=2); serve it as JSON"),
)
"""Beginnings of answers that are nearly JSON or something else, and what they are."""


def _remedy(text: str, error: json.JSONDecodeError) -> str:
    """What helps with an answer that is something like JSON."""
    begun = text.lstrip()[:200]
    if not begun:
        return ": it is empty"
    if "\0" in begun:
        return ": it is UTF-16 or UTF-32 without its byte order mark; declare its charset in the Content-Type"
    for beginning, what in _NEAR_JSON:
        if re.match(beginning, begun, re.MULTILINE):
            return f": it is {what}"
    first, _, rest = text.lstrip()[:100_000].partition("\n")
    if first.startswith("{") and first.rstrip().endswith("}") and rest.lstrip().startswith("{"):
        return ": it is a document a line; one document is needed, with the newest figures"
    if _is_table(first, rest.partition("\n")[0]):
        return ": it is a table of text (CSV); serve its figures as JSON"
    return _slip(text, error)


def _slip(text: str, error: json.JSONDecodeError) -> str:
    """What is written at or before the place of a mistake that JSON knows no such thing as."""
    if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
        return ": it ends too early, as if it were cut off"
    if text.startswith(("//", "/*", "#"), error.pos):
        return ": JSON has no comments"
    if text[error.pos] in "]}" and text[: error.pos].rstrip().endswith(","):
        return ": a comma stands behind the last item"
    return ""


def _is_table(first: str, second: str) -> bool:
    """Whether two lines have the same number of fields, parted by the same character."""
    return not first.startswith(("{", "[")) and any(
        first.count(mark) and first.count(mark) == second.count(mark) for mark in ";\t,|"
    )

"""Hostile values, and bytes spoiled at random; everything from a seeded source of chance."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, TypeVar
from urllib.parse import quote

from .kinds import CANARY

T = TypeVar("T")

TEXTS = (
    *("", " ", "\x1b]0;pwn\x07", "\x1b[2J\x1b[31m", "\x9b31m", "a\nwallboard: all is well", "\r\rx", "\x00", "\x7f"),
    *("\u202eevil\u202c", "a\u200bb", "\u2066x", "\ufeff", "\u2028line", "\ue000", "e\u0301" * 40, "[bold red]x[/]"),
    *("[link=http://x]y[/link]", "<b>¥</b>", "{0.__class__}", "%s%n", "'; drop table answers; --", "../../etc/passwd"),
    *("資生堂", "👨‍👩‍👧", "١٢٣", "１２", "٣.١٤", "nan", "inf", "-0", "0x10", "1_000", "1e5", "1,234.5", "NaN", "true"),
    *("9" * 25, "9" * 5000, "0." + "9" * 30, "-1", "0.001", "١", "null", "𝟙𝟚", "½", "名" * 300, "a" * 3000),
)
NUMBERS = (
    *(
        "0",
        "-0",
        "1",
        "-1",
        "0.1",
        "0.005",
        "0.015",
        "1e2",
        "1E+2",
        "1e-2",
        "1e-400",
        "1e400",
        "-1e400",
        "1e40",
        "1e39",
    ),
    *("9" * 17, "9" * 19, "9" * 39, "9" * 41, "9" * 5000, "0." + "1" * 38, "0." + "1" * 50, "1.0000000000000000000001"),
    *("4611686018427387904", "4611686018427387905", "9223372036854775808", "18446744073709551616", "1e999999999999"),
    *(
        "92345678901234567.89",
        "0.00999999999999",
        "123456789012.129999999",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e17",
        "1e16",
    ),
)
"""As JSON writes them; the last few it does not."""


class Raw(str):
    """Text that stands in JSON as it is, without quotes."""

    __slots__ = ()


def spelled(chance: Random, secret: str = CANARY) -> str:
    """A secret as some endpoint might echo it; the text still goes through JSON's own spelling."""
    plain = secret.encode()
    ways = (
        secret,
        f"Bearer {secret}",
        quote(secret, safe=""),
        "".join(f"%{byte:02x}" for byte in plain),
        base64.b64encode(plain).decode(),
        base64.urlsafe_b64encode(f"user:{secret}".encode()).decode(),
        base64.b64encode(f"xx{secret}yy".encode()).decode(),
        f"https://me:{quote(secret, safe='')}@h.example/m?sig={quote(secret)}",
        json.dumps({"token": secret}),
        plain.hex(),
    )
    return chance.choice(ways)


def hostile(chance: Random, secret: str = CANARY, depth: int = 0) -> Any:
    """A value that does not belong where it stands; now and then it holds the secret."""
    inner = chance.randrange(5) if depth < 2 else 0
    ways: tuple[tuple[int, Callable[[], Any]], ...] = (
        (3, lambda: chance.choice(TEXTS)),
        (3, lambda: Raw(chance.choice(NUMBERS))),
        (1, lambda: spelled(chance, secret)),
        (1, lambda: chance.choice((None, True, False, [], {}, [[]], {"": ""}))),
        (1, lambda: nested(chance, chance.choice((3, 31, 32, 33, 200, 5000)))),
        (1, lambda: [hostile(chance, secret, depth + 1) for _ in range(inner)]),
        (1, lambda: {str(chance.choice(TEXTS)): hostile(chance, secret, depth + 1) for _ in range(inner)}),
        (1, lambda: wide(chance)),
    )
    way: Callable[[], Any] = chance.choices([way for _, way in ways], [weight for weight, _ in ways])[0]
    return way()


def nested(chance: Random, levels: int) -> Raw:
    """Brackets within brackets."""
    opening, closing = chance.choice((("[", "]"), ('{"a":', "}"), ("[[],", "]")))
    return Raw(opening * levels + "1" + closing * levels)


def wide(chance: Random) -> Any:
    """Many of the same."""
    count = chance.choice((100, 5000, 5001, 60_000))
    return chance.choice((Raw(f"[{','.join(['[]'] * count)}]"), Raw(f"[{','.join(['{}'] * count)}]"), "x" * count))


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value within a tree."""
    yield path
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def spoil(chance: Random, tree: Any, secret: str = CANARY) -> Any:
    """The tree with one value replaced, left out, doubled or moved."""
    found = [path for path in places(tree) if path]
    if not found:
        return hostile(chance, secret)
    path = chance.choice(found)
    parent = tree
    for part in path[:-1]:
        parent = parent[part]
    kind, last = chance.randrange(8), path[-1]
    if kind < 5:
        parent[last] = hostile(chance, secret)
    elif kind == 5:
        del parent[last]
    elif isinstance(parent, list):
        parent.extend(parent[:200] * chance.randrange(1, 40))
    else:
        parent[str(chance.choice(TEXTS))] = parent[last]
    return tree


def written(chance: Random, tree: Any) -> str:
    """JSON of a tree, its letters spelled this way or that, numbers as they are, here and there a key twice."""
    if isinstance(tree, Raw):
        return str(tree)
    if isinstance(tree, dict):
        pairs = [f"{_string(chance, str(key))}:{written(chance, value)}" for key, value in tree.items()]
        if pairs and chance.random() < 0.01:
            pairs.append(chance.choice(pairs))
        return "{" + ",".join(pairs) + "}"
    if isinstance(tree, list):
        return "[" + chance.choice((",", ", ", ",\n ")).join(written(chance, value) for value in tree) + "]"
    if isinstance(tree, str):
        return _string(chance, tree)
    return json.dumps(tree)


def _string(chance: Random, text: str) -> str:
    way = chance.randrange(5)
    if way == 0:
        return '"' + "".join(f"\\u{unit:04x}" for c in text for unit in _units(c)) + '"'
    if way == 1:
        return json.dumps(text).replace("/", "\\/")
    if way == 2 and len(text) < 200:
        return '"' + "".join(json.dumps(c)[1:-1] if chance.random() < 0.5 else _escaped(c) for c in text) + '"'
    return json.dumps(text, ensure_ascii=way == 3)


def _units(character: str) -> Sequence[int]:
    coded = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(coded[at : at + 2], "big") for at in range(0, len(coded), 2)]


def _escaped(character: str) -> str:
    return "".join(f"\\u{unit:04X}" for unit in _units(character))


def torn(chance: Random, data: bytes) -> bytes:
    """Bytes cut, flipped, doubled, or with others between them."""
    if not data:
        return data
    at, other = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    flipped = bytes((data[at] ^ (1 << chance.randrange(8)),))
    between = chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b'"', b"{", b"]", b"\x1b[2J", chance.randbytes(8)))
    return chance.choice(
        (
            data[:at],
            data[:at] + flipped + data[at + 1 :],
            data[:at] + data[other:],
            data[:other] + data[at:],
            data[:at] + between + data[at:],
        )
    )


def text_bytes(chance: Random, text: str) -> bytes:
    """Text in the encodings that feeds come in; UTF-8 nearly always."""
    way = chance.randrange(24)
    if way == 0:
        return text.encode("gb18030", "replace")
    if way == 1:
        return text.encode("utf-16", "surrogatepass")
    if way == 2:
        return b"\xef\xbb\xbf" + text.encode("utf-8", "surrogatepass")
    return text.encode("utf-8", "surrogatepass")
